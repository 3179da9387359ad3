"""Runs, station settings, trained models, and who was given which lead."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from stationmaster.db.tables.metadata import governance

_WAITING = text("state = 'waiting'")

routing_pool = Table(
    "routing_pool",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("pool", String(200), primary_key=True),
    Column("places", Text, nullable=False),
)
"""Where each member of a pool stands in its rotation (JSON: owner -> points). The pool with the
empty name holds nothing: its row is what a transaction locks to own all pools of a workspace."""

routing_assignment = Table(
    "routing_assignment",
    governance,
    Column("id", String(40), primary_key=True),
    Column("workspace", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("pool", String(200), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("refused", Boolean, nullable=False),
    Column("at", String(27), nullable=False),
    Column("moved", Text, nullable=False),
    Column("path", Text, nullable=False),
    Index("ix_routing_assignment_subject", "workspace", "subject", "id"),
    Index("ix_routing_assignment_at", "workspace", "at"),
    Index(
        "uq_routing_assignment_waiting",
        "workspace",
        "subject",
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    ),
)
"""`state` is waiting, settled or returned. `moved`: by how much the draw moved each place."""

stored_model = Table(
    "stored_model",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", String(27), nullable=False),
    Column("card", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

run = Table(
    "run",
    governance,
    Column("id", String(40), primary_key=True),
    Column("workspace", String(40), nullable=False),
    Column("station", String(80), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("dry", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at", String(27), nullable=False),
    Column("finished_at", String(27)),
    Column("counts", Text, nullable=False),
    Column("error", Text, nullable=False),
    Index("ix_run_newest", "workspace", "station", "id"),
    Index("ix_run_all", "workspace", "id"),
)

station_settings = Table(
    "station_settings",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("station", String(80), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", String(27), nullable=False),
    Column("by", String(80), nullable=False),
    Column("settings", Text, nullable=False),
)
"""Every version that was ever saved; the newest counts. `by` is a person's id."""
