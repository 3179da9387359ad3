"""Filters as text: what is written reads back, and what is wrong is said precisely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.filter.strategies import ANYTHING, NASTY

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import Condition, Filter, Group, Operator, parse, to_text


def test_and_binds_before_or() -> None:
    where = parse('amount gt 50000 and stage in ("won", lost) or owner_id not_has_property')
    assert where == Filter(
        (
            Group(
                (
                    Condition("amount", Operator.GT, (50000,)),
                    Condition("stage", Operator.IN, ("won", "lost")),
                )
            ),
            Group((Condition("owner_id", Operator.NOT_HAS_PROPERTY),)),
        )
    )


def test_empty_text_is_everything() -> None:
    assert parse("  \n ") == Filter()
    assert to_text(Filter()) == ""


def test_the_and_of_between_joins_no_condition() -> None:
    where = parse("amount between 1 and 5 AND active = true")
    assert [c.values for c in where.groups[0].conditions] == [(1, 5), (True,)]


def test_signs_stand_for_operators() -> None:
    where = parse("a = 1 and a != 2 and a <> 2 and a < 3 and a <= 4 and a > 5 and a >= 6")
    assert [c.operator.value for c in where.groups[0].conditions] == [
        *("eq", "neq", "neq", "lt", "lte", "gt", "gte")
    ]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("5", 5),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ('"5"', "5"),
        ("007", "007"),
        ("+49", "+49"),
        ("TRUE", True),
        ("'true'", "true"),
        ("2026-01-31", "2026-01-31"),
        ("a@b.example", "a@b.example"),
        (r'"a\"b\\c\n"', 'a"b\\c\n'),
        ("'it\\'s'", "it's"),
    ],
)
def test_literals(literal: str, value: object) -> None:
    (read,) = parse(f"a eq {literal}").groups[0].conditions[0].values
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "place", "token", "way_out"),
    [
        ("amount gtt 5", 8, "gtt", '"gt"'),
        ("amount gt", 10, "the filter ends", None),
        ("amount gt 5 or", 15, "the filter ends", None),
        ("amount gt 5 stage eq won", 13, "stage", None),
        ('name eq "Acme', 9, '"', "Close the text"),
        ("(amount gt 5)", 1, "(", "parentheses"),
        ("stage in won", 10, "won", "parentheses"),
        ("stage in (won", 14, "the filter ends", "parenthesis"),
        ("amount between 1, 5", 17, ",", "between 1 and 10"),
        ("name eq and", 9, "and", '"and"'),
        ("name ! x", 6, "!", "neq"),
        (r'name eq "a\qb"', 11, r"\q", r"\\"),
        ("or eq 1", 1, "or", None),
        ("eq 1", 1, "eq", None),
    ],
)
def test_errors_name_place_token_and_way_out(
    text: str, place: int, token: str, way_out: str | None
) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(text)
    assert f"character {place}:" in caught.value.message
    assert token in caught.value.message
    assert (way_out or "") in (caught.value.way_out or "")


def test_a_number_too_large_to_compare_is_refused() -> None:
    for literal in ("1e999", "9007199254740993", "9" * 31):
        with pytest.raises(InvalidInput, match="number"):
            parse(f"amount gt {literal}")


def test_a_missing_value_has_no_text() -> None:
    where = Filter((Group((Condition("a", Operator.EQ, (None,)),)),))
    with pytest.raises(InvalidInput, match="nothing"):
        to_text(where)
    with pytest.raises(InvalidInput, match="no conditions"):
        to_text(Filter((Group(()),)))


_NAMES = st.one_of(st.sampled_from(("amount", "or", "In", *NASTY)), st.text(min_size=1, max_size=8))


@st.composite
def _conditions(draw: st.DrawFn) -> Condition:
    operator = draw(st.sampled_from(Operator))
    count = {
        Operator.HAS_PROPERTY: 0,
        Operator.NOT_HAS_PROPERTY: 0,
        Operator.BETWEEN: 2,
        Operator.IN: 3,
    }.get(operator, 1)
    values = draw(st.lists(ANYTHING, min_size=count, max_size=count))
    return Condition(draw(_NAMES), operator, tuple(values))


_GROUPS = st.lists(_conditions(), min_size=1, max_size=3).map(lambda c: Group(tuple(c)))


@given(st.lists(_GROUPS, max_size=3))
def test_text_reads_back(groups: list[Group]) -> None:
    where = Filter(tuple(groups))
    assert parse(to_text(where)) == where


@given(st.text(max_size=40) | st.lists(st.sampled_from(
    ("a", "eq", "and", "or", "in", "(", ")", ",", '"', "'", "\\", "5", "between", "!=", "\0")
)).map(" ".join))  # fmt: skip
def test_any_text_is_a_filter_or_an_error_that_explains_itself(text: str) -> None:
    where, error = _read(text)
    assert (error is not None and error.field) or parse(to_text(where)) == where


def _read(text: str) -> tuple[Filter, InvalidInput | None]:
    try:
        return parse(text), None
    except InvalidInput as error:
        return Filter(), error
