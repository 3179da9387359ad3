"""Ids that sort by time of making, so that new rows land at the end of every index."""

import uuid_utils


def new_id(prefix: str) -> str:
    """`prefix_` and 32 hexadecimal digits of a UUIDv7 (RFC 9562)."""
    return f"{prefix}_{uuid_utils.uuid7().hex}"
