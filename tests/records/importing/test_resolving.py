"""Names and the records they mean."""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import Engines
from tests.records.importing.files import WORKSPACE

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import Source
from stationmaster.records import schema
from stationmaster.records.importing import resolving
from stationmaster.records.importing.resolving import Resolver
from stationmaster.records.write.writer import RecordWriter

COMPANIES = ("GTX Pro", "GTX Plus Pro", "Acme", "acme ", "Müller")


Make = Callable[[str, str], Resolver]


@pytest.fixture
def resolver(engines: Engines, ids: list[str]) -> Iterator[Make]:
    """Makes resolvers: of an object type, by a property."""
    with engines.records.execution_options(read_only=True).connect() as connection:
        types = schema.load(connection, WORKSPACE)
        yield lambda type, by: Resolver(connection, WORKSPACE, types[type], by)


@pytest.fixture
def ids(engines: Engines) -> list[str]:
    with engines.records.begin() as connection:
        writer = RecordWriter(connection, WORKSPACE)
        source = Source(SourceKind.PERSON, "u")
        rows = [{"name": name} for name in COMPANIES]
        made = writer.insert("company", rows, source)
        writer.insert("contact", [{"first_name": "Ann", "last_name": "Lee"}, {}], source)
        gone = writer.insert("company", [{"name": "Gone"}], source)
        writer.archive(gone, source)
        RecordWriter(connection, "ws_b").insert("company", [{"name": "Theirs"}], source)
    return [ref.id for ref in made]


@pytest.mark.parametrize("by", ["", "name"])
def test_names_are_found_however_they_are_written(resolver: Make, ids: list[str], by: str) -> None:
    found = resolver("company", by).resolve(["gtx  PRO", "ACME", "Gone", "Theirs", "x"])
    assert {name: set(held) for name, held in found.items()} == {
        "gtx  PRO": {ids[0]},
        "ACME": {ids[2], ids[3]},
        "Gone": set(),
        "Theirs": set(),
        "x": set(),
    }


def test_the_nearest_name_is_suggested_as_it_is_written(resolver: Make, ids: list[str]) -> None:
    companies = resolver("company", "")
    assert [companies.nearest(n) for n in ("GTXPro", "muller", "zzz")] == ["GTX Pro", "Müller", ""]
    assert resolver("contact", "").nearest("Anne Lee") == "Ann Lee"


def test_ids_are_names_too(resolver: Make, ids: list[str]) -> None:
    companies = resolver("company", "id")
    assert companies.resolve([f" {ids[0]} ", "company_0"]) == {
        f" {ids[0]} ": (ids[0],),
        "company_0": (),
    }
    assert companies.nearest(ids[0]) == ""
    assert resolver("contact", "id").resolve(ids) == dict.fromkeys(ids, ())


def test_too_many_to_hold_are_not_held(
    resolver: Make, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "MOST_NAMES", 1)
    monkeypatch.setattr(resolving, "REMEMBERED", 0)
    companies = resolver("company", "name")
    assert companies.resolve(["Müller"]) == companies.resolve(["Müller"]) == {"Müller": (ids[4],)}
    assert companies.nearest("Muller") == ""
    with pytest.raises(InvalidInput, match="too many contacts") as caught:
        resolver("contact", "").resolve(["Ann Lee"])
    assert "email" in (caught.value.way_out or "")


def test_unknown_properties_are_refused(resolver: Make) -> None:
    with pytest.raises(InvalidInput, match="colour"):
        resolver("company", "colour")
