"""THE LINE: propose, decide, review, apply, audit, undo. Read `flow.py` first."""
