"""What a column holds: counted over the whole file, in memory that does not grow with it."""

import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from stationmaster.records.formulas import looks_like_formula
from stationmaster.records.importing.dates import DateOrder, read_date
from stationmaster.records.importing.numbers import NUMBER_FORMATS, currency_of

KEPT = 2_000
"""Distinct values kept with their counts."""
ENOUGH = 20_000
"""Distinct values whose pattern is looked at; dates are looked at to the end, for their order."""
LONGEST_LOOKED_AT = 1_000
"""Characters; anything longer is a text."""
PLACEHOLDERS = frozenset(
    ("select", "select...", "--select--", "please select", "choose", "n/a", "#n/a", "na", "null",
     "none", "nil", "nan", "(blank)", "-", "--", "?", "tbd", "unknown", "not available",
     "not specified")
)  # fmt: skip
"""Words that stand where nobody wrote anything. Lower case."""

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")
_URL = re.compile(r"https?://\S+\.\S+", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"0\d+", re.ASCII)


@dataclass(slots=True)
class Patterns:
    """How many of the distinct values that were looked at are written like what."""

    looked_at: int = 0
    numbers: list[int] = field(default_factory=lambda: [0] * len(NUMBER_FORMATS))
    currencies: Counter[str] = field(default_factory=Counter)
    dates: int = 0
    times: int = 0
    orders: Counter[DateOrder] = field(default_factory=Counter)
    ambiguous: int = 0
    short_years: int = 0
    emails: int = 0
    urls: int = 0
    leading_zeros: int = 0
    formulas: int = 0

    def look(self, value: str) -> None:
        self.looked_at += 1
        if len(value) > LONGEST_LOOKED_AT:
            return
        self.emails += _EMAIL.fullmatch(value) is not None
        self.formulas += looks_like_formula(value)
        if any(c.isdigit() for c in value):
            self._look_at_digits(value.strip())
        elif value.lower().startswith("http"):
            self.urls += _URL.fullmatch(value) is not None

    def _look_at_digits(self, value: str) -> None:
        self.urls += _URL.fullmatch(value) is not None
        self.leading_zeros += _LEADING_ZERO.fullmatch(value) is not None
        currency = currency_of(value)
        if currency:
            self.currencies[currency] += 1
            value = value.replace(currency, "", 1)
        for place, number_format in enumerate(NUMBER_FORMATS):
            self.numbers[place] += number_format.read(value) is not None
        self.look_at_date(value)

    def look_at_date(self, value: str) -> None:
        written = read_date(value)
        if written is None:
            return
        self.dates += 1
        self.times += written.clock is not None
        self.ambiguous += written.is_ambiguous
        self.short_years += bool(written.first) and len(value) < 9
        if written.order is not None:
            self.orders[written.order] += 1


@dataclass(slots=True)
class Profile:
    """`counts` holds the distinct values and how often they stand there, while they are few."""

    name: str
    filled: int = 0
    longest: int = 0
    lines: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    overflowed: bool = False
    patterns: Patterns = field(default_factory=Patterns)
    placeholders: Counter[str] = field(default_factory=Counter)
    nested: bool = False
    _hashes: "array[int] | None" = field(default_factory=lambda: array("q"))

    def feed(self, values: Sequence[str]) -> None:
        filled = [value for value in values if value and not value.isspace()]
        if not filled:
            return
        self.filled += len(filled)
        self._track_repeats(filled)
        fresh = set(filled) - self.counts.keys()
        if fresh:
            self.longest = max(self.longest, max(map(len, fresh)))
            self._look_at(fresh)
        if not self.overflowed:
            self.counts.update(filled)
            self.overflowed = len(self.counts) > KEPT
        for placeholder in self.placeholders:
            self.placeholders[placeholder] += filled.count(placeholder)

    def _look_at(self, fresh: set[str]) -> None:
        self.lines = self.lines or any("\n" in value for value in fresh)
        patterns = self.patterns
        for value in sorted(fresh):
            if value.strip().lower() in PLACEHOLDERS:
                self.placeholders.setdefault(value, 0)
            elif patterns.looked_at < ENOUGH:
                patterns.look(value)
            elif patterns.dates * 2 > patterns.looked_at:
                patterns.look_at_date(value)
                patterns.looked_at += 1

    def _track_repeats(self, filled: Sequence[str]) -> None:
        if self._hashes is None:
            return
        self._hashes.extend(map(hash, filled))
        if not self.overflowed and len(set(filled)) < len(filled):
            self._hashes = None

    @property
    def distinct(self) -> int:
        """Exact while the values are few; beyond that only a lower limit."""
        return len(self.counts)

    @property
    def repeats(self) -> bool:
        """Whether any value stands there twice."""
        if self._hashes is None:
            return True
        return len(np.unique(np.frombuffer(self._hashes, dtype=np.int64))) < len(self._hashes)

    def samples(self, number: int = 3) -> tuple[str, ...]:
        """A few of the most frequent values, cut at 60 characters."""
        return tuple(value[:60] for value, _ in self.counts.most_common(number))
