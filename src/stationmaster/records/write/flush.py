"""Staged records to rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from stationmaster.records.bulk import insert_rows, update_rows
from stationmaster.records.full_text import Text, is_searched, text_of
from stationmaster.records.rows import pack_stamps
from stationmaster.records.tables import property_history, record
from stationmaster.records.text_index import index_of
from stationmaster.records.write.working import Working

_CHANGING = ("version", "properties", "stamps", "archived", "updated_at")
_INSERTED = (
    "id",
    "workspace",
    "type",
    "version",
    "properties",
    "stamps",
    "archived",
    "created_at",
    "updated_at",
)
_HISTORY = (
    "record_id",
    "version",
    "property",
    "workspace",
    "value",
    "at",
    "kind",
    "source",
    "proposal",
)


def flush_records(
    connection: Connection,
    workspace: str,
    changed: Iterable[Working],
    history: Sequence[tuple[Any, ...]],
) -> None:
    """`history` are rows of `property_history`, its columns in the order of the table."""
    new, old = [], []
    for w in changed:
        content = (
            w.version,
            orjson.dumps(w.properties).decode(),
            orjson.dumps(pack_stamps(w.stamps)).decode(),
            w.archived,
        )
        if w.stored is None:
            head = (w.ref.id, workspace, w.ref.type)
            new.append((*head, *content, w.created_at, w.updated_at))
        else:
            old.append((*content, w.updated_at, w.ref.id))
    insert_rows(connection, record, _INSERTED, new)
    update_rows(connection, record, _CHANGING, "id", old)
    insert_rows(connection, property_history, _HISTORY, history)


def flush_texts(connection: Connection, changed: Iterable[Working]) -> None:
    """What changed for a search. Archived records are not found."""
    index = index_of(connection)
    add: dict[str, Text] = {}
    change: dict[str, Text] = {}
    drop = []
    for w in changed:
        was_in = w.stored is not None and not w.was_archived
        if w.archived and was_in:
            drop.append(w.ref.id)
        elif not w.archived and (not was_in or _text_touched(w)):
            (change if was_in else add)[w.ref.id] = text_of(w.kind, w.properties)
    index.add(connection, add)
    index.change(connection, change)
    index.drop(connection, drop)


def _text_touched(working: Working) -> bool:
    definitions: Mapping[str, Any] = working.kind.properties
    return any(name in definitions and is_searched(definitions[name]) for name in working.touched)
