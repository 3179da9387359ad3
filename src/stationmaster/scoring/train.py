"""Training: from closed leads to the best scorer that is honest about them.

Too little history: the rubric. Nothing that predicts, or nothing that still predicts later: the base
rate. Otherwise calibrated trees. Whatever it is, its card says why and how well it does.
"""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from stationmaster.core.errors import Unavailable
from stationmaster.scoring import abstain, bands, calibration, features, leaks, trees
from stationmaster.scoring.association import Folds, Interval, as_days, auc_interval, folds
from stationmaster.scoring.base_rate import BaseRateScorer
from stationmaster.scoring.by_rubric import RubricScorer
from stationmaster.scoring.card import Card, Trial
from stationmaster.scoring.examples import Examples, Flags, Floats
from stationmaster.scoring.features import Features
from stationmaster.scoring.leaks import Overrule, Use
from stationmaster.scoring.learned import LearnedScorer, per_property, version_of
from stationmaster.scoring.libraries import require_trees
from stationmaster.scoring.rubric import Rubric, shipped
from stationmaster.scoring.score import Scorer

FEWEST_CLOSED, FEWEST_OF_EACH = 200, 40
"""With less history than this the rubric scores; docs/scoring.md has the measurement."""
FOLDS = 5
EARLIER = 0.7
FEWEST_LATER = 100
"""Leads of each outcome that a look ahead in time needs among the later ones."""
FEWEST_DAYS = 7.0
"""Days over which nine tenths of the leads must have come for their order to mean anything."""
WIDENED = 1.5
"""Folds share rows to learn from, so their AUCs err together: on columns without signal they were seen
to spread up to 1.5 times as far as the variance of the held-out rows says."""
WEIGHED = 2000
"""Rows from which the weights of the properties are taken, evenly spread."""


def train(
    examples: Examples,
    *,
    trained_at: datetime,
    overrules: Mapping[str, Overrule] | None = None,
    rubric: Rubric | None = None,
) -> Scorer:
    """The same examples, overrules, rubric and moment give a scorer with the same bytes.

    `trained_at` is written on the card. `rubric`: what scores while there is too little history; by
    default the shipped one.
    """
    outcomes = examples.converted()
    verdicts = leaks.inspect(examples, overrules)
    card = Card(outcomes, verdicts, trained_at)
    rarer = int(min(outcomes.sum(), (~outcomes).sum()))
    if len(outcomes) < FEWEST_CLOSED or rarer < FEWEST_OF_EACH:
        why = (
            f"Learning needs {FEWEST_CLOSED} closed leads and {FEWEST_OF_EACH} of either outcome; "
            f"there are {len(outcomes):,}, and {rarer:,} of the rarer outcome. The rubric scores."
        )
        return RubricScorer(rubric or shipped(), examples.definitions, card.to_json(why))
    try:
        require_trees()
    except Unavailable as error:
        why = f"{error.message} {error.way_out} The rubric scores."
        return RubricScorer(rubric or shipped(), examples.definitions, card.to_json(why))
    used = [name for name, verdict in verdicts.items() if verdict.use is Use.USED]
    plan = features.fit(examples, used)
    if not plan.columns:
        return _base_rate(card, "No column can be learned from. Every lead gets the base rate.")
    return _learn(examples, plan, card)


def _learn(examples: Examples, plan: Features, card: Card) -> Scorer:
    outcomes = examples.converted()
    matrix = plan.encode(examples.rows, examples.known_at)
    missing = plan.missing(matrix)
    matrix = plan.filled(matrix)
    trial = _trial(matrix, examples, plan)
    card.trial = trial
    if not trial.has_signal:
        return _base_rate(card, trial.why_no_signal)
    booster = trees.fit(matrix, outcomes, plan.categories, trial.trees)
    line = calibration.fit_line(trial.raw, outcomes)
    points = calibration.points_of(trial.calibrated)
    edges = bands.edges_of(points)
    card.bands = bands.fill(bands.bands_of(edges), points, examples.outcomes)
    some = matrix[:: max(1, len(matrix) // WEIGHED)]
    moved = per_property(plan, trees.contributions(booster, some))
    silence = abstain.learn(plan.properties, missing, moved)
    card.weights = dict(zip(silence.properties, silence.weights, strict=True))
    version = version_of(plan, booster.model_to_string(), line, edges, silence)
    return LearnedScorer(
        plan, booster, line, edges, silence, card.to_json("", kind="learned", version=version)
    )


def _trial(matrix: Floats, examples: Examples, plan: Features) -> Trial:
    outcomes = examples.converted()
    parts = folds(outcomes, FOLDS)
    held = trees.cross_validate(matrix, outcomes, plan.categories, parts)
    return Trial(
        held.trees,
        held.raw,
        calibration.cross_fitted(held.raw, outcomes, parts),
        _mean_auc(held.raw, outcomes, parts),
        _later(matrix, examples, plan, held.trees),
    )


def _mean_auc(raw: Floats, outcomes: Flags, parts: Folds) -> Interval:
    """Mean over the folds, as log-odds of different folds do not compare where there is little signal.
    The interval is that of all held-out rows together, `WIDENED` times as wide."""
    rows = auc_interval(outcomes, raw)
    mean = float(np.mean([auc_interval(outcomes[held], raw[held]).estimate for _, held in parts]))
    half = WIDENED * (rows.high - rows.low) / 2
    return Interval(mean, max(0.0, mean - half), min(1.0, mean + half))


def _later(matrix: Floats, examples: Examples, plan: Features, count: int) -> Interval | None:
    """How a model of the earlier leads ranks the later ones. None where the order is not known (leads
    loaded in bulk became known all at once), or too few later leads ended either way."""
    if examples.known_at is None:
        return None
    moments = np.array([as_days(moment) for moment in examples.known_at])
    if np.subtract(*np.quantile(moments, [0.95, 0.05])) < FEWEST_DAYS:
        return None
    order = np.argsort(moments, kind="stable")
    early, late = np.split(order, [int(EARLIER * len(order))])
    outcomes = examples.converted()
    won = int(outcomes[late].sum())
    if min(won, len(late) - won) < FEWEST_LATER or not 0 < outcomes[early].sum() < len(early):
        return None
    booster = trees.fit(matrix[early], outcomes[early], plan.categories, count)
    return auc_interval(outcomes[late], trees.log_odds(booster, matrix[late]))


def _base_rate(card: Card, why: str) -> BaseRateScorer:
    rate = float(card.outcomes.mean())
    version = f"base-rate-{rate:.4f}"
    return BaseRateScorer(rate, card.to_json(why, kind="base_rate", version=version))
