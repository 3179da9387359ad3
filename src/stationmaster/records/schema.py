"""Object types of a workspace: the standard ones, and what it defined at run time."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from sqlalchemy import Connection, Row, insert, select

from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.records.standard_types import STANDARD
from stationmaster.records.tables import object_type, property_definition


def load(connection: Connection, workspace: str) -> Mapping[str, ObjectType]:
    """All types of a workspace by name, standard ones first."""
    types = dict(STANDARD)
    found = select(object_type).where(object_type.c.workspace == workspace)
    for row in connection.execute(found.order_by(object_type.c.name)):
        types[row.name] = ObjectType(
            row.name, row.label, row.plural, tuple(row.title), {}, custom=True
        )
    d = property_definition
    for row in connection.execute(
        select(d).where(d.c.workspace == workspace).order_by(d.c.object_type, d.c.position)
    ):
        kind = types[row.object_type]
        properties = {**kind.properties, row.name: _from_row(row)}
        types[row.object_type] = replace(kind, properties=properties)
    return types


def _from_row(row: Row[tuple[object, ...]]) -> PropertyDefinition:
    stored = dict(row.definition)
    stored["type"] = PropertyType(stored["type"])
    stored["options"] = tuple(stored["options"])
    return PropertyDefinition(**stored)


def _insert_property(
    connection: Connection, workspace: str, type_name: str, position: int, new: PropertyDefinition
) -> None:
    connection.execute(
        insert(property_definition),
        {
            "workspace": workspace,
            "object_type": type_name,
            "name": new.name,
            "position": position,
            "definition": asdict(new),
        },
    )
