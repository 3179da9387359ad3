"""Workspaces, people, their sessions, agents' tokens, and who has to wait before the next try.

No secret is stored: passwords as argon2 hashes, session and agent tokens as SHA-256 of 256 random
bits.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from stationmaster.db.tables.metadata import governance

workspace = Table(
    "workspace",
    governance,
    Column("id", String(40), primary_key=True),
    Column("slug", String(63), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("created_at", String(27), nullable=False),
)

person = Table(
    "person",
    governance,
    Column("id", String(40), primary_key=True),
    Column("workspace", String(40), ForeignKey("workspace.id"), nullable=False),
    Column("email", String(320), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("owner", String(80)),
    Column("password_hash", String(200)),
    Column("created_at", String(27), nullable=False),
    Column("signed_in_at", String(27)),
    Index("uq_person_email", "email", "workspace", unique=True),
    Index("ix_person_workspace", "workspace", "name"),
)
"""`email` in lower case. `owner` is the id of an owner record. No hash: no way to sign in yet."""

session = Table(
    "person_session",
    governance,
    Column("id", String(40), primary_key=True),
    Column("workspace", String(40), ForeignKey("workspace.id"), nullable=False),
    Column("person", String(40), ForeignKey("person.id"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("client", String(100), nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("seen_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("revoked_at", String(27)),
    Index("ix_person_session_person", "person", "created_at"),
    Index("ix_person_session_expiry", "expires_at"),
)

agent_token = Table(
    "agent_token",
    governance,
    Column("id", String(40), primary_key=True),
    Column("workspace", String(40), ForeignKey("workspace.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("stations", Text, nullable=False),
    Column("on_behalf_of", String(40), ForeignKey("person.id")),
    Column("created_by", String(40), nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("revoked_at", String(27)),
    Column("last_used_at", String(27)),
    Index("ix_agent_token_workspace", "workspace", "created_at"),
)
"""`stations` is a JSON list of names, sorted."""

sign_in_attempt = Table(
    "sign_in_attempt",
    governance,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", String(27), nullable=False),
    Column("blocked_until", String(27), nullable=False),
    Index("ix_sign_in_attempt_last", "last_at"),
)
"""Tries that did not succeed, by account or by address. `key` is a SHA-256, so that a password typed
into the wrong field is not kept. Of no workspace: it is counted before one is known."""
