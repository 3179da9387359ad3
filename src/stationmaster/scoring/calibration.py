"""Whether probabilities mean what they say: the line that makes them, the measures that check them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stationmaster.scoring.association import Folds
from stationmaster.scoring.examples import Codes, Flags, Floats
from stationmaster.scoring.libraries import linear_model, special

FURTHEST = 1e-6
"""Probabilities are kept this far from 0 and 1 before their log-odds are taken."""


@dataclass(frozen=True, slots=True)
class Line:
    """log-odds = slope * x + intercept. Being affine it keeps additive contributions additive."""

    slope: float
    intercept: float

    def __call__(self, x: Floats) -> Floats:
        return self.slope * x + self.intercept


def fit_line(x: Floats, outcomes: Flags) -> Line:
    """Logistic regression of the outcome on x (Platt, Advances in Large Margin Classifiers, 1999).

    The penalty is so small that it only keeps the slope finite where x separates the outcomes.
    """
    model = linear_model.LogisticRegression(C=1e6, tol=1e-8, max_iter=1000).fit(
        x.reshape(-1, 1), outcomes
    )
    return Line(float(model.coef_[0, 0]), float(model.intercept_[0]))


def cross_fitted(raw: Floats, outcomes: Flags, parts: Folds) -> Floats:
    """Calibrated log-odds, each row's by a line fitted to the other folds."""
    calibrated = np.empty(len(raw))
    for learn, held in parts:
        calibrated[held] = fit_line(raw[learn], outcomes[learn])(raw[held])
    return calibrated


@dataclass(frozen=True, slots=True)
class Calibration:
    """`slope` below 1: predictions too extreme, above: too timid; `intercept` below 0: too high
    overall (Cox, Biometrika 45, 1958). `brier`: mean squared error of the probabilities, `brier_base`
    that of always saying the base rate."""

    slope: float
    intercept: float
    brier: float
    brier_base: float


def measure(probabilities: Floats, outcomes: Flags) -> Calibration:
    """Calibration of probabilities on leads they were not fitted to. Both outcomes must occur."""
    kept = np.clip(probabilities, FURTHEST, 1 - FURTHEST)
    line = fit_line(np.log(kept / (1 - kept)), outcomes)
    base = float(outcomes.mean())
    brier = float(np.mean((probabilities - outcomes) ** 2))
    return Calibration(line.slope, line.intercept, brier, base * (1 - base))


def points_of(log_odds: Floats) -> Codes:
    """Points of a hundred: the probability in hundredths, rounded half to even."""
    return np.asarray(np.rint(100 * special.expit(log_odds)), dtype=np.int64)


def reliability(
    probabilities: Floats, outcomes: Flags, bins: int = 10
) -> Sequence[tuple[float, float, int]]:
    """Per tenth of the leads, lowest first: mean probability, share converted, leads."""
    order = np.argsort(probabilities, kind="stable")
    return [
        (float(probabilities[part].mean()), float(outcomes[part].mean()), len(part))
        for part in np.array_split(order, bins)
        if len(part)
    ]
