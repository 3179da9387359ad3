"""Whatever stands in a file: it is refused with a reason, or every row of it is accounted for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from tests.records.importing.files import write

from stationmaster.core.errors import InvalidInput
from stationmaster.db.engine import open_engine
from stationmaster.records.importing.describing import describe_plan, describe_report
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.plan import Plan
from stationmaster.records.importing.plan_json import from_json, to_json
from stationmaster.records.importing.planning import Hints

CELLS = st.sampled_from(
    ("", " ", "a", "Won", "1", "1,5", "1.5", "$5", "01/02/2024", "13/02/2024", "2024-01-05T10:00", "yes",
     "Select", "=1", "'=1", '"', "x\ny", "ü", "\0", "\ufeff", "a@b.example", "https://a.example", "[1]",
     "1e999", "9" * 20, "-", "\u2028", "😀", "NaN", "{", "}", "{a}", "a · b", " || ", "\x1c")
)  # fmt: skip
NAMES = st.sampled_from(
    ("id", "name", "stage", "amount", "close date", "owner", "account", "email", "x", "", "{x}", "ü",
     "created_at", "Deal ID", "owner id", "tags")
)  # fmt: skip


@st.composite
def _tables(draw: st.DrawFn) -> bytes:
    names = draw(st.lists(NAMES, min_size=1, max_size=5))
    row = st.lists(CELLS, min_size=len(names), max_size=len(names))
    rows = draw(st.lists(row, min_size=1, max_size=12))
    quote = draw(st.booleans())
    delimiter = draw(st.sampled_from(",;\t"))
    lines = [delimiter.join(_quoted(c) if quote else c for c in r) for r in [names, *rows]]
    text = draw(st.sampled_from(("\n", "\r\n", "\r"))).join(lines)
    return text.encode(draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le"))))


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
_FILES = st.one_of(
    _tables(),
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.lists(st.dictionaries(NAMES, _JSON, max_size=4).map(repr), min_size=1).map(
        lambda rows: "\n".join(r.replace("'", '"') for r in rows).encode("utf-8", "replace")
    ),
)


@pytest.fixture
def engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(sqlite_template / "records.db", tmp_path / "records.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'records.db'}", durable=False)
    yield engine
    engine.dispose()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(_FILES, st.sampled_from(("deal", "owner", "gadget")))
@example(b'{"a": 1}\n' * 3, "lead")
def test_any_file(engine: Engine, tmp_path: Path, content: bytes, type: str) -> None:
    importer = Importer(engine, "ws_a")
    path = write(tmp_path, content)
    plan, refusal = _planned(importer, path, type)
    if plan is None:
        assert refusal.way_out, refusal
        return
    assert from_json(to_json(plan)) == plan
    dry = importer.dry_run(plan, rejects=tmp_path / "dry.csv")
    report = importer.load(plan.as_suggested(), who="u", rejects=tmp_path / "load.csv")
    assert dry.rows == report.rows == plan.rows + plan.unreadable == sum(dry.outcomes.values())
    assert describe_plan(plan)
    assert describe_report(report)
    again = importer.load(importer.plan(path, type).as_suggested(), who="u")
    assert again.created == 0
    assert again.updated == 0


def _planned(importer: Importer, path: Path, type: str) -> tuple[Plan | None, InvalidInput]:
    try:
        return importer.plan(path, type, Hints(define=True)), InvalidInput("")
    except InvalidInput as error:
        return None, error
