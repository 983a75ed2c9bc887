"""The database: MySQL or MariaDB once DATABASE_URL names one; until then the embedded one."""

from typing import Annotated, Any

from flask import Flask
from pydantic import AfterValidator
from sqlalchemy import DateTime, Engine, create_engine, make_url
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql.compiler import DDLCompiler

from app import embedded, orm
from app.settings import EnvSettings


class DatabaseSettings(EnvSettings):
    """Where the notes are kept."""

    # https://docs.sqlalchemy.org/en/21/dialects/mysql.html#module-sqlalchemy.dialects.mysql.pymysql
    database_url: Annotated[str, AfterValidator(embedded.accepts("mysql"))] = embedded.DEFAULT_URL


def open_engine() -> Engine:
    """The engine keeps a pool of connections, so that a request does not open its own."""
    url = DatabaseSettings.load().database_url
    if embedded.is_embedded(url):
        return embedded.open_embedded(url)
    return create_engine(
        make_url(url).set(drivername="mysql+pymysql").update_query_dict({"charset": "utf8mb4"}),
        # https://docs.sqlalchemy.org/en/21/core/pooling.html
        pool_size=5,
        max_overflow=10,
        # A connection that the server or a firewall has dropped is replaced, not handed out.
        pool_pre_ping=True,
        # The server closes idle connections after wait_timeout, eight hours unless changed.
        pool_recycle=3600,
        # https://pymysql.readthedocs.io/en/latest/modules/connections.html
        connect_args={"connect_timeout": 5},
    )


def init_app(app: Flask) -> None:
    """Open the engine once, for all requests."""
    orm.init_app(app, open_engine())


@compiles(DateTime, "mysql")
def _keep_microseconds(_type: DateTime, _compiler: Any, **_options: Any) -> str:
    # Without a precision, a time loses its fraction of a second:
    # https://dev.mysql.com/doc/refman/8.4/en/fractional-seconds.html
    return "DATETIME(6)"


@compiles(CreateTable, "mysql")
def _compare_exactly(create: CreateTable, compiler: DDLCompiler, **options: Any) -> str:
    # Any character, and "e" is not "é", whatever the server's default is:
    # https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-sets.html
    statement = compiler.visit_create_table(create, **options)
    return f"{statement.rstrip()} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
