"""A narrowed reader: what is not readable cannot be seen, and cannot be guessed from any answer.

Two workspaces hold the same records but for their unreadable values. Whatever is asked, both answer
the same: so no answer depends on what must not be read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import Forbidden, StationmasterError
from stationmaster.core.filter import EVERYTHING, Condition, Filter, Group, Operator, parse
from stationmaster.core.record import Association, Ref, Source
from stationmaster.crm.reader import CrmReader, Sort
from stationmaster.kit.narrow import NarrowReader
from stationmaster.records.store import RecordStore
from stationmaster.records.write.writer import RecordWriter

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SOURCE = Source(SourceKind.IMPORT, "file")
READABLE: Mapping[str, frozenset[str]] = {
    "lead": frozenset({"first_name", "email", "status"}),
    "contact": frozenset({"email"}),
    "activity": frozenset({"subject", "at"}),
    "deal": frozenset(),
}
HIDDEN = ("salmon", "walrus")
"""A word that only unreadable values of the one and of the other workspace hold."""

REFUSED = "refused: "

# What each lead holds besides, unreadable: two different ways of filling in the same workspace.
SECRETS = (
    [{"last_name": "Salmon", "visits": 1, "message": "open salmon"}, {"visits": 9}, {}],
    [{}, {"last_name": "Walrus", "visits": 2}, {"visits": 5, "message": "closed walrus"}],
)


@dataclass(frozen=True)
class Side:
    """One of the two workspaces, and its records in the order of making."""

    reader: CrmReader
    narrow: NarrowReader
    refs: tuple[Ref, ...]

    def neutral(self, answer: object) -> str:
        """An answer as text, ids replaced by the place of the record."""
        text = repr(_plain(answer))
        for place, ref in enumerate(self.refs):
            text = text.replace(ref.id, f"#{place}")
        return text


def _plain(answer: Any) -> Any:
    """Records as what can be got out of them, mappings unpacked."""
    if isinstance(answer, Mapping):
        return sorted((repr(k), _plain(v)) for k, v in answer.items())
    if hasattr(answer, "properties") and hasattr(answer, "stamps"):
        stamps = [(n, answer.stamps[n], n in answer.stamps) for n in answer.stamps]
        return (answer.ref, sorted(answer.properties.items()), sorted(stamps), len(answer.stamps))
    if hasattr(answer, "records"):
        return [_plain(r) for r in answer.records], answer.next is None
    if isinstance(answer, list | tuple):
        return [_plain(item) for item in answer]
    return answer


def build(engines: Any, workspace: str, secrets: Sequence[Mapping[str, object]]) -> Side:
    with engines.records.begin() as connection:
        writer = RecordWriter(connection, workspace, clock=lambda: NOW)
        people = [
            {"first_name": f"Ann{n}", "email": f"ann{n}@acme.example", "status": "new"}
            for n in range(3)
        ]
        leads = writer.insert("lead", [p | s for p, s in zip(people, secrets, strict=True)], SOURCE)
        contact = writer.insert(
            "contact", [{"email": "ann0@acme.example"} | _only(secrets[0])], SOURCE
        )
        deal = writer.insert("deal", [{"name": f"Deal {sorted(secrets[0])}"}], SOURCE)
        body = str(secrets[0].get("message", "nothing"))
        noted = {"kind": "note", "subject": "A note", "body": body, "at": "2026-11-01T09:00:00Z"}
        note = writer.insert("activity", [noted], SOURCE)
        writer.associate(
            [
                Association(leads[0], contact[0], "same_person"),
                Association(leads[0], deal[0], "about"),
                Association(leads[0], note[0], "about"),
            ],
            SOURCE,
        )
        for ref, values in zip(leads, secrets, strict=True):
            if "last_name" in values:
                writer.update([(ref, {"last_name": "Changed"})], SOURCE)
                writer.update([(ref, {"last_name": values["last_name"]})], SOURCE)
    store = RecordStore(engines.records, workspace)
    refs = (*leads, *contact, *deal, *note)
    return Side(store, NarrowReader(store, READABLE), refs)


def _only(values: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in values.items() if name == "last_name"}


@pytest.fixture
def sides(engines: Any) -> tuple[Side, Side]:
    return build(engines, "one", SECRETS[0]), build(engines, "other", SECRETS[1])


def ask(side: Side, question: Callable[[Side], object]) -> str:
    try:
        return side.neutral(question(side))
    except StationmasterError as error:
        return f"{REFUSED}{type(error).__name__}: {error.message}"


words = st.sampled_from(
    [
        "ann0",
        "Ann",
        "acme",
        "salmon",
        "walrus",
        "open",
        "new",
        "ann0 salmon",
        "an",
        "changed",
        "note",
    ]
)
properties = st.sampled_from(
    ["first_name", "last_name", "email", "visits", "message", "status", "nope"]
)
types = st.sampled_from(["lead", "contact", "deal", "activity", "company", "nope"])
values = st.sampled_from(["Ann0", "Salmon", "Walrus", "new", "ann1@acme.example"])
conditions = st.one_of(
    st.builds(lambda p: Condition(p, Operator.HAS_PROPERTY), properties),
    st.builds(lambda p, v: Condition(p, Operator.EQ, (v,)), properties, values),
    st.builds(lambda p, v: Condition(p, Operator.CONTAINS_TOKEN, (v,)), properties, values),
    st.builds(lambda n: Condition("visits", Operator.GT, (n,)), st.integers(0, 9)),
)
filters = st.lists(
    st.lists(conditions, min_size=1, max_size=2).map(tuple).map(Group), max_size=2
).map(lambda groups: Filter(tuple(groups)))
places = st.lists(st.integers(0, 5), max_size=6)

questions = st.one_of(
    st.just(
        lambda s: sorted((n, sorted(t.properties), t.title) for n, t in s.narrow.types().items())
    ),
    st.builds(lambda ns: lambda s: s.narrow.get_many([s.refs[n] for n in ns]), places),
    st.builds(
        lambda t, f, p, d, n: (
            lambda s: s.narrow.find(t, f, sort=Sort(p, d) if p else None, limit=n)
        ),
        types,
        filters,
        st.one_of(st.none(), properties),
        st.booleans(),
        st.integers(1, 4),
    ),
    st.builds(lambda t, p, v: lambda s: s.narrow.lookup(t, p, [v]), types, properties, values),
    st.builds(
        lambda w, ts, n: lambda s: s.narrow.search(w, types=ts, limit=n),
        words,
        st.lists(types, max_size=3),
        st.integers(1, 4),
    ),
    st.builds(
        lambda n, ps: lambda s: s.narrow.history(s.refs[n], ps),
        st.integers(0, 5),
        st.lists(properties, max_size=3),
    ),
    st.builds(
        lambda ns, t: lambda s: s.narrow.associations([s.refs[n] for n in ns], t),
        places,
        st.one_of(st.none(), types),
    ),
    st.builds(lambda n: lambda s: s.narrow.timeline(s.refs[n]), st.integers(0, 5)),
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(question=questions)
def test_no_answer_depends_on_what_is_not_readable(
    sides: tuple[Side, Side], question: Callable[[Side], object]
) -> None:
    one, other = (ask(side, question) for side in sides)
    assert one == other
    assert one.startswith(REFUSED) or not any(word in one.lower() for word in HIDDEN)


def test_the_two_sides_do_differ(sides: tuple[Side, Side]) -> None:
    """Else the test above would pass for any reader."""
    assert len(sides[0].reader.search("salmon")) == 3
    assert len(sides[1].reader.search("salmon")) == 0
    assert sides[0].narrow.search("salmon") == []


def test_readable_values_are_shown(sides: tuple[Side, Side]) -> None:
    lead = sides[0].narrow.get_many(sides[0].refs[:1])[sides[0].refs[0]]
    assert dict(lead.properties) == {
        "first_name": "Ann0",
        "email": "ann0@acme.example",
        "status": "new",
    }
    assert set(lead.stamps) == set(lead.properties)
    assert "last_name" not in lead.stamps
    with pytest.raises(KeyError):
        lead.stamps["last_name"]
    assert len(sides[0].narrow.find("lead", parse("status eq new")).records) == 3
    assert sides[0].narrow.lookup("lead", "email", ["ANN1@acme.example"]) == {
        "ANN1@acme.example": [sides[0].refs[1]]
    }
    assert [r.ref for r in sides[0].narrow.search("ann1")] == [sides[0].refs[1]]
    assert {h.property for h in sides[0].narrow.history(sides[0].refs[0])} == set(lead.properties)
    assert len(sides[0].narrow.timeline(sides[0].refs[0]).records) == 1


def test_a_search_finds_readable_hits_behind_many_hidden_ones(engines: Any) -> None:
    with engines.records.begin() as connection:
        writer = RecordWriter(connection, "many", clock=lambda: NOW)
        hidden = [{"last_name": "Berg"} for _ in range(450)]
        shown = writer.insert("lead", [{"first_name": "Berg"}, *hidden], SOURCE)[0]
    narrow = NarrowReader(RecordStore(engines.records, "many"), READABLE)
    assert [r.ref for r in narrow.search("berg", limit=5)] == [shown]


@pytest.mark.parametrize(
    "question",
    [
        lambda n: n.find("lead", parse("last_name eq Salmon")),
        lambda n: n.find("lead", parse("status eq new or visits gt 3")),
        lambda n: n.find("lead", EVERYTHING, sort=Sort("last_name")),
        lambda n: n.find("deal", EVERYTHING),
        lambda n: n.find("company", EVERYTHING),
        lambda n: n.lookup("lead", "phone", ["1"]),
    ],
)
def test_asking_by_what_is_not_readable_is_refused(
    sides: tuple[Side, Side], question: Callable[[NarrowReader], object]
) -> None:
    with pytest.raises(Forbidden, match="may not read") as caught:
        question(sides[0].narrow)
    assert caught.value.way_out is not None


def test_an_empty_list_means_nothing(sides: tuple[Side, Side]) -> None:
    nothing = NarrowReader(sides[0].reader, {"lead": frozenset()})
    assert nothing.types() == {}
    assert nothing.get_many(sides[0].refs) == {}
    assert nothing.search("ann0") == []
    assert nothing.history(sides[0].refs[0]) == []
    assert nothing.associations(sides[0].refs) == {}


def test_titles_are_made_of_readable_properties(sides: tuple[Side, Side]) -> None:
    assert sides[0].narrow.types()["lead"].title == ("first_name",)
    assert sides[0].narrow.types()["contact"].title == ()
