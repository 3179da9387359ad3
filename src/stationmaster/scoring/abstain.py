"""When a scorer says "I cannot know" instead of a number.

A gap that training has seen often is knowledge: the trees have learned what it means. A gap it has
not is ignorance. A lead is not scored where

- nothing at all is known of it,
- the properties it lacks, although training hardly ever missed them, carry more than `MOST_UNKNOWN`
  of what moves scores, or
- less is known of it than of all but a handful of the leads in training.

`benchmarks/scoring_quality.py` prints what led to the limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from stationmaster.scoring.examples import Flags, Floats

SELDOM = 30
"""A gap that fewer leads had in training has not been learned."""
MOST_UNKNOWN = 0.25
HANDFUL = 20
FULLEST_FLOOR = 0.5
NAMED = 0.01
"""Properties that carry less than this share are not asked for."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """`weights`: per property its share of what moves scores, summing to 1. `unlearned`: whether a
    gap there was hardly ever seen. `floor`: the least share that must be known."""

    properties: tuple[str, ...]
    weights: tuple[float, ...]
    unlearned: tuple[bool, ...]
    floor: float

    def abstains(self, missing: Flags) -> Flags:
        """Per row. `missing`: shape (rows, properties)."""
        weights = np.array(self.weights)
        unknown = (missing & np.array(self.unlearned)) @ weights
        known = ~missing @ weights
        silent = (unknown > MOST_UNKNOWN) | (known < self.floor) | missing.all(axis=1)
        return np.asarray(silent, dtype=np.bool_)

    def wanted(self, missing: Flags) -> tuple[str, ...]:
        """The properties one row lacks, heaviest first."""
        gaps = [i for i in np.flatnonzero(missing) if self.weights[i] >= NAMED]
        gaps.sort(key=lambda i: (-self.weights[i], i))
        return tuple(self.properties[i] for i in gaps)

    def to_json(self) -> dict[str, object]:
        return {
            "properties": list(self.properties),
            "weights": list(self.weights),
            "unlearned": list(self.unlearned),
            "floor": self.floor,
        }


def from_json(data: Mapping[str, Any]) -> Abstention:
    """The inverse of `Abstention.to_json`. Raises KeyError, TypeError or ValueError on other data."""
    return Abstention(
        tuple(str(name) for name in data["properties"]),
        tuple(float(weight) for weight in data["weights"]),
        tuple(bool(unlearned) for unlearned in data["unlearned"]),
        float(data["floor"]),
    )


def learn(properties: tuple[str, ...], missing: Flags, moved: Floats) -> Abstention:
    """From the training rows: their gaps, and how far each property moved each score (any unit), both
    of shape (rows, properties)."""
    weights = np.abs(moved).mean(axis=0)
    weights = weights / weights.sum() if weights.sum() else np.full(len(weights), 1 / len(weights))
    known = np.sort(~missing @ weights)
    lowest = float(known[min(HANDFUL, len(known) - 1)])
    return Abstention(
        properties,
        tuple(round(float(w), 6) for w in weights),
        tuple(bool(few) for few in missing.sum(axis=0) < SELDOM),
        round(min(lowest, FULLEST_FLOOR), 6),
    )
