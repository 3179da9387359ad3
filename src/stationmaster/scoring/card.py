"""The card of a scorer: how it came to be and how well it does, in JSON values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version as version_of_package

from stationmaster.core.clock import to_text
from stationmaster.scoring import calibration
from stationmaster.scoring.association import Interval
from stationmaster.scoring.bands import Band
from stationmaster.scoring.examples import Flags, Floats
from stationmaster.scoring.leaks import Use, Verdict
from stationmaster.scoring.libraries import special

TOO_GOOD = 0.95
PACKAGES = ("lightgbm", "scikit-learn", "numpy")


@dataclass(frozen=True, slots=True)
class Trial:
    """What cross-validation showed. `calibrated`: held-out log-odds; `later`: the AUC on the latest
    leads of a model that has only seen earlier ones, None where that cannot be asked."""

    trees: int
    raw: Floats
    calibrated: Floats
    auc: Interval
    later: Interval | None

    @property
    def has_signal(self) -> bool:
        return self.auc.low > 0.5 and (self.later is None or self.later.low > 0.5)

    @property
    def why_no_signal(self) -> str:
        seen, when = self.auc, "on held-out leads"
        if seen.low > 0.5 and self.later is not None:
            seen, when = self.later, "on later leads"
        return (
            f"No signal: {when} the AUC is {seen.estimate:.3f} (95 % interval {seen.low:.3f} to "
            f"{seen.high:.3f}), which chance explains. Every lead gets the base rate."
        )


@dataclass
class Card:
    """Filled in as training goes on."""

    outcomes: Flags
    verdicts: Mapping[str, Verdict]
    trained_at: datetime
    trial: Trial | None = None
    bands: Sequence[Band] = ()
    weights: Mapping[str, float] = field(default_factory=dict)

    def to_json(self, why: str, **more: object) -> dict[str, object]:
        """`why`: the reason where it is not a learned scorer."""
        rows = len(self.outcomes)
        return {
            "trained_at": to_text(self.trained_at),
            "rows": rows,
            "converted": int(self.outcomes.sum()),
            "base_rate": round(float(self.outcomes.mean()), 6) if rows else None,
            "why": why,
            "warnings": self._warnings(),
            "columns": self._columns(),
            "quality": None if self.trial is None else self._quality(self.trial),
            "bands": [band.to_json() for band in self.bands],
            "packages": {name: version_of_package(name) for name in PACKAGES},
            **more,
        }

    def _columns(self) -> dict[str, list[dict[str, object]]]:
        """Used, refused and left out, each with name, label, reason and what a person said of it."""
        columns: dict[str, list[dict[str, object]]] = {use.value: [] for use in Use}
        for verdict in self.verdicts.values():
            columns[verdict.use.value].append(
                {
                    "name": verdict.name,
                    "label": verdict.label,
                    "reason": verdict.reason,
                    "kinds": [e.kind.value for e in verdict.evidence],
                    "auc": None if verdict.auc is None else round(verdict.auc, 4),
                    "overruled": None if verdict.overruled is None else verdict.overruled.value,
                    "weight": self.weights.get(verdict.name),
                }
            )
        columns[Use.USED.value].sort(
            key=lambda column: -(self.weights.get(str(column["name"])) or 0)
        )
        return columns

    def _quality(self, trial: Trial) -> dict[str, object]:
        checked = calibration.measure(special.expit(trial.calibrated), self.outcomes)
        return {
            "auc": _interval(trial.auc),
            "auc_later": None if trial.later is None else _interval(trial.later),
            "trees": trial.trees,
            "calibration_slope": round(checked.slope, 4),
            "calibration_intercept": round(checked.intercept, 4),
            "brier": round(checked.brier, 5),
            "brier_base": round(checked.brier_base, 5),
        }

    def _warnings(self) -> list[str]:
        if self.trial is None or self.trial.auc.estimate < TOO_GOOD:
            return []
        return [
            f"This is too good to be true (AUC {self.trial.auc.estimate:.3f}). Columns may be filled "
            "in after the outcome without a sign of it: look through those used, heaviest first."
        ]


def _interval(interval: Interval) -> dict[str, float]:
    return {
        "estimate": round(interval.estimate, 4),
        "low": round(interval.low, 4),
        "high": round(interval.high, 4),
    }
