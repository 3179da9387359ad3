"""Puts a sample into a record store, with its dates and sources, as if it had grown there."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest

from sqlalchemy import Connection

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Association, Ref, Source, Value
from stationmaster.records import schema
from stationmaster.records.write.writer import RecordWriter
from stationmaster.testing.sample.build import TYPES
from stationmaster.testing.sample.model import LaterValues, Row, Sample
from stationmaster.testing.sample.properties import PROPERTIES

OWNER = "owner_id"
LINKED_BY = Source(SourceKind.IMPORT, "former-crm")
LINKS_AT_ONCE = 20_000


def define_properties(connection: Connection, workspace: str) -> None:
    """The company's own properties. Call it once, before `load`."""
    for type, definitions in PROPERTIES.items():
        for definition in definitions:
            schema.define_property(connection, workspace, type, definition)


def load(
    sample: Sample, writer: RecordWriter, people: Mapping[str, str] | None = None
) -> Mapping[str, Ref]:
    """Write the sample; the record of each local key. Runs inside the writer's transaction.

    `people`: ids of the persons that owners are (local key -> id). Values that somebody else set
    are stamped with the owner's record id.
    """
    refs: dict[str, Ref] = {}
    for type in TYPES:
        rows = sorted(sample.objects[type].items(), key=lambda item: item[1].created_at)
        for source, group in groupby(rows, key=lambda item: _made_by(item[1])):
            _insert(writer, type, list(group), source, refs)
    names = {key: ref.id for key, ref in refs.items()} | dict(people or {})
    for source, changes in _rounds(sample, names):
        values = [(refs[key], _resolved(change.values, refs)) for key, change in changes]
        writer.update(values, source, at=[change.at for _, change in changes])
    links = [Association(refs[x.source], refs[x.target], x.label) for x in sample.links]
    for start in range(0, len(links), LINKS_AT_ONCE):
        writer.associate(links[start : start + LINKS_AT_ONCE], LINKED_BY, all_new=True)
    return refs


def _insert(
    writer: RecordWriter,
    type: str,
    rows: Sequence[tuple[str, Row]],
    source: Source,
    refs: dict[str, Ref],
) -> None:
    values = [_resolved(row.values, refs) for _, row in rows]
    made = writer.insert(type, values, source, at=[row.created_at for _, row in rows])
    refs.update(zip((key for key, _ in rows), made, strict=True))


def _made_by(row: Row) -> Source:
    return Source(row.kind, row.by)


def _resolved(values: Mapping[str, Value], refs: Mapping[str, Ref]) -> Mapping[str, Value]:
    if OWNER not in values:
        return values
    return {**values, OWNER: refs[str(values[OWNER])].id}


def _rounds(
    sample: Sample, names: Mapping[str, str]
) -> Iterator[tuple[Source, list[tuple[str, LaterValues]]]]:
    """First every record's first change, then every second one: few calls, and none out of order."""
    per_record = [[(key, change) for change in found] for key, found in sample.changes.items()]
    for nth in zip_longest(*per_record):
        by_source: dict[Source, list[tuple[str, LaterValues]]] = {}
        for item in filter(None, nth):
            change = item[1]
            person = change.kind is SourceKind.PERSON
            source = Source(change.kind, names[change.by] if person else change.by)
            by_source.setdefault(source, []).append(item)
        yield from by_source.items()
