"""What filters mean, in memory."""

import pytest

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import (
    Condition,
    Filter,
    Group,
    Operator,
    check,
    matches,
    operators_for,
    parse,
)
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Value

_D = PropertyDefinition
DEAL = ObjectType(
    "deal",
    "Deal",
    "Deals",
    ("name",),
    {
        d.name: d
        for d in (
            _D("name", "Name"),
            _D("note", "Note", PropertyType.TEXT),
            _D("amount", "Amount", PropertyType.NUMBER),
            _D("strategic", "Strategic", PropertyType.BOOLEAN),
            _D("stage", "Stage", PropertyType.OPTION, ("won", "lost")),
            _D("tags", "Tags", PropertyType.OPTIONS, ("a", "b", "ab")),
            _D("close_date", "Close date", PropertyType.DATE),
            _D("at", "At", PropertyType.DATETIME),
        )
    },
)
HELD: dict[str, Value] = {
    "name": "Müller & Söhne (GTX-Pro)",
    "amount": 50000,
    "strategic": False,
    "stage": "won",
    "tags": "ab;b",
    "close_date": "2026-01-31",
    "at": "2026-01-31T23:59:59.999999Z",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("amount eq 50000.0", True),
        ("amount gt 9", True),
        ("amount between 50000 and 50000", True),
        ("amount lt 50000", False),
        ("strategic eq false", True),
        ("strategic neq false", False),
        ("stage eq Won", False),
        ("stage eq won", True),
        ("tags eq b", True),
        ("tags eq a", False),
        ("tags in (a, b)", True),
        ("tags not_in (a, b)", False),
        ("tags neq a", True),
        ("close_date lt 2026-02-01", True),
        ("at eq 2026-01-31", True),
        ("at lte 2026-01-31", True),
        ("at gt 2026-01-31", False),
        ("at gt 2026-01-30", True),
        ("at lt 2026-01-31", False),
        ('at eq "2026-02-01T00:59:59.999999+01:00"', True),
        ("at between 2026-01-30 and 2026-01-31", True),
        ("at in (2025-01-01, 2026-01-31)", True),
        ("at neq 2026-01-31", False),
        ("name contains_token MÜLLER", True),
        ('name contains_token "pro gtx"', True),
        ("name contains_token 'GT'", False),
        ("name not_contains_token 'GT'", True),
        ("name gte N", False),
        ("note has_property", False),
        ("note not_has_property", True),
        ("note neq x", False),
        ("note not_in (x)", False),
        ("note not_contains_token x", False),
        ("note eq x or amount gt 1", True),
        ("note eq x and amount gt 1", False),
    ],
)
def test_meaning(text: str, expected: bool) -> None:
    assert matches(parse(text), HELD, DEAL) is expected


def test_the_empty_text_is_not_set() -> None:
    assert matches(parse("name not_has_property"), {"name": ""}, DEAL)


def test_a_value_of_another_kind_is_set_and_equals_nothing() -> None:
    held: dict[str, Value] = {"amount": "50000", "strategic": 1, "name": 5}
    assert matches(parse("amount has_property and amount neq 50000"), held, DEAL)
    assert not matches(parse("amount gte 0"), held, DEAL)
    assert not matches(parse("strategic eq true or name contains_token '5'"), held, DEAL)
    assert not matches(parse("amount eq 1"), {"amount": True}, DEAL)


@pytest.mark.parametrize(
    ("text", "named", "way_out"),
    [
        ("amont gt 5", ("amont",), '"amount"'),
        ("zzz gt 5", ("zzz",), "properties"),
        ("strategic gt true", ("gt", "strategic", "boolean"), "eq"),
        ("amount contains_token 5", ("contains_token", "amount", "number"), "between"),
        ("tags contains_token a", ("contains_token", "tags"), "in"),
        ('amount gt "5"', ("amount", '"5"'), "without quotes"),
        ("amount gt true", ("amount",), "without quotes"),
        ("name eq 5", ("name", "5"), '"5"'),
        ("strategic eq yes", ("strategic", '"yes"'), "true or false"),
        ("close_date eq 2026-02-30", ("close_date", "2026-02-30"), "2026-01-31"),
        ('close_date eq "2026-02-01T00:00:00Z"', ("close_date",), "2026-01-31"),
        ("at eq soon", ("at", "soon"), "2026-01-31T09:00:00Z"),
        ("at eq 2026-02-30", ("at",), "2026-01-31"),
        ('at eq "2026-02-01T00:00:00"', ("at",), "Z"),
        ("amount between 5 and 1", ("amount", "5", "1"), "smaller"),
        ("name contains_token '!!!'", ("name",), "word"),
        ("tags eq 'a;b'", ("tags",), "in"),
    ],
)
def test_refusals_name_what_is_wrong(text: str, named: tuple[str, ...], way_out: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        matches(parse(text), {}, DEAL)
    for word in named:
        assert word in caught.value.message
    assert way_out in (caught.value.way_out or "")
    assert caught.value.field == text.split()[0]


def test_a_group_without_conditions_is_refused() -> None:
    with pytest.raises(InvalidInput):
        matches(Filter((Group(()),)), {}, DEAL)


@pytest.mark.parametrize("value", [None, "a\0b", "\ud800"])
def test_values_that_nothing_can_hold_are_refused(value: Value) -> None:
    with pytest.raises(InvalidInput):
        matches(Filter((Group((Condition("name", Operator.EQ, (value,)),)),)), {}, DEAL)


def test_check_refuses_an_option_that_would_match_nothing() -> None:
    assert not matches(parse("stage eq wno"), HELD, DEAL)
    with pytest.raises(InvalidInput, match="wno") as caught:
        check(parse("stage eq wno"), DEAL)
    assert '"won"' in (caught.value.way_out or "")
    with pytest.raises(InvalidInput) as caught:
        check(parse("tags in (a, zzz)"), DEAL)
    assert "a, b, ab" in (caught.value.way_out or "")
    where = parse("stage eq won and tags in (a, b) and name eq x and stage has_property")
    assert check(where, DEAL) == where


def test_operators_for_a_type_are_those_it_takes() -> None:
    for name, definition in DEAL.properties.items():
        for operator in set(Operator) - set(operators_for(definition.type)):
            with pytest.raises(InvalidInput, match="makes no sense"):
                matches(Filter((Group((Condition(name, operator, (1,)),)),)), {}, DEAL)
