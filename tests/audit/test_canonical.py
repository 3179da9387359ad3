"""What is hashed has one spelling: that of RFC 8785, or it is refused."""

from collections import Counter
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.audit.canonical import DEEPEST, LARGEST, canonical, storable
from stationmaster.core.errors import InvalidInput

UNICODE = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | UNICODE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_allowed_is_written_as_rfc_8785_says(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_every_character_is_written_as_rfc_8785_says() -> None:
    planes = [c for c in range(0x11000) if not 0xD800 <= c < 0xE000] + [0x1F600, 0x10FFFF]
    for start in range(0, len(planes), 4096):
        text = "".join(map(chr, planes[start : start + 4096]))
        assert canonical(text) == rfc8785.dumps(text)


def test_keys_are_sorted_and_tuples_are_lists() -> None:
    assert canonical({"b": (1, 2), "a": {"d": None, "c": True}}) == (
        b'{"a":{"c":true,"d":null},"b":[1,2]}'
    )


def test_a_text_enum_is_its_text() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert canonical([Colour.RED]) == b'["red"]'


class _Number(Enum):
    ONE = 1


NESTED: Any = None
for _ in range(DEEPEST + 1):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    ("value", "place", "reason"),
    [
        ({"score": 0.5}, "detail.score", "float"),
        ({"a": [1, {"b": -0.0}]}, "detail.a.1.b", "float"),
        ({"big": 2**53}, "detail.big", "2^53"),
        ({"small": -(2**53)}, "detail.small", "2^53"),
        ({"größe": 1}, "detail", "größe"),
        ({1: "one"}, "detail", "1"),
        ({"raw": b"x"}, "detail.raw", "bytes"),
        ({"enum": _Number.ONE}, "detail.enum", "_Number"),
        ({"map": MappingProxyType({})}, "detail.map", "mappingproxy"),
        ({"counts": Counter(a=1)}, "detail.counts", "Counter"),
        (NESTED, "detail", "deeper"),
    ],
)
def test_what_has_more_than_one_spelling_is_refused_by_name(
    value: Any, place: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        canonical(value, "detail")
    assert caught.value.field is not None
    assert caught.value.field.startswith(place)
    assert reason in caught.value.message
    assert caught.value.way_out


@given(st.text(), st.characters(categories=["Cs"]), st.text())
def test_lone_surrogates_are_refused(before: str, surrogate: str, after: str) -> None:
    text = before + surrogate + after
    with pytest.raises(InvalidInput, match="not valid Unicode"):
        canonical({"text": text})
    assert not storable(text)


@given(UNICODE)
def test_text_is_storable_unless_it_holds_a_nul(text: str) -> None:
    assert storable(text) is ("\x00" not in text)
