"""The outbox: an event is a row of the transaction that it tells of, so neither is lost alone.

https://microservices.io/patterns/data/transactional-outbox.html
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from fastapi import FastAPI
from sqlalchemy import BigInteger, Index, Integer, String, Uuid, delete, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app import activity
from app.base import Base, UtcDateTime, new_id, now
from app.events import Event
from app.models import Note

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 100
DAYS_TO_KEEP = 7
ATTEMPTS = 5


class OutboxEvent(Base):
    """An event that happened; `position` is the order of the transactions."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_unsent", "sent_at", "position"),)

    # SQLite counts up in columns of one type only.
    position: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    )
    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), unique=True, default=new_id)
    type: Mapped[str] = mapped_column(String(40))
    note_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    audience: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


async def record(session: AsyncSession, kind: str, note: Note) -> None:
    """Add an event to the transaction in which a note changes."""
    # The note goes first: of two changes at once, the second waits here and is told second.
    await session.flush()
    session.add(OutboxEvent(type=kind, note_id=note.id, audience=note.audience, title=note.title))


async def note_changed(app: FastAPI, _kind: str, _note: Note) -> None:
    """Without Kafka, tell the activity at once; with it, the relay finds the event."""
    if app.state.event_settings.kafka_bootstrap_servers:
        return
    for _ in range(ATTEMPTS):
        try:
            async with app.state.sessions() as session:
                await hand_over(session)
            return
        except IntegrityError:
            continue  # another request was quicker with the same event
        except (SQLAlchemyError, OSError) as error:
            log.warning("events wait", error=repr(error))
            return


async def hand_over(session: AsyncSession) -> None:
    """Tell the activity of all that it has not heard of."""
    events = await find_unsent(session)
    for event in events:
        await activity.handle(session, Event.model_validate(event))
    await mark_sent(session, events)


async def find_unsent(session: AsyncSession) -> Sequence[OutboxEvent]:
    """Return what was not sent yet, in order."""
    unsent = select(OutboxEvent).where(OutboxEvent.sent_at.is_(None))
    return (await session.scalars(unsent.order_by(OutboxEvent.position).limit(MOST_AT_ONCE))).all()


async def mark_sent(session: AsyncSession, events: Sequence[OutboxEvent]) -> None:
    """Note that events were sent, and forget those that were sent long ago."""
    positions = [event.position for event in events]
    sent = update(OutboxEvent).where(OutboxEvent.position.in_(positions)).values(sent_at=now())
    old = delete(OutboxEvent).where(OutboxEvent.sent_at < now() - timedelta(days=DAYS_TO_KEEP))
    for statement in (sent, old):
        await session.execute(statement, execution_options={"synchronize_session": False})
    await session.commit()
