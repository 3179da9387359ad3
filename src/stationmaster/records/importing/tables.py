"""What imports leave behind: the run, and which row became which record."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text

from stationmaster.records.tables import Document, records_metadata

import_run = Table(
    "import_run",
    records_metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("plan", Document, nullable=False),
    Column("counts", Document, nullable=False),
    Column("who", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("finished_at", Text, nullable=False),
    Index("ix_import_run_recent", "workspace", "id"),
)
"""One load that was committed. `digest`: SHA-256 of the file's bytes. `who`: id of the person."""

import_row = Table(
    "import_row",
    records_metadata,
    Column("workspace", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("run", Text, nullable=False),
    PrimaryKeyConstraint("workspace", "type", "key"),
    sqlite_with_rowid=False,
)
"""A row once loaded. `key`: hash of what identifies it (an id of its own, or its whole content and
which of several identical rows it was). `state`: hash of its content and of the plan that read it;
empty where a name in it led nowhere, so that it is tried again."""
