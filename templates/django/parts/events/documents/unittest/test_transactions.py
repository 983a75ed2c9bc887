"""Transactions: a note and its event are written together, or not at all."""

from threading import Barrier, Thread
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
        Counter.objects.create(name="tries", value=0)
        begun = Barrier(2)

        @together
        def add_one() -> None:
            value = Counter.objects.get(name="tries").value
            if value == 0:
                begun.wait(10)  # both have read the same
            Counter.objects.filter(name="tries").update(value=value + 1)

        threads = [Thread(target=add_one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(Counter.objects.get(name="tries").value, 2)

    def test_an_error_of_the_database_stays_one(self) -> None:
        @together
        def fail() -> None:
            raise DatabaseError("something else")

        with self.assertRaisesRegex(DatabaseError, "something else"):
            fail()

    def test_positions_go_up(self) -> None:
        self.assertEqual([outbox.next_position() for _ in range(3)], [1, 2, 3])

    def test_a_standalone_server_is_told(self) -> None:
        with patch("app.transactions.database") as database:
            database.return_value.command.return_value = {"ok": 1.0}
            with self.assertRaisesRegex(ImproperlyConfigured, "standalone"):
                transactions.check()
