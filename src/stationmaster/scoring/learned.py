"""A scorer learned from closed leads: calibrated trees whose contributions add up."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from stationmaster.core.errors import InvalidInput
from stationmaster.scoring import factors, trees
from stationmaster.scoring.abstain import Abstention
from stationmaster.scoring.bands import NAMES
from stationmaster.scoring.calibration import Line, points_of
from stationmaster.scoring.examples import Flags, Floats, Row
from stationmaster.scoring.features import Features
from stationmaster.scoring.libraries import lightgbm, special
from stationmaster.scoring.score import Explained, Score

MOST_FACTORS = 6
BATCH = 8192
"""Rows encoded at a time: bounds memory without costing speed."""


@dataclass(frozen=True)
class LearnedScorer:
    """`line` turns the trees' log-odds into calibrated ones; `edges`: first points of each band but
    the lowest. Scores are the same on every machine for equal `version`."""

    features: Features
    booster: "lightgbm.Booster"
    line: Line
    edges: tuple[int, ...]
    abstention: Abstention
    card: Mapping[str, object] = field(repr=False)

    kind = "learned"

    @property
    def version(self) -> str:
        return str(self.card["version"])

    def score(self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None) -> list[Score]:
        scores: list[Score] = []
        for start in range(0, len(rows), BATCH):
            part, moments = rows[start : start + BATCH], _part(known_at, start)
            matrix, missing = self._encoded(part, moments)
            scores += self._scores(self.line(trees.log_odds(self.booster, matrix)), missing)
        return scores

    def explain(
        self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None
    ) -> list[Explained]:
        explained: list[Explained] = []
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            explained += self._explained(part, _part(known_at, start))
        return explained

    def _encoded(
        self, rows: Sequence[Row], known_at: Sequence[datetime] | None
    ) -> tuple[Floats, Flags]:
        if known_at is None and self.features.has_ages:
            raise InvalidInput(
                "This model counts ages of dates, so it must know the moment to count to.",
                field="known_at",
                way_out="Give the moment at which each row became known, as in training.",
            )
        matrix = self.features.encode(rows, known_at)
        missing = self.features.missing(matrix)
        return self.features.filled(matrix), missing

    def _scores(self, log_odds: Floats, missing: Flags) -> list[Score]:
        version = self.version
        silent = self.abstention.abstains(missing)
        points = points_of(log_odds)
        bands = np.searchsorted(self.edges, points, side="right")
        numbers = zip(
            special.expit(log_odds).tolist(), points.tolist(), bands.tolist(), strict=True
        )
        scores = [Score(p, whole, NAMES[band], version) for p, whole, band in numbers]
        for i in np.flatnonzero(silent).tolist():
            scores[i] = Score(None, None, None, version, self.abstention.wanted(missing[i]))
        return scores

    def _explained(
        self, rows: Sequence[Row], known_at: Sequence[datetime] | None
    ) -> list[Explained]:
        matrix, missing = self._encoded(rows, known_at)
        log_odds = self.line(trees.log_odds(self.booster, matrix))
        scores = self._scores(log_odds, missing)
        parts = trees.contributions(self.booster, matrix)
        base = float(self.line(parts[:1, -1])[0])
        exact = factors.in_points(base, self.line.slope * per_property(self.features, parts))
        top, shown, others = factors.strongest(exact, MOST_FACTORS)
        whole = factors.largest_remainder(shown, points_of(log_odds))
        wording = factors.wordings(self.features)
        listed = zip(rows, scores, top.tolist(), whole.tolist(), others.tolist(), strict=True)
        return [
            Explained(s, () if s.abstained else factors.listed(row, wording, t, w, o))
            for row, s, t, w, o in listed
        ]


def per_property(features: Features, contributions: Floats) -> Floats:
    """Contributions of columns (the average lead last) summed by property."""
    owners = np.eye(len(features.properties))[features.owners]
    return np.asarray(contributions[:, :-1] @ owners, dtype=np.float64)


def _part(known_at: Sequence[datetime] | None, start: int) -> Sequence[datetime] | None:
    return None if known_at is None else known_at[start : start + BATCH]


def version_of(
    features: Features, model_text: str, line: Line, edges: Sequence[int], abstention: Abstention
) -> str:
    """Twelve digits that change with anything that changes a score."""
    parts = [features.to_json(), model_text, line.slope, line.intercept, list(edges)]
    text = json.dumps([*parts, abstention.to_json()], sort_keys=True)
    return f"learned-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
