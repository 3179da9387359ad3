"""How strongly one column is tied to the outcome. Everything is measured on rows held out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring.examples import Codes, Flags, Floats
from stationmaster.scoring.libraries import model_selection, stats

BINS = 32
PRIOR_ROWS = 10.0
"""Every level's rate is drawn towards the base rate as if it had this many more average rows."""

DATES = frozenset({PropertyType.DATE, PropertyType.DATETIME})
PRESENCE = frozenset({PropertyType.TEXT, PropertyType.EMAIL, PropertyType.PHONE, PropertyType.URL})
"""Types whose content is never learned from, only whether there is any."""

Folds = Sequence[tuple[Codes, Codes]]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


def auc_interval(outcomes: Flags, scores: Floats) -> Interval:
    """Area under the ROC curve, with the variance of DeLong et al. (Biometrics 44, 1988), computed
    from ranks as in Sun and Xu (IEEE Signal Processing Letters 21, 2014). Ties count half.

    Both outcomes must occur.
    """
    ranks = stats.rankdata(scores)
    won, lost = int(outcomes.sum()), int((~outcomes).sum())
    above_lost = (ranks[outcomes] - stats.rankdata(scores[outcomes])) / lost
    below_won = 1.0 - (ranks[~outcomes] - stats.rankdata(scores[~outcomes])) / won
    auc = float(above_lost.mean())
    half = float(stats.norm.ppf(0.975)) * float(np.sqrt(_spread(above_lost) + _spread(below_won)))
    return Interval(auc, max(0.0, auc - half), min(1.0, auc + half))


def _spread(values: Floats) -> float:
    return float(values.var(ddof=1)) / len(values) if len(values) > 1 else 0.25


def folds(outcomes: Flags, count: int, seed: int = 0) -> Folds:
    """Stratified folds, the same for the same outcomes: (rows to learn from, rows held out)."""
    splitter = model_selection.StratifiedKFold(count, shuffle=True, random_state=seed)
    return list(splitter.split(np.zeros(len(outcomes)), outcomes))


def learnable(
    column: Sequence[Value], definition: PropertyDefinition, known_at: Sequence[datetime] | None
) -> list[Value]:
    """The column as it would be learned from: dates as ages in days at the moment the row was known,
    and what counts only as given or not (dates too, where no moment is known) as True or None."""
    if definition.type in DATES and known_at is not None:
        ages = [as_days(m) - as_number(v) for v, m in zip(column, known_at, strict=True)]
        return [None if np.isnan(age) else age for age in ages]
    if definition.type in PRESENCE | DATES:
        return [None if value is None else True for value in column]
    return list(column)


def codes_of(column: Sequence[Value], definition: PropertyDefinition) -> Codes:
    """Each learnable value as a small whole number, 0 for none: levels as they come, numbers in bins."""
    if definition.type is PropertyType.NUMBER or definition.type in DATES:
        return _binned(np.array([as_number(value) for value in column], dtype=np.float64))
    seen: dict[Value, int] = {}
    return np.array(
        [0 if value is None else seen.setdefault(value, len(seen) + 1) for value in column],
        dtype=np.int64,
    )


def as_days(moment: datetime) -> float:
    """Days since year 1, with the time of day as a fraction."""
    return moment.toordinal() + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86400


def as_number(value: Value) -> float:
    """Numbers as they are, dates and moments as days since year 1, anything else as not a number."""
    if value is None:
        return np.nan
    try:
        if not isinstance(value, str):
            return float(value)
        if len(value) <= len("YYYY-MM-DD"):
            return float(date.fromisoformat(value).toordinal())
        moment = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return np.nan
    return as_days(moment)


def _binned(numbers: Floats) -> Codes:
    missing = ~np.isfinite(numbers)
    codes = np.zeros(len(numbers), dtype=np.int64)
    if missing.all():
        return codes
    edges = np.unique(np.quantile(numbers[~missing], np.linspace(0, 1, BINS + 1)[1:-1]))
    codes[~missing] = 1 + np.searchsorted(edges, numbers[~missing], side="left")
    return codes


def held_out_rates(codes: Codes, outcomes: Flags, parts: Folds) -> Floats:
    """For each row the conversion rate of its level among the rows of the other folds, smoothed."""
    rates = np.empty(len(codes))
    size = int(codes.max()) + 1
    for learn, held in parts:
        count = np.bincount(codes[learn], minlength=size)
        won = np.bincount(codes[learn], weights=outcomes[learn], minlength=size)
        base = outcomes[learn].mean()
        rates[held] = ((won + PRIOR_ROWS * base) / (count + PRIOR_ROWS))[codes[held]]
    return rates


def evidence_of_level(won: Floats, lost: Floats, outcomes: Flags) -> Floats:
    """How far each level's log-odds of converting lie from those of all rows; 0.5 added to counts."""
    base = np.log((outcomes.sum() + 0.5) / ((~outcomes).sum() + 0.5))
    return np.asarray(np.log((won + 0.5) / (lost + 0.5)) - base, dtype=np.float64)


def counts(codes: Codes, outcomes: Flags) -> tuple[Floats, Floats]:
    """Converted and lost rows per code."""
    size = int(codes.max()) + 1
    won = np.bincount(codes[outcomes], minlength=size).astype(np.float64)
    lost = np.bincount(codes[~outcomes], minlength=size).astype(np.float64)
    return won, lost


def level_names(codes: Codes, column: Sequence[Value]) -> Mapping[int, str]:
    """For each code a value that has it."""
    first = {int(code): value for code, value in zip(codes[::-1], column[::-1], strict=True)}
    return {code: str(value) for code, value in first.items() if code}
