"""May these values be stored? Each refusal says which property, why, and what to do."""

from collections.abc import Iterable, Mapping

from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.core.record import ObjectType, PropertyType, Ref, Value
from stationmaster.records.values import coerce
from stationmaster.records.write.staging import Staging


def type_of(staging: Staging, name: str) -> ObjectType:
    """Raises InvalidInput where the workspace has no such object type."""
    kind = staging.types.get(name)
    if kind is None:
        raise InvalidInput(
            f"There is no object type {name!r}.",
            field="type",
            way_out=f"Use one of {', '.join(staging.types)}, or let an admin define it.",
        )
    return kind


def coerced(kind: ObjectType, values: Mapping[str, object]) -> dict[str, Value]:
    """Raises InvalidInput for a property that does not exist or a value that it cannot hold."""
    definitions = kind.properties
    result = {}
    for name, raw in values.items():
        definition = definitions.get(name)
        if definition is None:
            raise InvalidInput(
                f"{kind.label} has no property {name!r}.",
                field=name,
                way_out="Use one of its properties, or let an admin define this one.",
            )
        result[name] = coerce(definition, raw)
    return result


def check_required(kind: ObjectType, values: Mapping[str, Value], names: Iterable[str]) -> None:
    """Raises InvalidInput where one of `names` is required and has no value."""
    for name in names:
        if kind.properties[name].required and values.get(name) is None:
            raise InvalidInput(
                f"{kind.properties[name].label}: a {kind.label.lower()} needs a value here.",
                field=name,
                way_out="Give it one.",
            )


def check_owners(staging: Staging, kind: ObjectType, values: Mapping[str, Value]) -> None:
    """Raises InvalidInput where a value should be an owner's id and there is no such owner."""
    for name, value in values.items():
        if value is not None and kind.properties[name].type is PropertyType.OWNER:
            found = staging.get(Ref("owner", str(value)))
            if found is None or found.archived:
                raise InvalidInput(
                    f"{kind.properties[name].label}: there is no owner {value!r}.",
                    field=name,
                    way_out="Use the id of an owner who is there.",
                )


def check_unique(
    staging: Staging, kind: ObjectType, values: Mapping[str, Value], own_id: str | None
) -> None:
    """Raises Conflict naming the property and the record that holds the value already."""
    for key in staging.unique_keys_of(kind, values).values():
        others = [id for id in staging.keys.holders(key) if id != own_id]
        if others:
            label, value = kind.properties[key[1]].label, values[key[1]]
            raise Conflict(
                f"{label}: {value!r} belongs to {Ref(kind.name, others[0])} already, and no two "
                f"{kind.plural.lower()} may share it.",
                field=key[1],
                way_out="Change that record instead, or use another value.",
            )


def check_new(staging: Staging, kind: ObjectType, values: Mapping[str, Value]) -> None:
    """Everything that a new record with these coerced values has to satisfy."""
    check_required(kind, values, kind.properties)
    check_owners(staging, kind, values)
    check_unique(staging, kind, values, None)


def check_set(staging: Staging, kind: ObjectType, values: Mapping[str, Value], own_id: str) -> None:
    """Everything that a record whose properties become these coerced values has to satisfy."""
    check_required(kind, values, values)
    check_owners(staging, kind, values)
    check_unique(staging, kind, values, own_id)
