"""Where nothing predicts the outcome, nobody is told that something does."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.scoring.made_up import leads
from tests.scoring.real_data import MAVEN, maven

from stationmaster.core.proposal import Factor
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.score import Scorer
from stationmaster.scoring.train import train

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def deals() -> Examples:
    if not MAVEN.exists():
        pytest.skip("the shared data is not here")
    return maven()


@pytest.fixture(scope="module")
def scorer(deals: Examples) -> Scorer:
    return train(deals, trained_at=NOW)


def test_real_deals_without_signal_get_the_base_rate(deals: Examples, scorer: Scorer) -> None:
    assert scorer.kind == "base_rate"
    assert str(scorer.card["why"]).startswith("No signal")
    scores = scorer.score(deals.rows[:50])
    assert {score.points for score in scores} == {63}
    assert {score.band for score in scores} == {"no signal"}
    assert scores[0].probability == pytest.approx(4238 / 6711)


def test_its_late_columns_are_refused_all_the_same(scorer: Scorer) -> None:
    columns = scorer.card["columns"]
    assert {c["name"] for c in columns["refused"]} == {"close_date", "close_value"}  # type: ignore[index]  # JSON
    left_out = {c["name"] for c in columns["left_out"]}  # type: ignore[index]  # JSON
    assert left_out == {"opportunity_id", "engage_date"}, (
        "its age is nought: it is when a deal is known"
    )


def test_the_one_factor_is_the_whole_score(deals: Examples, scorer: Scorer) -> None:
    (each,) = scorer.explain(deals.rows[:1])
    assert each.factors == (Factor("Leads like these, before anything else", 63),)


@pytest.mark.parametrize("seed", range(4))
def test_chance_is_not_taken_for_signal(seed: int) -> None:
    scorer = train(leads(800, seed=seed, strength=0.0), trained_at=NOW)
    assert scorer.kind == "base_rate"


def test_what_held_only_in_the_past_is_no_signal() -> None:
    """The first 60 % follow a formula, the rest is chance: cross-validation alone would not see it."""
    then, since = leads(900, seed=1, strength=1.5), leads(600, seed=2, strength=0.0)
    both = Examples(
        [*then.rows, *since.rows],
        [*then.outcomes, *since.outcomes],
        then.definitions,
        known_at=[NOW - timedelta(hours=1500 - i) for i in range(1500)],
    )
    scorer = train(both, trained_at=NOW)
    assert scorer.kind == "base_rate"
    assert "on later leads" in str(scorer.card["why"])
