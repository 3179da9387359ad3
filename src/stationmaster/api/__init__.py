"""The HTTP API: parse, call, answer. Every rule is enforced below it, the same as for the pages."""
