"""Runs, station settings, the model shelf and the routing ledger, on the governance database."""
