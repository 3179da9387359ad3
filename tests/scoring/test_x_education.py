"""Real leads, three stratified splits: leaks refused by name, ranking, calibration, exact sums."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from tests.scoring.real_data import SPLITS, X_EDUCATION, split, x_education

from stationmaster.scoring.calibration import Calibration, measure
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.leaks import Use, inspect
from stationmaster.scoring.score import Explained, Score, Scorer
from stationmaster.scoring.train import train

pytestmark = pytest.mark.skipif(not X_EDUCATION.exists(), reason="the shared data is not here")

LEAKS = {
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
    "Last Activity",
    "Last Notable Activity",
}
IDS = {"Prospect ID", "Lead Number"}
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@dataclass(frozen=True)
class Run:
    scorer: Scorer
    held: Examples
    scores: list[Score]
    auc: float
    calibration: Calibration


def run(examples: Examples, seed: int) -> Run:
    learn, held = split(examples, seed)
    scorer = train(learn, trained_at=NOW)
    scores = scorer.score(held.rows)
    known = [i for i, score in enumerate(scores) if not score.abstained]
    chances = np.array([scores[i].probability for i in known])
    ended = held.converted()[known]
    auc = float(roc_auc_score(ended, chances))
    return Run(scorer, held, scores, auc, measure(chances, ended))


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    examples = x_education()
    return [run(examples, seed) for seed in SPLITS]


@pytest.fixture(scope="module")
def explained(runs: list[Run]) -> list[Explained]:
    return runs[0].scorer.explain(runs[0].held.rows)


def columns(run: Run, use: str) -> dict[str, str]:
    listed = run.scorer.card["columns"][use]  # type: ignore[index]  # JSON
    return {column["name"]: column["reason"] for column in listed}


def test_leaks_are_refused_by_name_and_nothing_else_is(runs: list[Run]) -> None:
    for each in runs:
        refused = columns(each, "refused")
        assert set(refused) == LEAKS
        assert all(len(reason) > 20 for reason in refused.values())


def test_the_same_leaks_where_select_counts_as_a_value() -> None:
    """An importer may keep the first entry of a menu that nobody touched."""
    found = inspect(x_education(missing=frozenset({""})))
    assert {name for name, verdict in found.items() if verdict.use is Use.REFUSED} == LEAKS


def test_honest_columns_are_used(runs: list[Run]) -> None:
    for each in runs:
        used, left_out = columns(each, "used"), columns(each, "left_out")
        assert set(left_out) >= IDS
        assert all("identifies the lead" in left_out[name] for name in IDS)
        unused = set(left_out) - IDS
        assert all(left_out[name].endswith("same value.") for name in unused)
        assert len(used) + len(left_out) + len(LEAKS) == 36


def test_leads_are_ranked_well(runs: list[Run]) -> None:
    assert np.mean([each.auc for each in runs]) >= 0.87
    assert min(each.auc for each in runs) >= 0.865


def test_probabilities_mean_what_they_say(runs: list[Run]) -> None:
    for each in runs:
        assert 0.9 <= each.calibration.slope <= 1.1
        assert abs(each.calibration.intercept) < 0.15
        assert each.calibration.brier < 0.6 * each.calibration.brier_base


def test_nearly_every_lead_gets_a_score(runs: list[Run]) -> None:
    for each in runs:
        assert sum(score.abstained for score in each.scores) <= 0.01 * len(each.scores)


def test_the_card_promised_what_came(runs: list[Run]) -> None:
    for each in runs:
        promised = each.scorer.card["quality"]["auc"]  # type: ignore[index]  # JSON
        assert promised["low"] <= each.auc <= promised["high"]


def test_bands_convert_as_the_card_says(runs: list[Run]) -> None:
    for each in runs:
        rates = []
        for band in each.scorer.card["bands"]:  # type: ignore[attr-defined]  # JSON
            inside = [s.band == band["name"] for s in each.scores]
            rates.append(each.held.converted()[inside].mean())
            assert rates[-1] == pytest.approx(band["rate"], abs=0.06)
        assert rates == sorted(rates)
        assert rates[-1] > 0.8


def test_factors_sum_to_the_score_exactly(runs: list[Run], explained: list[Explained]) -> None:
    assert [each.score for each in explained] == runs[0].scores
    for each in explained:
        if not each.score.abstained:
            assert sum(factor.points for factor in each.factors) == each.score.points
            assert each.factors[0].label == "Leads like these, before anything else"
            assert len(each.factors) <= 8


def test_factors_speak_of_the_lead(runs: list[Run], explained: list[Explained]) -> None:
    for row, each in zip(runs[0].held.rows, explained, strict=True):
        for factor in each.factors:
            if factor.property in row and isinstance(row[factor.property], str):
                assert str(row[factor.property]) in factor.label


def test_an_empty_row_is_not_scored(runs: list[Run]) -> None:
    (score,) = runs[0].scorer.score([{}])
    assert score.points is None
    assert score.probability is None
    assert score.band is None
    assert score.missing[0] == "Total Time Spent on Website"
    assert {"Lead Origin", "What is your current occupation"} <= set(score.missing)
    assert runs[0].scorer.explain([{}]) == [Explained(score, ())]


def test_leaky_columns_do_not_move_a_score(runs: list[Run]) -> None:
    row = dict(runs[0].held.rows[0])
    told = {**row, "Tags": "Closed by Horizzon", "Lead Quality": "High in Relevance"}
    assert runs[0].scorer.score([row]) == runs[0].scorer.score([told])
