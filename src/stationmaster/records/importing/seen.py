"""What stood in the file before: on disk where it grows, so that memory stays flat."""

import sqlite3
from types import TracebackType


class Seen:
    """Rows by content, and values that only one record may have. Gone when closed."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE row (digest BLOB PRIMARY KEY, times INT, line INT) WITHOUT ROWID",
            "CREATE TABLE claim (property TEXT, value TEXT, line INT, digest BLOB,"
            " PRIMARY KEY (property, value)) WITHOUT ROWID",
            "BEGIN",
        ):
            self._database.execute(statement)

    def count(self, digest: bytes, line: int) -> tuple[int, int]:
        """How often this row stood there before, and the line of the first one."""
        times, first = self._database.execute(
            "INSERT INTO row VALUES (?, 1, ?)"
            " ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times, line",
            (digest, line),
        ).fetchone()
        return times - 1, first

    def claim(
        self, property: str, value: str, line: int, digest: bytes
    ) -> tuple[int, bytes] | None:
        """Claim a value for a row; the line and digest of the row that has it already, if one has."""
        made = self._database.execute(
            "INSERT INTO claim VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (property, value, line, digest),
        )
        if made.rowcount:
            return None
        found = self._database.execute(
            "SELECT line, digest FROM claim WHERE property = ? AND value = ?", (property, value)
        ).fetchone()
        return found[0], found[1]

    def __enter__(self) -> "Seen":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()
