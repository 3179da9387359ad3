"""Files of records coming in: plan, dry run, load. Nothing lost, nothing half-loaded."""
