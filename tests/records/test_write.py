"""Bulk writing: all of a call or nothing, versions, history and moments right."""

from datetime import UTC, datetime

import pytest
from tests.records.books import IMPORT, PERSON, Books

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import Conflict, InvalidInput, NotFound
from stationmaster.core.filter import EVERYTHING
from stationmaster.core.record import Association, Ref, Source
from stationmaster.records.write import RecordWriter

AGENT = Source(SourceKind.AGENT, "agt_1", "pr_1")


def count(books: Books, type: str = "lead") -> int:
    return len(books.store.find(type, EVERYTHING, limit=1000).records)


def test_an_update_bumps_the_version_and_keeps_what_was(books):
    (lead,) = books.add("lead", {"score": 1, "city": "Oslo"})
    with books.writing() as writer:
        (record,) = writer.update([(lead, {"score": 2, "city": None, "country": "Norway"})], AGENT)
    assert record == books.store.get_many([lead])[lead]
    assert dict(record.properties) == {"score": 2, "country": "Norway"}
    assert record.version == 2
    assert record.stamps["score"].source == AGENT
    assert record.stamps["city"].source == AGENT
    assert record.updated_at == record.stamps["score"].at > record.created_at
    history = [(h.property, h.value) for h in books.store.history(lead)]
    assert history == [
        ("city", None), ("country", "Norway"), ("score", 2), ("city", "Oslo"), ("score", 1),
    ]  # fmt: skip


def test_what_a_record_holds_already_is_no_change(books):
    (lead,) = books.add("lead", {"score": 1})
    with books.writing() as writer:
        (record,) = writer.update([(lead, {"score": "1", "city": ""})], PERSON)
    assert record.version == 1
    assert record.stamps["score"].source == IMPORT
    assert len(books.store.history(lead)) == 1


def test_a_record_may_be_updated_twice_in_one_call(books):
    (lead,) = books.add("lead", {"score": 1})
    with books.writing() as writer:
        records = writer.update([(lead, {"score": 2}), (lead, {"score": 3})], PERSON)
    assert [r.version for r in records] == [3, 3]
    assert [h.value for h in books.store.history(lead)] == [3, 2, 1]


def test_one_bad_row_stops_the_call_and_is_named(books):
    rows = [{"score": 1}, {"score": "many"}]
    with books.writing() as writer:
        with pytest.raises(InvalidInput, match=r"Row 2: Score: “many” is not") as caught:
            writer.insert("lead", rows, IMPORT)
        assert caught.value.field == "score"
    assert count(books) == 0


def test_unique_values_are_kept_apart_within_a_call_and_against_the_store(books):
    (ada,) = books.add("owner", {"name": "Ada", "email": "ada@acme.com"})
    with books.writing() as writer:
        with pytest.raises(Conflict, match=f"Row 1: Email: 'ADA@acme.com' belongs to {ada}"):
            writer.insert("owner", [{"name": "Eve", "email": "ADA@acme.com"}], IMPORT)
        with pytest.raises(Conflict, match="Row 2: External ID"):
            writer.insert("lead", [{"external_id": "7"}, {"external_id": " 7"}], IMPORT)
        (bob,) = writer.insert("owner", [{"name": "Bob", "email": "bob@acme.com"}], IMPORT)
        with pytest.raises(Conflict, match="Row 1: Email"):
            writer.update([(bob, {"email": "ada@acme.com"})], IMPORT)
    assert count(books, "owner") == 2


def test_two_records_may_swap_a_unique_value_in_one_call(books):
    one, two = books.add("lead", {"external_id": "1"}, {"external_id": "2"})
    with books.writing() as writer:
        swap = [(one, {"external_id": None}), (two, {"external_id": "1"})]
        writer.update([*swap, (one, {"external_id": "2"})], IMPORT)
    assert books.store.lookup("lead", "external_id", ["1", "2"]) == {"1": [two], "2": [one]}


@pytest.mark.parametrize(
    ("type", "row", "field"),
    [
        ("boat", {"name": "x"}, "type"),
        ("lead", {"shoe_size": 1}, "shoe_size"),
        ("company", {"domain": "acme.com"}, "name"),
        ("activity", {"subject": "x"}, "kind"),
        ("lead", {"owner_id": "owner_none"}, "owner_id"),
        ("lead", {"owner_id": "\0"}, "owner_id"),
    ],
)
def test_what_cannot_be_inserted_is_refused_by_field(books, type, row, field):
    with books.writing() as writer, pytest.raises(InvalidInput) as caught:
        writer.insert(type, [row], IMPORT)
    assert caught.value.field == field


