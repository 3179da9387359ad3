"""The text index: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the records that are not archived, and are written in the transaction of the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sqlalchemy import Connection, Table, TextClause, bindparam, event, text

from stationmaster.records.full_text import Text
from stationmaster.records.rows import in_chunks
from stationmaster.records.tables import record

SQLITE_DDL = ("CREATE VIRTUAL TABLE record_text USING fts5(title, body, tokenize = 'ascii')",)
POSTGRES_DDL = (
    "CREATE TABLE record_text (record_id TEXT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_record_text_words ON record_text USING gin (words)",
)
DDL_OF: Mapping[str, Sequence[str]] = {"sqlite": SQLITE_DDL, "postgresql": POSTGRES_DDL}


@event.listens_for(record, "after_create")
def create_text_index(_table: Table, connection: Connection, **_options: Any) -> None:
    for statement in DDL_OF[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@dataclass(frozen=True, slots=True)
class Query:
    """All `words`, the last one perhaps only begun; `by_title`: all of them in the record's name.
    No types: all."""

    workspace: str
    words: Sequence[str]
    types: Sequence[str]
    limit: int
    by_title: bool = False


class TextIndex(Protocol):
    def add(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        """Index records by id that are not in the index."""
        ...

    def change(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        """Index records anew that are in the index."""
        ...

    def drop(self, connection: Connection, ids: Sequence[str]) -> None: ...

    def find(self, connection: Connection, query: Query) -> list[str]:
        """Ids of the newest records that match, newest first."""
        ...


def search(connection: Connection, query: Query) -> list[str]:
    """Ids of records: those whose name has all the words, then the others; newest first in both.

    No more rows are looked at than are asked for, so a word that is everywhere is found as quickly.
    """
    index = index_of(connection)
    named = index.find(connection, replace(query, by_title=True))
    if len(named) == query.limit:
        return named
    known = set(named)
    others = (id for id in index.find(connection, query) if id not in known)
    return [*named, *others][: query.limit]


def index_of(connection: Connection) -> TextIndex:
    return SqliteIndex() if connection.dialect.name == "sqlite" else PostgresIndex()


class SqliteIndex:
    def add(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        _run(
            connection,
            "INSERT INTO record_text (rowid, title, body) SELECT seq, ?, ? FROM record WHERE id = ?",
            [(t.title, t.body, id) for id, t in texts.items()],
        )

    def change(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        _run(
            connection,
            "UPDATE record_text SET title = ?, body = ? "
            "WHERE rowid = (SELECT seq FROM record WHERE id = ?)",
            [(t.title, t.body, id) for id, t in texts.items()],
        )

    def drop(self, connection: Connection, ids: Sequence[str]) -> None:
        _run(
            connection,
            "DELETE FROM record_text WHERE rowid = (SELECT seq FROM record WHERE id = ?)",
            [(id,) for id in ids],
        )

    def find(self, connection: Connection, query: Query) -> list[str]:
        words = " ".join(f'"{word}"' for word in query.words)
        # The cross join keeps the order of the tables: newest matches first, until there are enough.
        found = _statement(
            "SELECT r.id FROM record_text CROSS JOIN record r ON r.seq = record_text.rowid"
            " WHERE record_text MATCH :words AND r.workspace = :workspace {types}"
            " ORDER BY record_text.rowid DESC LIMIT :limit",
            query,
        )
        asked = f"{{title}} : ({words}*)" if query.by_title else f"{words}*"
        return list(connection.execute(found, {"words": asked}).scalars())


class PostgresIndex:
    def add(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        _run(
            connection,
            "INSERT INTO record_text (record_id, words) VALUES (%s, %s::tsvector)",
            [(id, _vector(t)) for id, t in texts.items()],
        )

    def change(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        _run(
            connection,
            "UPDATE record_text SET words = %s::tsvector WHERE record_id = %s",
            [(_vector(t), id) for id, t in texts.items()],
        )

    def drop(self, connection: Connection, ids: Sequence[str]) -> None:
        for chunk in in_chunks(ids):
            query = "DELETE FROM record_text WHERE record_id = ANY(%(ids)s)"
            connection.exec_driver_sql(query, {"ids": chunk})

    def find(self, connection: Connection, query: Query) -> list[str]:
        weight = "A" if query.by_title else ""
        exact = [f"'{word}':{weight}" if weight else f"'{word}'" for word in query.words[:-1]]
        found = _statement(
            "SELECT r.id FROM record_text t JOIN record r ON r.id = t.record_id"
            " WHERE t.words @@ CAST(:words AS tsquery) AND r.workspace = :workspace {types}"
            " ORDER BY r.seq DESC LIMIT :limit",
            query,
        )
        asked = " & ".join([*exact, f"'{query.words[-1]}':{weight}*"])
        return list(connection.execute(found, {"words": asked}).scalars())


def _run(connection: Connection, statement: str, rows: list[Any]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _statement(sql: str, query: Query) -> TextClause:
    found = text(sql.format(types="AND r.type IN :types" if query.types else ""))
    found = found.bindparams(workspace=query.workspace, limit=query.limit)
    if query.types:
        found = found.bindparams(bindparam("types", list(query.types), expanding=True))
    return found


def _vector(found: Text) -> str:
    """A tsvector literal: words of the title weigh most (A), all others least."""
    title = found.title.split()
    marked = [f"'{word}':{place}A" for place, word in enumerate(title, 1)]
    body = enumerate(found.body.split(), len(title) + 1)
    return " ".join(marked + [f"'{word}':{place}" for place, word in body])
