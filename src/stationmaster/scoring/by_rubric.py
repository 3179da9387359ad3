"""Scoring by a rubric."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from stationmaster.core.filter import Predicate, predicate
from stationmaster.core.proposal import Factor
from stationmaster.core.record import ObjectType, PropertyDefinition
from stationmaster.scoring.bands import NAMES
from stationmaster.scoring.examples import Row
from stationmaster.scoring.factors import BASE
from stationmaster.scoring.rubric import Rubric, Rule
from stationmaster.scoring.score import Explained, Score

CAP = 100


class RubricScorer:
    """`definitions`: of the properties the rules read. A rule about a property that is not defined is
    left out, and the card says so. `training`: what the card says besides. Its scores are no
    probabilities.

    Raises InvalidInput where a rule's operator or value does not fit its property's type.
    """

    kind = "rubric"

    def __init__(
        self,
        rubric: Rubric,
        definitions: Mapping[str, PropertyDefinition],
        training: Mapping[str, object] | None = None,
    ):
        read = frozenset[str]().union(*(rule.properties for rule in rubric.rules))
        self.rubric = rubric
        self.definitions = {n: d for n, d in definitions.items() if n in read}
        self.training = training or {}
        lead = ObjectType("lead", "Lead", "Leads", (), self.definitions)
        self._tests: list[tuple[Rule, Predicate]] = [
            (rule, predicate(rule.when, lead))
            for rule in rubric.rules
            if rule.properties <= set(self.definitions)
        ]

    @property
    def version(self) -> str:
        return self.rubric.version

    @property
    def card(self) -> Mapping[str, object]:
        defined = set(self.definitions)
        return {
            **self.training,
            "kind": self.kind,
            "version": self.version,
            "rubric": self.rubric.to_json(),
            "rules_without_property": [
                rule.label for rule in self.rubric.rules if not rule.properties <= defined
            ],
        }

    def score(self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None) -> list[Score]:
        return [explained.score for explained in self.explain(rows)]

    def explain(
        self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None
    ) -> list[Explained]:
        return [self._explained(row) for row in rows]

    def _explained(self, row: Row) -> Explained:
        needs = self.rubric.needs
        if all(row.get(name) is None for name in needs):
            return Explained(Score(None, None, None, self.version, needs), ())
        factors = [Factor(BASE, self.rubric.start)]
        for rule, holds in self._tests:
            if rule.points and holds(row):
                only = next(iter(rule.properties)) if len(rule.properties) == 1 else None
                factors.append(Factor(rule.label, rule.points, only))
        total = sum(factor.points for factor in factors)
        points = max(0, min(CAP, total))
        if points != total:
            factors.append(
                Factor("Scores end at 0" if total < 0 else "Scores end at 100", points - total)
            )
        band = NAMES[int(np.searchsorted(self.rubric.edges, points, side="right"))]
        return Explained(Score(None, points, band, self.version), tuple(factors))
