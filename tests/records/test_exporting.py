"""What is exported comes back, to the same values, and does no harm in a spreadsheet."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from tests.conftest import Engines
from tests.core.filter.strategies import DAYS, MOMENTS, NUMBERS, TEXTS
from tests.records.importing.files import stored

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import parse
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Source, Value
from stationmaster.records.exporting import Format, export
from stationmaster.records.formulas import looks_like_formula
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.items import Outcome
from stationmaster.records.importing.plan import Existing
from stationmaster.records.schema import define_type
from stationmaster.records.store import RecordStore
from stationmaster.records.values import coerce
from stationmaster.records.write.writer import RecordWriter

T = PropertyType
OPTIONS = ("Won", "won", "select", "a b", "=1", "O'Brien")
FORMULAS = st.sampled_from(
    ("=1+1", "'=1+1", "''@x", "+1 x", "-", "' x", "\t=1", "Select", "n/a", "0")
)
RAW: dict[PropertyType, st.SearchStrategy[Value]] = {
    T.STRING: TEXTS | FORMULAS,
    T.TEXT: TEXTS | FORMULAS | st.sampled_from((" a ", "a\r\nb", "x\ry", '"', "\n=1")),
    T.NUMBER: NUMBERS | st.floats(-1e-5, 1e-5),
    T.BOOLEAN: st.booleans(),
    T.DATE: DAYS,
    T.DATETIME: MOMENTS,
    T.OPTION: st.sampled_from(OPTIONS),
    T.OPTIONS: st.sets(st.sampled_from(OPTIONS)).map(lambda s: ";".join(sorted(s))),
    T.EMAIL: st.sampled_from(("a@b.example", "O'N=1@b.example", "+x@b.example")),
    T.PHONE: st.sampled_from(("+49301234567", "030 123-4", "+1-202-555-0100 x5", "=1")),
    T.URL: st.sampled_from(("https://a.example/?q=1&x=%20", "a.example")),
}
THING = ObjectType(
    "thing",
    "Thing",
    "Things",
    ("p_string",),
    {
        d.name: d
        for d in (
            PropertyDefinition(
                f"p_{kind.value}", kind.value, kind, OPTIONS if "option" in kind.value else ()
            )
            for kind in RAW
        )
    },
)


@st.composite
def things(draw: st.DrawFn) -> dict[str, Value]:
    held = {}
    for kind, raw in RAW.items():
        if draw(st.booleans()):
            held[f"p_{kind.value}"] = coerce(THING.properties[f"p_{kind.value}"], draw(raw))
    return {name: value for name, value in held.items() if value is not None}


def _workspace(engine: Engine, rows: list[dict[str, Value]]) -> str:
    workspace = f"ws_{uuid4().hex}"
    with engine.begin() as connection:
        define_type(connection, workspace, THING)
        RecordWriter(connection, workspace).insert("thing", rows, Source(SourceKind.PERSON, "u"))
    return workspace


def _exported(engine: Engine, workspace: str, path: Path, format: Format) -> int:
    with path.open("w", encoding="utf-8", newline="") as out:
        return export(RecordStore(engine, workspace), "thing", out, format=format)


@pytest.mark.parametrize("format", Format)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(things(), min_size=1, max_size=5))
def test_what_goes_out_comes_back_equal(
    engines: Engines, tmp_path: Path, format: Format, rows: list[dict[str, Value]]
) -> None:
    engine, path = engines.records, tmp_path / f"things.{format}"
    here, there = _workspace(engine, rows), _workspace(engine, [])
    assert _exported(engine, here, path, format) == len(rows)
    if format is Format.CSV:
        _check_harmless(path.read_bytes().decode())
    importer = Importer(engine, there)
    report = importer.load(importer.plan(path, "thing"), who="u")
    assert (report.created, report.rejected) == (len(rows), 0)
    assert [dict(r.properties) for r in stored(engine, "thing", there)] == rows
    again = Importer(engine, here)
    report = again.load(again.plan(path, "thing"), who="u")
    assert report.outcomes == {Outcome.UNCHANGED: len(rows)}, "it knows its own by their ids"


def _check_harmless(text: str) -> None:
    """No cell is a formula, but for numbers and dates, which are none in any spreadsheet."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    for row in rows:
        for name, cell in zip(header, row, strict=True):
            assert name in ("p_number", "p_date") or not looks_like_formula(cell)


def test_only_what_is_asked_for_goes_out(engines: Engines) -> None:
    rows: list[dict[str, Value]] = [{"p_number": n, "p_string": f"s{n}"} for n in range(2_500)]
    store = RecordStore(engines.records, _workspace(engines.records, rows))
    out, told = io.StringIO(), list[int]()
    written = export(
        store,
        "thing",
        out,
        where=parse("p_number gte 400"),
        format=Format.JSONL,
        progress=told.append,
    )
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert (written, [line["p_number"] for line in lines]) == (2_100, list(range(400, 2_500)))
    assert set(lines[0]) == {"id", *THING.properties}, "the first row names every property"
    assert set(lines[1]) == {"id", "p_number", "p_string"}
    assert told == [1_000, 2_000, 2_100]


def test_an_unknown_type_or_property_is_refused(engines: Engines) -> None:
    store = RecordStore(engines.records, "ws_a")
    with pytest.raises(InvalidInput, match="thing"):
        export(store, "thing", io.StringIO())
    with pytest.raises(InvalidInput, match="colour"):
        export(store, "lead", io.StringIO(), where=parse("colour eq red"))


def test_an_edited_export_changes_the_records_it_came_from(
    engines: Engines, tmp_path: Path
) -> None:
    engine = engines.records
    workspace = _workspace(engine, [{"p_string": "a"}, {"p_string": "b"}])
    path = tmp_path / "things.csv"
    _exported(engine, workspace, path, Format.CSV)
    text = path.read_text().replace(",a,", ",A,").replace(",b,", ",B,")
    path.write_text(text + "thing_" + "0" * 32 + ",C" + "," * 10 + "\n")
    importer = Importer(engine, workspace)
    plan = replace(importer.plan(path, "thing"), existing=Existing.REPLACE)
    report = importer.load(plan, who="u")
    assert report.outcomes == {Outcome.UPDATED: 2, Outcome.CREATED: 1}
    assert [r.get("p_string") for r in stored(engine, "thing", workspace)] == ["A", "B", "C"]
    with path.open("a") as file:
        file.write(text.splitlines()[1].replace(",A,", ",X,") + "\n")
    report = importer.load(replace(importer.plan(path, "thing"), existing=Existing.OWN), who="u")
    assert (report.unchanged, report.rejected) == (3, 1), "one id twice, and not the same row"
