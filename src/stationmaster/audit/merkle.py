"""The Merkle tree of RFC 6962, section 2.1 (the same in RFC 9162): SHA-256, leaves prefixed with
0x00, inner nodes with 0x01, a left subtree always the largest power of two.

A tree that only grows needs no more than the roots of its perfect subtrees: the frontier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """`size` leaves so far; `peaks[k]` is the root of the perfect subtree of 2^k leaves, if any."""

    size: int = 0
    peaks: list[bytes | None] = field(default_factory=list)

    @classmethod
    def read(cls, size: int, data: bytes) -> "Frontier":
        """The inverse of `to_bytes`. Raises ValueError where size and data do not fit together."""
        roots = [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]
        if len(data) != HASH_SIZE * size.bit_count():
            raise ValueError(f"a tree of {size} leaves has no frontier of {len(data)} bytes")
        levels = range(size.bit_length())
        return cls(size, [roots.pop() if size >> level & 1 else None for level in levels])

    def to_bytes(self) -> bytes:
        return b"".join(peak for peak in reversed(self.peaks) if peak is not None)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes. One level after the other, so a thousand cost little more than one."""
        nodes = list(leaves)
        self.size += len(nodes)
        level = 0
        while nodes:
            if level == len(self.peaks):
                self.peaks.append(None)
            if (waiting := self.peaks[level]) is not None:
                nodes.insert(0, waiting)
            self.peaks[level] = nodes.pop() if len(nodes) % 2 else None
            pairs = iter(nodes)
            nodes = [sha256(b"\x01" + a + b).digest() for a, b in zip(pairs, pairs, strict=True)]
            level += 1

    def root(self) -> bytes:
        root = None
        for peak in self.peaks:
            if peak is not None:
                root = peak if root is None else node(peak, root)
        return EMPTY_ROOT if root is None else root


def path_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The subtrees whose roots prove leaf `index` (from 0) of `size`, nearest first, as half-open
    ranges of leaves: PATH of RFC 6962, section 2.1.1."""
    first, last = 0, size
    ranges = []
    while last - first > 1:
        middle = first + (1 << (last - first - 1).bit_length() - 1)
        if index < middle:
            ranges.append((middle, last))
            last = middle
        else:
            ranges.append((first, middle))
            first = middle
    return ranges[::-1]


def root_from_path(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to, or None where path and position do not fit (RFC 9162, 2.1.3.2)."""
    ranges = path_ranges(index, size)
    if not 0 <= index < size or len(path) != len(ranges):
        return None
    root = leaf_hash
    for (first, _), sibling in zip(ranges, path, strict=True):
        root = node(root, sibling) if first > index else node(sibling, root)
    return root
