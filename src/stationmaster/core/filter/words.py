"""Words of a text, defined so narrowly that Python, SQLite and PostgreSQL find the same ones.

A word is a longest run of characters that are not separators. Separators are the fixed ranges below:
ASCII but for letters and digits, punctuation and signs of Latin-1, general and CJK punctuation,
full-width punctuation, arrows, symbols and emoji. Two characters are alike where their one-character
case folding is the same, so MÜLLER is Müller; accents count, and so does ß against ss.
"""

import re
from functools import cache

SEPARATORS: tuple[tuple[int, int], ...] = (
    (0x01, 0x2F),
    (0x3A, 0x40),
    (0x5B, 0x60),
    (0x7B, 0xA9),
    (0xAB, 0xB4),
    (0xB6, 0xB9),
    (0xBB, 0xBF),
    (0xD7, 0xD7),
    (0xF7, 0xF7),
    (0x2000, 0x206F),
    (0x2190, 0x2BFF),
    (0x2E00, 0x2E7F),
    (0x3000, 0x303F),
    (0xFE00, 0xFE0F),
    (0xFF01, 0xFF0F),
    (0xFF1A, 0xFF20),
    (0xFF3B, 0xFF40),
    (0xFF5B, 0xFF65),
    (0x1F000, 0x1FAFF),
)
"""Code points, first and last. NUL is not among them: no stored text holds it."""

LAST_WITH_CASE = 0x1FFFF
"""No script beyond it has upper and lower case."""

_SEPARATED = re.compile(
    "[^" + "".join(f"{re.escape(chr(a))}-{re.escape(chr(b))}" for a, b in SEPARATORS) + "]+"
)


def words(text: str) -> list[str]:
    """The words of a text, folded, in order, repeats included."""
    return _SEPARATED.findall(fold(text))


def fold(text: str) -> str:
    """Case taken out, character by character, so that lengths and places stay."""
    if text.isascii():
        return text.lower()
    return "".join(_fold(c) for c in text)


def alike(character: str) -> str:
    """All characters that fold as this one does, itself included, by code point."""
    return _classes().get(_fold(character), character)


def _fold(character: str) -> str:
    folded = character.casefold()
    return folded if len(folded) == 1 else character


@cache
def _classes() -> dict[str, str]:
    classes: dict[str, str] = {}
    for code in range(LAST_WITH_CASE + 1):
        folded = _fold(chr(code))
        if folded != chr(code):
            classes[folded] = classes.get(folded, folded) + chr(code)
    return {folded: "".join(sorted(members)) for folded, members in classes.items()}
