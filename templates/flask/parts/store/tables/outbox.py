"""The outbox: an event is a row of the transaction that it tells of, so neither is lost alone.

https://microservices.io/patterns/data/transactional-outbox.html
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from flask import current_app
from sqlalchemy import BigInteger, Index, Integer, String, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app import activity
from app.events import Event
from app.models import Note
from app.orm import Base, UtcDateTime, utc_now

MOST_AT_ONCE = 100
DAYS_TO_KEEP = 7

log = structlog.get_logger()


class OutboxEvent(Base):
    """An event that happened."""

    __tablename__ = "outbox"
    # Those that were not sent yet are read in this order.
    __table_args__ = (Index(None, "sent_at", "position"),)

    # SQLite counts up in columns of one type only.
    position: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    type: Mapped[str] = mapped_column(String(40))
    note_id: Mapped[UUID]
    audience: Mapped[str] = mapped_column(String(36))
    title: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def record(session: Session, kind: str, note: Note) -> None:
    """Add an event to the transaction in which a note changes."""
    # The note goes first: of two changes at once the second waits here, and is told second.
    session.flush()
    session.add(OutboxEvent(type=kind, note_id=note.id, audience=note.audience, title=note.title))


def note_changed(_kind: str, _note: Note) -> None:
    """Without Kafka, tell the activity at once; with it, the relay finds the event."""
    if current_app.extensions["events"].kafka_bootstrap_servers:
        return
    try:
        with Session(current_app.extensions["engine"]) as session:
            _hand_over(session)
    except SQLAlchemyError:
        # They are handed over with the next change.
        log.warning("events_wait", exc_info=True)


def find_unsent(session: Session) -> Sequence[OutboxEvent]:
    """Find what was not sent yet, in order."""
    unsent = select(OutboxEvent).where(OutboxEvent.sent_at.is_(None))
    return session.scalars(unsent.order_by(OutboxEvent.position).limit(MOST_AT_ONCE)).all()


def mark_sent(session: Session, positions: Collection[int]) -> None:
    """Note that events were sent, and forget those that were sent long ago."""
    now = utc_now()
    sent = update(OutboxEvent).where(OutboxEvent.position.in_(positions)).values(sent_at=now)
    old = delete(OutboxEvent).where(OutboxEvent.sent_at < now - timedelta(days=DAYS_TO_KEEP))
    for statement in (sent, old):
        session.execute(statement, execution_options={"synchronize_session": False})


def _hand_over(session: Session) -> None:
    rows = find_unsent(session)
    events = [Event.model_validate(row) for row in rows]
    positions = [row.position for row in rows]
    session.commit()
    # To mark them first makes another request wait that does the same.
    mark_sent(session, positions)
    for event in events:
        activity.handle(session, event)
    session.commit()
