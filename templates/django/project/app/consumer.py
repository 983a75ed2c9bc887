"""The consumer hears of the events from Kafka, and tells the activity.

An event is confirmed once the database has it, so it may come twice, and is never lost.
"""

import structlog
from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition
from django.conf import settings
from django.db import DatabaseError, DataError, InterfaceError, connection

from app import activity
from app.background import Stop
from app.events import client_options, decode

SECONDS_TO_POLL = 0.5
SECONDS_BETWEEN_ATTEMPTS = 2
SECONDS_TO_SEND = 10
# A dead letter has a header on top, and must still fit into one message.
LONGEST_DEAD_LETTER = 900_000
LONGEST_REASON = 500

log = structlog.get_logger(__name__)


class Reader:
    """Takes events from a topic, and confirms those that are done."""

    def __init__(self) -> None:
        # https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md
        self._consumer = Consumer(
            {
                **client_options(),
                "group.id": settings.KAFKA_GROUP,
                "auto.offset.reset": "earliest",
                # An event is done when we say so.
                "enable.auto.commit": False,
                "allow.auto.create.topics": True,
            }
        )
        self._consumer.subscribe([settings.KAFKA_TOPIC])
        delivery = {"acks": "all", "delivery.timeout.ms": SECONDS_TO_SEND * 1000}
        self._producer = Producer({**client_options(), **delivery})

    def read(self, stop: Stop) -> None:
        """Take events until it is time to stop."""
        while not stop.told:
            message = self._consumer.poll(SECONDS_TO_POLL)
            if message is None:
                continue
            if error := message.error():
                log.warning("kafka is away", error=str(error))
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
            activity.handle(decode(message.value()))
        except (ValueError, DataError) as error:
            return self._bury(message, str(error))
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database is away", error=repr(error))
            connection.close()  # the next attempt opens another one
            return False
        return True

    def _bury(self, message: Message, reason: str) -> bool:
        """Put what cannot be understood aside, so that it does not hold up the rest."""
        log.error("dead letter", offset=message.offset(), reason=reason)
        value = message.value()
        refused: list[str] = []
        self._producer.produce(
            f"{settings.KAFKA_TOPIC}.dead-letters",
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
            log.warning("cannot go back", error=str(error))


def consume(stop: Stop) -> None:
    """Hear of events until it is time to stop."""
    Reader().read(stop)
