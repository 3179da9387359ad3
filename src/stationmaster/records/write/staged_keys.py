"""The key index as it will be: what the database holds, and what this transaction changes."""

from collections.abc import Iterable

from sqlalchemy import Connection

from stationmaster.records.bulk import delete_rows, insert_rows
from stationmaster.records.keys import holders
from stationmaster.records.tables import record_key

Key = tuple[str, str, str]
"""Object type, property, normalised value."""

_COLUMNS = ("workspace", "type", "property", "value", "record_id")


class StagedKeys:
    def __init__(self, connection: Connection, workspace: str):
        self._connection = connection
        self._workspace = workspace
        self._stored: dict[Key, list[str]] = {}
        self._staged: dict[Key, dict[str, bool]] = {}
        self._exclusive: set[tuple[str, str]] = set()

    def load(self, keys: Iterable[Key]) -> None:
        """Read who holds these, in one query per property."""
        wanted: dict[tuple[str, str], list[str]] = {}
        for type, property, value in keys:
            if (type, property, value) not in self._stored:
                wanted.setdefault((type, property), []).append(value)
                self._stored[type, property, value] = []
        for (type, property), values in wanted.items():
            found = holders(self._connection, self._workspace, type, property, values)
            for value, ids in found.items():
                self._stored[type, property, value] = ids

    def holders(self, key: Key) -> list[str]:
        """Ids of the records that hold a key now, oldest first."""
        self.load([key])
        stored, staged = self._stored[key], self._staged.get(key)
        if staged is None:
            return stored
        kept = [id for id in stored if staged.get(id, True)]
        return kept + [id for id, held in staged.items() if held and id not in stored]

    def put(self, key: Key, record_id: str, *, exclusive: bool) -> None:
        self._staged.setdefault(key, {})[record_id] = True
        if exclusive:
            self._exclusive.add(key[:2])

    def take(self, key: Key, record_id: str) -> None:
        self._staged.setdefault(key, {})[record_id] = False

    def flush(self) -> None:
        workspace, exclusive = self._workspace, self._exclusive
        gone, come = [], []
        for key, staged in self._staged.items():
            for record_id, held in staged.items():
                if held:
                    come.append((workspace, *key, record_id, key[:2] in exclusive))
                else:
                    gone.append((workspace, *key, record_id))
        delete_rows(self._connection, record_key, _COLUMNS, gone)
        columns = (*_COLUMNS, "exclusive")
        insert_rows(self._connection, record_key, columns, come, keep=True)
