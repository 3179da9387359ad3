"""The one definition of a word."""

import sys

import pytest

from stationmaster.core.filter.words import LAST_WITH_CASE, SEPARATORS, alike, fold, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("O'Brien-Smith, Inc.", ["o", "brien", "smith", "inc"]),
        ("a_b@c.example", ["a", "b", "c", "example"]),
        ("MÜLLER straße", ["müller", "straße"]),
        ("won🎉lost", ["won", "lost"]),
        ("日本 語", ["日本", "語"]),
        ("１２、３", ["１２", "３"]),
        ("m²", ["m"]),
        ("\u212a", ["k"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_folding_keeps_length_and_place() -> None:
    for text in ("İstanbul", "straße", "ﬁ", "ŉ", "ABC"):
        assert len(fold(text)) == len(text)


def test_alike_is_an_equivalence_over_all_characters() -> None:
    """The SQL side asks for all alike characters, memory folds: both must draw the same lines."""
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if fold(character) != character:
            assert code <= LAST_WITH_CASE
            assert fold(fold(character)) == fold(character)
            assert character in alike(character)
            assert alike(fold(character)) == alike(character)


def test_folding_never_makes_or_unmakes_a_separator() -> None:
    def parts(character: str) -> bool:
        return any(first <= ord(character) <= last for first, last in SEPARATORS)

    for code in range(LAST_WITH_CASE + 1):
        assert all(parts(c) == parts(chr(code)) for c in alike(chr(code)))
