"""What a reader shows of object types, with an error that says what to allow where it does not."""

from collections.abc import Iterable, Mapping, Sequence

from stationmaster.core.errors import Forbidden
from stationmaster.core.record import ObjectType, PropertyDefinition, Ref
from stationmaster.crm.reader import CrmReader


def not_readable(what: str) -> Forbidden:
    """`what`: `deal.stage`, or `records of type deal`."""
    return Forbidden(
        f"This station may not read {what}.",
        field=what,
        way_out="An admin can add it to the station's read list under Policy.",
    )


def type_of(types: Mapping[str, ObjectType], name: str) -> ObjectType:
    """Raises Forbidden where the type is not readable."""
    if name not in types:
        raise not_readable(f"records of type {name}")
    return types[name]


def property_of(types: Mapping[str, ObjectType], type: str, name: str) -> PropertyDefinition:
    """Raises Forbidden where the type or the property is not readable."""
    properties = type_of(types, type).properties
    if name not in properties:
        raise not_readable(f"{type}.{name}")
    return properties[name]


def lookup_where_possible(
    reader: CrmReader,
    types: Mapping[str, ObjectType],
    type: str,
    property: str,
    values: Iterable[str],
) -> Mapping[str, Sequence[Ref]]:
    """As `CrmReader.lookup`; nothing where the property is not readable or not indexed, for keys that
    help if they are there and are not missed if they are not."""
    definition = types[type].properties.get(property) if type in types else None
    if definition is None or not (definition.indexed or definition.unique):
        return {}
    return reader.lookup(type, property, values)
