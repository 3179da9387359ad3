"""Many rows in one statement, without a layer between them and the driver: this is the hot path."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from psycopg import sql
from sqlalchemy import Connection, Dialect, Table, bindparam, delete, make_url, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import UpdateBase

Rows = Sequence[tuple[Any, ...]]
Columns = tuple[str, ...]
"""In the order in which the table has them."""


def _positional(url: str, paramstyle: str) -> Dialect:
    dialect: Any = make_url(url).get_dialect()
    return cast(Dialect, dialect(paramstyle=paramstyle))


_DIALECTS = {
    "sqlite": _positional("sqlite://", "qmark"),
    "postgresql": _positional("postgresql+psycopg://", "format"),
}


def insert_rows(
    connection: Connection, table: Table, columns: Columns, rows: Rows, *, keep: bool = False
) -> None:
    """Insert rows of `columns`; JSON columns are given as text. `keep`: a row that is there stays."""
    if not rows:
        return
    if connection.dialect.name == "postgresql" and not keep:
        _copy(connection, table, columns, rows)
    else:
        statement = _insert(connection.dialect.name, table, columns, keep)
        connection.exec_driver_sql(statement, list(rows))


def update_rows(
    connection: Connection, table: Table, columns: Columns, key: str, rows: Rows
) -> None:
    """Update `columns` of the row whose `key` is the last of each tuple."""
    if rows:
        statement = _update(connection.dialect.name, table, columns, key)
        connection.exec_driver_sql(statement, list(rows))


def delete_rows(connection: Connection, table: Table, columns: Columns, rows: Rows) -> None:
    """Delete the rows that have these values."""
    if rows:
        connection.exec_driver_sql(_delete(connection.dialect.name, table, columns), list(rows))


def _copy(connection: Connection, table: Table, columns: Columns, rows: Rows) -> None:
    """PostgreSQL's own way in for many rows: no message per row."""
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


@cache
def _insert(dialect: str, table: Table, columns: Columns, keep: bool) -> str:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(table).inline()
    if keep:
        statement = statement.on_conflict_do_nothing(index_elements=list(table.primary_key))
    return _compiled(dialect, statement, columns, columns)


@cache
def _update(dialect: str, table: Table, columns: Columns, key: str) -> str:
    statement = update(table).where(table.c[key] == bindparam("row_key"))
    return _compiled(dialect, statement, columns, (*columns, "row_key"))


@cache
def _delete(dialect: str, table: Table, columns: Columns) -> str:
    statement = delete(table).where(*(table.c[c] == bindparam(c) for c in columns))
    return _compiled(dialect, statement, (), columns)


def _compiled(dialect: str, statement: UpdateBase, values: Columns, order: Columns) -> str:
    compiled: Any = statement.compile(dialect=_DIALECTS[dialect], column_keys=list(values))
    assert tuple(compiled.positiontup) == order, "columns are named in the order of the table"
    return str(compiled)
