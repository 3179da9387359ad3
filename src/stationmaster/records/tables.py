"""Tables of the record store.

Ids are unique over all workspaces and sort by time of making, so a new record lands at the right
edge of every index that ends in an id. No foreign keys point at `record`: nothing ever deletes one
(archiving is a flag), and a check per history row would be paid on each write.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

records_metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Document = JSON().with_variant(JSONB(), "postgresql")
Sequence = BigInteger().with_variant(Integer(), "sqlite")

record = Table(
    "record",
    records_metadata,
    Column("seq", Sequence, primary_key=True),
    Column("id", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("properties", Document, nullable=False),
    Column("stamps", Document, nullable=False),
    Column("archived", Boolean, nullable=False, default=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    UniqueConstraint("id"),
    # Not headed by `workspace`: reading by id would then look worthwhile through it, and is not.
    Index("ix_record_listing", "type", "workspace", "archived", "id"),
)
"""`properties` holds what is set (name -> value). `stamps` says when and by what each property that was
ever set was last set: [moment, kind of source, id of source, proposal, [properties]] for each moment.
`seq` is SQLite's row number, for the text index."""

record_key = Table(
    "record_key",
    records_metadata,
    Column("workspace", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("property", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("exclusive", Boolean, nullable=False),
    PrimaryKeyConstraint("workspace", "type", "property", "value", "record_id"),
    sqlite_with_rowid=False,
)
"""Normalised values of indexed properties, of records that are not archived."""

Index(
    "uq_record_key_exclusive",
    record_key.c.workspace,
    record_key.c.type,
    record_key.c.property,
    record_key.c.value,
    unique=True,
    sqlite_where=text("exclusive"),
    postgresql_where=text("exclusive"),
)

property_history = Table(
    "property_history",
    records_metadata,
    Column("record_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("property", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("proposal", Text),
    PrimaryKeyConstraint("record_id", "version", "property"),
    sqlite_with_rowid=False,
)
"""Every value a property ever had, as JSON text, with the version of the record that it made."""

association = Table(
    "association",
    records_metadata,
    Column("from_id", Text, nullable=False),
    Column("to_type", Text, nullable=False),
    Column("to_id", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("from_type", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("proposal", Text),
    PrimaryKeyConstraint("from_id", "to_type", "to_id", "label"),
    sqlite_with_rowid=False,
)
"""A link is two rows, one each way: both ends find it by the head of the primary key."""

object_type = Table(
    "object_type",
    records_metadata,
    Column("workspace", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("plural", Text, nullable=False),
    Column("title", Document, nullable=False),
)
"""Types defined at run time; the standard ones are code."""

property_definition = Table(
    "property_definition",
    records_metadata,
    Column("workspace", Text, primary_key=True),
    Column("object_type", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("definition", Document, nullable=False),
)
"""Properties defined at run time, and standard ones that a workspace has changed."""

applied_change = Table(
    "applied_change",
    records_metadata,
    Column("workspace", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("workspace", "key"),
)
"""Idempotency keys of changes that were written, with the outcome that was answered."""
