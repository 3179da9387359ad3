"""Migrations of the records database."""

from stationmaster.db.migrations.running import run
from stationmaster.records.tables import records_metadata

run(records_metadata, "records_version")
