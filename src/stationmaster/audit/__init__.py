"""The audit log: append-only, hash-chained per workspace, written in the caller's transaction."""
