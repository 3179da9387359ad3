"""Reading: by id, by filter and page, by key, by link, by time. The same on both databases."""

from datetime import UTC, datetime

import pytest
from tests.records.books import IMPORT, PERSON, Books

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import EVERYTHING, Condition, Filter, Group, Operator
from stationmaster.core.record import HistoryEntry, Ref, Source
from stationmaster.crm.reader import Sort

NAMES = ["bob", "Ada", "ådne", "Zoe", "ada", "Émile", None, "B", None, "b 2"]
"""Upper and lower case, accents, ties and gaps."""


def equals(name: str, value: str) -> Filter:
    return Filter((Group((Condition(name, Operator.EQ, (value,)),)),))


def walk(books: Books, type: str, where: Filter = EVERYTHING, *, sort=None, limit=3) -> list[Ref]:
    """All pages, one after the other."""
    refs, after = [], None
    while True:
        page = books.store.find(type, where, sort=sort, limit=limit, after=after)
        assert 0 < len(page.records) <= limit
        refs += [record.ref for record in page.records]
        if page.next is None:
            return refs
        after = page.next


def test_a_record_is_read_as_it_was_written(books):
    (ref,) = books.add("lead", {"last_name": "Byron", "score": 1.5, "opted_out": False})
    record = books.store.get_many([ref])[ref]
    assert dict(record.properties) == {"last_name": "Byron", "score": 1.5, "opted_out": False}
    assert record.properties["opted_out"] is False
    assert record.version == 1
    assert not record.archived
    assert record.created_at == record.updated_at == record.stamps["score"].at
    assert record.stamps["score"].source == IMPORT
    assert set(record.stamps) == {"last_name", "score", "opted_out"}
    assert "country" not in record.stamps
    assert len(record.stamps) == 3
    assert "imp_1" in repr(record)


@pytest.mark.parametrize("value", ["\x01\x1f\x7f", "\u202e\u200b", "\U0001f600", '{"a": "\\"}'])
def test_odd_text_comes_back_as_it_went(books, value):
    (ref,) = books.add("lead", {"message": value})
    assert books.store.get_many([ref])[ref].get("message") == value
    assert books.store.history(ref)[0].value == value


def test_unknown_and_foreign_ids_are_absent_alike(books):
    (ref,) = books.add("lead", {"last_name": "Byron"})
    other = Books(books.engine, "ws_two").store
    for store, asked in (
        (other, ref),
        (books.store, Ref("lead", "lead_none")),
        (books.store, Ref("contact", ref.id)),
        (books.store, Ref("lead", "\0\ud800'")),
    ):
        assert store.get_many([asked]) == {}
        assert list(store.history(asked)) == []
        assert store.associations([asked]) == {}
        assert store.timeline(asked).records == ()
    assert list(books.store.history(ref, ["\0"])) == []
    assert books.store.associations([ref], "\0") == {}
    assert not other.search("byron")
    assert other.find("lead", EVERYTHING).records == ()


def test_pages_follow_the_order_of_making(books):
    refs = books.add("lead", *({"score": n % 3} for n in range(10)))
    books.add("contact", {"last_name": "Other"})
    assert walk(books, "lead") == refs
    assert books.store.find("lead", EVERYTHING, limit=10).next is None


def in_order(values: list, key, descending: bool) -> list[int]:
    """Places of the values in their order: ties in order of making, gaps last."""
    there = [n for n, value in enumerate(values) if value is not None]
    there.sort(key=lambda n: key(values[n]), reverse=descending)
    ties = {key(values[n]): [m for m in there if key(values[m]) == key(values[n])] for n in there}
    placed = [m for tie in ties.values() for m in sorted(tie)]
    return placed + [n for n, value in enumerate(values) if value is None]


def folded(text: str) -> bytes:
    return "".join(c.lower() if c.isascii() else c for c in text).encode()


