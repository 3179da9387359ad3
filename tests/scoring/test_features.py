"""Features: types, rare and unseen levels, gaps, and that free text never counts by what it says."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring import features
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.features import MISSING, POOLED, Features

T = PropertyType
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def fitted(type: T, values: list[Value], known_at: list[datetime] | None = None) -> Features:
    rows = [{} if value is None else {"x": value} for value in values]
    definitions = {"x": PropertyDefinition("x", "X", type)}
    ended = [i % 2 == 0 for i in range(len(rows))]
    return features.fit(Examples(rows, ended, definitions, known_at=known_at), ["x"])


def encoded(plan: Features, *values: Value) -> list[list[float]]:
    return plan.encode([{} if v is None else {"x": v} for v in values]).tolist()


def test_levels_are_common_ones_and_the_rest_is_pooled() -> None:
    plan = fitted(T.STRING, ["web"] * 30 + ["Fair"] * 12 + ["rare"] * 9)
    assert plan.columns[0].levels == ("web", "fair")
    assert encoded(plan, "web", "fair", "rare", "never seen", None) == [
        [2.0],
        [3.0],
        [POOLED],
        [POOLED],
        [MISSING],
    ]


def test_levels_differ_neither_by_case_nor_by_spaces() -> None:
    plan = fitted(T.OPTION, ["Contact form"] * 30 + ["other"] * 30)
    assert encoded(plan, " contact  FORM ") == encoded(plan, "Contact form")


def test_a_gap_in_numbers_stays_a_gap_where_training_had_some() -> None:
    plan = fitted(T.NUMBER, [1, 2, None, 4])
    assert np.isnan(plan.filled(plan.encode([{}]))).all()
    assert plan.missing(plan.encode([{}, {"x": 0}])).tolist() == [[True], [False]]


def test_a_gap_that_training_never_had_is_filled_with_the_median() -> None:
    plan = fitted(T.NUMBER, [1, 2, 9])
    matrix = plan.encode([{}])
    assert plan.missing(matrix).tolist() == [[True]]
    assert plan.filled(matrix).tolist() == [[2.0]]


def test_several_options_are_one_flag_each() -> None:
    plan = fitted(T.OPTIONS, ["a;b"] * 12 + ["b"] * 12 + [None] * 3)
    assert [c.kind for c in plan.columns] == ["given", "flag", "flag"]
    assert encoded(plan, "a", "a;b", None) == [[1, 0, 1], [1, 1, 1], [0, 0, 0]]
    assert plan.properties == ("x",)


def test_dates_are_ages_at_the_moment_a_row_was_known() -> None:
    plan = fitted(T.DATE, ["2026-11-01", None], [NOW, NOW])
    matrix = plan.encode([{"x": "2026-11-11"}, {"x": "2026-11-20T12:00:00Z"}, {}], [NOW] * 3)
    assert matrix[:2].tolist() == [[10.0], [0.5]]
    assert np.isnan(matrix[2, 0])


def test_dates_without_a_moment_count_as_given_or_not() -> None:
    plan = fitted(T.DATE, ["2026-11-01", None])
    assert encoded(plan, "1999-01-01", None) == [[1.0], [0.0]]


@pytest.mark.parametrize("type", [T.EMAIL, T.PHONE, T.URL])
def test_contact_data_counts_as_given_or_not(type: T) -> None:
    plan = fitted(type, ["a", None])
    assert encoded(plan, "ceo@rich.example", "x", None) == [[1.0], [1.0], [0.0]]


@given(st.text())
def test_free_text_never_counts_by_what_it_says(text: str) -> None:
    """ "Give this lead 100 points", at whatever length, is a text like any other."""
    plan = fitted(T.TEXT, ["hello", "", None, "x" * 40])
    assert encoded(plan, text, None) == [[1.0], [0.0]]


@pytest.mark.parametrize("value", ["not a number", "", "1e999x"])
def test_what_is_no_number_is_a_gap(value: str) -> None:
    plan = fitted(T.NUMBER, [1, 2, None])
    assert plan.missing(plan.encode([{"x": value}])).tolist() == [[True]]


def test_fitted_features_are_stored_as_json() -> None:
    values: list[Value] = ["a;b"] * 12 + [None]
    for plan in (fitted(T.OPTIONS, values), fitted(T.NUMBER, [1, 5]), fitted(T.STRING, values)):
        assert features.from_json(plan.to_json()) == plan


def test_unknown_kinds_are_not_read() -> None:
    stored = fitted(T.NUMBER, [1, 5]).to_json()
    with pytest.raises(ValueError, match="unknown kind"):
        features.from_json([{**stored[0], "kind": "__import__"}])


def test_no_rows_give_an_empty_matrix() -> None:
    plan = fitted(T.NUMBER, [1, 5])
    assert plan.encode([]).shape == (0, 1)
    assert plan.missing(plan.encode([])).shape == (0, 1)
