"""Opening a database. What differs between SQLite and PostgreSQL is settled here."""

import sqlite3

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from stationmaster.core.errors import InvalidInput

READ_ONLY = "read_only"
"""Execution option of a connection that will only read: on SQLite its transaction takes no write
lock, so it waits for nobody. `engine.execution_options(read_only=True)` gives such an engine."""

POOLED, OVERFLOW = 10, 40
PRAGMAS = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA temp_store = MEMORY",
)


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://...`.

    `durable`: a committed transaction survives a power cut. Without it a SQLite commit survives
    the death of the process, but the last ones may be lost with the machine.
    Raises InvalidInput where the address is of no database we speak.
    """
    address = _address(url)
    engine = create_engine(
        address,
        json_serializer=_dump,
        json_deserializer=orjson.loads,
        hide_parameters=True,  # an error's text must not carry password hashes or people's data
        pool_size=POOLED,
        max_overflow=OVERFLOW,
    )
    if address.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, durable)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for transactions that only read."""
    return engine.execution_options(**{READ_ONLY: True})


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise _unknown_address() from error
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        return address
    raise _unknown_address()


def _unknown_address() -> InvalidInput:
    return InvalidInput(
        "The database address is neither a SQLite file nor PostgreSQL.",
        field="database",
        way_out="Write sqlite:///path/to/file.db or postgresql://user@host/database.",
    )


def _dump(value: object) -> str:
    return orjson.dumps(value).decode()


def _prepare_sqlite(engine: Engine, durable: bool) -> None:
    synchronous = f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}"

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the driver leaves BEGIN to us
        for pragma in (*PRAGMAS, synchronous):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer takes its lock at once: upgrading a read lock later can fail without waiting.
        reads = connection.get_execution_options().get(READ_ONLY)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