STATUSES = ["working", "new", None, "converted", "new"]
SORTS = {
    "last_name": (NAMES, folded),
    "score": ([10, 9, None, -1.5, 9, 100], float),
    "opted_out": ([True, None, False, True], bool),
    "status": (STATUSES, ["new", "working", "converted"].index),
    "respond_by": (["2026-01-02T00:00:00Z", None, "2025-01-01T00:00:00Z"], str),
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", SORTS)
def test_pages_follow_any_property_with_gaps_last(books, name, descending):
    """Text whatever its case, numbers as numbers, options in their order."""
    values, key = SORTS[name]
    refs = books.add("lead", *({name: value} for value in values))
    found = walk(books, "lead", sort=Sort(name, descending), limit=2)
    assert [refs.index(ref) for ref in found] == in_order(values, key, descending)


def test_pages_follow_the_last_change(books):
    refs = books.add("lead", *({"score": n} for n in range(4)))
    books.change(refs[1], score=9)
    assert walk(books, "lead", sort=Sort("updated_at", descending=True))[0] == refs[1]
    assert walk(books, "lead", sort=Sort("created_at")) == refs


def test_a_filter_narrows_and_pages_stay_whole(books):
    refs = books.add("lead", *({"status": ["new", "working"][n % 2]} for n in range(9)))
    assert walk(books, "lead", equals("status", "new"), limit=2) == refs[::2]
    by_status = walk(books, "lead", equals("status", "new"), sort=Sort("score"), limit=2)
    assert by_status == refs[::2]


def test_a_filter_by_a_key_asks_for_the_exact_value_still(books):
    exact, _ = books.add("lead", {"email": "ada@acme.com"}, {"email": "ADA@acme.com"})
    assert walk(books, "lead", equals("email", "ada@acme.com")) == [exact]
    assert books.store.find("lead", equals("email", "   ")).records == ()


def test_what_is_archived_is_read_by_id_only(books):
    lead, note = *books.add("lead", {"email": "a@b.com"}), *books.add("activity", {"kind": "note"})
    books.link(note, lead)
    with books.writing() as writer:
        writer.archive([lead, note], PERSON)
    store = books.store
    assert store.get_many([lead])[lead].archived
    assert store.find("lead", EVERYTHING).records == ()
    assert store.find("lead", equals("email", "a@b.com")).records == ()
    assert store.lookup("lead", "email", ["a@b.com"]) == {}
    assert not store.search("a@b.com")
    assert store.timeline(lead).records == ()
    assert store.history(lead)[0].property == "archived"
    assert store.history(lead)[0].value is True


@pytest.mark.parametrize("after", ["", "?", "W10", "eyJhIjoxfQ", "WyJsZWFkIl0", "\ud800"])
def test_a_page_of_nowhere_is_refused(books, after):
    with pytest.raises(InvalidInput) as caught:
        books.store.find("lead", EVERYTHING, after=after)
    assert caught.value.field == "after"


def test_a_page_of_another_order_is_refused(books):
    books.add("lead", *({"score": n} for n in range(3)))
    store = books.store
    by_id = store.find("lead", EVERYTHING, limit=1).next
    by_score = store.find("lead", EVERYTHING, sort=Sort("score"), limit=1).next
    for sort, after in ((Sort("score"), by_id), (None, by_score), (Sort("city"), by_score)):
        with pytest.raises(InvalidInput, match="another list"):
            store.find("lead", EVERYTHING, sort=sort, limit=1, after=after)


def test_what_cannot_be_asked_is_refused_by_name(books):
    for ask, field in (
        (lambda s: s.find("boat", EVERYTHING), "type"),
        (lambda s: s.find("lead", EVERYTHING, limit=0), "limit"),
        (lambda s: s.search("x", limit=0), "limit"),
        (lambda s: s.timeline(Ref("lead", "x"), limit=0), "limit"),
        (lambda s: s.find("lead", EVERYTHING, sort=Sort("shoe_size")), "sort"),
        (lambda s: s.lookup("lead", "message", ["x"]), "message"),
        (lambda s: s.lookup("lead", "shoe_size", ["x"]), "shoe_size"),
    ):
        with pytest.raises(InvalidInput) as caught:
            ask(books.store)
        assert caught.value.field == field


def test_a_key_is_found_however_it_was_typed(books):
    first, second = books.add(
        "company",
        {"name": "Acme  Inc", "phone": "+44 (0)20 7946 0000"},
        {"name": "ACME inc", "phone": "030 12-34"},
    )
    store = books.store
    assert store.lookup("company", "name", [" acme INC "]) == {" acme INC ": [first, second]}
    assert store.lookup("company", "phone", ["+442079460000"]) == {"+442079460000": [first]}
    assert store.lookup("company", "phone", ["030 1234"]) == {"030 1234": [second]}
    assert store.lookup("company", "name", ["nobody", "", "\0"]) == {}


def test_a_long_key_is_compared_whole(books):
    one, two = books.add("company", {"name": "x" * 1000}, {"name": "x" * 999 + "y"})
    found = books.store.lookup("company", "name", ["X" * 1000, "x" * 999 + "y", "x" * 100])
    assert found == {"X" * 1000: [one], "x" * 999 + "y": [two]}


def test_history_is_newest_first_and_can_be_narrowed(books):
    (lead,) = books.add("lead", {"score": 1, "city": "Oslo"})
    agent = Source(SourceKind.AGENT, "agt_1", "pr_1")
    books.change(lead, agent, score=2)
    books.change(lead, score=None)
    entries = books.store.history(lead, ["score"])
    assert [e.value for e in entries] == [None, 2, 1]
    assert [e.source for e in entries] == [PERSON, agent, IMPORT]
    assert entries == sorted(entries, key=lambda e: e.at, reverse=True)
    assert len(books.store.history(lead)) == 4
    assert isinstance(entries[0], HistoryEntry)


def test_links_are_seen_from_both_ends(books):
    (company,) = books.add("company", {"name": "Acme"})
    contacts = books.add("contact", {"last_name": "A"}, {"last_name": "B"})
    (deal,) = books.add("deal", {"name": "Big"})
    books.link(company, *contacts, label="employer")
    books.link(deal, company)
    found = books.store.associations([company, contacts[0], deal])
    assert {(a.target, a.label) for a in found[company]} == {
        *((c, "employer") for c in contacts),
        (deal, ""),
    }
    assert [(a.source, a.target) for a in found[contacts[0]]] == [(contacts[0], company)]
    assert books.store.associations([company], "deal") == {company: found[company][2:]}


def test_a_timeline_is_newest_first_and_pages(books):
    (lead,) = books.add("lead", {"last_name": "Byron"})
    moments = [datetime(2026, 1, day, tzinfo=UTC) for day in (3, 1, 2, 2)]
    notes = books.add("activity", *({"kind": "note", "at": at} for at in moments))
    notes += books.add("activity", {"kind": "task"})
    books.link(lead, *notes)
    books.link(lead, notes[0], label="again")
    seen, after = [], None
    while True:
        page = books.store.timeline(lead, limit=2, after=after)
        seen += [record.ref for record in page.records]
        if (after := page.next) is None:
            break
    assert seen == [notes[n] for n in (0, 2, 3, 1, 4)]
