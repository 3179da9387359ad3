"""What is hashed, and how the rows hang together.

    body(n) = RFC 8785 text of {action, actor, actor_kind, at, detail, seq, subject, workspace}
    hash(n) = SHA-256(0x00 || hash(n - 1) || body(n)),   hash(0) = 32 zero bytes

The 0x00 makes the hash of a row the leaf hash of RFC 6962 for `hash(n - 1) || body(n)`, so the
chain and the Merkle tree over it cost one hash per row, not two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import orjson

GENESIS = bytes(32)

Columns = tuple[int, str, str, str, str, str, str, bytes]
"""A stored row: seq, at, actor_kind, actor, action, subject, detail, hash."""


def body(workspace: str, columns: Sequence[str | int | bytes]) -> bytes:
    """The canonical text of a row whose `detail` is canonical already."""
    seq, at, actor_kind, actor, action, subject, detail = columns[:7]
    return orjson.dumps(
        {
            "action": action,
            "actor": actor,
            "actor_kind": actor_kind,
            "at": at,
            "detail": orjson.Fragment(detail),  # type: ignore[arg-type]  # the seventh is text
            "seq": seq,
            "subject": subject,
            "workspace": workspace,
        }
    )


def link(previous: bytes, text: bytes) -> bytes:
    """The hash of the row whose body is `text` after the row whose hash is `previous`."""
    return sha256(b"\x00" + previous + text).digest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first row that does not hold (None where it cannot be told), and why, for people."""

    seq: int | None
    why: str


def follow(
    workspace: str, rows: Sequence[Columns], first: int, previous: bytes
) -> tuple[list[bytes], Break | None]:
    """Check rows that must continue the chain at `first`, after the hash `previous`.

    Answers the hashes of those that hold, and what broke. The body is put together by hand, which
    is right as long as no value needs an escape; any row where that is not so, or that does not
    hold, is put together again with care before anything is said of it.
    """
    hashes: list[bytes] = []
    home = f'","workspace":"{workspace}"}}'
    for expected, row in enumerate(rows, first):
        seq, at, kind, actor, action, subject, detail, stored = row
        text = (
            f'{{"action":"{action}","actor":"{actor}","actor_kind":"{kind}","at":"{at}",'
            f'"detail":{detail},"seq":{seq},"subject":"{subject}{home}'
        )
        found = sha256(b"\x00" + previous + text.encode()).digest()
        values = f"{action}{actor}{kind}{at}{subject}"
        plain = '"' not in values and "\\" not in values
        if not (found == stored and seq == expected and plain):
            broken = _look(workspace, row, expected, previous)
            if broken is not None:
                return hashes, broken
        previous = stored
        hashes.append(stored)
    return hashes, None


def _look(workspace: str, row: Columns, expected: int, previous: bytes) -> Break | None:
    seq = row[0]
    if seq != expected:
        return Break(expected, f"Row {expected} is missing: row {seq} stands in its place.")
    try:
        found = link(previous, body(workspace, row))
    except orjson.JSONEncodeError:
        return Break(seq, f"Row {seq} holds something that was never written by the log.")
    if found != row[7]:
        why = f"Row {seq} does not follow from the row before it: it was changed after it was written."
        return Break(seq, why)
    return None
