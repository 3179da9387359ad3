"""Typed features of leads: fitted once, stored as JSON values, then a matrix per batch of rows.

Free text and contact data count only as given or not: what somebody writes into a form, and at what
length, cannot raise a score. Every feature has one code for "not filled in".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring.association import PRESENCE, as_days, as_number
from stationmaster.scoring.examples import Codes, Examples, Flags, Floats, Row

RARE = 10
"""A level that fewer leads had is pooled with the other rare ones, and so is one never seen."""
MOST_LEVELS = 100
MISSING, POOLED, FIRST_LEVEL = 0.0, 1.0, 2


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the matrix, read from the property `name`. `kind`: number, age, category, flag
    (has this option) or given. `levels`: known values in lower case, most common first; of a
    flag the one option.

    `fill`: what stands for a missing number or age where training has never seen one missing.
    """

    name: str
    label: str
    kind: str
    levels: tuple[str, ...] = ()
    fill: float | None = None

    @property
    def is_category(self) -> bool:
        return self.kind == "category"

    @property
    def missing_code(self) -> float:
        return np.nan if self.kind in ("number", "age") else MISSING


@dataclass(frozen=True, slots=True)
class Features:
    """The fitted columns, in matrix order. Several may belong to one property."""

    columns: tuple[Feature, ...]

    @property
    def properties(self) -> tuple[str, ...]:
        """The properties read, each once, in matrix order."""
        return tuple(dict.fromkeys(column.name for column in self.columns))

    @property
    def categories(self) -> list[int]:
        return [i for i, column in enumerate(self.columns) if column.is_category]

    @property
    def has_ages(self) -> bool:
        return any(column.kind == "age" for column in self.columns)

    def encode(self, rows: Sequence[Row], known_at: Sequence[datetime] | None = None) -> Floats:
        """Shape (rows, columns). What is missing has its own code or, in numbers, is NaN."""
        matrix = np.empty((len(rows), len(self.columns)), dtype=np.float64)
        values: list[Value] = []
        read = None
        for i, column in enumerate(self.columns):
            if column.name != read:
                read, values = column.name, [row.get(column.name) for row in rows]
            matrix[:, i] = _ENCODERS[column.kind](column, values)
        for i in [i for i, column in enumerate(self.columns) if column.kind == "age"]:
            days = np.nan if known_at is None else np.array([as_days(m) for m in known_at])
            matrix[:, i] = days - matrix[:, i]
        return matrix

    def filled(self, matrix: Floats) -> Floats:
        """The matrix as the trees read it: numbers that training never missed are filled in."""
        for i, column in enumerate(self.columns):
            if column.fill is not None:
                values = matrix[:, i]
                values[np.isnan(values)] = column.fill
        return matrix

    def missing(self, matrix: Floats) -> Flags:
        """Shape (rows, properties): which properties of a row are not filled in. Before `filled`."""
        codes = np.array([column.missing_code for column in self.columns])
        absent = (matrix == codes) | (np.isnan(codes) & np.isnan(matrix))
        owners = self.owners
        if len(owners) == len(self.properties):
            return np.asarray(absent)
        return np.stack(
            [absent[:, owners == i].all(axis=1) for i in range(len(self.properties))], axis=1
        )

    @property
    def owners(self) -> Codes:
        """For each column the position of its property in `properties`."""
        at = {name: i for i, name in enumerate(self.properties)}
        return np.array([at[column.name] for column in self.columns], dtype=np.int64)

    def to_json(self) -> list[dict[str, object]]:
        return [asdict(column) for column in self.columns]


def from_json(data: Sequence[Mapping[str, Any]]) -> Features:
    """The inverse of `Features.to_json`. Raises KeyError, TypeError or ValueError on other data."""
    columns = []
    for item in data:
        if item["kind"] not in _ENCODERS:
            raise ValueError("unknown kind of feature")
        fill = None if item["fill"] is None else float(item["fill"])
        levels = tuple(str(level) for level in item["levels"])
        columns.append(Feature(str(item["name"]), str(item["label"]), item["kind"], levels, fill))
    return Features(tuple(columns))


def fit(examples: Examples, names: Sequence[str]) -> Features:
    """Features of the named properties, in the order of the names."""
    columns: list[Feature] = []
    for name in names:
        columns += _fit_column(examples.definitions[name], examples)
    return Features(tuple(columns))


def _fit_column(definition: PropertyDefinition, examples: Examples) -> list[Feature]:
    name, label, values = definition.name, definition.label, examples.column(definition.name)
    match definition.type:
        case PropertyType.NUMBER | PropertyType.BOOLEAN:
            return [Feature(name, label, "number", fill=_fill([as_number(v) for v in values]))]
        case PropertyType.DATE | PropertyType.DATETIME:
            return [_fit_date(name, label, values, examples.known_at)]
        case PropertyType.OPTIONS:
            return _fit_options(name, label, values)
        case _ if definition.type in PRESENCE:
            return [Feature(name, label, "given")]
        case _:
            return [Feature(name, label, "category", _levels(_folded(v) for v in values))]


def _fit_date(
    name: str, label: str, values: Sequence[Value], known_at: Sequence[datetime] | None
) -> Feature:
    if known_at is None:
        return Feature(name, label, "given")
    pairs = zip(values, known_at, strict=True)
    return Feature(name, label, "age", fill=_fill([as_days(m) - as_number(v) for v, m in pairs]))


def _fit_options(name: str, label: str, values: Sequence[Value]) -> list[Feature]:
    options = _levels(o for value in values for o in _several(value))
    flags = [Feature(name, label, "flag", (option,)) for option in options]
    return [Feature(name, label, "given"), *flags]


def _levels(values: Iterable[str | None]) -> tuple[str, ...]:
    found = Counter(value for value in values if value is not None)
    common = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(level for level, count in common[:MOST_LEVELS] if count >= RARE)


def _fill(numbers: Sequence[float]) -> float | None:
    array = np.array(numbers, dtype=np.float64)
    return None if np.isnan(array).any() else float(np.median(array))


def _folded(value: Value) -> str | None:
    return None if value is None else " ".join(str(value).casefold().split())


def _several(value: Value) -> list[str]:
    return [] if value is None else [option.casefold() for option in str(value).split(";")]


class _Codes(dict[Value, float]):
    """Codes by raw value, worked out at the first sight of each."""

    def __init__(self, levels: Sequence[str]):
        super().__init__({None: MISSING})
        self._levels = {level: float(i + FIRST_LEVEL) for i, level in enumerate(levels)}

    def __missing__(self, value: Value) -> float:
        code = self._levels.get(_folded(value) or "", POOLED)
        self[value] = code
        return code


def _categories(column: Feature, values: Sequence[Value]) -> list[float]:
    return list(map(_Codes(column.levels).__getitem__, values))


def _numbers(column: Feature, values: Sequence[Value]) -> Floats:
    if set(map(type, values)) <= _PLAIN:
        return np.array(values, dtype=np.float64)
    return np.array([as_number(value) for value in values], dtype=np.float64)


_PLAIN = {int, float, bool, type(None)}
"""What numpy reads as numbers by itself, None as NaN; it would also read text, which is no number."""


def _flags(column: Feature, values: Sequence[Value]) -> list[float]:
    return [float(column.levels[0] in _several(value)) for value in values]


def _given(column: Feature, values: Sequence[Value]) -> list[float]:
    return [float(value is not None) for value in values]


_ENCODERS: Mapping[str, Callable[[Feature, Sequence[Value]], list[float] | Floats]] = {
    "number": _numbers,
    "age": _numbers,
    "category": _categories,
    "flag": _flags,
    "given": _given,
}
