"""Writing to the log. What is logged and the log of it are one transaction: both or neither.

The head row of the workspace is the lock: writers of one workspace come one after the other from
their first `lock` or `append` until they commit. A transaction that locks other rows too calls
`lock` before it does, so that no two writers wait for each other in a circle.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from stationmaster.audit.canonical import JSON, canonical, storable
from stationmaster.audit.chain import body, link
from stationmaster.audit.head import Position, read_position, start
from stationmaster.core.clock import to_text
from stationmaster.core.errors import InvalidInput, Unavailable
from stationmaster.db.tables.audit import audit_entry, audit_head


@dataclass(frozen=True, slots=True)
class Entry:
    """Who (`actor_kind`, `actor`) did what (`action`, such as "person.created") to what (`subject`,
    an id), when; `detail` says how, in JSON values without floats. Never a secret in any of them."""

    at: datetime
    actor_kind: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, JSON]


Prepared = tuple[str, str, str, str, str, str]
"""An entry as columns: at, actor_kind, actor, action, subject, detail."""

LENGTHS = {"actor_kind": 16, "actor": 80, "action": 80, "subject": 200}
"""The most characters each text of an entry may have."""


def lock(connection: Connection, workspace: str) -> None:
    """Make every other writer to this workspace's log wait until this transaction ends."""
    _locked(connection, workspace)


def append(connection: Connection, workspace: str, entries: Sequence[Entry]) -> None:
    """Write entries at the end of the workspace's log, in the caller's transaction.

    Raises InvalidInput, before anything is written, for an entry that cannot be hashed the same
    everywhere: a float, an integer beyond 2^53 - 1, a key that is not ASCII, text too long.
    """
    if not entries:
        return
    prepared = [_prepare(entry) for entry in entries]
    position = _locked(connection, workspace)
    rows = _chained(workspace, position, prepared)
    connection.execute(audit_entry.insert(), rows)
    connection.execute(
        audit_head.update()
        .where(audit_head.c.workspace == workspace)
        .values(seq=position.tree.size, hash=position.hash, frontier=position.tree.to_bytes())
    )


_moment = lru_cache(to_text)  # the entries of one transaction are of one moment, mostly


def _prepare(entry: Entry) -> Prepared:
    texts = (entry.actor_kind, entry.actor, entry.action, entry.subject)
    for (name, longest), text in zip(LENGTHS.items(), texts, strict=True):
        if not text or len(text) > longest or not storable(text):
            raise _unusable(name, longest)
    detail = canonical(dict(entry.detail), "detail").decode()
    return (_moment(entry.at), *texts, detail)


def _unusable(name: str, longest: int) -> InvalidInput:
    return InvalidInput(
        f"The {name} of an audit entry is empty, too long, or not valid text.",
        field=name,
        way_out=f"Give 1 to {longest} characters; what is longer belongs in the detail.",
    )


def _chained(
    workspace: str, position: Position, prepared: Sequence[Prepared]
) -> list[dict[str, Any]]:
    """The rows to insert, chained to `position`, which then stands behind them."""
    rows, hashes, last = [], [], position.hash
    for seq, columns in enumerate(prepared, position.tree.size + 1):
        last = link(last, body(workspace, (seq, *columns)))
        hashes.append(last)
        at, kind, actor, action, subject, detail = columns
        rows.append(
            {
                "workspace": workspace,
                "seq": seq,
                "at": at,
                "actor_kind": kind,
                "actor": actor,
                "action": action,
                "subject": subject,
                "detail": detail,
                "hash": last,
            }
        )
    position.hash = last
    position.tree.extend(hashes)
    return rows


def _locked(connection: Connection, workspace: str) -> Position:
    """The position, locked. On SQLite the transaction holds the one write lock already."""
    try:
        position = read_position(connection, workspace, lock=True)
        if position is None:
            connection.execute(_first_head(connection, workspace))
            position = read_position(connection, workspace, lock=True)
    except ValueError as error:
        raise _damaged() from error
    if position is None:
        raise _damaged()
    return position


def _first_head(connection: Connection, workspace: str) -> sa.Insert:
    """Of two writers that come first, one inserts; the other waits for it and then finds the row."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    first = start()
    row = {
        "workspace": workspace,
        "seq": 0,
        "hash": first.hash,
        "frontier": first.tree.to_bytes(),
    }
    return insert(audit_head).values(row).on_conflict_do_nothing()


def _damaged() -> Unavailable:
    return Unavailable(
        "The head of the audit log is damaged, so nothing can be written.",
        way_out="Run `stationmaster audit verify` and restore the database from a backup.",
    )
