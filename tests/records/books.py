"""A workspace's records as the tests of this folder use them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Association, Ref, Source, Value
from stationmaster.records.store import RecordStore
from stationmaster.records.write import RecordWriter

IMPORT = Source(SourceKind.IMPORT, "imp_1")
PERSON = Source(SourceKind.PERSON, "usr_1")


def ticking() -> Callable[[], datetime]:
    """A clock that moves a second with every look."""
    moment = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def look() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    return look


@dataclass
class Books:
    """One workspace on one database."""

    engine: Engine
    workspace: str = "ws_one"
    clock: Callable[[], datetime] = field(default_factory=ticking)

    @property
    def store(self) -> RecordStore:
        return RecordStore(self.engine, self.workspace)

    @contextmanager
    def writing(self) -> Iterator[RecordWriter]:
        with self.engine.begin() as connection:
            yield RecordWriter(connection, self.workspace, clock=self.clock)

    def add(self, type: str, *rows: Mapping[str, object], source: Source = IMPORT) -> list[Ref]:
        with self.writing() as writer:
            return writer.insert(type, rows, source)

    def change(self, ref: Ref, source: Source = PERSON, **values: Value) -> None:
        with self.writing() as writer:
            writer.update([(ref, values)], source)

    def link(self, source: Ref, *targets: Ref, label: str = "") -> None:
        with self.writing() as writer:
            writer.associate([Association(source, t, label) for t in targets], IMPORT)

    def do(self, work: Callable[[Connection], object]) -> object:
        with self.engine.begin() as connection:
            return work(connection)
