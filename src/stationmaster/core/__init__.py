"""The nouns. No I/O, and nothing of ours is imported here."""
