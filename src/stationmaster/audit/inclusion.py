"""Proof that one row is in a log, without the other rows (RFC 6962, section 2.1.1).

Whoever holds a signed head can check a row with some twenty hashes, and learns nothing else.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from stationmaster.audit.chain import GENESIS, body, link
from stationmaster.audit.head import Head
from stationmaster.audit.merkle import Frontier, path_ranges, root_from_path
from stationmaster.audit.walk import read_end
from stationmaster.core.errors import NotFound
from stationmaster.db.engine import reading
from stationmaster.db.tables.audit import audit_entry

BATCH = 65536

_row = audit_entry.c


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Row `seq` of the `size` rows of a log. `body` is its canonical text, `previous` the hash of
    the row before it, `path` the hashes that lead to the root; hashes are hexadecimal."""

    workspace: str
    seq: int
    size: int
    body: str
    previous: str
    path: tuple[str, ...]


def prove(engine: Engine, workspace: str, seq: int, *, size: int | None = None) -> Inclusion:
    """The proof for row `seq` in the log's first `size` rows (None: all there are now).

    Reads the hash of every row once: a second or two per million. Raises NotFound where there is no
    such row.
    """
    rows = read_end(engine, workspace).seq if size is None else size
    with reading(engine).connect() as connection:
        mine = sa.select(audit_entry).where(_row.workspace == workspace)
        found = (
            connection.execute(mine.where(_row.seq == seq)).one_or_none() if seq <= rows else None
        )
        last = connection.execute(mine.where(_row.seq == rows)).one_or_none()
        if found is None or last is None:
            raise NotFound(f"The audit log has no row {seq} among its first {rows}.", field="seq")
        before = connection.execute(mine.where(_row.seq == seq - 1)).one_or_none()
        ranges = path_ranges(seq - 1, rows)
        path = [_root(connection, workspace, first, last) for first, last in ranges]
    columns = (seq, found.at, found.actor_kind, found.actor, found.action, found.subject)
    text = body(workspace, (*columns, found.detail)).decode()
    previous = before.hash if before else GENESIS
    return Inclusion(workspace, seq, rows, text, previous.hex(), tuple(h.hex() for h in path))


def verify_inclusion(proof: Inclusion, head: Head) -> bool:
    """Whether the proof leads to the root of that head. The head is to be one you trust: signed."""
    if (proof.workspace, proof.size) != (head.workspace, head.seq):
        return False
    try:
        leaf = link(bytes.fromhex(proof.previous), proof.body.encode())
        path = [bytes.fromhex(digits) for digits in proof.path]
    except ValueError:
        return False
    root = root_from_path(proof.seq - 1, proof.size, leaf, path)
    return root is not None and root.hex() == head.root


def _root(connection: Connection, workspace: str, first: int, last: int) -> bytes:
    """The root over the rows `first + 1` to `last`."""
    query = (
        sa.select(_row.seq, _row.hash)
        .where(_row.workspace == workspace, _row.seq > sa.bindparam("after"), _row.seq <= last)
        .order_by(_row.seq)
        .limit(BATCH)
    )
    tree = Frontier()
    while rows := connection.execute(query, {"after": first}).all():
        tree.extend(row.hash for row in rows)
        first = rows[-1].seq
    return tree.root()
