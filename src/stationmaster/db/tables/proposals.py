"""Proposals, what became of each step, which records they touch, and how many wait where."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from stationmaster.db.tables.metadata import governance

OPEN = "status IN ('proposed', 'waiting', 'approved', 'applying', 'unsure')"

proposal = Table(
    "proposal",
    governance,
    Column("id", String(40), primary_key=True),
    Column("workspace", String(40), nullable=False),
    Column("station", String(80), nullable=False),
    Column("kind", String(80), nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("risk", Integer, nullable=False),
    Column("confidence", Integer, nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("updated_at", String(27), nullable=False),
    Column("expires_at", String(27), nullable=False),
    Column("run", String(40)),
    Column("approver", String(40)),
    Column("undoes", String(40)),
    Column("supersedes", String(40)),
    Column("superseded_by", String(40)),
    Column("dedup", String(200)),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("decision", Text, nullable=False),
    Index(
        "ix_proposal_open",
        "workspace",
        "status",
        "updated_at",
        sqlite_where=text(OPEN),
        postgresql_where=text(OPEN),
    ),
    Index(
        "uq_proposal_dedup",
        "workspace",
        "dedup",
        unique=True,
        sqlite_where=text(f"dedup IS NOT NULL AND {OPEN}"),
        postgresql_where=text(f"dedup IS NOT NULL AND {OPEN}"),
    ),
)
"""`risk` is 0 low, 1 medium, 2 high. `confidence` is a percentage, -1 where it is not known."""

_waiting = "status = 'waiting'"
for _name, _columns in {
    "ix_proposal_queue": ("workspace", "station", "kind", "created_at", "id"),
    "ix_proposal_station": ("workspace", "station", "created_at", "id"),
    "ix_proposal_oldest": ("workspace", "created_at", "id"),
    "ix_proposal_confidence": ("workspace", "confidence", "id"),
    "ix_proposal_risk": ("workspace", "risk", "id"),
    "ix_proposal_expiry": ("workspace", "expires_at"),
}.items():
    Index(
        _name,
        *(proposal.c[c] for c in _columns),
        sqlite_where=text(_waiting),
        postgresql_where=text(_waiting),
    )
_trouble = text("status IN ('stale', 'failed')")
Index(
    "ix_proposal_trouble",
    proposal.c.workspace,
    proposal.c.status,
    proposal.c.id,
    sqlite_where=_trouble,
    postgresql_where=_trouble,
)
for _column in ("undoes", "run", "dedup"):
    _set = text(f"{_column} IS NOT NULL")
    Index(
        f"ix_proposal_{_column}",
        proposal.c.workspace,
        proposal.c[_column],
        sqlite_where=_set,
        postgresql_where=_set,
    )

proposal_result = Table(
    "proposal_result",
    governance,
    Column("proposal", String(40), primary_key=True),
    Column("workspace", String(40), nullable=False),
    Column("steps", Text, nullable=False),
)

proposal_record = Table(
    "proposal_record",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("type", String(80), primary_key=True),
    Column("record", String(80), primary_key=True),
    Column("proposal", String(40), primary_key=True),
)
"""Which proposals touched a record: existing records when proposed, new ones once written."""

waiting_count = Table(
    "waiting_count",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("station", String(80), primary_key=True),
    Column("kind", String(80), primary_key=True),
    Column("risk", Integer, primary_key=True),
    Column("waiting", Integer, nullable=False),
)
"""Kept by `proposals.store.move` in its own transaction, so that the queue never counts rows."""

policy_switches = Table(
    "policy_switches",
    governance,
    Column("workspace", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", String(27), nullable=False),
    Column("by", String(40), nullable=False),
    Column("switches", Text, nullable=False),
)
"""Every state of the switches an admin ever saved; the newest counts."""
