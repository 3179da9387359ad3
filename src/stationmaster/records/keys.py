"""Keys: indexed values, normalised so that they are found however they were typed."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import Connection, select

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType, Ref, Value
from stationmaster.records.rows import in_chunks, storable
from stationmaster.records.tables import record_key

LONGEST_KEY = 200
"""Characters. Longer values are kept as a head and a hash: PostgreSQL's index rows have a limit."""


def normalise(definition: PropertyDefinition, value: Value) -> str:
    """How `value` is compared: case and runs of blanks do not count, nor do the marks in a
    number that is dialled. Empty where nothing is left to compare."""
    text = str(value)
    text = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()
    if definition.type is PropertyType.PHONE:
        text = "".join(c for c in text if c.isalnum() or c == "+")
    else:
        text = " ".join(text.split())
    if len(text) <= LONGEST_KEY:
        return text
    return f"{text[:100]}#{sha256(text.encode()).hexdigest()}"


def is_key(definition: PropertyDefinition) -> bool:
    return definition.indexed or definition.unique


def keys_of(kind: ObjectType, properties: Mapping[str, Value]) -> dict[str, str]:
    """Property -> normalised value, of those properties that are kept as keys."""
    found = {}
    for definition in key_definitions(kind):
        value = properties.get(definition.name)
        if value is not None and (key := normalise(definition, value)):
            found[definition.name] = key
    return found


def key_definitions(kind: ObjectType) -> Sequence[PropertyDefinition]:
    return [d for d in kind.properties.values() if is_key(d)]


def holders(
    connection: Connection, workspace: str, type: str, property: str, keys: Iterable[str]
) -> dict[str, list[str]]:
    """Normalised value -> ids of the records that hold it, oldest first."""
    k = record_key.c
    found: dict[str, list[str]] = {}
    for chunk in in_chunks(filter(storable, dict.fromkeys(keys))):
        query = select(k.value, k.record_id).where(
            k.workspace == workspace, k.type == type, k.property == property, k.value.in_(chunk)
        )
        for value, record_id in connection.execute(query.order_by(k.value, k.record_id)):
            found.setdefault(value, []).append(record_id)
    return found


def lookup(
    connection: Connection, workspace: str, kind: ObjectType, property: str, values: Iterable[str]
) -> dict[str, Sequence[Ref]]:
    """Given value -> records that hold it. Values that nobody holds are absent.

    Raises InvalidInput where the property does not exist or is not indexed.
    """
    definition = kind.properties.get(property)
    if definition is None or not is_key(definition):
        raise InvalidInput(
            f"{kind.plural} cannot be looked up by {property!r}.",
            field=property,
            way_out="Let an admin make it an indexed property, or filter by it.",
        )
    keys = {value: normalise(definition, value) for value in values}
    found = holders(connection, workspace, kind.name, property, keys.values())
    return {
        value: [Ref(kind.name, id) for id in found[key]]
        for value, key in keys.items()
        if key in found
    }
