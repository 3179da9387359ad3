"""Bands of points: what share of each converted, and when that has stopped being true."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from stationmaster.core.errors import InvalidInput
from stationmaster.scoring.examples import Codes
from stationmaster.scoring.libraries import stats

NAMES = ("cold", "cool", "warm", "hot")
SHARES = (0.2, 0.5, 0.8)
"""Shares of the leads below each edge."""
DRIFT_LEVEL, INVERSION_LEVEL = 0.01, 0.05
FEWEST_RECENT = 20
MIX_LIMIT = 0.25
"""Population stability index above which a shift of the mix is commonly called large."""


@dataclass(frozen=True, slots=True)
class Band:
    """`points` from `low` to `high`, both included, and how the leads scored into it ended."""

    name: str
    low: int
    high: int
    leads: int = 0
    converted: int = 0

    @property
    def rate(self) -> float | None:
        """Share converted; None where there was no lead."""
        return self.converted / self.leads if self.leads else None

    def to_json(self) -> dict[str, object]:
        """With the 95 % interval of the rate (Wilson)."""
        interval = None
        if self.leads:
            wilson = stats.binomtest(self.converted, self.leads).proportion_ci(method="wilson")
            interval = [round(float(wilson.low), 4), round(float(wilson.high), 4)]
        return {
            "name": self.name,
            "from_points": self.low,
            "to_points": self.high,
            "leads": self.leads,
            "converted": self.converted,
            "rate": None if self.rate is None else round(self.rate, 4),
            "interval": interval,
        }


@dataclass(frozen=True, slots=True)
class Alert:
    """`kind`: inverted, drifted or mix."""

    kind: str
    bands: tuple[str, ...]
    sentence: str


def edges_of(points: Codes) -> tuple[int, ...]:
    """First points of every band but the lowest: a fifth of the leads cold, a fifth hot, rising."""
    edges: list[int] = []
    for share in SHARES:
        edge = int(np.ceil(np.quantile(points, share)))
        edges.append(max(edge, edges[-1] + 1 if edges else 1))
    return tuple(min(edge, 100 - len(edges) + 1 + i) for i, edge in enumerate(edges))


def bands_of(edges: Sequence[int]) -> tuple[Band, ...]:
    """Empty bands, lowest first. `edges` as `edges_of` gives them: one fewer than names."""
    starts, ends = (0, *edges), (*(edge - 1 for edge in edges), 100)
    return tuple(Band(*parts) for parts in zip(NAMES, starts, ends, strict=True))


def fill(bands: Sequence[Band], points: Codes, outcomes: Sequence[bool]) -> tuple[Band, ...]:
    """The same bands with these leads counted."""
    ended = np.asarray(outcomes, dtype=np.bool_)
    inside = [(points >= band.low) & (points <= band.high) for band in bands]
    return tuple(
        Band(band.name, band.low, band.high, int(held.sum()), int(ended[held].sum()))
        for band, held in zip(bands, inside, strict=True)
    )


def from_json(data: Sequence[Mapping[str, object]]) -> tuple[Band, ...]:
    """Bands as a card holds them. Raises InvalidInput for anything else."""
    fields = ("from_points", "to_points", "leads", "converted")
    try:
        return tuple(Band(str(b["name"]), *(int(str(b[f])) for f in fields)) for b in data)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(
            "These are not the bands of a model card.",
            field="bands",
            way_out="Take them from the card of a trained model.",
        ) from error


def alerts(reference: Sequence[Band], recent: Sequence[Band]) -> list[Alert]:
    """What is no longer as it was in training. `recent`: the same bands, filled with newly closed leads.

    Inverted: a lower band converts more than the next higher one (Fisher's exact test, one-sided,
    5 %). Drifted: a band converts otherwise than in training (two-sided, 1 %). Mix: leads fall into
    the bands in other shares. Bands with fewer than 20 recent leads are not judged.
    """
    judged = [(old, new) for old, new in zip(reference, recent, strict=True)]
    judged = [(old, new) for old, new in judged if new.leads >= FEWEST_RECENT]
    found = [_inversion(low, high) for (_, low), (_, high) in pairwise(judged)]
    found += [_drift(old, new) for old, new in judged if old.leads]
    found.append(_mix(reference, recent))
    return [alert for alert in found if alert is not None]


def _inversion(low: Band, high: Band) -> Alert | None:
    if (low.rate or 0.0) <= (high.rate or 0.0):
        return None
    if _fisher(low, high, "greater") >= INVERSION_LEVEL:
        return None
    sentence = (
        f"Leads scored {low.name} converted more often ({low.rate:.0%} of {low.leads:,}) than "
        f"leads scored {high.name} ({high.rate:.0%} of {high.leads:,}). Train again."
    )
    return Alert("inverted", (low.name, high.name), sentence)


def _drift(old: Band, new: Band) -> Alert | None:
    if _fisher(old, new, "two-sided") >= DRIFT_LEVEL:
        return None
    sentence = (
        f"Leads scored {new.name} now convert {new.rate:.0%} of the time ({new.leads:,} leads); "
        f"in training it was {old.rate:.0%}."
    )
    return Alert("drifted", (new.name,), sentence)


def _fisher(one: Band, two: Band, alternative: str) -> float:
    table = [[b.converted, b.leads - b.converted] for b in (one, two)]
    return float(stats.fisher_exact(table, alternative=alternative).pvalue)


def _mix(reference: Sequence[Band], recent: Sequence[Band]) -> Alert | None:
    """Population stability index over the bands, with half a lead added to each."""
    was = np.array([b.leads + 0.5 for b in reference])
    now = np.array([b.leads + 0.5 for b in recent])
    if now.sum() < FEWEST_RECENT * len(now):
        return None
    was, now = was / was.sum(), now / now.sum()
    index = float(((now - was) * np.log(now / was)).sum())
    if index <= MIX_LIMIT:
        return None
    most = int(np.abs(now - was).argmax())
    sentence = (
        f"{now[most]:.0%} of recent leads are scored {recent[most].name}; "
        f"in training it was {was[most]:.0%}."
    )
    return Alert("mix", (recent[most].name,), sentence)
