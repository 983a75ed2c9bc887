"""Transactions: a note and its event are written together, or not at all."""

from functools import partial
from threading import Thread
from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from pymongo.errors import OperationFailure

from app import outbox, transactions
from app.models import Counter, Note, OutboxEvent
from app.transactions import together
from tests.base import ApiTestCase


class TransactionsTest(ApiTestCase):
    def test_no_note_without_its_event(self) -> None:
        self.api.raise_request_exception = False
        with patch("app.outbox.next_position", side_effect=OperationFailure("no")):
            answer = self.api.post("/api/notes", {"title": "Milk"})
        self.assertEqual(answer.status_code, 500)
        self.assertFalse(Note.objects.exists())
        self.assertEqual(self.api.post("/api/notes", {"title": "Milk"}).status_code, 201)
        self.assertEqual(OutboxEvent.objects.count(), 1)

    def test_two_changes_of_one_document_at_once(self) -> None:
        counter = Counter.objects.filter(name="changes")
        Counter.objects.create(name="changes", value=0)
        other = Thread(target=partial(counter.update, value=1))
        seen: list[int] = []

        @together
        def add_one() -> None:
            seen.append(counter.get().value)
            if other.ident is None:  # it comes in between, once
                other.start()
                other.join()
            counter.update(value=seen[-1] + 1)

        add_one()
        self.assertEqual(seen, [0, 1])
        self.assertEqual(counter.get().value, 2)

    def test_an_error_of_the_database_stays_one(self) -> None:
        @together
        def fail() -> None:
            raise DatabaseError("something else")

        with self.assertRaisesRegex(DatabaseError, "something else"):
            fail()

    def test_positions_go_up(self) -> None:
        self.assertEqual([outbox.next_position() for _ in range(3)], [1, 2, 3])

    def test_a_standalone_server_is_told(self) -> None:
        with (
            patch("app.transactions.hello", return_value={"ok": 1.0}),
            self.assertRaisesRegex(ImproperlyConfigured, "standalone"),
        ):
            transactions.check()
