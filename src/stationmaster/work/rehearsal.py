"""A ledger for dry runs: it draws as the real one would, from its present state, and keeps nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from stationmaster.kit.ledger import Assignment, Pick
from stationmaster.work.drawing import Drawing
from stationmaster.work.ledger import SqlLedger


class RehearsalLedger:
    """A `kit.ledger.Ledger` over another one. Later draws of one rehearsal see the earlier ones."""

    def __init__(self, real: SqlLedger):
        self._real = real
        self._drawing: Drawing | None = None

    def assign(self, subjects: Sequence[str], pick: Pick) -> Sequence[Assignment | None]:
        now = self._real.standing(subjects)
        if self._drawing is None:
            self._drawing = now
        self._drawing.held = now.held | self._drawing.held
        return [self._drawing.draw(subject, pick) for subject in subjects]

    def credit(self, subjects: Collection[str], *, refused: bool = False) -> None:
        """Nothing is given back in a rehearsal."""

    def settle(self, subjects: Collection[str]) -> None:
        """Nothing is settled in a rehearsal."""

    def waiting(self, subjects: Collection[str] | None = None) -> Sequence[Assignment]:
        return self._real.waiting(subjects)

    def since(self, moment: datetime) -> Sequence[Assignment]:
        return self._real.since(moment)

    def find(self, subject: str) -> Assignment | None:
        drawn = self._drawing.held.get(subject) if self._drawing else None
        return drawn or self._real.find(subject)

    def refused(self, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
        return self._real.refused(subjects)
