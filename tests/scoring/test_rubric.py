"""Rubrics: data with a version, negative points, a cap, and the same exact sums."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.errors import InvalidInput
from stationmaster.core.proposal import Factor
from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring import rubric
from stationmaster.scoring.by_rubric import RubricScorer
from stationmaster.scoring.score import Score

T = PropertyType
LEAD = {
    name: PropertyDefinition(name, name, type)
    for name, type in {
        "email": T.EMAIL,
        "phone": T.PHONE,
        "company": T.STRING,
        "website": T.URL,
        "source": T.STRING,
        "visits": T.NUMBER,
        "job_title": T.STRING,
        "opted_out": T.BOOLEAN,
    }.items()
}
RULES: dict[str, Any] = {
    "version": "test-1",
    "start": 30,
    "needs": ["phone", "visits"],
    "edges": [20, 40, 60],
    "rules": [
        {"label": "Visits", "points": 90, "when": "visits gte 3"},
        {"label": "No phone", "points": -60, "when": "phone not_has_property"},
        {"label": "Worth nothing", "points": 0, "when": "visits gte 1"},
        {"label": "Big and known", "points": 5, "when": "visits gt 5 and phone has_property"},
    ],
}


@pytest.fixture
def scorer() -> RubricScorer:
    return RubricScorer(rubric.from_json(RULES), LEAD)


def test_points_add_up(scorer: RubricScorer) -> None:
    (each,) = scorer.explain([{"phone": "1", "visits": 1}])
    assert each.score == Score(None, 30, "cool", "test-1")
    assert each.factors == (Factor("Leads like these, before anything else", 30),)


def test_points_may_be_negative_and_end_at_zero(scorer: RubricScorer) -> None:
    (each,) = scorer.explain([{"visits": 1}])
    assert (each.score.points, each.score.band) == (0, "cold")
    assert [f.points for f in each.factors] == [30, -60, 30]
    assert each.factors[1].property == "phone"
    assert each.factors[2].label == "Scores end at 0"


def test_points_end_at_a_hundred(scorer: RubricScorer) -> None:
    (each,) = scorer.explain([{"visits": 9, "phone": "1"}])
    assert (each.score.points, each.score.band) == (100, "hot")
    assert [f.points for f in each.factors] == [30, 90, 5, -25]
    assert each.factors[2].property is None


def test_without_what_it_needs_it_abstains(scorer: RubricScorer) -> None:
    (score,) = scorer.score([{"source": "Referral"}])
    assert score.abstained
    assert score.missing == ("phone", "visits")


def test_rules_about_unknown_properties_are_left_out_and_told() -> None:
    scorer = RubricScorer(rubric.from_json(RULES), {"visits": LEAD["visits"]})
    assert scorer.score([{"visits": 1}])[0].points == 30
    assert scorer.card["rules_without_property"] == ["No phone", "Big and known"]


def test_a_rule_that_does_not_fit_the_type_is_refused() -> None:
    wrong = {**RULES, "rules": [{"label": "x", "points": 1, "when": "phone gt 3"}]}
    with pytest.raises(InvalidInput, match="makes no sense for phone"):
        RubricScorer(rubric.from_json(wrong), LEAD)


ROWS = st.fixed_dictionaries(
    {},
    optional={
        "email": st.just("a@b.example"),
        "phone": st.just("+49 30 1"),
        "company": st.just("Halvorsen Marine"),
        "website": st.just("https://halvorsen.example"),
        "source": st.sampled_from(["Referral", "Contact form", "Bought list", "Fair"]),
        "visits": st.integers(0, 40),
        "job_title": st.sampled_from(["Head of Sales", "Student", "CEO", "Clerk"]),
        "opted_out": st.booleans(),
    },
)


@given(ROWS)
def test_the_shipped_rubric_sums_exactly(row: dict[str, Value]) -> None:
    (each,) = RubricScorer(rubric.shipped(), LEAD).explain([row])
    if each.score.points is not None:
        assert 0 <= each.score.points <= 100
        assert sum(f.points for f in each.factors) == each.score.points


def test_the_shipped_rubric_tells_leads_apart() -> None:
    scorer = RubricScorer(rubric.shipped(), LEAD)
    good = {
        "email": "a@b.example",
        "phone": "1",
        "company": "B",
        "source": "Referral",
        "visits": 12,
    }
    poor = {"email": "a@b.example", "source": "Bought list", "job_title": "Student"}
    bands = [score.band for score in scorer.score([good, poor])]
    assert bands == ["hot", "cold"]
    assert scorer.card["rules_without_property"] == []


def test_a_rubric_is_json_there_and_back() -> None:
    for given_ in (rubric.shipped(), rubric.from_json(RULES)):
        assert rubric.from_json(json.loads(json.dumps(given_.to_json()))) == given_


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": ""}, "version"),
        ({"start": 400}, "start"),
        ({"start": True}, "start"),
        ({"needs": []}, "needs"),
        ({"edges": [10, 20]}, "edges"),
        ({"edges": [30, 20, 60]}, "edges"),
        ({"rules": []}, "rules"),
        ({"rules": ["x"]}, r"rules\[0\]"),
        ({"rules": [{"label": "x", "points": 1.5, "when": "visits gt 1"}]}, r"rules\[0\].points"),
        ({"rules": [{"label": "x", "points": 1, "when": " "}]}, r"rules\[0\].when"),
    ],
)
def test_a_wrong_rubric_is_refused_by_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput, match=place):
        rubric.from_json({**RULES, **change})


def test_what_is_no_rubric_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not an object"):
        rubric.from_json([])
