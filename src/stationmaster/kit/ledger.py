"""Who was given what: the counters behind fair routing, kept where restarts and workers share them.

A subject (a record, written `type:id`) has at most one *waiting* assignment: drawn, and not yet seen
in the CRM. It is *settled* once the CRM shows it, or *returned* when it came to nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Assignment:
    """One stored routing. `path` holds all that led to it, as JSON values, enough to replay it.

    `pool` is the pool it was drawn from; empty where a rule named the owner.
    """

    subject: str
    pool: str
    owner: str
    path: Mapping[str, object]
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a pick starts from: the places of members in each pool's rotation, and per owner how
    many assignments of all pools are waiting (given, but not yet in the CRM)."""

    places: Mapping[str, Mapping[str, int]]
    waiting: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Draw:
    """What a pick decided: the owner and why; with a pool also that pool's places since, and by how
    much this draw moved each of them."""

    owner: str
    path: Mapping[str, object]
    pool: str = ""
    places: Mapping[str, int] = field(default_factory=dict)
    moved: Mapping[str, int] = field(default_factory=dict)


Pick = Callable[[str, Standing], Draw | None]
"""(subject, standing before) -> the draw, None: there is nobody. Must depend on nothing else that
changes meanwhile."""


class Ledger(Protocol):
    def assign(self, subjects: Sequence[str], pick: Pick) -> Sequence[Assignment | None]:
        """Call `pick` for each subject in order, in one transaction that owns the workspace's pools:
        no other worker draws meanwhile, and all is kept or nothing.

        A subject with a waiting assignment gets that one back; nothing is drawn. None stands where
        the pick found nobody; that is not kept.
        """
        ...

    def credit(self, subjects: Collection[str], *, refused: bool = False) -> None:
        """Give waiting draws back: they came to nothing (rejected, expired, taken by hand).

        Places move back by what each draw had moved them. `refused`: a person said no to this owner
        for this subject; `refused()` remembers it. A subject without a waiting draw is passed over.
        """
        ...

    def settle(self, subjects: Collection[str]) -> None:
        """The CRM shows these assignments: they no longer count as waiting."""
        ...

    def waiting(self, subjects: Collection[str] | None = None) -> Sequence[Assignment]:
        """Assignments that were drawn and are neither settled nor returned, oldest first: all of them,
        or those of some subjects."""
        ...

    def since(self, moment: datetime) -> Sequence[Assignment]:
        """Assignments drawn from `moment` on and not returned, oldest first."""
        ...

    def find(self, subject: str) -> Assignment | None:
        """The newest assignment of a subject that was not returned."""
        ...

    def refused(self, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Per subject the owners a person has said no to; subjects without any are absent."""
        ...
