"""What a changed definition means for the records that are there: check them, then index anew."""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Connection, delete, select

from stationmaster.core.errors import Conflict
from stationmaster.core.record import ObjectType, PropertyDefinition, Ref, Value
from stationmaster.records.bulk import insert_rows
from stationmaster.records.full_text import is_searched, text_of
from stationmaster.records.keys import is_key, normalise
from stationmaster.records.rows import CHUNK
from stationmaster.records.tables import record, record_key
from stationmaster.records.text_index import index_of

Held = tuple[str, Mapping[str, Value]]
"""Id and properties of a record."""

_KEY_COLUMNS = ("workspace", "type", "property", "value", "record_id", "exclusive")


def check_records(
    connection: Connection,
    workspace: str,
    kind: ObjectType,
    old: PropertyDefinition | None,
    new: PropertyDefinition,
) -> None:
    """Raises Conflict naming a record that does not fit the new definition."""
    checks: list[Callable[[str, Value], None]] = []
    if new.required and not (old and old.required):
        checks.append(lambda id, value: _check_present(kind, new, id, value))
    if old and set(old.options) - set(new.options):
        checks.append(lambda id, value: _check_option(kind, new, id, value))
    if new.unique and not (old and old.unique):
        checks.append(_Once(kind, new))
    if checks:
        for id, properties in _held(connection, workspace, kind.name):
            for check in checks:
                check(id, properties.get(new.name))


def index_records(
    connection: Connection,
    workspace: str,
    kind: ObjectType,
    old: PropertyDefinition | None,
    new: PropertyDefinition,
) -> None:
    """Keys and full text, where the definition changes them. `kind` has the new definition."""
    if old is None:
        return
    if (is_key(old), old.unique) != (is_key(new), new.unique):
        _index_keys(connection, workspace, kind.name, new)
    if is_searched(old) != is_searched(new):
        for chunk in _chunks(connection, workspace, kind.name):
            texts = {id: text_of(kind, properties) for id, properties in chunk}
            index_of(connection).change(connection, texts)


def _index_keys(connection: Connection, workspace: str, type: str, new: PropertyDefinition) -> None:
    k = record_key.c
    connection.execute(
        delete(record_key).where(k.workspace == workspace, k.type == type, k.property == new.name)
    )
    if not is_key(new):
        return
    for chunk in _chunks(connection, workspace, type):
        values = ((id, properties.get(new.name)) for id, properties in chunk)
        keys = ((id, normalise(new, value)) for id, value in values if value is not None)
        rows = [(workspace, type, new.name, key, id, new.unique) for id, key in keys if key]
        insert_rows(connection, record_key, _KEY_COLUMNS, rows)


class _Once:
    """Every value at most once, compared as keys are."""

    def __init__(self, kind: ObjectType, definition: PropertyDefinition):
        self._kind = kind
        self._definition = definition
        self._holders: dict[str, str] = {}

    def __call__(self, id: str, value: Value) -> None:
        key = normalise(self._definition, value) if value is not None else ""
        if key and self._holders.setdefault(key, id) != id:
            first, second = Ref(self._kind.name, self._holders[key]), Ref(self._kind.name, id)
            raise Conflict(
                f"{self._definition.label} cannot be unique: {first} and {second} both hold "
                f"{value!r}.",
                field=self._definition.name,
                way_out="Change one of them first.",
            )


def _check_present(kind: ObjectType, definition: PropertyDefinition, id: str, value: Value) -> None:
    if value is None:
        raise Conflict(
            f"{definition.label} cannot be required: {Ref(kind.name, id)} has no value.",
            field=definition.name,
            way_out="Define it as optional, fill it in everywhere, then require it.",
        )


def _check_option(kind: ObjectType, definition: PropertyDefinition, id: str, value: Value) -> None:
    held = set(str(value).split(";")) if value is not None else set()
    if gone := held - set(definition.options):
        raise Conflict(
            f"{definition.label}: {Ref(kind.name, id)} holds {min(gone)!r}, which would be no "
            "option any more.",
            field="options",
            way_out="Keep the option, or change those records first.",
        )


def _held(connection: Connection, workspace: str, type: str) -> Iterator[Held]:
    for chunk in _chunks(connection, workspace, type):
        yield from chunk


def _chunks(connection: Connection, workspace: str, type: str) -> Iterator[list[Held]]:
    """Records of a type that are not archived, in order of id."""
    r, last = record.c, ""
    while True:
        query = select(r.id, r.properties).where(
            r.workspace == workspace, r.type == type, r.archived.is_(False), r.id > last
        )
        rows = connection.execute(query.order_by(r.id).limit(CHUNK)).all()
        if not rows:
            return
        yield [(row.id, row.properties) for row in rows]
        last = rows[-1].id
