"""Whatever is written in whatever order: properties, history, versions, keys, words and links agree.

A model in memory does the same steps; after them everything the store can tell is compared with it.
"""

from dataclasses import dataclass, field
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.records.books import IMPORT, PERSON, Books

from stationmaster.core.errors import Conflict
from stationmaster.core.record import Association, Ref, Value
from stationmaster.records.keys import keys_of
from stationmaster.records.schema import STANDARD
from stationmaster.records.tables import record_key

LEAD = STANDARD["lead"]
WORDS = ("oslo", "bergen", "müller")
VALUES: dict[str, list[Value]] = {
    "email": ["a@b.com", "A@b.com", "c@d.com", None],
    "external_id": ["1", "2", None],
    "city": [*WORDS, None],
    "score": [0, 1, 2.5, None],
    "opted_out": [True, False, None],
}
values = st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in VALUES.items()})
place = st.integers(0, 4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), values),
        st.tuples(st.just("update"), place, values),
        st.tuples(st.just("archive"), place),
        st.tuples(st.just("restore"), place),
        st.tuples(st.just("associate"), place, place, st.sampled_from(["", "x"])),
        st.tuples(st.just("dissociate"), place, place, st.sampled_from(["", "x"])),
    ),
    min_size=1,
    max_size=14,
)


@dataclass
class Twin:
    """What one record should be."""

    properties: dict[str, Value]
    past: list[tuple[str, Value]]
    version: int = 1
    archived: bool = False


@dataclass
class Model:
    twins: dict[Ref, Twin] = field(default_factory=dict)
    links: set[tuple[frozenset[Ref], str]] = field(default_factory=set)

    def taken(self, changed: dict[str, Value], but: Ref | None) -> bool:
        wanted = changed.get("external_id")
        return wanted is not None and any(
            twin.properties.get("external_id") == wanted and not twin.archived and ref != but
            for ref, twin in self.twins.items()
        )

    def insert(self, ref: Ref, given: dict[str, Value]) -> None:
        kept = {n: v for n, v in given.items() if v is not None}
        self.twins[ref] = Twin(kept, sorted(kept.items()))

    def update(self, ref: Ref, given: dict[str, Value]) -> None:
        twin = self.twins[ref]
        moved = {n: v for n, v in given.items() if twin.properties.get(n) != v}
        if moved:
            twin.version += 1
            twin.past = sorted(moved.items()) + twin.past
            merged = {**twin.properties, **moved}
            twin.properties = {n: v for n, v in merged.items() if v is not None}

    def mark(self, ref: Ref, archived: bool) -> None:
        twin = self.twins[ref]
        if twin.archived != archived:
            twin.archived, twin.version = archived, twin.version + 1
            twin.past = [("archived", archived), *twin.past]


def do(books: Books, model: Model, step: tuple) -> None:
    """One step on both; what the store refuses must be what the model would refuse."""
    refs = list(model.twins)
    kind, *rest = step
    if kind != "insert" and not refs:
        return
    chosen = [refs[n % len(refs)] for n in rest if isinstance(n, int)]
    try:
        with books.writing() as writer:
            if kind == "insert":
                refuse = model.taken(rest[0], None)
                (made,) = writer.insert("lead", rest, IMPORT)
                model.insert(made, rest[0])
            elif kind == "update":
                ref, given = chosen[0], rest[1]
                refuse = model.twins[ref].archived or model.taken(given, ref)
                writer.update([(ref, given)], PERSON)
                model.update(ref, given)
            elif kind in ("archive", "restore"):
                ref, archive = chosen[0], kind == "archive"
                twin = model.twins[ref]
                refuse = not archive and twin.archived and model.taken(twin.properties, ref)
                (writer.archive if archive else writer.restore)([ref], PERSON)
                model.mark(ref, archive)
            else:
                refuse = False
                link(writer, model, kind, chosen, rest[2])
    except Conflict:
        assert refuse
    else:
        assert not refuse


def link(writer, model: Model, kind: str, ends: list[Ref], label: str) -> None:
    if ends[0] == ends[1]:
        return
    known = (frozenset(ends), label)
    association = Association(ends[0], ends[1], label)
    if kind == "associate":
        assert writer.associate([association], IMPORT) == (known not in model.links)
        model.links.add(known)
    else:
        assert writer.dissociate([association]) == (known in model.links)
        model.links.discard(known)


def compare_records(books: Books, model: Model) -> None:
    found = books.store.get_many(list(model.twins))
    assert found.keys() == model.twins.keys()
    for ref, twin in model.twins.items():
        record, past = found[ref], books.store.history(ref)
        assert dict(record.properties) == twin.properties
        assert (record.version, record.archived) == (twin.version, twin.archived)
        assert [(h.property, h.value) for h in past] == twin.past
        newest = {h.property: h for h in reversed(past) if h.property != "archived"}
        assert {n: (s.at, s.source) for n, s in record.stamps.items()} == {
            n: (h.at, h.source) for n, h in newest.items()
        }
        assert record.updated_at == past[0].at if past else record.created_at
        moments = [h.at for h in past]
        assert moments == sorted(moments, reverse=True)


def compare_keys(books: Books, model: Model) -> None:
    k = record_key.c
    with books.engine.connect() as connection:
        rows = connection.execute(select(record_key).where(k.workspace == books.workspace)).all()
    live = {ref: twin for ref, twin in model.twins.items() if not twin.archived}
    assert {(r.property, r.value, r.record_id, bool(r.exclusive)) for r in rows} == {
        (name, key, ref.id, LEAD.properties[name].unique)
        for ref, twin in live.items()
        for name, key in keys_of(LEAD, twin.properties).items()
    }
    for word in WORDS:
        holding = {ref for ref, twin in live.items() if twin.properties.get("city") == word}
        assert {r.ref for r in books.store.search(word)} == holding


def compare_links(books: Books, model: Model) -> None:
    found = books.store.associations(list(model.twins))
    seen = {(frozenset({a.source, a.target}), a.label) for links in found.values() for a in links}
    assert seen == model.links
    assert sum(map(len, found.values())) == 2 * len(model.links)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(values, min_size=1, max_size=3), steps)
def test_everything_agrees_after_any_steps(engines, first, then):
    books, model = Books(engines.records, f"ws_{uuid4().hex}"), Model()
    for step in (*(("insert", row) for row in first), *then):
        do(books, model, step)
    compare_records(books, model)
    compare_keys(books, model)
    compare_links(books, model)
