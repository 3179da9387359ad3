"""Training: how much history it needs, that it repeats, and what the card says."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.scoring.made_up import leads, tied_to, with_column

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import PropertyDefinition, PropertyType
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.leaks import Overrule
from stationmaster.scoring.score import Scorer
from stationmaster.scoring.storage import from_bytes, to_bytes
from stationmaster.scoring.train import FEWEST_CLOSED, FEWEST_OF_EACH, train

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def chosen(examples: Examples, won: int, lost: int) -> Examples:
    ended = examples.converted()
    places = [*np.flatnonzero(ended)[:won], *np.flatnonzero(~ended)[:lost]]
    return replace(
        examples,
        rows=[examples.rows[i] for i in places],
        outcomes=[examples.outcomes[i] for i in places],
    )


@pytest.mark.parametrize(("won", "lost", "kind"), [(100, 99, "rubric"), (39, 300, "rubric")])
def test_too_little_history_is_scored_by_the_rubric(
    examples: Examples, won: int, lost: int, kind: str
) -> None:
    scorer = train(chosen(examples, won, lost), trained_at=NOW)
    assert scorer.kind == kind
    assert f"there are {won + lost}" in str(scorer.card["why"])
    assert (scorer.card["rows"], scorer.card["converted"]) == (won + lost, won)
    assert scorer.score([{"phone": "1", "source": "Referral"}])[0].points == 50


def test_enough_history_is_learned_from(examples: Examples) -> None:
    lost = FEWEST_CLOSED - FEWEST_OF_EACH
    assert train(chosen(examples, FEWEST_OF_EACH, lost), trained_at=NOW).kind == "learned"


def test_the_same_leads_give_the_same_bytes(examples: Examples, scorer: Scorer) -> None:
    assert to_bytes(train(examples, trained_at=NOW)) == to_bytes(scorer)


def test_the_version_changes_with_what_decides_scores(examples: Examples, scorer: Scorer) -> None:
    later = train(examples, trained_at=NOW + timedelta(days=1))
    other = train(leads(seed=7), trained_at=NOW)
    assert later.version == scorer.version
    assert other.version != scorer.version


def test_the_card_is_json_and_complete(scorer: Scorer) -> None:
    card = json.loads(json.dumps(scorer.card))
    assert card["trained_at"] == "2026-11-21T00:00:00.000000Z"
    assert card["rows"] == 1200
    assert card["base_rate"] == pytest.approx(card["converted"] / 1200, abs=1e-6)
    assert {c["name"] for c in card["columns"]["used"]} == {"source", "visits", "plan", "phone"}
    assert sum(c["weight"] for c in card["columns"]["used"]) == pytest.approx(1, abs=1e-4)
    quality = card["quality"]
    assert 0.5 < quality["auc"]["low"] < quality["auc"]["estimate"] < quality["auc"]["high"]
    assert 0.8 < quality["calibration_slope"] < 1.2
    assert quality["brier"] < quality["brier_base"]
    assert [band["name"] for band in card["bands"]] == ["cold", "cool", "warm", "hot"]
    assert sum(band["leads"] for band in card["bands"]) == 1200
    assert set(card["packages"]) == {"lightgbm", "scikit-learn", "numpy"}
    assert card["why"] == ""
    assert card["warnings"] == []


def test_a_person_overrules_and_the_card_tells(examples: Examples) -> None:
    leaky = with_column(
        examples,
        PropertyDefinition("tags", "Tags"),
        lambda i, won, random: "ab"[tied_to(won, random, 0.75)],
    )
    plain = train(leaky, trained_at=NOW)
    said = {"tags": Overrule.ALLOW, "plan": Overrule.REFUSE}
    overruled = train(leaky, trained_at=NOW, overrules=said)
    assert _auc(overruled) > _auc(plain) + 0.03
    columns = overruled.card["columns"]
    (tags,) = [c for c in columns["used"] if c["name"] == "tags"]  # type: ignore[index]  # JSON
    assert (tags["overruled"], tags["kinds"][0]) == ("allow", "person")
    assert [c["name"] for c in columns["refused"]] == ["plan"]  # type: ignore[index]  # JSON


def test_too_good_is_said_aloud(examples: Examples) -> None:
    """A leak that a person allowed still draws a warning."""
    leaky = with_column(
        examples, PropertyDefinition("desk", "Desk"), lambda i, won, random: "ab"[won]
    )
    assert train(leaky, trained_at=NOW).card["warnings"] == []
    allowed = train(leaky, trained_at=NOW, overrules={"desk": Overrule.ALLOW})
    assert "too good to be true" in str(allowed.card["warnings"])


def test_a_signal_that_lasts_is_measured_ahead_in_time(examples: Examples) -> None:
    moments = [NOW - timedelta(hours=1200 - i) for i in range(1200)]
    scorer = train(replace(examples, known_at=moments), trained_at=NOW)
    assert scorer.kind == "learned"
    assert scorer.card["quality"]["auc_later"]["low"] > 0.5  # type: ignore[index]  # JSON


def test_leads_loaded_at_once_have_no_order_in_time(examples: Examples) -> None:
    moments = [NOW + timedelta(seconds=i) for i in range(1200)]
    scorer = train(replace(examples, known_at=moments), trained_at=NOW)
    assert scorer.card["quality"]["auc_later"] is None  # type: ignore[index]  # JSON


def test_ages_count_to_the_moment_a_row_was_known() -> None:
    base, random = leads(600, strength=0.0), np.random.default_rng(3)
    moments = [NOW - timedelta(days=int(random.integers(900))) for _ in base.rows]
    ages = [int(random.integers(1, 400)) for _ in base.rows]
    rows = [
        {**row, "founded": (moment - timedelta(days=age)).date().isoformat()}
        for row, moment, age in zip(base.rows, moments, ages, strict=True)
    ]
    young = Examples(
        rows,
        [bool(random.random() < (0.8 if age < 200 else 0.2)) for age in ages],
        {
            **base.definitions,
            "founded": PropertyDefinition("founded", "Founded", PropertyType.DATE),
        },
        known_at=moments,
    )
    scorer = from_bytes(to_bytes(train(young, trained_at=NOW)))
    assert scorer.kind == "learned"
    row = {**base.rows[0], "founded": "2026-01-01"}
    new, old = scorer.score([row, row], [datetime(2026, 2, 1, tzinfo=UTC), NOW])
    assert (new.points or 0) > 60
    assert (old.points or 0) < 40
    with pytest.raises(InvalidInput, match="moment to count to"):
        scorer.score([row])


def test_nothing_to_learn_from_stays_at_the_base_rate(examples: Examples) -> None:
    only_ids = replace(
        examples,
        rows=[{"token": f"T{i}"} for i in range(len(examples.rows))],
        definitions={"token": PropertyDefinition("token", "Token")},
    )
    scorer = train(only_ids, trained_at=NOW)
    assert scorer.kind == "base_rate"
    assert "No column" in str(scorer.card["why"])


def test_lengths_that_differ_are_refused(examples: Examples) -> None:
    with pytest.raises(InvalidInput, match="1200 rows but 1 outcomes"):
        Examples(examples.rows, [True], examples.definitions)


def _auc(scorer: Scorer) -> float:
    return float(scorer.card["quality"]["auc"]["estimate"])  # type: ignore[index]  # JSON
