"""Who was given what: the counters behind fair routing, kept where restarts and workers share them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Assignment:
    """One stored routing. `path` holds all that led to it, as JSON values, enough to replay it."""

    subject: str
    pool: str
    owner: str
    path: Mapping[str, object]


Pick = Callable[[str, Mapping[str, int]], Assignment]
"""(subject, state of the pool before) -> the assignment. The new state is in `path["state_after"]`."""


class Ledger(Protocol):
    def assign(self, pool: str, subjects: Sequence[str], pick: Pick) -> Sequence[Assignment]:
        """Call `pick` for each subject in order, in one transaction that owns the pool's state.

        A subject that has an assignment in this pool already gets that one back; nothing is drawn.
        """
        ...

    def credit(self, subject: str) -> None:
        """Give a draw back (the proposal was rejected, or the lead was bad)."""
        ...

    def find(self, subject: str) -> Assignment | None:
        """The newest assignment of a subject."""
        ...
