"""Looking into JSON properties, in the words of SQLite and of PostgreSQL.

Each element takes clauses and has one template per database; `{0}` is its first clause.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Kind(FunctionElement[str]):
    """(document, name): the JSON kind as the database calls it; 'null' or NULL where not set."""

    inherit_cache = True
    type = sa.Text()


class TextIn(FunctionElement[str]):
    """(document, name): a text property, ordered by code point; NULL where it is of another kind."""

    inherit_cache = True
    type = sa.Text()


class NumberIn(FunctionElement[Decimal]):
    """(document, name): a number property; NULL where it is of another kind."""

    inherit_cache = True
    type = sa.Numeric()


class BooleanIn(FunctionElement[str]):
    """(document, name): 'true' or 'false'; NULL where the value is of another kind."""

    inherit_cache = True
    type = sa.Text()


class NumberOf(FunctionElement[Decimal]):
    """(text): the number that JSON text writes."""

    inherit_cache = True
    type = sa.Numeric()


class Place(FunctionElement[int]):
    """(part, whole): where the part stands in the whole, from 1; 0: nowhere."""

    inherit_cache = True
    type = sa.Integer()


class HasWord(FunctionElement[bool]):
    """(text, GLOB pattern, regular expression): each database takes the pattern it knows."""

    inherit_cache = True
    type = sa.Boolean()


_IN_SQLITE = """'$."' || {1} || '"'"""
_TEMPLATES: Mapping[str, Mapping[type[FunctionElement[Any]], str]] = {
    "sqlite": {
        Kind: f"json_type({{0}}, {_IN_SQLITE})",
        TextIn: f"CASE json_type({{0}}, {_IN_SQLITE}) WHEN 'text'"
        f" THEN json_extract({{0}}, {_IN_SQLITE}) END",
        NumberIn: f"CASE WHEN json_type({{0}}, {_IN_SQLITE}) IN ('integer', 'real')"
        f" THEN json_extract({{0}}, {_IN_SQLITE}) END",
        BooleanIn: f"CASE WHEN json_type({{0}}, {_IN_SQLITE}) IN ('true', 'false')"
        f" THEN json_type({{0}}, {_IN_SQLITE}) END",
        NumberOf: "json_extract({0}, '$')",
        Place: "instr({1}, {0})",
        HasWord: "(({0}) GLOB {1})",
    },
    "postgresql": {
        Kind: "jsonb_typeof({0} -> {1})",
        TextIn: """(CASE jsonb_typeof({0} -> {1}) WHEN 'string' THEN {0} ->> {1} END COLLATE "C")""",
        NumberIn: "CASE jsonb_typeof({0} -> {1}) WHEN 'number' THEN ({0} ->> {1})::numeric END",
        BooleanIn: "CASE jsonb_typeof({0} -> {1}) WHEN 'boolean' THEN {0} ->> {1} END",
        NumberOf: "({0})::numeric",
        Place: "strpos({1}, {0})",
        HasWord: "(({0}) ~ {2})",
    },
}


@compiles(Kind)
@compiles(TextIn)
@compiles(NumberIn)
@compiles(BooleanIn)
@compiles(NumberOf)
@compiles(Place)
@compiles(HasWord)
def _to_sql(element: FunctionElement[Any], compiler: SQLCompiler, **options: object) -> str:
    clauses = [compiler.process(clause, **options) for clause in element.clauses]
    return _TEMPLATES[compiler.dialect.name][element.__class__].format(*clauses)
