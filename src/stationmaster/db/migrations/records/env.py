"""Migrations of the records database."""

from stationmaster.db.migrations.running import run
from stationmaster.records.importing.tables import import_run

run(import_run.metadata, "records_version")  # of all records tables, those of imports included
