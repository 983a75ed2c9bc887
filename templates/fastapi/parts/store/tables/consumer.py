"""`python -m app.consumer`: hear of the events from Kafka, until Ctrl+C or SIGTERM.

An event counts as heard once the database has it, so it may come twice, and is never lost.
"""

import asyncio
from dataclasses import dataclass

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.errors import KafkaError
from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from app import activity, background
from app.background import Sessions, pause
from app.events import EventSettings, decode

log = structlog.get_logger(__name__)

SECONDS_BETWEEN_ATTEMPTS = 2
MILLISECONDS_TO_POLL = 500
MOST_AT_ONCE = 100
# A dead letter has headers on top, and must still fit into one message.
LONGEST_DEAD_LETTER = 900_000
LONGEST_REASON = 500


async def consume(sessions: Sessions, settings: EventSettings, stopped: asyncio.Event) -> None:
    """Receive events; wait for whatever is away."""
    servers = list(settings.kafka_bootstrap_servers)
    while not stopped.is_set():
        # https://aiokafka.readthedocs.io/en/stable/consumer.html
        consumer = AIOKafkaConsumer(
            settings.kafka_topic,
            bootstrap_servers=servers,
            group_id=settings.kafka_group,
            enable_auto_commit=False,  # an event is done when we say so
            auto_offset_reset="earliest",
            retry_backoff_ms=1000,
        )
        producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", retry_backoff_ms=1000)
        reader = Reader(consumer, producer, sessions, settings.dead_letters, stopped)
        try:
            await producer.start()
            await consumer.start()
            await reader.read()
        except (KafkaError, OSError) as error:
            log.warning("Kafka is away", error=repr(error))
            await pause(stopped, SECONDS_BETWEEN_ATTEMPTS)
        finally:
            await consumer.stop()
            await producer.stop()


@dataclass(frozen=True)
class Reader:
    """Takes events from a topic, and confirms those that are done."""

    consumer: AIOKafkaConsumer
    producer: AIOKafkaProducer
    sessions: Sessions
    dead_letters: str
    stopped: asyncio.Event

    async def read(self) -> None:
        """Take events until it is time to stop."""
        while not self.stopped.is_set():
            batches = await self.consumer.getmany(
                timeout_ms=MILLISECONDS_TO_POLL, max_records=MOST_AT_ONCE
            )
            for partition, messages in batches.items():
                done = await self.take_in_order(messages)
                if done is not None:
                    await self.consumer.commit({partition: done + 1})

    async def take_in_order(self, messages: list[ConsumerRecord]) -> int | None:
        """Handle the messages of a partition, and return the offset of the last one done."""
        done = None
        for message in messages:
            if not await self.take(message):
                break
            done = message.offset
        return done

    async def take(self, message: ConsumerRecord) -> bool:
        """Handle a message, however long the database is away; False when told to stop."""
        try:
            event = decode(message.value)
        except ValidationError as error:
            problem = error.errors()[0]
            return await self.bury(message, f"{problem['loc']}: {problem['msg']}")
        while not self.stopped.is_set():
            try:
                async with self.sessions() as session:
                    await activity.handle(session, event)
                    await session.commit()
                return True
            except IntegrityError:
                return True  # it came twice at the same moment
            except DataError as error:
                return await self.bury(message, str(error.orig))
            except (SQLAlchemyError, OSError) as error:
                log.warning("the database is away", error=repr(error))
                await pause(self.stopped, SECONDS_BETWEEN_ATTEMPTS)
        return False

    async def bury(self, message: ConsumerRecord, reason: str) -> bool:
        """Put what cannot be understood aside, so that it does not hold up the rest."""
        log.error("dead letter", offset=message.offset, reason=reason)
        value = message.value and message.value[:LONGEST_DEAD_LETTER]
        headers = [("reason", reason[:LONGEST_REASON].encode())]
        await self.producer.send_and_wait(
            self.dead_letters, value, key=message.key, headers=headers
        )
        return True


if __name__ == "__main__":
    background.run(consume)
