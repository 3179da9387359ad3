"""Reading a log from its beginning, checking while it goes: for `verify` and for `export`."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.types import NullType

from stationmaster.audit.chain import GENESIS, Break, Columns, follow
from stationmaster.audit.head import Position
from stationmaster.db.engine import reading
from stationmaster.db.tables.audit import audit_entry, audit_head

CHUNK = 8192


@dataclass(frozen=True, slots=True)
class End:
    """What the database says of a log's end: the head row as stored, and the last row there is."""

    seq: int
    hash: bytes
    frontier: bytes
    last: int


def read_end(engine: Engine, workspace: str) -> End:
    """Head and last row, each answer of one moment. Without a head row: that of an empty log."""
    rows = sa.select(sa.func.max(audit_entry.c.seq)).where(audit_entry.c.workspace == workspace)
    head = sa.select(
        audit_head.c.seq, audit_head.c.hash, audit_head.c.frontier, rows.scalar_subquery()
    ).where(audit_head.c.workspace == workspace)
    with reading(engine).connect() as connection:
        row = connection.execute(head).one_or_none()
        if row:
            return End(row[0], row[1], row[2], row[3] or 0)
        no_head = ~sa.exists().where(audit_head.c.workspace == workspace)
        last = connection.execute(rows.where(no_head)).scalar_one()
    return End(0, GENESIS, b"", last or 0)


def walk(
    engine: Engine, workspace: str, position: Position, total: int
) -> Iterator[tuple[Sequence[Columns], Break | None]]:
    """The rows after `position` up to row `total` that hold, chunk by chunk, and what broke.

    `position` moves behind the rows that were handed out. Each chunk is a transaction of its own:
    rows never change, so nothing is lost by that, and nobody waits for a long reader.
    """
    size = CHUNK
    while (done := position.tree.size) < total:
        rows = _read(engine, workspace, done, min(size, total - done))
        if rows is None and size > 1:
            size //= 2
            continue
        hashes, broken = _follow(workspace, rows, position)
        position.tree.extend(hashes)
        position.hash = hashes[-1] if hashes else position.hash
        yield (rows or [])[: len(hashes)], broken
        if broken:
            return


def _follow(
    workspace: str, rows: Sequence[Columns] | None, position: Position
) -> tuple[list[bytes], Break | None]:
    seq = position.tree.size + 1
    if rows is None:
        return [], Break(seq, f"Row {seq} holds text that is not valid Unicode.")
    if not rows:
        return [], Break(seq, f"Row {seq} is missing: the log was cut after row {seq - 1}.")
    return follow(workspace, rows, seq, position.hash)


_columns = audit_entry.c
_QUERY = (
    sa.select(
        _columns.seq,
        _columns.at,
        _columns.actor_kind,
        _columns.actor,
        _columns.action,
        _columns.subject,
        _columns.detail,
        # As the driver gives it: a hash that is no bytes any more must not stop the reading.
        sa.type_coerce(_columns.hash, NullType()),
    )
    .where(_columns.workspace == sa.bindparam("workspace"))
    .where(_columns.seq > sa.bindparam("after"))
    .order_by(_columns.seq)
    .limit(sa.bindparam("limit"))
)


def _read(engine: Engine, workspace: str, after: int, limit: int) -> Sequence[Columns] | None:
    """Rows in order, or None where one of them holds text that cannot be decoded."""
    asked = {"workspace": workspace, "after": after, "limit": limit}
    with reading(engine).connect() as connection:
        try:
            return connection.execute(_QUERY, asked).all()
        except sa.exc.OperationalError as error:
            undecodable = isinstance(error.orig, sqlite3.OperationalError)
            if undecodable and "decode" in str(error.orig):
                return None
            raise
