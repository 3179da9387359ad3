"""Cells that a spreadsheet would run.

A text that begins like a formula gets a leading apostrophe when it goes out as CSV, which every
spreadsheet reads as "this is text"; coming in, that one apostrophe is taken off again. A text that
already has apostrophes before such a beginning gets one more, so that nothing is lost either way.
"""

import re

_FORMULA = re.compile(r"\s*[=@]|[\t\r\n]|\s*[+-](?![\d\s().]*\Z)")
_GUARDED = re.compile(rf"'+({_FORMULA.pattern})")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take it for one. A signed number or a plain phone number is none."""
    return _FORMULA.match(text) is not None


def guard(text: str) -> str:
    """The text as it may stand in a CSV file; `unguard` takes it back."""
    return f"'{text}" if _FORMULA.match(text) or _GUARDED.match(text) else text


def unguard(text: str) -> str:
    """The text that was meant by a cell of a CSV file."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