def test_a_required_value_stays(books):
    (company,) = books.add("company", {"name": "Acme"})
    with books.writing() as writer, pytest.raises(InvalidInput, match="Name"):
        writer.update([(company, {"name": " "})], PERSON)


def test_an_owner_who_left_owns_nothing_new(books):
    (ada,) = books.add("owner", {"name": "Ada"})
    (lead,) = books.add("lead", {"owner_id": ada.id})
    with books.writing() as writer:
        writer.archive([ada], PERSON)
        with pytest.raises(InvalidInput, match="no owner"):
            writer.insert("lead", [{"owner_id": ada.id}], IMPORT)
        (record,) = writer.update([(lead, {"owner_id": ada.id, "score": 1})], PERSON)
    assert record.get("owner_id") == ada.id


def test_what_came_to_be_earlier_says_so(books):
    moments = [datetime(2020, 1, day, tzinfo=UTC) for day in (1, 2)]
    with books.writing() as writer:
        refs = writer.insert("lead", [{"score": 1}, {"score": 2}], IMPORT, at=moments)
    found = books.store.get_many(refs)
    assert [found[ref].created_at for ref in refs] == moments
    assert [found[ref].stamps["score"].at for ref in refs] == moments


def test_archiving_and_restoring_are_versions_in_the_history(books):
    (lead,) = books.add("lead", {"email": "a@b.com"})
    with books.writing() as writer:
        (archived,) = writer.archive([lead], PERSON)
        assert writer.archive([lead], PERSON) == [archived]
        with pytest.raises(Conflict, match="archived"):
            writer.update([(lead, {"score": 1})], PERSON)
        (restored,) = writer.restore([lead], AGENT)
        assert writer.restore([lead], AGENT) == [restored]
    assert (archived.archived, archived.version) == (True, 2)
    assert (restored.archived, restored.version) == (False, 3)
    entries = books.store.history(lead, ["archived"])
    assert [(e.value, e.source) for e in entries] == [(False, AGENT), (True, PERSON)]
    assert books.store.lookup("lead", "email", ["a@b.com"]) == {"a@b.com": [lead]}


def test_restoring_waits_for_a_taken_value(books):
    (first,) = books.add("lead", {"external_id": "1"})
    with books.writing() as writer:
        writer.archive([first], PERSON)
        (second,) = writer.insert("lead", [{"external_id": "1"}], IMPORT)
        with pytest.raises(Conflict, match=f"belongs to {second}"):
            writer.restore([first], PERSON)


def test_links_are_counted_once_however_they_are_named(books):
    (a,), (b,) = books.add("company", {"name": "A"}), books.add("contact", {"last_name": "B"})
    there, back = Association(a, b, "x"), Association(b, a, "x")
    with books.writing() as writer:
        assert writer.associate([there, back, Association(a, b, "y")], IMPORT) == 2
        assert writer.associate([back], IMPORT) == 0
        assert writer.dissociate([back, there]) == 1
    assert [link.label for link in books.store.associations([a])[a]] == ["y"]


def test_unknown_and_foreign_records_are_not_found_alike(books):
    (lead,) = books.add("lead", {"score": 1})
    other = Books(books.engine, "ws_two")
    (mine,) = other.add("lead", {"score": 1})
    for ref in (lead, Ref("lead", "lead_none"), Ref("contact", mine.id), Ref("lead", "\0")):
        with other.writing() as writer:
            for attempt in (
                lambda w, r=ref: w.update([(r, {"score": 2})], PERSON),
                lambda w, r=ref: w.archive([r], PERSON),
                lambda w, r=ref: w.restore([r], PERSON),
                lambda w, r=ref: w.associate([Association(mine, r, "")], PERSON),
            ):
                with pytest.raises(NotFound, match="There is no record"):
                    attempt(writer)


def test_what_the_caller_rolls_back_was_never_there(books):
    with books.engine.connect() as connection:
        writer = RecordWriter(connection, books.workspace)
        writer.insert("lead", [{"email": "a@b.com"}], IMPORT)
        connection.rollback()
    assert count(books) == 0
    assert books.store.lookup("lead", "email", ["a@b.com"]) == {}


def test_nothing_is_written_for_nothing(books):
    with books.writing() as writer:
        assert writer.insert("lead", [], IMPORT) == []
        assert writer.update([], IMPORT) == []
        assert writer.associate([], IMPORT) == 0


def test_a_record_without_values_is_a_record(books):
    (lead,) = books.add("lead", {})
    books.change(lead, score=1)
    assert books.store.get_many([lead])[lead].version == 2
