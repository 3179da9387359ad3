"""The text index: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the records that are not archived, and are written in the transaction of the record.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, Table, TextClause, bindparam, event, text

from stationmaster.records.full_text import Text
from stationmaster.records.rows import in_chunks
from stationmaster.records.tables import record

RANKED = 1_000
"""So many of the newest matches are ranked, so that a word that is everywhere is found quickly."""

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


class TextIndex(Protocol):
    def add(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        """Index records by id that are not in the index."""
        ...

    def change(self, connection: Connection, texts: Mapping[str, Text]) -> None:
        """Index records anew that are in the index."""
        ...

    def drop(self, connection: Connection, ids: Sequence[str]) -> None: ...

    def find(
        self,
        connection: Connection,
        workspace: str,
        asked: Sequence[str],
        types: Sequence[str],
        limit: int,
    ) -> list[str]:
        """Ids of records with all words, the last one perhaps begun; best first, then newest."""
        ...


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

    def find(
        self,
        connection: Connection,
        workspace: str,
        asked: Sequence[str],
        types: Sequence[str],
        limit: int,
    ) -> list[str]:
        found = connection.execute(
            _limited_to(
                "SELECT id FROM ("
                " SELECT r.id, r.seq, bm25(record_text, 10.0, 1.0) AS rank"
                " FROM record_text CROSS JOIN record r ON r.seq = record_text.rowid"
                " WHERE record_text MATCH :query AND r.workspace = :workspace {types}"
                " ORDER BY record_text.rowid DESC LIMIT :ranked"
                ") ORDER BY rank, seq DESC LIMIT :limit",
                types,
            ),
            {
                "query": " ".join(f'"{word}"' for word in asked) + "*",
                "workspace": workspace,
                "ranked": RANKED,
                "limit": limit,
            },
        )
        return list(found.scalars())


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

    def find(
        self,
        connection: Connection,
        workspace: str,
        asked: Sequence[str],
        types: Sequence[str],
        limit: int,
    ) -> list[str]:
        found = connection.execute(
            _limited_to(
                "SELECT id FROM ("
                " SELECT r.id, r.seq, ts_rank(t.words, CAST(:query AS tsquery)) AS rank"
                " FROM record_text t JOIN record r ON r.id = t.record_id"
                " WHERE t.words @@ CAST(:query AS tsquery) AND r.workspace = :workspace {types}"
                " ORDER BY r.seq DESC LIMIT :ranked"
                ") AS newest ORDER BY rank DESC, seq DESC LIMIT :limit",
                types,
            ),
            {
                "query": " & ".join(f"'{word}'" for word in asked) + ":*",
                "workspace": workspace,
                "ranked": RANKED,
                "limit": limit,
            },
        )
        return list(found.scalars())


def _run(connection: Connection, statement: str, rows: list[Any]) -> None:
    if rows:
        connection.exec_driver_sql(statement, rows)


def _limited_to(sql: str, types: Sequence[str]) -> TextClause:
    if not types:
        return text(sql.format(types=""))
    limited = text(sql.format(types="AND r.type IN :types"))
    return limited.bindparams(bindparam("types", list(types), expanding=True))


def _vector(found: Text) -> str:
    """A tsvector literal: words of the title weigh most (A), all others least."""
    title = found.title.split()
    marked = [f"'{word}':{place}A" for place, word in enumerate(title, 1)]
    body = enumerate(found.body.split(), len(title) + 1)
    return " ".join(marked + [f"'{word}':{place}" for place, word in body])
