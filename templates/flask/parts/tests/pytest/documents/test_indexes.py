"""Indexes: all that are declared are there, however often they are created."""

from flask import Flask

from app import indexes
from app.database import Db


def test_the_declared_indexes_exist(app: Flask) -> None:
    db: Db = app.extensions["database"]
    indexes.main()
    for collection, index in indexes.INDEXES:
        declared = index.document
        found = db[collection].index_information()[declared["name"]]
        assert found["key"] == list(declared["key"].items())
        for option in ("unique", "expireAfterSeconds"):
            assert found.get(option) == declared.get(option)
