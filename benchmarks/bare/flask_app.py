"""The least that Flask needs for a greeting and for a page of notes, on the same table."""

import os
from datetime import datetime

from flask import Flask, jsonify, request
from sqlalchemy import DateTime, String, Text, Uuid, create_engine, func, make_url, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}

url = make_url(os.environ["DATABASE_URL"])
engine = create_engine(url.set(drivername=DRIVERS[url.drivername]))
app = Flask(__name__)


class Base(DeclarativeBase):
    """What both tables have in common."""


class Note(Base):
    """A note."""

    __tablename__ = "notes"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    def as_json(self):
        """Return what a client sees."""
        return {
            "id": self.id,
            "title": self.title,
            "body": self.body,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
        }


@app.get("/hello")
def hello():
    """Greet."""
    return jsonify(status="ok")


@app.get("/notes")
def notes():
    """Give a page of notes, newest first."""
    q = request.args.get("q", "")
    limit = min(max(request.args.get("limit", 20, int), 1), 100)
    offset = max(request.args.get("offset", 0, int), 0)
    found = select(Note)
    if q:
        found = found.where(or_(Note.title.icontains(q), Note.body.icontains(q)))
    newest = found.order_by(Note.created_at.desc(), Note.id.desc()).limit(limit).offset(offset)
    with Session(engine) as session:
        total = session.scalar(select(func.count()).select_from(found.subquery()))
        items = [note.as_json() for note in session.scalars(newest)]
    return jsonify(items=items, total=total, limit=limit, offset=offset)
