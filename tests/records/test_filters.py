"""The filter language in SQL gives the same answers as in memory, on SQLite and PostgreSQL."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.conftest import Engines
from tests.core.filter.strategies import NASTY, filters, object_types, records

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import Condition, Filter, Group, Operator, parse, predicate
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Value
from stationmaster.records.filters import compile_filter
from stationmaster.records.tables import record

T = PropertyType


def _answers(
    engine: sa.Engine, type: ObjectType, held: list[dict[str, Value]], wheres: list[Filter]
) -> list[list[bool]]:
    """Per record, the answer to each filter: as a condition of WHERE, and turned round by NOT."""
    with engine.connect() as connection:
        connection.execute(sa.insert(record), [_row(i, p) for i, p in enumerate(held)])
        said = [compile_filter(where, type) for where in wheres]
        found = connection.execute(
            sa.select(*said).select_from(record).order_by(record.c.seq)
        ).all()
        for place, condition in enumerate(said):
            where, other = (sa.select(record.c.seq).where(c) for c in (condition, ~condition))
            yes, no = (set(connection.scalars(s)) for s in (where, other))
            assert yes == {i for i, row in enumerate(found) if row[place]}
            assert no == set(range(len(held))) - yes
        connection.rollback()
    return [[bool(answer) for answer in row] for row in found]


def _row(number: int, properties: dict[str, Value]) -> dict[str, object]:
    return {
        "seq": number,
        "id": f"thing_{number}",
        "workspace": "w",
        "type": "thing",
        "version": 1,
        "properties": properties,
        "stamps": {},
        "created_at": "",
        "updated_at": "",
    }


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_sql_and_memory_agree(engines: Engines, data: st.DataObject) -> None:
    type = data.draw(object_types())
    held = data.draw(st.lists(records(type), min_size=1, max_size=8))
    wheres = data.draw(st.lists(filters(type), min_size=1, max_size=6))
    expected = [[predicate(where, type)(p) for where in wheres] for p in held]
    assert _answers(engines.records, type, held, wheres) == expected


TEXT = ObjectType("thing", "Thing", "Things", ("s",), {"s": PropertyDefinition("s", "S")})


def test_nasty_texts_agree_with_each_other(engines: Engines) -> None:
    """Every nasty text against every other, by every operator that texts know."""
    held: list[dict[str, Value]] = [{"s": text} for text in NASTY]
    wheres = [
        Filter((Group((Condition("s", operator, (text,)),)),))
        for text in NASTY
        for operator in (Operator.EQ, Operator.LT, Operator.GTE)
    ]
    wheres += [parse(f's contains_token "{t}"') for t in ("won", "k", "s", "σ", "i", "日本", "İ")]
    expected = [[predicate(where, TEXT)(p) for where in wheres] for p in held]
    for start in range(0, len(wheres), 50):
        part = slice(start, start + 50)
        assert _answers(engines.records, TEXT, held, wheres[part]) == [e[part] for e in expected]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
@example("ß")
@example("]")
@example("^")
@example("-")
@example("\ufeff")
def test_words_agree_at_every_character(engines: Engines, character: str) -> None:
    held: list[dict[str, Value]] = [
        {"s": text.replace("?", character)}
        for text in ("?", "won?", "?won", "a ? b", "won", "a?won?b", "??")
    ]
    asked = ["won", "a b"] + ([character] if predicate_has_words(character) else [])
    wheres = [Filter((Group((Condition("s", Operator.CONTAINS_TOKEN, (t,)),)),)) for t in asked]
    expected = [[predicate(where, TEXT)(p) for where in wheres] for p in held]
    assert _answers(engines.records, TEXT, held, wheres) == expected


def predicate_has_words(text: str) -> bool:
    try:
        predicate(Filter((Group((Condition("s", Operator.CONTAINS_TOKEN, (text,)),)),)), TEXT)
    except InvalidInput:
        return False
    return True


def test_a_long_list_of_values(engines: Engines) -> None:
    values: tuple[Value, ...] = tuple(f"v{i}" for i in range(2_000))
    where = Filter((Group((Condition("s", Operator.IN, values),)),))
    assert _answers(engines.records, TEXT, [{"s": "v1999"}, {"s": "v"}], [where]) == [[1], [0]]


def test_everything_is_everything(engines: Engines) -> None:
    assert _answers(engines.records, TEXT, [{}, {"s": "a"}], [Filter()]) == [[True], [True]]


def test_an_unknown_property_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nmae"):
        compile_filter(parse("nmae eq x"), TEXT)


def test_a_property_name_cannot_break_out_of_its_path() -> None:
    type = ObjectType("t", "T", "Ts", (), {'a"': PropertyDefinition('a"', "A")})
    with pytest.raises(InvalidInput, match='a"'):
        compile_filter(Filter((Group((Condition('a"', Operator.EQ, ("x",)),)),)), type)
