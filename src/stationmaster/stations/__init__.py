"""One folder per job. A station reads and drafts; it knows no other station."""
