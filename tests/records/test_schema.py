"""Types and properties defined at run time, and what that asks of the records that are there."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.records.books import PERSON, Books

from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.core.filter import EVERYTHING
from stationmaster.core.record import (
    STANDARD_TYPES,
    ObjectType,
    PropertyDefinition,
    PropertyType,
    Ref,
)
from stationmaster.records import schema
from stationmaster.records.definitions import check_type
from stationmaster.records.tables import record_key

P, T = PropertyDefinition, PropertyType
RENEWAL = P("renewal_date", "Renewal date", T.DATE)


def define(books: Books, type_name: str, definition: PropertyDefinition) -> ObjectType:
    with books.engine.begin() as connection:
        return schema.define_property(connection, books.workspace, type_name, definition)


def lead(name: str) -> PropertyDefinition:
    return schema.STANDARD["lead"].properties[name]


def keys(books: Books, name: str) -> set[tuple[str, bool]]:
    with books.engine.connect() as connection:
        k = record_key.c
        found = connection.execute(select(k.value, k.exclusive).where(k.property == name))
        return {(value, bool(exclusive)) for value, exclusive in found}


def test_the_standard_types_are_sound_and_there(books):
    assert tuple(books.store.types()) == STANDARD_TYPES
    for kind in schema.STANDARD.values():
        check_type(kind)
        assert not kind.custom


def test_a_type_of_ones_own_holds_records(books):
    plant = ObjectType("plant", "Plant", "Plants", ("name",), {"name": P("name", "Name")})
    with books.engine.begin() as connection:
        schema.define_type(connection, books.workspace, plant)
    define(books, "plant", P("height", "Height", T.NUMBER, indexed=True))
    defined = books.store.types()["plant"]
    assert defined.custom
    assert list(defined.properties) == ["name", "height"]
    (fern,) = books.add("plant", {"name": "Fern", "height": 12})
    assert books.store.lookup("plant", "height", ["12"]) == {"12": [fern]}
    assert [r.ref for r in books.store.search("fern")] == [fern]


def test_a_definition_belongs_to_its_workspace(books):
    define(books, "deal", RENEWAL)
    other = Books(books.engine, "ws_two")
    assert "renewal_date" not in other.store.types()["deal"].properties
    with pytest.raises(InvalidInput, match="no property 'renewal_date'"):
        other.add("deal", {"name": "x", "renewal_date": "2026-01-01"})
    books.add("deal", {"name": "x", "renewal_date": "2026-01-01"})


def test_a_name_is_taken_once(books):
    with books.engine.begin() as connection, pytest.raises(Conflict, match="lead"):
        schema.define_type(connection, books.workspace, schema.STANDARD["lead"])


def test_a_changed_property_stays_in_its_place(books):
    for name in ("one", "two", "three"):
        define(books, "deal", P(name, name))
    define(books, "deal", P("one", "First"))
    properties = books.store.types()["deal"].properties
    assert list(properties)[-3:] == ["one", "two", "three"]
    assert properties["one"].label == "First"


@pytest.mark.parametrize(
    ("definition", "field"),
    [
        (P("Renewal", "R"), "name"),
        (P("2nd", "R"), "name"),
        (P("a'b", "R"), "name"),
        (P("archived", "R"), "name"),
        (P("a" * 61, "R"), "name"),
        (P("ok", "  "), "label"),
        (P("ok", "x" * 101), "label"),
        (P("ok", "O", T.OPTION), "options"),
        (P("ok", "O", T.OPTION, ("a", "a")), "options"),
        (P("ok", "O", T.OPTIONS, ("a;b",)), "options"),
        (P("ok", "O", T.OPTION, (" a",)), "options"),
        (P("ok", "O", T.OPTION, ("\0",)), "options"),
        (P("ok", "O", T.STRING, ("a",)), "options"),
        (P("ok", "O", T.TEXT, unique=True), "unique"),
        (P("ok", "O", T.BOOLEAN, indexed=True), "indexed"),
    ],
)
def test_a_definition_that_is_not_sound_is_refused(books, definition, field):
    with pytest.raises(InvalidInput) as caught:
        define(books, "deal", definition)
    assert caught.value.field == field


def test_a_property_of_no_type_and_a_type_without_title_are_refused(books):
    with pytest.raises(InvalidInput, match="no object type 'boat'"):
        define(books, "boat", RENEWAL)
    for kind in (
        ObjectType("boat", "Boat", "Boats", (), {"name": P("name", "Name")}),
        ObjectType("boat", "Boat", "Boats", ("sail",), {"name": P("name", "Name")}),
        ObjectType("boat", "Boat", "Boats", ("name",), {"name": P("sail", "Name")}),
    ):
        with pytest.raises(InvalidInput), books.engine.begin() as connection:
            schema.define_type(connection, books.workspace, kind)


def test_a_property_keeps_its_type(books):
    with pytest.raises(InvalidInput, match="stays so"):
        define(books, "lead", P("score", "Score", T.STRING))


def test_required_is_refused_while_a_record_has_no_value(books):
    (there,) = books.add("lead", {"last_name": "Byron"})
    with pytest.raises(Conflict, match=f"cannot be required: {there}"):
        define(books, "lead", replace(lead("country"), required=True))
    books.change(there, country="Norway")
    define(books, "lead", replace(lead("country"), required=True))
    with pytest.raises(InvalidInput, match="Country"):
        books.add("lead", {"last_name": "Shelley"})


def test_unique_is_refused_while_two_records_share_a_value(books):
    first, second = books.add("lead", {"email": "a@b.com"}, {"email": "A@B.com"})
    with pytest.raises(Conflict) as caught:
        define(books, "lead", replace(lead("email"), unique=True))
    assert str(first) in caught.value.message
    assert str(second) in caught.value.message
    books.change(second, email="c@b.com")
    define(books, "lead", replace(lead("email"), unique=True))
    assert keys(books, "email") == {("a@b.com", True), ("c@b.com", True)}
    with pytest.raises(Conflict, match=f"belongs to {first}"):
        books.add("lead", {"email": "A@b.COM"})


def test_an_archived_record_stands_in_nobodys_way(books):
    first, second = books.add("lead", {"email": "a@b.com"}, {"email": "a@b.com"})
    with books.writing() as writer:
        writer.archive([first], PERSON)
    define(books, "lead", replace(lead("email"), unique=True))
    assert books.store.lookup("lead", "email", ["a@b.com"]) == {"a@b.com": [second]}


def test_an_option_in_use_stays(books):
    (there,) = books.add("lead", {"status": "nurturing"})
    fewer = tuple(o for o in lead("status").options if o != "nurturing")
    with pytest.raises(Conflict, match=f"{there} holds 'nurturing'"):
        define(books, "lead", replace(lead("status"), options=fewer))
    books.change(there, status="working")
    define(books, "lead", replace(lead("status"), options=fewer))
    with pytest.raises(InvalidInput, match="not one of its options"):
        books.add("lead", {"status": "nurturing"})


def test_an_index_comes_and_goes_with_the_definition(books):
    refs = books.add("lead", *({"city": "Oslo"} for _ in range(3)), {"city": None})
    with pytest.raises(InvalidInput, match="cannot be looked up"):
        books.store.lookup("lead", "city", ["oslo"])
    define(books, "lead", replace(lead("city"), indexed=True))
    assert books.store.lookup("lead", "city", ["OSLO "]) == {"OSLO ": refs[:3]}
    define(books, "lead", lead("city"))
    assert keys(books, "city") == set()


def test_what_becomes_sensitive_is_no_longer_found_by_its_words(books):
    (there,) = books.add("lead", {"last_name": "Byron", "city": "Oslo"})
    assert [r.ref for r in books.store.search("oslo")] == [there]
    define(books, "lead", replace(lead("city"), sensitive=True))
    assert not books.store.search("oslo")
    assert [r.ref for r in books.store.search("byron")] == [there]
    define(books, "lead", lead("city"))
    assert [r.ref for r in books.store.search("oslo")] == [there]


def test_many_records_are_checked_and_indexed_in_chunks(books):
    books.add("lead", *({"city": f"City {n}"} for n in range(1201)))
    define(books, "lead", replace(lead("city"), unique=True))
    assert len(keys(books, "city")) == 1201
    assert len(books.store.find("lead", EVERYTHING, limit=2000).records) == 1201
    assert books.store.lookup("lead", "city", ["city 1200"])
    assert Ref("lead", "nobody") not in books.store.lookup("lead", "city", ["city 7"])["city 7"]
