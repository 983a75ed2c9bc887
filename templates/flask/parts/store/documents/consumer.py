"""`python -m app.consumer`: hear of the events from Kafka, until Ctrl-C or SIGTERM.

An event is confirmed once the database has it, so it may come twice, and is never lost.
"""

import structlog
from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition
from pydantic import ValidationError
from pymongo.errors import PyMongoError, WriteError

from app import activity, background
from app.background import Stop
from app.database import Db
from app.events import EventSettings, decode

SECONDS_TO_POLL = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# A dead letter has a header on top, and must still fit into one message.
LONGEST_DEAD_LETTER = 900_000
LONGEST_REASON = 500

log = structlog.get_logger()


class Reader:
    """Takes events from a topic, and confirms those that are done."""

    def __init__(self, db: Db, settings: EventSettings) -> None:
        self._db = db
        self._dead_letters = settings.dead_letters
        # https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
        self._consumer = Consumer(
            {
                **settings.client,
                "group.id": settings.kafka_group,
                "auto.offset.reset": "earliest",
                # Others take over from a consumer that gives no sign of life for so long.
                "session.timeout.ms": 10_000,
                # An event is done when we say so.
                "enable.auto.commit": False,
                "allow.auto.create.topics": True,
            }
        )
        self._consumer.subscribe([settings.kafka_topic])
        delivery = {"acks": "all", "delivery.timeout.ms": SECONDS_TO_SEND * 1000}
        self._producer = Producer({**settings.client, **delivery})

    def read(self, stop: Stop) -> None:
        """Take events until it is time to stop."""
        while not stop.told:
            message = self._consumer.poll(SECONDS_TO_POLL)
            if message is None:
                continue
            if error := message.error():
                log.warning("kafka_away", error=str(error))
            elif self._take(message):
                self._consumer.commit(message=message)
            else:
                self._go_back(message)
                stop.sleep(SECONDS_BETWEEN_ATTEMPTS)
        # Sends what was confirmed, and lets others of the group take over at once.
        self._consumer.close()

    def _take(self, message: Message) -> bool:
        """Handle a message; False when it has to come again."""
        try:
            event = decode(message.value())
        except ValidationError as error:
            problem = error.errors()[0]
            field = ".".join(str(part) for part in problem["loc"])
            return self._bury(message, f"{field}: {problem['msg']}".removeprefix(": "))
        try:
            activity.handle(self._db, event)
        except WriteError as error:
            return self._bury(message, str(error))
        except PyMongoError:
            log.warning("database_away", exc_info=True)
            return False
        return True

    def _bury(self, message: Message, reason: str) -> bool:
        """Put what cannot be understood aside, so that it does not hold up the rest."""
        log.error("dead_letter", offset=message.offset(), reason=reason)
        value = message.value()
        refused: list[str] = []
        self._producer.produce(
            self._dead_letters,
            value and value[:LONGEST_DEAD_LETTER],
            key=message.key(),
            headers=[("reason", reason[:LONGEST_REASON].encode())],
            on_delivery=lambda error, _: refused.append(str(error)) if error else None,
        )
        self._producer.flush()
        return not refused

    def _go_back(self, message: Message) -> None:
        """Ask for a message once more."""
        place = TopicPartition(
            message.topic() or "", message.partition() or 0, message.offset() or 0
        )
        try:
            self._consumer.seek(place)
        except KafkaException as error:
            # The partition is somebody else's by now, who gets the message.
            log.warning("cannot_go_back", error=str(error))


def consume(db: Db, settings: EventSettings, stop: Stop) -> None:
    """Hear of events until it is time to stop."""
    Reader(db, settings).read(stop)


if __name__ == "__main__":
    background.run(consume)
