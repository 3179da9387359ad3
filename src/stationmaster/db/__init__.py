"""The databases: how to open them, their governance tables, their migrations."""
