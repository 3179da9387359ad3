"""Migrations of the governance database."""

from stationmaster.db.migrations.running import run
from stationmaster.db.tables import governance, load_all

load_all()
run(governance, "governance_version")
