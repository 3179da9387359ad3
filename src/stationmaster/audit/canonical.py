"""Canonical JSON (RFC 8785) for what is hashed, restricted to values that have one spelling only.

Allowed are strings, booleans, null, integers within +-(2^53 - 1), lists, and objects with ASCII
keys. Within that, `orjson` with sorted keys writes exactly what RFC 8785 asks for (the tests hold
it to the `rfc8785` package) and is many times faster. A float has no place here: give it as text.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import orjson

from stationmaster.core.errors import InvalidInput

JSON = str | int | bool | None | Sequence["JSON"] | Mapping[str, "JSON"]

LARGEST = 2**53 - 1
DEEPEST = 32


def storable(text: str) -> bool:
    """Whether both databases can hold this text: valid Unicode without NUL."""
    if text.isascii():
        return "\x00" not in text
    return not any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in text)


def canonical(value: object, name: str = "value") -> bytes:
    """The canonical text of a value, in UTF-8.

    Raises InvalidInput that names the place (`name` is what the whole is called) and the reason.
    """
    if not _allowed(value, 0):
        _refuse(value, name, 0)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise _invalid(name, "holds text that is not valid Unicode") from error


def _allowed(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        exact: bool = -LARGEST <= value <= LARGEST
        return exact
    if kind is dict:
        return depth < DEEPEST and _allowed_object(value, depth)
    if kind is list or kind is tuple:
        return depth < DEEPEST and all(_allowed(v, depth + 1) for v in value)
    return isinstance(value, str)


def _allowed_object(value: dict[object, object], depth: int) -> bool:
    for key, inner in value.items():
        if not (type(key) is str and key.isascii() and _allowed(inner, depth + 1)):
            return False
    return True


def _refuse(value: Any, place: str, depth: int) -> NoReturn:
    """Find what is not allowed in there, and raise InvalidInput that says where it stands."""
    if type(value) not in (dict, list, tuple):
        too_large = type(value) is int
        raise _invalid(place, "is beyond 2^53 - 1" if too_large else f"is a {type(value).__name__}")
    if depth >= DEEPEST:
        raise _invalid(place, f"is nested deeper than {DEEPEST} levels")
    for key in value if isinstance(value, dict) else ():
        if not (type(key) is str and key.isascii()):
            raise _invalid(place, f"has the key {key!r}, which is not ASCII text")
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    key, inner = next((k, v) for k, v in parts if not _allowed(v, depth + 1))
    _refuse(inner, f"{place}.{key}", depth + 1)


def _invalid(place: str, reason: str) -> InvalidInput:
    return InvalidInput(
        f"{place} cannot be recorded: it {reason}.",
        field=place,
        way_out="Use text, whole numbers, true, false, null, lists and objects; decimals as text.",
    )
