"""Training: from closed leads to the best scorer that is honest about them.

Too little history: the rubric. Nothing that predicts, or nothing that still predicts later: the base
rate. Otherwise calibrated trees. Whatever it is, its card says why and how well it does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import numpy as np
from scipy.special import expit

from stationmaster.core.clock import to_text
from stationmaster.scoring import abstain, bands, calibration, features, leaks, trees
from stationmaster.scoring.association import Folds, Interval, auc_interval, folds
from stationmaster.scoring.base_rate import BaseRateScorer
from stationmaster.scoring.by_rubric import RubricScorer
from stationmaster.scoring.examples import Examples, Flags, Floats
from stationmaster.scoring.learned import LearnedScorer, per_property, version_of
from stationmaster.scoring.leaks import Overrule, Use, Verdict
from stationmaster.scoring.rubric import Rubric, shipped
from stationmaster.scoring.score import Scorer

FEWEST_CLOSED, FEWEST_OF_EACH = 200, 40
"""With less history than this the rubric scores; docs/scoring.md has the measurement."""
FOLDS = 5
EARLIER = 0.7
FEWEST_LATER = 100
"""Leads of each outcome that a look ahead in time needs among the later ones."""
TOO_GOOD = 0.95


@dataclass(frozen=True, slots=True)
class _Trial:
    """What cross-validation showed. `calibrated`: held-out log-odds; `later`: the AUC on the latest
    leads of a model that has only seen earlier ones, None where that cannot be asked."""

    trees: int
    raw: Floats
    calibrated: Floats
    auc: Interval
    later: Interval | None

    @property
    def has_signal(self) -> bool:
        return self.auc.low > 0.5 and (self.later is None or self.later.low > 0.5)


def train(
    examples: Examples,
    *,
    trained_at: datetime,
    overrules: Mapping[str, Overrule] | None = None,
    rubric: Rubric | None = None,
) -> Scorer:
    """The same examples, overrules and rubric give a scorer with the same bytes.

    `trained_at` is written on the card. `rubric`: what scores while there is too little history; by
    default the shipped one.
    """
    verdicts = leaks.inspect(examples, overrules)
    card = _card(examples, verdicts, trained_at)
    outcomes = examples.converted()
    if len(outcomes) < FEWEST_CLOSED or _rarer(outcomes) < FEWEST_OF_EACH:
        why = f"There are {len(outcomes):,} closed leads, {_rarer(outcomes):,} of the rarer outcome."
        card["why"] = f"{why} Learning needs {FEWEST_CLOSED} and {FEWEST_OF_EACH}: the rubric scores."
        return RubricScorer(rubric or shipped(), examples.definitions, card)
    names = [name for name, verdict in verdicts.items() if verdict.use is Use.USED]
    plan = features.fit(examples, names)
    if not plan.columns:
        return _base_rate(outcomes, {**card, "why": "No column can be learned from."})
    return _learn(examples, plan, card)


def _learn(examples: Examples, plan: features.Features, card: dict[str, object]) -> Scorer:
    outcomes = examples.converted()
    matrix = plan.encode(examples.rows, examples.known_at)
    missing = plan.missing(matrix)
    matrix = plan.filled(matrix)
    parts = folds(outcomes, FOLDS)
    trial = _trial(matrix, examples, plan, parts)
    card.update(_quality(trial, outcomes))
    if not trial.has_signal:
        return _base_rate(outcomes, {**card, "why": _why_no_signal(trial)})
    booster = trees.fit(matrix, outcomes, plan.categories, trial.trees)
    line = calibration.fit_line(trial.raw, outcomes)
    points = calibration.points_of(trial.calibrated)
    edges = bands.edges_of(points)
    moved = per_property(plan, trees.contributions(booster, matrix[:MOST_WEIGHED]))
    silence = abstain.learn(plan.properties, missing, moved)
    filled = bands.fill(bands.bands_of(edges), points, examples.outcomes)
    ...
