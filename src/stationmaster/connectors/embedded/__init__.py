"""The CRM that is built in: the record store as system of record."""
