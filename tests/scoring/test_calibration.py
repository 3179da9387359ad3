"""Calibration measures find the error that was put in; bands tell when they stop being true."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import expit

from stationmaster.core.errors import InvalidInput
from stationmaster.scoring import bands
from stationmaster.scoring.association import auc_interval, folds
from stationmaster.scoring.bands import Band
from stationmaster.scoring.calibration import (
    Line,
    cross_fitted,
    fit_line,
    measure,
    points_of,
    reliability,
)
from stationmaster.scoring.examples import Flags, Floats


@pytest.fixture(scope="module")
def truth() -> tuple[Floats, Flags]:
    """True log-odds, and outcomes drawn from them."""
    random = np.random.default_rng(0)
    log_odds = random.normal(-0.5, 1.5, 20_000)
    return log_odds, random.random(20_000) < expit(log_odds)


def test_true_probabilities_have_slope_one(truth: tuple[Floats, Flags]) -> None:
    log_odds, outcomes = truth
    found = measure(expit(log_odds), outcomes)
    assert found.slope == pytest.approx(1, abs=0.05)
    assert found.intercept == pytest.approx(0, abs=0.05)
    assert found.brier < found.brier_base


@pytest.mark.parametrize(("stretch", "shift"), [(2.0, 0.0), (0.5, 0.0), (1.0, 1.0)])
def test_errors_put_in_are_found(truth: tuple[Floats, Flags], stretch: float, shift: float) -> None:
    log_odds, outcomes = truth
    found = measure(expit(stretch * log_odds + shift), outcomes)
    assert found.slope == pytest.approx(1 / stretch, rel=0.06)
    assert found.intercept == pytest.approx(-shift / stretch, abs=0.06)


def test_the_fitted_line_mends_them(truth: tuple[Floats, Flags]) -> None:
    log_odds, outcomes = truth
    bent = 3 * log_odds + 2
    mended = measure(expit(cross_fitted(bent, outcomes, folds(outcomes, 5))), outcomes)
    assert mended.slope == pytest.approx(1, abs=0.02)
    assert fit_line(bent, outcomes) == Line(
        pytest.approx(1 / 3, rel=0.05), pytest.approx(-2 / 3, abs=0.05)
    )


def test_a_perfect_ranking_does_not_break_the_measure() -> None:
    outcomes = np.arange(100) >= 50
    assert np.isfinite(measure(outcomes.astype(float), outcomes).slope)


def test_reliability_lists_every_lead_once(truth: tuple[Floats, Flags]) -> None:
    log_odds, outcomes = truth
    tenths = reliability(expit(log_odds), outcomes)
    assert sum(count for *_, count in tenths) == len(outcomes)
    assert all(abs(expected - seen) < 0.04 for expected, seen, _ in tenths)


def test_points_are_hundredths() -> None:
    assert points_of(np.array([-40.0, 0.0, np.log(0.82 / 0.18), 40.0])).tolist() == [0, 50, 82, 100]


def test_auc_intervals_cover_the_truth() -> None:
    """The true AUC of two normals one standard deviation apart is Phi(1 / sqrt 2) = 0.760."""
    inside = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        outcomes = random.random(150) < 0.3
        found = auc_interval(outcomes, random.normal(size=150) + outcomes)
        inside += found.low <= 0.7602 <= found.high
    assert 180 <= inside <= 199


def test_auc_counts_ties_half() -> None:
    outcomes = np.array([True, False, True, False])
    assert auc_interval(outcomes, np.zeros(4)).estimate == 0.5
    assert auc_interval(outcomes, outcomes.astype(float)).estimate == 1.0


def filled(*counts: tuple[int, int]) -> tuple[Band, ...]:
    """Four bands with (leads, converted) each, lowest first."""
    empty = bands.bands_of((10, 30, 60))
    return tuple(
        Band(band.name, band.low, band.high, *count)
        for band, count in zip(empty, counts, strict=True)
    )


REFERENCE = filled((200, 10), (300, 45), (300, 120), (200, 150))


def test_bands_cover_every_score_once() -> None:
    random = np.random.default_rng(1)
    points = random.integers(0, 101, 500)
    made = bands.fill(bands.bands_of(bands.edges_of(points)), points, points > 50)
    assert sum(band.leads for band in made) == 500
    assert sum(band.converted for band in made) == int((points > 50).sum())
    assert (made[0].low, made[-1].high) == (0, 100)
    assert all(low.high + 1 == high.low for low, high in pairwise(made))


@pytest.mark.parametrize("same", [0, 2, 50, 100])
def test_edges_rise_even_where_all_scores_are_equal(same: int) -> None:
    edges = bands.edges_of(np.full(300, same))
    assert 0 < edges[0] < edges[1] < edges[2] <= 100


def test_the_same_as_in_training_raises_no_alert() -> None:
    assert bands.alerts(REFERENCE, filled((40, 2), (60, 9), (60, 25), (40, 29))) == []


def test_an_inverted_band_is_told() -> None:
    recent = filled((40, 2), (60, 9), (60, 40), (40, 14))
    (inverted,) = [a for a in bands.alerts(REFERENCE, recent) if a.kind == "inverted"]
    assert inverted.bands == ("warm", "hot")
    assert "67% of 60" in inverted.sentence


def test_a_drifted_band_is_told() -> None:
    recent = filled((40, 2), (60, 9), (60, 24), (200, 90))
    kinds = {(a.kind, a.bands) for a in bands.alerts(REFERENCE, recent)}
    assert ("drifted", ("hot",)) in kinds


def test_another_mix_is_told() -> None:
    recent = filled((20, 1), (20, 3), (20, 8), (200, 150))
    assert [a.kind for a in bands.alerts(REFERENCE, recent)] == ["mix"]


def test_few_leads_raise_no_alert() -> None:
    assert bands.alerts(REFERENCE, filled((5, 5), (5, 5), (5, 0), (5, 0))) == []


def test_bands_are_read_from_a_card() -> None:
    assert bands.from_json([band.to_json() for band in REFERENCE]) == REFERENCE
    assert filled((0, 0), (1, 1), (1, 0), (1, 1))[0].to_json()["rate"] is None
    with pytest.raises(InvalidInput, match="not the bands of a model card"):
        bands.from_json([{"name": "hot"}])
