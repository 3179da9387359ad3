"""Object types of a workspace: the standard ones, and what it defined at run time.

Who may define is checked by callers (admin and revops).
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.records.definitions import check_property, check_type
from stationmaster.records.lock import lock_for_writing
from stationmaster.records.redefining import check_records, index_records
from stationmaster.records.standard_types import STANDARD
from stationmaster.records.tables import object_type, property_definition

__all__ = ["STANDARD", "define_property", "define_type", "load"]


def load(connection: Connection, workspace: str) -> Mapping[str, ObjectType]:
    """All types of a workspace by name, standard ones first."""
    types = dict(STANDARD)
    t, d = object_type.c, property_definition.c
    custom = select(t.name, t.label, t.plural, t.title).where(t.workspace == workspace)
    for name, label, plural, title in connection.execute(custom.order_by(t.name)):
        types[name] = ObjectType(name, label, plural, tuple(title), {}, custom=True)
    defined = select(d.object_type, d.definition).where(d.workspace == workspace)
    for type_name, definition in connection.execute(defined.order_by(d.position, d.name)):
        types[type_name] = _with(types[type_name], _read(definition))
    return types


def define_type(connection: Connection, workspace: str, kind: ObjectType) -> ObjectType:
    """Add an object type with its properties.

    Raises InvalidInput where the definition is not sound, Conflict where the name is taken.
    """
    lock_for_writing(connection, workspace)
    if kind.name in load(connection, workspace):
        raise Conflict(f"There is an object type {kind.name!r} already.", field="name")
    check_type(kind)
    row = {"workspace": workspace, "name": kind.name, "label": kind.label, "plural": kind.plural}
    connection.execute(insert(object_type), [{**row, "title": list(kind.title)}])
    for definition in kind.properties.values():
        _store(connection, workspace, kind.name, definition)
    return load(connection, workspace)[kind.name]


def define_property(
    connection: Connection, workspace: str, type_name: str, new: PropertyDefinition
) -> ObjectType:
    """Add a property to a type, or change one; the type as it is then.

    Records that are there have to fit: raises Conflict naming one that does not. Raises
    InvalidInput where the definition is not sound, or would change what type of value it is.
    """
    lock_for_writing(connection, workspace)
    kind = load(connection, workspace).get(type_name)
    if kind is None:
        raise InvalidInput(f"There is no object type {type_name!r}.", field="type")
    check_property(new)
    old = kind.properties.get(new.name)
    if old is not None and old.type is not new.type:
        raise InvalidInput(
            f"{old.label} is of type {old.type} and stays so.",
            field="type",
            way_out="Define another property, and move the values there.",
        )
    check_records(connection, workspace, kind, old, new)
    _store(connection, workspace, type_name, new)
    defined = _with(kind, new)
    index_records(connection, workspace, defined, old, new)
    return defined


def _with(kind: ObjectType, definition: PropertyDefinition) -> ObjectType:
    return replace(kind, properties={**kind.properties, definition.name: definition})


def _read(stored: Mapping[str, Any]) -> PropertyDefinition:
    known = {**stored, "type": PropertyType(stored["type"]), "options": tuple(stored["options"])}
    return PropertyDefinition(**known)


def _store(
    connection: Connection, workspace: str, type_name: str, definition: PropertyDefinition
) -> None:
    d = property_definition.c
    mine = (d.workspace == workspace) & (d.object_type == type_name)
    this = mine & (d.name == definition.name)
    last = connection.execute(select(func.max(d.position)).where(mine)).scalar()
    place = connection.execute(select(d.position).where(this)).scalar()
    connection.execute(delete(property_definition).where(this))
    row = {
        "workspace": workspace,
        "object_type": type_name,
        "name": definition.name,
        "position": place if place is not None else (last or 0) + 1,
        "definition": asdict(definition),
    }
    connection.execute(insert(property_definition), [row])
