"""Who was given what: the counters behind fair routing, kept where restarts and workers share them.

A subject (a record, written `type:id`) has at most one *waiting* assignment: drawn, and not yet seen
in the CRM. It is *settled* once the CRM shows it, or *returned* when it came to nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Assignment:
    """One stored routing. `path` holds all that led to it, as JSON values, enough to replay it."""

    subject: str
    pool: str
    owner: str
    path: Mapping[str, object]
    at: datetime


@dataclass(frozen=True, slots=True)
class PoolState:
    """What a draw starts from: the places of this pool's members in the rotation, and per owner
    how many assignments of all pools are waiting (given, but not yet in the CRM)."""

    places: Mapping[str, int]
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Draw:
    """What a pick decided: the owner, why, the places since, and by how much this draw moved each."""

    owner: str
    path: Mapping[str, object]
    places: Mapping[str, int]
    moved: Mapping[str, int]


Pick = Callable[[str, PoolState], Draw]
"""(subject, state of its pool before) -> the draw. Must depend on nothing but these and constants."""


class Ledger(Protocol):
    def assign(self, wanted: Sequence[tuple[str, str]], pick: Pick) -> Sequence[Assignment]:
        """Call `pick` for each (pool, subject) in order, in one transaction that owns the
        workspace's pools: no other worker draws meanwhile, and all is kept or nothing.

        A subject with a waiting assignment, in whatever pool, gets that one back; nothing is drawn.
        """
        ...

    def credit(self, subject: str, *, refused: bool = False) -> None:
        """Give the waiting draw of a subject back: it came to nothing (rejected, expired, bad lead).

        The places move back by what the draw had moved them. `refused`: a person said no to this
        owner for this subject; `refused()` remembers it. Without a waiting draw nothing happens.
        """
        ...

    def settle(self, subjects: Collection[str]) -> None:
        """The CRM shows these assignments: they no longer count as waiting."""
        ...

    def waiting(self) -> Sequence[Assignment]:
        """Every assignment that was drawn and is neither settled nor returned, oldest first."""
        ...

    def find(self, subject: str) -> Assignment | None:
        """The newest assignment of a subject that was not returned."""
        ...

    def refused(self, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Per subject the owners a person has said no to; subjects without any are absent."""
        ...
