"""Records, their types, history and links."""

from datetime import datetime

from pydantic import Field

from stationmaster.api.models.values import EXAMPLE_LEAD, Out, OutValue, OutValues, RefOut
from stationmaster.core.record import (
    Association,
    HistoryEntry,
    ObjectType,
    PropertyDefinition,
    Record,
    Source,
    Stamp,
)


class PropertyOut(Out):
    """What a property is."""

    name: str = Field(examples=["status"])
    label: str = Field(examples=["Status"])
    type: str = Field(examples=["option"])
    options: list[str]
    required: bool
    unique: bool
    sensitive: bool
    indexed: bool
    after_outcome: bool = Field(description="Filled in only once the outcome is known.")

    @classmethod
    def of(cls, definition: PropertyDefinition) -> "PropertyOut":
        return cls(
            name=definition.name,
            label=definition.label,
            type=definition.type.value,
            options=list(definition.options),
            required=definition.required,
            unique=definition.unique,
            sensitive=definition.sensitive,
            indexed=definition.indexed,
            after_outcome=definition.after_outcome,
        )


class ObjectTypeOut(Out):
    """An object type with the properties that the caller may read."""

    name: str = Field(examples=["lead"])
    label: str = Field(examples=["Lead"])
    plural: str = Field(examples=["Leads"])
    title: list[str] = Field(description="Properties that name a record for people.")
    custom: bool
    properties: list[PropertyOut]

    @classmethod
    def of(cls, type: ObjectType) -> "ObjectTypeOut":
        return cls(
            name=type.name,
            label=type.label,
            plural=type.plural,
            title=list(type.title),
            custom=type.custom,
            properties=[PropertyOut.of(p) for p in type.properties.values()],
        )


class SourceOut(Out):
    """Who or what set a value. `proposal`: the proposal that carried it, if one did."""

    kind: str = Field(examples=["person"])
    id: str
    proposal: str | None

    @classmethod
    def of(cls, source: Source) -> "SourceOut":
        return cls(kind=source.kind.value, id=source.id, proposal=source.proposal)


class StampOut(Out):
    """When a property was last set, and by what."""

    at: datetime
    source: SourceOut

    @classmethod
    def of(cls, stamp: Stamp) -> "StampOut":
        return cls(at=stamp.at, source=SourceOut.of(stamp.source))


class RecordOut(Out):
    """One record, with the properties that the caller may read."""

    type: str = Field(examples=["lead"])
    id: str = Field(examples=[EXAMPLE_LEAD])
    version: int
    properties: OutValues = Field(examples=[{"first_name": "Ingrid", "visits": 4}])
    created_at: datetime | None
    updated_at: datetime | None
    archived: bool

    @classmethod
    def of(cls, record: Record) -> "RecordOut":
        return cls(
            type=record.ref.type,
            id=record.ref.id,
            version=record.version,
            properties=dict(record.properties),
            created_at=record.created_at,
            updated_at=record.updated_at,
            archived=record.archived,
        )


class StampedRecordOut(RecordOut):
    """One record, and for each property when and by what it was last set."""

    stamps: dict[str, StampOut]

    @classmethod
    def of(cls, record: Record) -> "StampedRecordOut":
        stamps = {name: StampOut.of(stamp) for name, stamp in record.stamps.items()}
        return cls(**RecordOut.of(record).model_dump(), stamps=stamps)


class HistoryOut(Out):
    """One past or present value."""

    property: str = Field(examples=["status"])
    value: OutValue
    at: datetime
    source: SourceOut

    @classmethod
    def of(cls, entry: HistoryEntry) -> "HistoryOut":
        return cls(
            property=entry.property,
            value=entry.value,
            at=entry.at,
            source=SourceOut.of(entry.source),
        )


class AssociationOut(Out):
    """A link, as seen from the record that was asked about."""

    target: RefOut
    label: str = Field(examples=["works at"])

    @classmethod
    def of(cls, link: Association) -> "AssociationOut":
        return cls(target=RefOut.of(link.target), label=link.label)
