"""Who takes a lead: rules in order, fair rotation in a pool, and a path that can be replayed."""
