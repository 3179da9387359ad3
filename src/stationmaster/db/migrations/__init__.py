"""Two version trees, one per database; see `stationmaster.db.migrate`."""
