"""Checking a log: does every row follow from the one before, and does the head agree?

What this sees: a changed, removed, inserted, reordered or swapped row, and a cut tail. What it
cannot see by itself: a log rewritten or cut together with its head by somebody who owns the
database. For that, keep an exported head elsewhere and hand it in as `known`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from stationmaster.audit.chain import Break
from stationmaster.audit.head import Head, Position, start
from stationmaster.audit.walk import End, read_end, walk

Progress = Callable[[int, int], None]
"""Told (rows checked, rows in all) after each chunk."""


@dataclass(frozen=True, slots=True)
class Verification:
    """`rows` is how many rows hold, from the first on. `first_broken` is the first that does not,
    None where all do or where it cannot be told; `why` says what is wrong, for people.
    `head` is where the rows that hold end."""

    ok: bool
    rows: int
    first_broken: int | None
    why: str
    head: Head


def verify(
    engine: Engine,
    workspace: str,
    progress: Progress | None = None,
    *,
    known: Head | None = None,
) -> Verification:
    """Check the whole log of a workspace, in chunks: memory stays flat, and writers never wait.

    `known` is a head from an export: its rows must still be there, unchanged.
    """
    end = read_end(engine, workspace)
    position = start()

    def advance(goal: int) -> Break | None:
        for _, broken in walk(engine, workspace, position, goal):
            if progress:
                progress(position.tree.size, end.seq)
            if broken:
                return broken
        return None

    broken = None
    if known is not None:
        broken = advance(min(known.seq, end.seq)) or _against(known, position.head(workspace))
    broken = broken or advance(end.seq) or at_end(end, position)
    return Verification(
        ok=broken is None,
        rows=position.tree.size,
        first_broken=broken.seq if broken else None,
        why=broken.why if broken else "",
        head=position.head(workspace),
    )


def _against(known: Head, found: Head) -> Break | None:
    if known.workspace != found.workspace:
        return Break(None, "The known head is that of another workspace.")
    if found.seq < known.seq:
        cut = found.seq + 1
        return Break(cut, f"Row {cut} is missing: the known head has {known.seq} rows.")
    if found != known:
        return Break(
            None,
            f"Rows 1 to {known.seq} hang together but are not those of the known head: "
            "they were rewritten, and where that begins cannot be told.",
        )
    return None


def at_end(end: End, position: Position) -> Break | None:
    """What is wrong with the end of a log whose rows all hold."""
    if end.last > end.seq:
        seq = max(end.seq, 0) + 1
        return Break(seq, f"Row {seq} stands behind the end that the head names.")
    if position.hash != end.hash:
        return Break(
            end.seq or None,
            "The last row is not the one that the head of the log names: "
            "rows were rewritten together with their hashes, or the head was changed.",
        )
    if position.tree.to_bytes() != end.frontier:
        return Break(None, "All rows hold, but the tree that the head keeps is not theirs.")
    return None
