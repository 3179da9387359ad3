"""What becomes of a row: a new record, a changed one, or nothing."""

from collections.abc import Sequence

from sqlalchemy import Connection

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import ObjectType, Record, Value
from stationmaster.records.importing.items import Item, Outcome, Remark
from stationmaster.records.importing.plan import Existing
from stationmaster.records.links import read_associations


class Decider:
    def __init__(
        self, connection: Connection, workspace: str, kind: ObjectType, existing: Existing
    ):
        self._connection = connection
        self._workspace = workspace
        self._kind = kind
        self._existing = existing
        self._required = [d for d in kind.properties.values() if d.required]

    def decide(self, items: Sequence[Item]) -> None:
        """Give every open item its outcome; its values and links are then only those to be written."""
        for item in items:
            if item.is_open:
                self._decide(item)
        self._drop_known_links([item for item in items if item.record is not None])

    def _decide(self, item: Item) -> None:
        record = item.record
        if record is None:
            self._create(item)
        elif record.archived:
            item.outcome, item.links = Outcome.ARCHIVED, []
            item.remark(Remark.ARCHIVED, "", str(record.ref), "its record is archived; left alone")
        elif (
            item.state and item.state == item.known_state and self._existing is not Existing.REPLACE
        ):
            item.outcome = Outcome.UNCHANGED
            item.values, item.links = {}, []
        else:
            item.values = self._changes(item, record)
            item.outcome = Outcome.UPDATED if item.values else Outcome.UNCHANGED

    def _create(self, item: Item) -> None:
        item.values = {n: v for n, v in item.values.items() if v is not None}
        for definition in self._required:
            if definition.name not in item.values:
                item.reject("", f"{definition.label} is required and has no value")
                return
        item.outcome = Outcome.CREATED

    def _changes(self, item: Item, record: Record) -> dict[str, Value]:
        """What of the row's values is new and may replace what the record has."""
        changes = {}
        for name, value in item.values.items():
            held = record.get(name)
            if value == held and isinstance(value, bool) == isinstance(held, bool):
                continue
            if self._may_replace(record, name):
                changes[name] = value
            elif value is not None:
                stamp = record.stamps[name]
                item.remark(
                    Remark.KEPT,
                    self._kind.properties[name].label,
                    str(value),
                    f"a value set by {_WHO[stamp.source.kind]} is kept",
                    str(held) if held is not None else "",
                )
        return changes

    def _may_replace(self, record: Record, name: str) -> bool:
        if self._existing is Existing.REPLACE or name not in record.stamps:
            return True
        own = record.stamps[name].source.kind is SourceKind.IMPORT
        return own and self._existing is Existing.OWN

    def _drop_known_links(self, items: Sequence[Item]) -> None:
        linking = {item.record.ref: item for item in items if item.record and item.links}
        if not linking:
            return
        known = read_associations(self._connection, self._workspace, linking)
        for ref, item in linking.items():
            there = {(link.label, link.target) for link in known.get(ref, ())}
            item.links = [link for link in item.links if link not in there]


_WHO = {
    SourceKind.PERSON: "a person",
    SourceKind.AGENT: "an agent",
    SourceKind.IMPORT: "an earlier import",
    SourceKind.INTEGRATION: "an integration",
    SourceKind.SYSTEM: "the system",
}
