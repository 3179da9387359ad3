"""A CRM record as we see it: what it is, its properties, and the version we read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stationmaster.core.actor import SourceKind

Value = str | int | float | bool | None
"""A property's value. Dates are `YYYY-MM-DD`, moments RFC 3339 in UTC, several options `a;b` sorted,
a number that is whole is an `int`. None: not set. The empty string is never stored; it means None."""

STANDARD_TYPES = ("lead", "contact", "company", "deal", "activity", "owner")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """Points at one record of a CRM. An id that starts with `@` names a record that an earlier
    operation of the same proposal creates."""

    type: str
    id: str

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"

    @property
    def is_new(self) -> bool:
        return self.id.startswith("@")


@dataclass(frozen=True, slots=True)
class Source:
    """Who or what set a value: a kind, and the id of the person, agent, import or connection.

    `proposal` is the proposal that carried the value through the line, if one did.
    """

    kind: SourceKind
    id: str
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a property was last set, and by what."""

    at: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `stamps` has an entry for each property that was ever set (also back to None)."""

    ref: Ref
    version: int
    properties: Mapping[str, Value]
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    archived: bool = False

    def get(self, name: str) -> Value:
        return self.properties.get(name)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One past or present value of one property; newest first where listed."""

    property: str
    value: Value
    at: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Association:
    """A labelled link, as seen from `source`. It exists both ways with the same label."""

    source: Ref
    target: Ref
    label: str


class PropertyType(StrEnum):
    STRING = "string"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    OPTION = "option"
    OPTIONS = "options"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """What a property is. `after_outcome`: filled in only once the outcome is known, so never to be
    learned from. `sensitive`: never read by a station unless a policy names it."""

    name: str
    label: str
    type: PropertyType = PropertyType.STRING
    options: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    sensitive: bool = False
    indexed: bool = False
    after_outcome: bool = False


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object type of a workspace: standard or defined at run time.

    `title` names the properties whose values, joined by a space, name a record for people.
    """

    name: str
    label: str
    plural: str
    title: tuple[str, ...]
    properties: Mapping[str, PropertyDefinition]
    custom: bool = False
