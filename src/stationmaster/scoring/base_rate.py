"""The honest scorer where nothing known of leads predicts how they end: everybody gets the base rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from stationmaster.core.proposal import Factor
from stationmaster.scoring.examples import Row
from stationmaster.scoring.factors import BASE
from stationmaster.scoring.score import Explained, Score

BAND = "no signal"


@dataclass(frozen=True)
class BaseRateScorer:
    """`rate`: share of closed leads that converted."""

    rate: float
    card: Mapping[str, object] = field(repr=False)

    kind = "base_rate"

    @property
    def version(self) -> str:
        return str(self.card["version"])

    def score(self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None) -> list[Score]:
        return [Score(self.rate, round(100 * self.rate), BAND, self.version)] * len(rows)

    def explain(
        self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None
    ) -> list[Explained]:
        whole = Factor(BASE, round(100 * self.rate))
        return [Explained(score, (whole,)) for score in self.score(rows)]
