"""The audit log: one row per entry, never changed, and one head row per workspace.

The five columns and `detail` are together the text that is hashed (`audit.chain`), so there is no
second copy of anything that could come to disagree.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    event,
)

from stationmaster.db.tables.metadata import governance

audit_entry = Table(
    "audit_entry",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", String(27), nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(80), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_audit_entry_actor", "workspace", "actor", "seq"),
    Index("ix_audit_entry_action", "workspace", "action", "seq"),
    Index("ix_audit_entry_subject", "workspace", "subject", "seq"),
)
"""`detail` is canonical JSON. `hash` is the link to the row before (see `audit.chain`)."""

audit_head = Table(
    "audit_head",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)
"""Where the log of a workspace ends: its lock, and what betrays a cut tail.

`frontier` holds the roots of the perfect subtrees of the Merkle tree, largest first, 32 bytes each.
"""

MESSAGE = "the audit log is append-only"

APPEND_ONLY = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
}
"""What a migration that makes `audit_entry` executes after it, by dialect; `create_all` does so by
itself. It stops accidents; who may drop a trigger is stopped by the chain being looked at."""


@event.listens_for(audit_entry, "after_create")
def _forbid_changes(_table: Table, connection: Connection, **_: object) -> None:
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)
