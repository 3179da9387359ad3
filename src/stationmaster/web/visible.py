"""Makes characters visible that a reader would not see, or that would reorder what is read.

A reviewer approves what the page shows, so text from outside must not hide anything: control and
format characters, bidirectional overrides, invisible fillers, tags, and odd spaces each become a
labelled mark. New lines and tabs stay; the stylesheet keeps them.
"""

import unicodedata

from markupsafe import Markup, escape

_KEPT = "\n\t"
_SHORT = {
    0x00: "NUL",
    0x0B: "VT",
    0x0C: "FF",
    0x0D: "CR",
    0x1B: "ESC",
    0x7F: "DEL",
    0xA0: "NBSP",
    0xAD: "SHY",
    0x61C: "ALM",
    0x200B: "ZWSP",
    0x200C: "ZWNJ",
    0x200D: "ZWJ",
    0x200E: "LRM",
    0x200F: "RLM",
    0x2028: "LSEP",
    0x2029: "PSEP",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x202F: "NNBSP",
    0x2060: "WJ",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0x3000: "WIDE SPACE",
    0xFEFF: "BOM",
}
# Printable by Unicode's categories, and yet nothing is drawn: fillers, joiners, blank patterns.
_BLANK = frozenset((0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0))
_VARIATION = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_TAGS = range(0xE0000, 0xE0080)


def visible(text: object) -> Markup:
    """`text` escaped for HTML, each hidden character as a `<span class="hid">` that names it."""
    plain = "" if text is None else str(text)
    if plain.isascii() and plain.isprintable():
        return escape(plain)
    return Markup("").join(_mark(char) if is_hidden(char) else escape(char) for char in plain)


def is_hidden(char: str) -> bool:
    """Whether a reader would not see this character, or would see others out of order by it."""
    if char in _KEPT:
        return False
    code = ord(char)
    return (
        not char.isprintable()
        or code in _BLANK
        or any(code in selectors for selectors in _VARIATION)
    )


def label(char: str) -> str:
    """A short name: the usual abbreviation, the tag's letter, or `U+XXXX`."""
    code = ord(char)
    if code in _SHORT:
        return _SHORT[code]
    if code in _TAGS and chr(code - 0xE0000).isprintable() and code > 0xE0020:
        return f"TAG {chr(code - 0xE0000)}"
    for selectors, first in zip(_VARIATION, (1, 1, 17), strict=True):
        if code in selectors:
            return f"VS{code - selectors.start + first}"
    return f"U+{code:04X}"


def _mark(char: str) -> Markup:
    code = f"U+{ord(char):04X}"
    name = unicodedata.name(char, "")
    return Markup('<span class="hid" title="{}">{}</span>').format(
        f"{code} {name}".strip(), label(char)
    )
