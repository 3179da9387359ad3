"""From contributions to whole points that sum exactly, and from properties to words."""

from collections.abc import Sequence

import numpy as np

from stationmaster.core.proposal import Factor
from stationmaster.core.record import Value
from stationmaster.scoring.examples import Codes, Floats, Row
from stationmaster.scoring.features import Feature, Features
from stationmaster.scoring.libraries import special

BASE = "Leads like these, before anything else"
SMALLEST = 0.5
"""Contributions of less than half a point stand in the rest, not on a line of their own."""
LONGEST_NO = 3


def in_points(base: float, contributions: Floats) -> Floats:
    """Contributions to log-odds as hundredths of probability, shape (rows, 1 + properties).

    A lead starts at `base` log-odds and ends at the sum. The way between, in probability, is shared
    out in proportion to the contributions: the slope of the chord of the logistic curve, or of its
    tangent where start and end meet. Signs and order stay; each row sums to 100 times its probability.
    """
    moved = contributions.sum(axis=1)
    start, end = float(special.expit(base)), special.expit(base + moved)
    apart = np.abs(moved) > 1e-9
    chord = np.divide(end - start, moved, out=end * (1 - end), where=apart)
    return np.column_stack([np.full(len(moved), 100 * start), 100 * contributions * chord[:, None]])


def largest_remainder(exact: Floats, totals: Codes) -> Codes:
    """Whole numbers near `exact` (rows, parts) whose rows sum to `totals` exactly.

    Each row of `exact` must sum to within half of its total; then no part is off by more than one.
    """
    whole = np.floor(exact)
    left = totals - whole.sum(axis=1).astype(np.int64)
    order = np.argsort(whole - exact, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(exact.shape[1])[None, :], axis=1)
    return np.asarray(whole.astype(np.int64) + (rank < left[:, None]), dtype=np.int64)


def strongest(exact: Floats, most: int) -> tuple[Codes, Floats, Codes]:
    """The factors to show per row: positions among the properties, strongest first, -1 for none;
    their exact points with the base first and the rest last; and how many make up the rest."""
    parts = exact[:, 1:]
    shown = min(most, parts.shape[1])
    top = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :shown]
    points = np.take_along_axis(parts, top, axis=1)
    small = np.abs(points) < SMALLEST
    points[small] = 0.0
    rest = parts.sum(axis=1) - points.sum(axis=1)
    others = (np.abs(parts) > 1e-9).sum(axis=1) - (~small).sum(axis=1)
    top[small] = -1
    return top, np.column_stack([exact[:, 0], points, rest]), others


def wordings(features: Features) -> "list[Wording]":
    """One per property, in the order of `features.properties`."""
    last = {column.name: column for column in features.columns}
    return [Wording(last[name]) for name in features.properties]


class Wording:
    """Says what a lead has in one property: "Source: contact form", "No phone number"."""

    def __init__(self, column: Feature):
        self.name = column.name
        self._label = column.label
        self._kind = column.kind
        self._levels = frozenset(column.levels)
        self._words: dict[Value, str] = {None: self._absent()}

    def of(self, row: Row) -> str:
        value = row.get(self.name)
        words = self._words.get(value)
        if words is None or isinstance(value, bool | int | float):
            words = self._present(value)
            if isinstance(value, str) and self._kind == "category":
                self._words[value] = words
        return words

    def _absent(self) -> str:
        count = len(self._label.split())
        if count > LONGEST_NO or self._label.endswith("?"):
            return f"{self._label}: not given"
        first, rest = self._label[:1], self._label[1:]
        # An acronym keeps its capitals.
        return f"No {first.lower() if rest[:1].islower() else first}{rest}"

    def _present(self, value: Value) -> str:
        if self._kind == "flag":
            return f"{self._label}: {str(value).replace(';', ', ')}"
        if self._kind == "given":
            return f"{self._label} given"
        if isinstance(value, bool):
            return f"{self._label}: {'yes' if value else 'no'}"
        if isinstance(value, int | float):
            return f"{self._label}: {value:,}"
        folded = " ".join(str(value).casefold().split())
        rare = self._kind == "category" and folded not in self._levels
        return f"{self._label}: {value}{' (seldom seen)' if rare else ''}"


def listed(
    row: Row, wording: "Sequence[Wording]", top: Sequence[int], points: Sequence[int], others: int
) -> tuple[Factor, ...]:
    """The factors of one row; parts of zero points are not shown."""
    factors = [Factor(BASE, points[0])]
    for position, worth in zip(top, points[1:-1], strict=True):
        if position >= 0 and worth:
            factors.append(Factor(wording[position].of(row), worth, wording[position].name))
    if points[-1]:
        factors.append(Factor(f"{others:,} more, together", points[-1]))
    return tuple(factors)
