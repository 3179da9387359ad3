"""Entries to write, and ways to tamper with what was written."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, text

from stationmaster.audit.log import Entry, append
from stationmaster.db.tables.audit import audit_entry, audit_head

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
RAW_ENTRY = sa.table("audit_entry", *(sa.column(c.name) for c in audit_entry.c))
RAW_HEAD = sa.table("audit_head", *(sa.column(c.name) for c in audit_head.c))
"""The tables without types: SQLite stores any value in any column, and so can an intruder."""

TRIGGERS = {
    "sqlite": tuple(
        f"DROP TRIGGER IF EXISTS audit_entry_no_{verb}" for verb in ("update", "delete")
    ),
    "postgresql": ("ALTER TABLE audit_entry DISABLE TRIGGER USER",),
}


def entry(n: int, **changes: Any) -> Entry:
    """The n-th of a row of different entries."""
    fields: dict[str, Any] = {
        "at": START + timedelta(minutes=n),
        "actor_kind": "agent" if n % 3 == 0 else "person",
        "actor": f"actor_{n % 3}",
        "action": ("proposal.approved", "proposal.rejected")[n % 2],
        "subject": f"prop_{n:03}",
        "detail": {"n": n, "words": 'Zürich, "yes"\n', "ok": n % 2 == 0, "none": None},
    }
    return Entry(**{**fields, **changes})


def write(
    engine: Engine, workspace: str = "ws_a", count: int = 10, *, at_once: int = 4, first: int = 1
) -> None:
    """Append `count` entries to a workspace's log, `at_once` in each transaction."""
    entries = [entry(n) for n in range(first, first + count)]
    for start in range(0, count, at_once):
        with engine.begin() as connection:
            append(connection, workspace, entries[start : start + at_once])


def unlock(connection: Connection) -> None:
    """Do what somebody who owns the database can do: take the triggers away."""
    for statement in TRIGGERS[connection.dialect.name]:
        connection.execute(text(statement))


def tamper(engine: Engine, *statements: str, **values: object) -> None:
    with engine.begin() as connection:
        unlock(connection)
        for statement in statements:
            connection.execute(text(statement), values)
