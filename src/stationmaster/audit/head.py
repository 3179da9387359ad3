"""Where the log of a workspace ends."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from stationmaster.audit.chain import GENESIS
from stationmaster.audit.merkle import Frontier
from stationmaster.db.tables.audit import audit_head


@dataclass(frozen=True, slots=True)
class Head:
    """`seq` rows, the hash of the last, and the root of the Merkle tree (RFC 6962) over all of
    their hashes; both hexadecimal. Two logs with the same head hold the same rows."""

    workspace: str
    seq: int
    hash: str
    root: str


@dataclass(slots=True)
class Position:
    """A head as it is worked with: bytes, and a tree that can grow."""

    hash: bytes
    tree: Frontier

    def head(self, workspace: str) -> Head:
        return Head(workspace, self.tree.size, self.hash.hex(), self.tree.root().hex())


def start() -> Position:
    return Position(GENESIS, Frontier())


def read_position(connection: Connection, workspace: str, *, lock: bool = False) -> Position | None:
    """The stored position; None where nothing was ever written. `lock`: until the transaction ends.

    Raises ValueError where the stored frontier is not one of a tree of that size.
    """
    query = sa.select(audit_head.c.seq, audit_head.c.hash, audit_head.c.frontier)
    query = query.where(audit_head.c.workspace == workspace)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return row and Position(row.hash, Frontier.read(row.seq, row.frontier))
