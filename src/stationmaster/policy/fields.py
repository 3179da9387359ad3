"""Reading JSON values strictly: what is wrong is named by its place, with the way out."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from stationmaster.core.errors import InvalidInput

E = TypeVar("E", bound=StrEnum)

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: JSON can spell it, UTF-8 cannot


def members(
    data: object, place: str, known: Collection[str], required: Collection[str] = ()
) -> Mapping[str, object]:
    """An object with no other members than `known`, and all of `required`."""
    found = table(data, place)
    for name in found:
        if name not in known:
            raise wrong(f"{place}.{name}", "is not known", f"Known here: {', '.join(known)}.")
    for name in required:
        if name not in found:
            raise wrong(f"{place}.{name}", "is missing", "Add it: nothing is guessed here.")
    return found


def table(data: object, place: str) -> Mapping[str, object]:
    if isinstance(data, Mapping):
        return data
    raise wrong(place, "is not an object", 'Write {"name": ...}.')


def items(data: object, place: str) -> list[object]:
    if isinstance(data, list | tuple):
        return list(data)
    raise wrong(place, "is not a list", "Write [...].")


def boolean(data: object, place: str) -> bool:
    if isinstance(data, bool):
        return data
    raise wrong(place, f"is {data!r}", "Write true or false.")


def text(data: object, place: str) -> str:
    if isinstance(data, str) and not _SURROGATE.search(data):
        return data
    raise wrong(place, f"is {data!r}, not text", "Write a text.")


def names(data: object, place: str) -> tuple[str, ...]:
    return tuple(text(name, f"{place}[{i}]") for i, name in enumerate(items(data, place)))


def lists(data: object, place: str) -> dict[str, tuple[str, ...]]:
    return {key: names(each, f"{place}.{key}") for key, each in table(data, place).items()}


def choice(data: object, place: str, options: type[E]) -> E:
    for option in options:
        if option.value == data:
            return option
    raise wrong(place, f"is {data!r}", f"Use one of: {', '.join(options)}.")


def wrong(place: str, what: str, way_out: str) -> InvalidInput:
    return InvalidInput(f"{place} {what}.", field=place, way_out=way_out)
