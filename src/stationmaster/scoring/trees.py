"""Gradient boosted trees: cross-validated, fitted, asked. One thread and fixed seeds throughout, so
that the same rows give the same model on every machine."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from stationmaster.scoring.association import Folds
from stationmaster.scoring.examples import Flags, Floats
from stationmaster.scoring.libraries import lightgbm

MOST_TREES, STEP = 160, 10
"""The number of trees is chosen among multiples of STEP."""
PARAMETERS: Mapping[str, object] = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 8,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    # One level against the rest at each split: sorted groups of levels fit noise in rare levels.
    "max_cat_to_onehot": 1000,
    "min_data_per_group": 10,
    "cat_l2": 1.0,
    "cat_smooth": 1.0,
    "seed": 20261121,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Cross-validated log-odds: `raw[i]` comes from trees that have not seen row i. `trees`: how many
    trees predict held-out rows best (mean log loss over the folds)."""

    raw: Floats
    trees: int


def cross_validate(
    matrix: Floats, outcomes: Flags, categories: list[int], parts: Folds, most: int = MOST_TREES
) -> HeldOut:
    """Fit on each fold's complement, and predict the fold with the number of trees best for all."""
    stages = np.empty((most // STEP, len(outcomes)))
    for learn, held in parts:
        booster = fit(matrix[learn], outcomes[learn], categories, most)
        stages[:, held] = _stages(booster, matrix[held], most)
    signs = np.where(outcomes, -1.0, 1.0)
    losses = np.logaddexp(0.0, signs * stages).mean(axis=1)
    best = int(losses.argmin())
    return HeldOut(stages[best], (best + 1) * STEP)


def _stages(booster: "lightgbm.Booster", matrix: Floats, most: int) -> Floats:
    """Log-odds after every STEP trees, shape (stages, rows)."""
    steps = [
        booster.predict(
            matrix, raw_score=True, start_iteration=start, num_iteration=STEP, num_threads=1
        )
        for start in range(0, most, STEP)
    ]
    return np.cumsum(np.asarray(steps, dtype=np.float64), axis=0)


def fit(matrix: Floats, outcomes: Flags, categories: list[int], trees: int) -> "lightgbm.Booster":
    return lightgbm.train(
        _parameters(len(outcomes)), _dataset(matrix, outcomes, categories), num_boost_round=trees
    )


def log_odds(booster: "lightgbm.Booster", matrix: Floats) -> Floats:
    """Uncalibrated log-odds, shape (rows,)."""
    return np.asarray(booster.predict(matrix, raw_score=True, num_threads=1), dtype=np.float64)


def contributions(booster: "lightgbm.Booster", matrix: Floats) -> Floats:
    """TreeSHAP values (Lundberg et al., Nature Machine Intelligence 2, 2020) in uncalibrated
    log-odds, shape (rows, columns + 1), the average lead last; each row sums to its log-odds."""
    return np.asarray(booster.predict(matrix, pred_contrib=True, num_threads=1), dtype=np.float64)


def _dataset(matrix: Floats, outcomes: Flags, categories: list[int]) -> "lightgbm.Dataset":
    return lightgbm.Dataset(
        matrix,
        label=outcomes.astype(np.float64),
        categorical_feature=categories,
        params={"verbose": -1, "num_threads": 1, "min_data_in_bin": 3},
    )


def _parameters(rows: int) -> dict[str, object]:
    return {**PARAMETERS, "min_data_in_leaf": fewest_in_leaf(rows)}


def fewest_in_leaf(rows: int) -> int:
    """Leads a leaf must hold: 20, fewer where there are few to learn from."""
    return max(5, min(20, rows // 40))
