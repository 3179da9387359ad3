"""What a record's properties held, and when."""

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, select

from stationmaster.core.actor import SourceKind
from stationmaster.core.clock import from_text
from stationmaster.core.record import HistoryEntry, Ref, Source
from stationmaster.records.tables import property_history


def read_history(
    connection: Connection, workspace: str, ref: Ref, properties: Sequence[str] = ()
) -> list[HistoryEntry]:
    """Newest first. No properties: all."""
    h = property_history.c
    query = (
        select(h.property, h.value, h.at, h.kind, h.source, h.proposal)
        .where(h.record_id == ref.id, h.workspace == workspace)
        .order_by(h.version.desc(), h.property)
    )
    if properties:
        query = query.where(h.property.in_(properties))
    return [
        HistoryEntry(
            name,
            orjson.loads(value),
            from_text(at),
            Source(SourceKind(kind), source, proposal),
        )
        for name, value, at, kind, source, proposal in connection.execute(query)
    ]
