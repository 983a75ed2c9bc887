"""Databases are fresh, apart from each other, and gone afterwards."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

import psycopg
import pymysql
import pytest
from pymongo.errors import OperationFailure

from . import mongodb
from .databases import MODULES, Databases
from .mysql import connected
from .servers import SERVICES, variable

pytestmark = pytest.mark.services

each_service = pytest.mark.parametrize("choice", sorted(MODULES))
TEXT = "é 🐍"
REFUSED = (psycopg.OperationalError, pymysql.OperationalError, OperationFailure)


def write_and_read(url: str) -> list[str]:
    """Create a table, add a row and read all rows back."""
    if url.startswith("mongodb"):
        with mongodb.connected(url) as client:
            words = client.get_default_database()["words"]
            words.insert_one({"word": TEXT})
            return [str(found["word"]) for found in words.find()]
    create = "create table if not exists words (word varchar(20))"
    if url.startswith("mysql"):
        with connected(url) as cursor:
            cursor.execute(create)
            cursor.execute("insert into words values (%s)", (TEXT,))
            cursor.execute("select word from words")
            return [row[0] for row in cursor.fetchall()]
    with psycopg.connect(url) as connection:
        connection.execute(create)
        connection.execute("insert into words values (%s)", (TEXT,))
        return [row[0] for row in connection.execute("select word from words").fetchall()]


@each_service
def test_a_database_is_fresh_and_takes_any_text(database_url: Databases, choice: str) -> None:
    first, second = database_url(choice), database_url(choice)
    assert first != second
    for url in (first, second):
        assert url.startswith(f"{choice}://")
        assert database_url.tables(url) == {}
        assert write_and_read(url) == [TEXT]
        assert database_url.tables(url) == {"words": 1}


@each_service
def test_an_owner_reaches_no_other_database(database_url: Databases, choice: str) -> None:
    first, second = urlsplit(database_url(choice)), urlsplit(database_url(choice))
    crossed = urlunsplit(first._replace(path=second.path))
    with pytest.raises(REFUSED):
        write_and_read(crossed)


@each_service
def test_one_server_serves_all(database_url: Databases, choice: str) -> None:
    ports = {urlsplit(database_url(choice)).port for _ in range(3)}
    assert len(ports) == 1


@each_service
def test_a_given_server_is_used_and_left_as_it_was(
    database_url: Databases, monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    admin_url = database_url.admin_url(choice)
    monkeypatch.setenv(variable(choice), admin_url)
    with Databases() as given:
        url = given(choice)
        assert urlsplit(url).port == urlsplit(admin_url).port
        assert write_and_read(url) == [TEXT]
        assert given.started == {}
    with pytest.raises(REFUSED):
        write_and_read(url)
    assert database_url.tables(database_url(choice)) == {}, "the server runs on"


@each_service
def test_without_a_server_a_laptop_skips(monkeypatch: pytest.MonkeyPatch, choice: str) -> None:
    monkeypatch.delenv("SCAFFOLD_REQUIRE_SERVICES", raising=False)
    lacking(monkeypatch, choice)
    with pytest.raises(pytest.skip.Exception, match=variable(choice)):
        Databases()(choice)


@each_service
def test_without_a_server_a_proof_fails(monkeypatch: pytest.MonkeyPatch, choice: str) -> None:
    monkeypatch.setenv("SCAFFOLD_REQUIRE_SERVICES", "1")
    lacking(monkeypatch, choice)
    with pytest.raises(pytest.fail.Exception, match=variable(choice)):
        Databases()(choice)


def lacking(monkeypatch: pytest.MonkeyPatch, choice: str) -> None:
    monkeypatch.delenv(variable(choice), raising=False)
    monkeypatch.setattr(SERVICES[choice], "find", lambda: None)
