"""The factors of a score as bars whose numbers sum to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from stationmaster.core.proposal import Factor

WIDEST = 90.0


@dataclass(frozen=True, slots=True)
class Bar:
    """`width` is in pixels of a track of 90; the starting point has none, it is where all begin."""

    label: str
    text: str
    width: float
    negative: bool


def bars(factors: Sequence[Factor]) -> tuple[Bar, ...]:
    """One bar per factor, in order. A first factor that is of no property is the starting point."""
    moving = factors[1:] if factors and factors[0].property is None else factors
    most = max((abs(f.points) for f in moving), default=0)
    return tuple(
        _start(f) if index == 0 and len(moving) < len(factors) else _bar(f, most)
        for index, f in enumerate(factors)
    )


def _start(factor: Factor) -> Bar:
    return Bar(factor.label, str(factor.points), 0.0, False)


def _bar(factor: Factor, most: int) -> Bar:
    sign = "+" if factor.points >= 0 else "−"
    width = round(abs(factor.points) * WIDEST / most, 1) if most else 0.0
    return Bar(factor.label, f"{sign}{abs(factor.points)}", width, factor.points < 0)
