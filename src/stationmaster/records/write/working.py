"""A record while it is being changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stationmaster.core.clock import from_text
from stationmaster.core.record import ObjectType, Record, Ref, Value
from stationmaster.records.rows import RawStamp, Stamps, unpack_stamps


@dataclass(slots=True, eq=False)
class Working:
    """`stored` are the properties that the database holds (None: the record is new)."""

    ref: Ref
    kind: ObjectType
    version: int
    properties: dict[str, Value]
    stamps: dict[str, RawStamp]
    archived: bool
    created_at: str
    updated_at: str
    stored: Mapping[str, Value] | None = None
    was_archived: bool = False
    touched: set[str] = field(default_factory=set)

    @classmethod
    def of_row(cls, row: Sequence[Any], types: Mapping[str, ObjectType]) -> "Working":
        id, type, version, properties, stamps, archived, created_at, updated_at = row
        return cls(
            Ref(type, id),
            types[type],
            version,
            dict(properties),
            unpack_stamps(stamps),
            bool(archived),
            created_at,
            updated_at,
            stored=properties,
            was_archived=bool(archived),
        )

    @property
    def changed(self) -> bool:
        return self.stored is None or bool(self.touched) or self.archived != self.was_archived

    def to_record(self) -> Record:
        return Record(
            self.ref,
            self.version,
            dict(self.properties),
            Stamps(dict(self.stamps)),
            from_text(self.created_at),
            from_text(self.updated_at),
            self.archived,
        )
