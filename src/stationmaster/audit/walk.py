"""Reading a log from its beginning, checking while it goes: for `verify` and for `export`."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.types import NullType

from stationmaster.audit.chain import GENESIS, Break, Columns, follow
from stationmaster.audit.head import Position
from stationmaster.db.engine import reading
from stationmaster.db.tables.audit import audit_entry, audit_head

CHUNK = 8192
LOWEST = -(2**63)
"""Where the first chunk begins: a row before row 1 must not go unseen."""


AS_IT_IS: Any = NullType()


def _raw(column: sa.ColumnElement[bytes]) -> sa.ColumnElement[Any]:
    """As the driver gives it: what is not bytes any more must not stop the reading."""
    return sa.type_coerce(column, AS_IT_IS)


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
        audit_head.c.seq,
        _raw(audit_head.c.hash),
        _raw(audit_head.c.frontier),
        rows.scalar_subquery(),
    ).where(audit_head.c.workspace == workspace)
    with reading(engine).connect() as connection:
        row = connection.execute(head).one_or_none()
        if row is not None:
            return _checked(*row)
        no_head = ~sa.exists().where(audit_head.c.workspace == workspace)
        return _checked(0, GENESIS, b"", connection.execute(rows.where(no_head)).scalar_one())


def _checked(seq: object, hash: object, frontier: object, last: object) -> End:
    """SQLite keeps whatever type a value is given. Of a head that is none, only the rows count."""
    if not (isinstance(seq, int) and isinstance(hash, bytes) and isinstance(frontier, bytes)):
        seq, hash, frontier = last if isinstance(last, int) else 0, b"", b""
    if isinstance(last, int):
        return End(seq, hash, frontier, last)
    return End(seq, hash, frontier, 0 if last is None else seq + 1)


def walk(
    engine: Engine, workspace: str, position: Position, total: int
) -> Iterator[tuple[Sequence[Columns], Break | None]]:
    """The rows after `position` up to row `total` that hold, chunk by chunk, and what broke.

    `position` moves behind the rows that were handed out. Each chunk is a transaction of its own:
    rows never change, so nothing is lost by that, and nobody waits for a long reader.
    """
    size, broken = CHUNK, None
    while broken is None and (done := position.tree.size) < total:
        rows = _read(engine, workspace, done + 1 if done else LOWEST, min(size, total - done))
        if rows is None and size > 1:
            size //= 2
            continue
        hashes, broken = _follow(workspace, rows, position)
        position.tree.extend(hashes)
        position.hash = hashes[-1] if hashes else position.hash
        yield (rows or [])[: len(hashes)], broken


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
        _raw(_columns.hash),
    )
    .where(_columns.workspace == sa.bindparam("workspace"))
    .where(_columns.seq >= sa.bindparam("first"))
    .order_by(_columns.seq)
    .limit(sa.bindparam("limit"))
)


def _read(engine: Engine, workspace: str, first: int, limit: int) -> Sequence[Columns] | None:
    """Rows in order, or None where one of them holds text that cannot be decoded."""
    asked = {"workspace": workspace, "first": first, "limit": limit}
    with reading(engine).connect() as connection:
        try:
            return connection.execute(_QUERY, asked).all()
        except sa.exc.OperationalError as error:
            undecodable = isinstance(error.orig, sqlite3.OperationalError)
            if undecodable and "decode" in str(error.orig):
                return None
            raise
