"""A workspace for one station: real records in a real database, named by short keys."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from stationmaster.connectors.embedded.connector import EmbeddedConnector
from stationmaster.core.actor import SourceKind
from stationmaster.core.ids import new_id
from stationmaster.core.operation import (
    AssignOwner,
    Associate,
    Create,
    LogActivity,
    Operation,
    SetProperties,
)
from stationmaster.core.proposal import Draft
from stationmaster.core.record import Association, Record, Ref, Source, Value
from stationmaster.crm.writer import Change, Result
from stationmaster.kit.narrow import NarrowReader
from stationmaster.kit.station import Context, Station
from stationmaster.records.write.writer import RecordWriter
from stationmaster.work.ledger import SqlLedger
from stationmaster.work.shelf import SqlModelShelf

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BY_IMPORT = Source(SourceKind.IMPORT, "file")
BY_STATION = Source(SourceKind.AGENT, "station")


@dataclass
class Workshop:
    """`keys` are local names of records. `now` is what every clock says."""

    engines: Any
    station: Station
    workspace: str = field(default_factory=lambda: new_id("ws"))
    now: datetime = NOON
    settings: Mapping[str, Any] = field(default_factory=dict)
    settings_version: int = 7
    keys: dict[str, Ref] = field(default_factory=dict)
    written: int = 0

    def __post_init__(self) -> None:
        self.crm = EmbeddedConnector(self.engines.records, self.workspace, lambda: self.now)
        self.ledger = SqlLedger(self.engines.governance, self.workspace, lambda: self.now)
        self.models = SqlModelShelf(self.engines.governance, self.workspace, lambda: self.now)

    def put(self, type: str, key: str, /, **values: object) -> Ref:
        """A record; values that begin with `@` are ids of records made before."""
        return self.put_all(type, {key: values})[0]

    def put_all(
        self, type: str, rows: Mapping[str, Mapping[str, object]], at: datetime | None = None
    ) -> list[Ref]:
        with self.engines.records.begin() as connection:
            writer = RecordWriter(connection, self.workspace, clock=lambda: self.now)
            values = [self.resolved(row) for row in rows.values()]
            refs = writer.insert(type, values, BY_IMPORT, at=[at] * len(rows) if at else None)
        self.keys.update(zip(rows, refs, strict=True))
        return refs

    def link(self, one: str, other: str, label: str) -> None:
        with self.engines.records.begin() as connection:
            writer = RecordWriter(connection, self.workspace, clock=lambda: self.now)
            writer.associate([Association(self.keys[one], self.keys[other], label)], BY_IMPORT)

    def change(self, key: str, **values: object) -> None:
        with self.engines.records.begin() as connection:
            writer = RecordWriter(connection, self.workspace, clock=lambda: self.now)
            writer.update([(self.keys[key], self.resolved(values))], BY_IMPORT)

    def archive(self, key: str) -> None:
        with self.engines.records.begin() as connection:
            writer = RecordWriter(connection, self.workspace, clock=lambda: self.now)
            writer.archive([self.keys[key]], BY_IMPORT)

    def context(self) -> Context:
        types = self.crm.reader.types()
        reads = dict(self.station.reads)
        for name in self.station.learns_from:
            reads[name] |= frozenset(types[name].properties)
        return Context(
            workspace=self.workspace,
            reader=NarrowReader(self.crm.reader, reads),
            clock=lambda: self.now,
            settings={**self.station.defaults, **self.resolved(self.settings)},
            ledger=self.ledger,
            models=self.models,
            run="run_test",
            settings_version=self.settings_version,
        )

    def run(self, limit: int = 1000) -> list[Draft]:
        """Select what waits and work it."""
        context = self.context()
        return list(self.station.baseline(context, self.station.select(context, limit)))

    def apply(self, drafts: Iterable[Draft]) -> None:
        """Write what drafts want, as the line would. Raises AssertionError where one is refused."""
        for draft in drafts:
            self.written += 1
            change = Change(f"test-{self.written}", draft.operations, BY_STATION)
            outcome = self.crm.writer.write([change])[0]
            assert outcome.result is Result.WRITTEN, (draft.title, outcome)

    def record(self, key: str) -> Record:
        return self.crm.reader.get_many([self.keys[key]])[self.keys[key]]

    def resolved(self, data: Any) -> Any:
        """The same values, with `@key` as the id of that record."""
        if isinstance(data, Mapping):
            return {name: self.resolved(value) for name, value in data.items()}
        if isinstance(data, list | tuple):
            return [self.resolved(value) for value in data]
        if isinstance(data, str) and data.startswith("@"):
            return self.keys[data[1:]].id
        return data

    def key(self, ref: Ref) -> str:
        if ref.is_new:
            return ref.id.removeprefix("@")
        return next(key for key, known in self.keys.items() if known == ref)

    def named(self, text: str) -> str:
        """Text with record ids as keys."""
        by_id = {ref.id: key for key, ref in self.keys.items()}
        return re.sub(r"[a-z]+_[0-9a-f]{32}", lambda found: by_id.get(found[0], "?"), text)

    def told(self, operation: Operation) -> str:
        """An operation in one line."""
        match operation:
            case Associate(source=source, target=target, label=label):
                return f"link {self.key(source)} {self.key(target)} {label}"
            case AssignOwner(record=record, owner=owner):
                return self.named(f"assign {self.key(record)} to {owner}")
            case SetProperties(record=record, values=values):
                return self.named(f"set {self.key(record)} {_values(values)}")
            case Create(record=record, values=values, match=match):
                return (
                    f"create {record.id[1:]} {_values(values)} unless {'/'.join(match) or 'never'}"
                )
            case LogActivity(values=values, on=on):
                on_keys = " ".join(map(self.key, on))
                return self.named(f"log on {on_keys} {_values(values)}")
        raise AssertionError(operation)

    def all_told(self, operations: Sequence[Operation]) -> list[str]:
        return [self.told(operation) for operation in operations]


def _values(values: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())
