"""Random object types, records and filters, dense enough in likeness that filters do match."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from stationmaster.core.filter import Condition, Filter, Group, Operator, operators_for
from stationmaster.core.filter.words import words
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Value

NASTY = (
    "Won", "won", "WON", "a_b", "a%b", "100%", "o'brien", '"q"', "\\", "\\u0041", "é", "É", "e\u0301",
    "straße", "STRASSE", "ẞ", "İ", "i", "ı", "I", "🎉", "🎉won", "\u212a", "k", "ſ", "s", "Ωmega",
    "ωMEGA", "σ", "ς", "Σ", "won lost", "lost-won", "[x]", "^x", "x]", "*", "?", "won*", " won", "\x01",
    "\ufeff", "\uffff", "\U0010ffff", "٣", "日本 語", "名", "x\ny", "null", "true", "1", "1.0", "{}",
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=4).map(" ".join),
    st.text(
        st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=12
    ),
)
BIG = 2**53
NUMBERS = st.one_of(
    st.sampled_from((0, 1, -1, 2, 10, 9, 0.1, 0.2, 0.30000000000000004, -0.5, BIG, BIG - 1, -BIG)),
    st.integers(-BIG, BIG),
    st.floats(-1e15, 1e15, allow_subnormal=False).map(lambda f: int(f) if f == int(f) else f),
)
OPTIONS = ("a", "b", "ab", "B", "won't", "x y", "é", "%")
DAYS = st.one_of(st.sampled_from(("2026-01-31", "2026-02-01")), st.dates().map(str))
MOMENTS = st.one_of(
    st.sampled_from(("2026-01-31T00:00:00.000000Z", "2026-01-31T23:59:59.999999Z")),
    st.datetimes().map(lambda d: d.isoformat(timespec="microseconds") + "Z"),
)
_T = PropertyType
STORED: dict[PropertyType, SearchStrategy[Value]] = {
    **dict.fromkeys(PropertyType, TEXTS),
    _T.NUMBER: NUMBERS,
    _T.BOOLEAN: st.booleans(),
    _T.DATE: DAYS,
    _T.DATETIME: MOMENTS,
    _T.OPTION: st.sampled_from(OPTIONS),
    _T.OPTIONS: st.sets(st.sampled_from(OPTIONS), min_size=1).map(lambda s: ";".join(sorted(s))),
}
ASKED: dict[PropertyType, SearchStrategy[Value]] = {
    **STORED,
    _T.DATETIME: MOMENTS | DAYS,
    _T.OPTIONS: st.sampled_from(OPTIONS),
}
ANYTHING = st.one_of(TEXTS, NUMBERS, st.booleans())


@st.composite
def object_types(draw: DrawFn) -> ObjectType:
    kinds = draw(st.lists(st.sampled_from(PropertyType), min_size=1, max_size=4))
    names = [f"{kind.value}_{i}" for i, kind in enumerate(kinds)]
    properties = {
        n: PropertyDefinition(n, n, kind, OPTIONS if kind in (_T.OPTION, _T.OPTIONS) else ())
        for n, kind in zip(names, kinds, strict=True)
    }
    return ObjectType("thing", "Thing", "Things", (names[0],), properties)


@st.composite
def records(draw: DrawFn, type: ObjectType) -> dict[str, Value]:
    """Some properties are not set; one in ten holds a value of a kind that is not its own."""
    held: dict[str, Value] = {}
    for name, definition in type.properties.items():
        shape = draw(st.integers(0, 9))
        if shape > 1:
            held[name] = draw(STORED[definition.type])
        elif shape == 1:
            held[name] = draw(ANYTHING)
    return held


@st.composite
def conditions(draw: DrawFn, type: ObjectType) -> Condition:
    definition = draw(st.sampled_from(list(type.properties.values())))
    operator = draw(st.sampled_from(operators_for(definition.type)))
    return Condition(definition.name, operator, draw(_values(definition.type, operator)))


@st.composite
def _values(draw: DrawFn, kind: PropertyType, operator: Operator) -> tuple[Value, ...]:
    asked = ASKED[kind]
    if operator in (Operator.HAS_PROPERTY, Operator.NOT_HAS_PROPERTY):
        return ()
    if operator in (Operator.IN, Operator.NOT_IN):
        return tuple(draw(st.lists(asked, min_size=1, max_size=3)))
    if operator is Operator.BETWEEN:
        pair = draw(st.tuples(asked, asked))
        return tuple(sorted(pair, key=lambda v: v if kind is _T.NUMBER else str(v)))
    if operator in (Operator.CONTAINS_TOKEN, Operator.NOT_CONTAINS_TOKEN):
        return (draw(asked.filter(lambda v: bool(words(str(v))))),)
    return (draw(asked),)


@st.composite
def filters(draw: DrawFn, type: ObjectType) -> Filter:
    groups = st.lists(conditions(type), min_size=1, max_size=3).map(lambda c: Group(tuple(c)))
    return Filter(tuple(draw(st.lists(groups, max_size=3))))
