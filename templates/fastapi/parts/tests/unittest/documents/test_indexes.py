"""`python -m app.indexes`."""

import os
from unittest.mock import patch

from fastapi import FastAPI
from pymongo.errors import AutoReconnect

from app import indexes
from tests.base import GuestTest
from tests.support import run

LIFETIME = "expireAfterSeconds"
Indexes = dict[str, dict[str, int | None]]


async def find_indexes(app: FastAPI) -> Indexes:
    """Return the indexes that the database has, each with the seconds that documents live."""
    found: Indexes = {}
    for name in indexes.INDEXES:
        information = await app.state.database[name].index_information()
        found[name] = {key: index.get(LIFETIME) for key, index in information.items()}
    return found


class IndexesTest(GuestTest):
    """What the program creates, and when it does not."""

    def test_each_index_is_there(self) -> None:
        found = run(self.guest, find_indexes)
        for name, declared in indexes.INDEXES.items():
            expected = {index.document["name"]: index.document.get(LIFETIME) for index in declared}
            self.assertEqual(found[name], {"_id_": None, **expected})

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
