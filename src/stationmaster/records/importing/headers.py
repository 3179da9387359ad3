"""Names of columns: how they compare with names of properties, and how a property is named after one."""

import re
from collections import Counter
from collections.abc import Sequence

from stationmaster.records.definitions import LONGEST_LABEL

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[\W_]+")
_NOT_NAME = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 60


def plain(name: str) -> str:
    """Lower-case words with one space between: `dealStage`, `deal_stage`, `Deal stage:` are one."""
    return _OTHER.sub(" ", _CAMEL.sub(" ", name)).strip().casefold()


def property_name(column: str, taken: Sequence[str]) -> str:
    """A name that a new property can have: lower-case ASCII words joined by underscores."""
    name = _NOT_NAME.sub("_", plain(column)).strip("_")[:LONGEST_NAME].strip("_")
    if not name or not name[0].isalpha():
        name = f"column_{name}".strip("_")
    return _distinct(name, taken, "_{}")


def property_label(column: str) -> str:
    """The label of a property that is made for a column; by it an import knows it again."""
    return column[:LONGEST_LABEL].strip() or property_name(column, ())


def column_names(header: Sequence[str]) -> tuple[list[str], list[str]]:
    """A name of its own for every column, and warnings where the header did not give one."""
    names: list[str] = []
    warnings = []
    counts = Counter(cell.strip() for cell in header)
    for number, cell in enumerate((c.strip().lstrip("\ufeff") for c in header), 1):
        if not cell:
            name = _distinct(f"Column {number}", names, " ({})")
            warnings.append(f'Column {number} has no name; it is called "{name}".')
        else:
            name = _distinct(cell, names, " ({})")
            if name != cell:
                warnings.append(
                    f'{counts[cell]} columns are named "{cell}"; column {number} is called "{name}".'
                )
        names.append(name)
    return names, warnings


def _distinct(name: str, taken: Sequence[str], suffix: str) -> str:
    number, found = 2, name
    while found in taken:
        found = f"{name}{suffix.format(number)}"
        number += 1
    return found
