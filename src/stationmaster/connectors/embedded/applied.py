"""What was done under an idempotency key: stored with the change itself, in one transaction."""

from collections.abc import Iterable, Mapping

import orjson
from sqlalchemy import Connection, select

from stationmaster.core.codec import step_in, step_out
from stationmaster.crm.writer import Outcome, Result
from stationmaster.records.bulk import insert_rows
from stationmaster.records.rows import in_chunks, storable
from stationmaster.records.tables import applied_change

_COLUMNS = ("workspace", "key", "outcome", "at")


def read_applied(connection: Connection, workspace: str, keys: Iterable[str]) -> dict[str, Outcome]:
    """First outcomes of the keys that were written."""
    a = applied_change.c
    found = {}
    for chunk in in_chunks(filter(storable, dict.fromkeys(keys))):
        query = select(a.key, a.outcome).where(a.workspace == workspace, a.key.in_(chunk))
        for key, stored in connection.execute(query):
            found[key] = Outcome(Result.WRITTEN, tuple(map(step_in, orjson.loads(stored))))
    return found


def store_applied(
    connection: Connection, workspace: str, at: str, written: Mapping[str, Outcome]
) -> None:
    rows = [
        (workspace, key, orjson.dumps(list(map(step_out, outcome.steps))).decode(), at)
        for key, outcome in written.items()
    ]
    insert_rows(connection, applied_change, _COLUMNS, rows)
