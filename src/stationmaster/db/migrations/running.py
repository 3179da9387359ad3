"""What the environment of both version trees does: run migrations on the connection it is given.

The text index `record_text` is made by hand, differently on each database, and is in no metadata.
"""

from collections.abc import Mapping
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, MetaData
from sqlalchemy.schema import SchemaItem


def run(metadata: MetaData, version_table: str) -> None:
    """Only tables of `metadata` are looked at: on PostgreSQL both trees may share one database."""

    def is_ours(
        item: SchemaItem, name: str | None, type_: str, _reflected: bool, _compared: Any
    ) -> bool:
        return type_ != "table" or name in metadata.tables

    attributes: Mapping[str, Any] = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=metadata,
        version_table=version_table,
        include_object=is_ours,
        render_item=_render,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


def _render(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """JSON is text on SQLite and JSONB on PostgreSQL; alembic would forget an import for it."""
    if kind == "type" and isinstance(item, JSON) and "postgresql" in item._variant_mapping:
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False
