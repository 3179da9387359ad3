"""Files to import, and what came of them."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

from stationmaster.core.filter import EVERYTHING
from stationmaster.core.record import Record, Value
from stationmaster.records.importing.layout import FileKind, Layout
from stationmaster.records.importing.opening import opened
from stationmaster.records.importing.rows import Row, read_rows
from stationmaster.records.store import RecordStore

WORKSPACE = "ws_a"
DATA = Path(__file__).parents[3] / "../shared/data"
CSV = Layout(FileKind.CSV, "utf-8", header=False)


def write(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(path: Path, names: Sequence[str], layout: Layout = CSV) -> list[Row]:
    with opened(path) as file:
        return list(read_rows(file, layout, names))


def stored(engine: Engine, type: str, workspace: str = WORKSPACE) -> list[Record]:
    """All records of a type that are not archived, in order of making."""
    return list(RecordStore(engine, workspace).find(type, EVERYTHING, limit=100_000).records)


def values(engine: Engine, type: str, *names: str) -> list[tuple[Value, ...]]:
    return [tuple(record.get(name) for name in names) for record in stored(engine, type)]
