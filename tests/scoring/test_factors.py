"""Whole points that sum exactly, whatever the contributions; and words people read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit
from tests.scoring.made_up import leads

from stationmaster.core.record import Value
from stationmaster.scoring import factors
from stationmaster.scoring.examples import Floats
from stationmaster.scoring.features import Feature
from stationmaster.scoring.score import Scorer

CONTRIBUTIONS = arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 12)), elements=st.floats(-4, 4)
)


@given(CONTRIBUTIONS, st.floats(-4, 4), st.integers(1, 8))
def test_parts_sum_exactly_and_keep_their_signs(parts: Floats, start: float, most: int) -> None:
    log_odds = start + parts.sum(axis=1)
    exact = factors.in_points(start, parts)
    assert np.allclose(exact.sum(axis=1), 100 * expit(log_odds))
    assert (exact[:, 1:] * parts >= 0).all()
    totals = np.rint(100 * expit(log_odds)).astype(np.int64)
    top, shown, others = factors.strongest(exact, most)
    whole = factors.largest_remainder(shown, totals)
    assert (whole.sum(axis=1) == totals).all()
    assert (np.abs(whole - shown) < 1 + 1e-9).all()
    assert (others >= 0).all()
    assert top.shape[1] == min(most, parts.shape[1])


def test_contributions_that_cancel_are_still_told() -> None:
    """Two equal and opposite reasons leave the score where it was, and both are worth knowing."""
    exact = factors.in_points(0.0, np.array([[1.0, -1.0]]))
    assert exact.tolist() == [[50.0, 25.0, -25.0]]


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(), st.text(max_size=30)
)
ROWS = st.dictionaries(st.sampled_from(["source", "visits", "plan", "phone", "other"]), VALUES)


@given(st.lists(ROWS, max_size=8))
def test_any_row_is_scored_and_explained_alike(
    scorer: Scorer, rows: list[dict[str, Value]]
) -> None:
    """Values of the wrong type come from integrations; they never break a run of scores."""
    scores, explained = scorer.score(rows), scorer.explain(rows)
    assert [each.score for each in explained] == scores
    for score, each in zip(scores, explained, strict=True):
        assert score.abstained is (not each.factors)
        if score.points is not None:
            assert 0 <= score.points <= 100
            assert sum(factor.points for factor in each.factors) == score.points


def test_one_row_is_scored_as_among_many(scorer: Scorer) -> None:
    rows = leads(40, seed=3).rows
    assert [scorer.score([row])[0] for row in rows] == scorer.score(rows)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (
            Feature("s", "Source", "category", ("contact form",)),
            "Contact form",
            "Source: Contact form",
        ),
        (Feature("s", "Source", "category", ()), "Quiz", "Source: Quiz (seldom seen)"),
        (Feature("p", "Phone number", "given"), "1", "Phone number given"),
        (Feature("p", "Phone number", "given"), None, "No phone number"),
        (Feature("u", "UTM source", "given"), None, "No UTM source"),
        (Feature("m", "Message", "given"), "hello", "Message given"),
        (Feature("v", "Visits", "number"), 12345, "Visits: 12,345"),
        (Feature("d", "Do not call", "number"), False, "Do not call: no"),
        (Feature("i", "Interests", "flag", ("a",)), "a;b", "Interests: a, b"),
        (
            Feature("o", "What is your occupation", "category"),
            None,
            "What is your occupation: not given",
        ),
        (Feature("f", "Founded", "age"), "2026-01-02", "Founded: 2026-01-02"),
    ],
)
def test_factors_are_worded_for_people(column: Feature, value: Value, words: str) -> None:
    assert factors.Wording(column).of({column.name: value}) == words


def test_what_is_not_shown_stands_together(scorer: Scorer) -> None:
    names = [f.label for e in scorer.explain(leads(300, seed=4).rows) for f in e.factors]
    assert any(name.endswith("more, together") for name in names)
    assert "No phone number" in names
    assert "Source: Referral" in names
