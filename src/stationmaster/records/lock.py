"""One writer at a time per workspace, on PostgreSQL as on SQLite.

What is checked before a write (bases, keys, uniqueness) then still holds when it is written.
"""

from sqlalchemy import Connection, func, select


def lock_for_writing(connection: Connection, workspace: str) -> None:
    """Wait for the workspace's write lock; the end of the transaction gives it back."""
    if connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"records:{workspace}", 0)
        connection.execute(select(func.pg_advisory_xact_lock(key)))
