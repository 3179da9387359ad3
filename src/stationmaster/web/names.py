"""What things are called: records by their title, properties by their label, values as people say them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from stationmaster.core.record import (
    ObjectType,
    PropertyDefinition,
    PropertyType,
    Record,
    Ref,
    Value,
)
from stationmaster.crm.reader import CrmReader
from stationmaster.web.words import said

_UNKNOWN = PropertyDefinition("", "")
_CALENDAR = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Names:
    """The types of a workspace, and the titles of the records a page speaks of."""

    types: Mapping[str, ObjectType]
    titles: Mapping[Ref, str] = field(default_factory=dict)

    def type(self, name: str) -> str:
        known = self.types.get(name)
        return known.label if known else said(name)

    def definition(self, type: str, property: str) -> PropertyDefinition:
        known = self.types.get(type)
        return known.properties.get(property, _UNKNOWN) if known else _UNKNOWN

    def property(self, type: str, name: str) -> str:
        return self.definition(type, name).label or said(name)

    def record(self, ref: Ref) -> str:
        if ref.is_new:
            return f"the new {self.type(ref.type).lower()}"
        return self.titles.get(ref) or f"{self.type(ref.type)} {ref.id}"

    def value(self, type: str, property: str, value: Value) -> str:
        """A value in words. Nothing is cut: the whole value is in the answer."""
        kind = self.definition(type, property).type
        if value is None:
            return "unassigned" if kind is PropertyType.OWNER else "not set"
        if kind is PropertyType.OWNER:
            return self.record(Ref("owner", str(value)))
        return plain(kind, value)


def plain(kind: PropertyType, value: Value) -> str:
    """A value that needs no other record to be said."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,}"
    text = str(value)
    if kind is PropertyType.OPTIONS:
        return ", ".join(text.split(";"))
    if kind is PropertyType.DATE:
        return _date(text)
    if kind is PropertyType.DATETIME:
        return _moment(text)
    return text


def _date(text: str) -> str:
    parts = text.split("-")
    if len(parts) != 3 or not all(p.isdigit() for p in parts) or not 1 <= int(parts[1]) <= 12:
        return text
    return f"{int(parts[2])} {_CALENDAR[int(parts[1]) - 1]} {parts[0]}"


def _moment(text: str) -> str:
    """`20 Nov 2026 17:52 UTC`, with seconds where there are any; other text as it is."""
    day, mark, rest = text.partition("T")
    if not mark or not rest.endswith("Z"):
        return text
    clock = rest.removesuffix("Z").removesuffix(".000000").removesuffix(":00")
    return f"{_date(day)} {clock} UTC"


def title_of(record: Record, types: Mapping[str, ObjectType]) -> str:
    """The values that name a record for people; its id where it has none."""
    known = types.get(record.ref.type)
    values = [record.get(name) for name in known.title] if known else []
    return " ".join(str(v) for v in values if v is not None) or record.ref.id


def names_for(reader: CrmReader, refs: Iterable[Ref]) -> Names:
    """Names of a page's records, in one read."""
    types = reader.types()
    wanted: Collection[Ref] = {ref for ref in refs if not ref.is_new}
    found = reader.get_many(wanted) if wanted else {}
    return Names(types, {ref: title_of(record, types) for ref, record in found.items()})
