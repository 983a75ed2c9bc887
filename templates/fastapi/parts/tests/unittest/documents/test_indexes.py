"""`python -m app.indexes`."""

import os
from unittest.mock import patch

from fastapi import FastAPI
from pymongo.errors import AutoReconnect

from app import indexes
from tests.base import GuestTest
from tests.support import run

Names = dict[str, list[str]]


async def find_indexes(app: FastAPI) -> Names:
    """Return the names of the indexes that the database has."""
    found = app.state.database
    return {name: sorted(await found[name].index_information()) for name in indexes.INDEXES}


class IndexesTest(GuestTest):
    """What the program creates, and when it does not."""

    def test_each_index_is_there(self) -> None:
        found = run(self.guest, find_indexes)
        for name, declared in indexes.INDEXES.items():
            expected = ["_id_", *(index.document["name"] for index in declared)]
            self.assertEqual(found[name], sorted(expected))

    def test_to_create_them_again_changes_nothing(self) -> None:
        before = run(self.guest, find_indexes)
        indexes.main()
        self.assertEqual(run(self.guest, find_indexes), before)

    def test_a_database_that_is_away(self) -> None:
        away = AutoReconnect("away")
        self.enterContext(patch.object(indexes, "connect_and_create", side_effect=away))
        with self.assertRaisesRegex(SystemExit, "MongoDB refuses, or does not answer: away"):
            indexes.main()

    def test_no_database(self) -> None:
        self.enterContext(patch.dict(os.environ, DATABASE_URL=""))
        with self.assertRaisesRegex(SystemExit, "DATABASE_URL is not set"):
            indexes.main()
