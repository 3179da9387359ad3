"""A score, what explains it, and what every kind of scorer can do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from stationmaster.core.proposal import Factor
from stationmaster.scoring.examples import Row


class Score(NamedTuple):
    """What is expected of a lead. A tuple, as they are made by the hundred thousand.

    `points`: 0 to 100; of a learned score the probability in hundredths. `probability`: of
    converting, None where a score is not a probability (a rubric's). `missing`: where the scorer
    abstains, the properties it would need, heaviest first; points, probability and band are then None.
    """

    probability: float | None
    points: int | None
    band: str | None
    version: str
    missing: tuple[str, ...] = ()

    @property
    def abstained(self) -> bool:
        return self.points is None


@dataclass(frozen=True, slots=True)
class Explained:
    """A score with its factors, whose points sum to the score's points exactly; none if it abstained."""

    score: Score
    factors: tuple[Factor, ...]


class Scorer(Protocol):
    """A trained model, a base rate or a rubric."""

    @property
    def kind(self) -> str:
        """`learned`, `base_rate` or `rubric`."""
        ...

    @property
    def version(self) -> str:
        """Names what decides the scores; equal versions give equal scores."""
        ...

    @property
    def card(self) -> Mapping[str, object]:
        """How it came to be and how well it does, in JSON values."""
        ...

    def score(self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None) -> list[Score]:
        """Scores in row order. `known_at` as in `Examples`: needed where it was given in training."""
        ...

    def explain(
        self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None
    ) -> list[Explained]:
        """The same scores with factors. Costs far more than `score`: for what is looked at."""
        ...
