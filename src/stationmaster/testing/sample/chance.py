"""Chance with a seed: one stream per subject, so that a change to one leaves the others as they were."""

import random
from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Random draws of one subject. The same seed and subject give the same draws on every machine."""

    def __init__(self, seed: int, subject: str):
        self._random = random.Random(f"{seed}/{subject}")  # noqa: S311  # sample data, not a secret
        self.unit = self._random.random
        self.between = self._random.randint
        self.normal = self._random.gauss

    def one(self, items: Sequence[T]) -> T:
        return items[int(self.unit() * len(items))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different items, or all of them where there are fewer."""
        return self._random.sample(items, min(count, len(items)))

    def weighted(self, weights: Mapping[T, float]) -> Callable[[], T]:
        """A draw that gives each key as often as its weight says."""
        keys = list(weights)
        sums = list(accumulate(weights.values()))
        return lambda: keys[bisect(sums, self.unit() * sums[-1])]

    def happens(self, probability: float) -> bool:
        return self.unit() < probability

    def moment(self, start: datetime, end: datetime) -> datetime:
        """A whole second from `start` on and not after `end`; `start` where nothing lies between."""
        span = int((end - start).total_seconds())
        return start + timedelta(seconds=int(self.unit() * span) if span > 0 else 0)

    def skewed(self, middle: float, spread: float) -> float:
        """A log-normal draw with median `middle`; `spread` is the standard deviation of its logarithm."""
        return float(self._random.lognormvariate(0.0, spread)) * middle
