"""Indexes: all that are declared are there, however often they are created."""

from app import indexes
from app.database import Db
from tests.base import ApiTestCase


class IndexesTest(ApiTestCase):
    """What `poe migrate` leaves behind."""

    def test_the_declared_indexes_exist(self) -> None:
        db: Db = self.app.extensions["database"]
        indexes.main()
        for collection, index in indexes.INDEXES:
            declared = index.document
            with self.subTest(f"{collection}.{declared['name']}"):
                found = db[collection].index_information()[declared["name"]]
                self.assertEqual(found["key"], list(declared["key"].items()))
                for option in ("unique", "expireAfterSeconds"):
                    self.assertEqual(found.get(option), declared.get(option))
