"""Create the governance tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from stationmaster.db.tables.audit import APPEND_ONLY

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "seq", name=op.f("pk_audit_entry")),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_index(
        "ix_audit_entry_action", "audit_entry", ["workspace", "action", "seq"], unique=False
    )
    op.create_index(
        "ix_audit_entry_actor", "audit_entry", ["workspace", "actor", "seq"], unique=False
    )
    op.create_index(
        "ix_audit_entry_subject", "audit_entry", ["workspace", "subject", "seq"], unique=False
    )
    op.create_table(
        "audit_head",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "actor", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index("ix_idempotency_key_at", "idempotency_key", ["workspace", "at"], unique=False)
    op.create_table(
        "policy_switches",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("switches", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "version", name=op.f("pk_policy_switches")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("updated_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("run", sa.String(length=40), nullable=True),
        sa.Column("approver", sa.String(length=40), nullable=True),
        sa.Column("undoes", sa.String(length=40), nullable=True),
        sa.Column("supersedes", sa.String(length=40), nullable=True),
        sa.Column("superseded_by", sa.String(length=40), nullable=True),
        sa.Column("dedup", sa.String(length=200), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(
        "ix_proposal_confidence",
        "proposal",
        ["workspace", "confidence", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_proposal_dedup",
        "proposal",
        ["workspace", "dedup"],
        unique=False,
        sqlite_where=sa.text("dedup IS NOT NULL"),
        postgresql_where=sa.text("dedup IS NOT NULL"),
    )
    op.create_index(
        "ix_proposal_expiry",
        "proposal",
        ["workspace", "expires_at"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_proposal_oldest",
        "proposal",
        ["workspace", "created_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_proposal_open",
        "proposal",
        ["workspace", "status", "updated_at"],
        unique=False,
        sqlite_where=sa.text("status IN ('proposed', 'waiting', 'approved', 'applying', 'unsure')"),
        postgresql_where=sa.text(
            "status IN ('proposed', 'waiting', 'approved', 'applying', 'unsure')"
        ),
    )
    op.create_index(
        "ix_proposal_queue",
        "proposal",
        ["workspace", "station", "kind", "created_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_proposal_risk",
        "proposal",
        ["workspace", "risk", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_proposal_run",
        "proposal",
        ["workspace", "run"],
        unique=False,
        sqlite_where=sa.text("run IS NOT NULL"),
        postgresql_where=sa.text("run IS NOT NULL"),
    )
    op.create_index(
        "ix_proposal_station",
        "proposal",
        ["workspace", "station", "created_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_index(
        "ix_proposal_trouble",
        "proposal",
        ["workspace", "status", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('stale', 'failed')"),
        postgresql_where=sa.text("status IN ('stale', 'failed')"),
    )
    op.create_index(
        "ix_proposal_undoes",
        "proposal",
        ["workspace", "undoes"],
        unique=False,
        sqlite_where=sa.text("undoes IS NOT NULL"),
        postgresql_where=sa.text("undoes IS NOT NULL"),
    )
    op.create_index(
        "uq_proposal_dedup",
        "proposal",
        ["workspace", "dedup"],
        unique=True,
        sqlite_where=sa.text(
            "dedup IS NOT NULL AND status IN ('proposed', 'waiting', 'approved', 'applying', 'unsure')"
        ),
        postgresql_where=sa.text(
            "dedup IS NOT NULL AND status IN ('proposed', 'waiting', 'approved', 'applying', 'unsure')"
        ),
    )
    op.create_table(
        "proposal_record",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("proposal", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "type", "record", "proposal", name=op.f("pk_proposal_record")
        ),
    )
    op.create_table(
        "proposal_result",
        sa.Column("proposal", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("proposal", name=op.f("pk_proposal_result")),
    )
    op.create_table(
        "routing_assignment",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("pool", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_assignment")),
    )
    op.create_index(
        "ix_routing_assignment_at", "routing_assignment", ["workspace", "at"], unique=False
    )
    op.create_index(
        "ix_routing_assignment_subject",
        "routing_assignment",
        ["workspace", "subject", "id"],
        unique=False,
    )
    op.create_index(
        "uq_routing_assignment_waiting",
        "routing_assignment",
        ["workspace", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "routing_pool",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("pool", sa.String(length=200), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "pool", name=op.f("pk_routing_pool")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("dry", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.String(length=27), nullable=False),
        sa.Column("finished_at", sa.String(length=27), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index("ix_run_all", "run", ["workspace", "id"], unique=False)
    op.create_index("ix_run_newest", "run", ["workspace", "station", "id"], unique=False)
    op.create_table(
        "sign_in_attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.String(length=27), nullable=False),
        sa.Column("blocked_until", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_last", "sign_in_attempt", ["last_at"], unique=False)
    op.create_table(
        "station_settings",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "station", "version", name=op.f("pk_station_settings")
        ),
    )
    op.create_table(
        "stored_model",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "name", "version", name=op.f("pk_stored_model")),
    )
    op.create_table(
        "waiting_count",
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("station", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("risk", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "station", "kind", "risk", name=op.f("pk_waiting_count")
        ),
    )
    op.create_table(
        "workspace",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slug", name=op.f("uq_workspace_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("signed_in_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["workspace"], ["workspace.id"], name=op.f("fk_person_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_workspace", "person", ["workspace", "name"], unique=False)
    op.create_index("uq_person_email", "person", ["email", "workspace"], unique=True)
    op.create_table(
        "agent_token",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("stations", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=40), nullable=True),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("revoked_at", sa.String(length=27), nullable=True),
        sa.Column("last_used_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["on_behalf_of"], ["person.id"], name=op.f("fk_agent_token_on_behalf_of")
        ),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_agent_token_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agent_token_token_hash")),
    )
    op.create_index(
        "ix_agent_token_workspace", "agent_token", ["workspace", "created_at"], unique=False
    )
    op.create_table(
        "person_session",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("workspace", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("client", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("revoked_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_person_session_person")),
        sa.ForeignKeyConstraint(
            ["workspace"], ["workspace.id"], name=op.f("fk_person_session_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_person_session_token_hash")),
    )
    op.create_index("ix_person_session_expiry", "person_session", ["expires_at"], unique=False)
    op.create_index(
        "ix_person_session_person", "person_session", ["person", "created_at"], unique=False
    )
