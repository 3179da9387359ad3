"""Cursors: where a page ended, as opaque text. Never an offset: new rows shift nothing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

import orjson

from stationmaster.core.errors import InvalidInput
from stationmaster.records.rows import storable

Kinds = type | tuple[type, ...]


def write_cursor(order: str, *place: object) -> str:
    """`order` names the order of the list; `place` is where its page ended (JSON values)."""
    return urlsafe_b64encode(orjson.dumps([order, *place])).decode().rstrip("=")


def read_cursor(order: str, kinds: Sequence[Kinds], cursor: str) -> list[Any]:
    """The place, of values of these kinds. Raises InvalidInput for any other text."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = orjson.loads(urlsafe_b64decode(padded.encode("ascii")))
    except ValueError:  # also what is not base64, not ASCII or not JSON
        found = None
    if isinstance(found, list) and found[:1] == [order] and _fits(found[1:], kinds):
        return found[1:]
    raise InvalidInput(
        "This page address belongs to another list.",
        field="after",
        way_out="Start again at the first page.",
    )


def _fits(place: Sequence[object], kinds: Sequence[Kinds]) -> bool:
    if len(place) != len(kinds) or not all(map(isinstance, place, kinds)):
        return False
    return all(storable(value) for value in place if isinstance(value, str))
