"""Requests that carried an idempotency key, and what they were answered."""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from stationmaster.db.tables.metadata import governance

idempotency_key = Table(
    "idempotency_key",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("actor", String(80), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("status", Integer),
    Column("body", Text),
    Column("at", String(27), nullable=False),
    Index("ix_idempotency_key_at", "workspace", "at"),
)
"""`state` is running, done or lost (it failed on the way, so nobody knows how far it got).
`fingerprint` is of the request that used the key first."""
