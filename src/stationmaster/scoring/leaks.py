"""Columns that are filled in after the outcome: found, and refused for training by name.

A column is refused on one proof, or on a hint that is borne out by a statistical tie to the outcome (or
by dates that lie after the lead came in); a hint alone or a strong tie alone never refuses, since an
honest column may be called so or be that good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from stationmaster.core.record import PropertyDefinition, Value
from stationmaster.scoring import late_evidence as late
from stationmaster.scoring.association import (
    Folds,
    Interval,
    auc_interval,
    codes_of,
    folds,
    held_out_rates,
    learnable,
)
from stationmaster.scoring.examples import Codes, Examples
from stationmaster.scoring.gain import overshadowing
from stationmaster.scoring.hints import family
from stationmaster.scoring.late_evidence import HINTS, PROOFS, Evidence, Kind
from stationmaster.scoring.usable import unusable

FOLDS = 5
FEWEST_OF_EACH = 20
"""With fewer leads of either outcome no statistic is trusted; flags and set times still count."""
TIED = 0.52
"""A hint counts where the lower end of the column's own AUC is above this."""
FEWEST_TOGETHER = 50


class Use(StrEnum):
    USED = "used"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


class Overrule(StrEnum):
    """What a person may say of a column, whatever was found."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a column, and why. `auc`: how well it alone ranks held-out leads."""

    name: str
    label: str
    use: Use
    evidence: tuple[Evidence, ...] = ()
    auc: float | None = None
    overruled: Overrule | None = None

    @property
    def reason(self) -> str:
        return " ".join(e.sentence for e in self.evidence)


@dataclass(frozen=True, slots=True)
class _Finding:
    """What was found of one column. `auc`: None where nothing was measured."""

    definition: PropertyDefinition
    evidence: tuple[Evidence, ...]
    codes: Codes | None = None
    auc: Interval | None = None

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(e.kind for e in self.evidence)

    @property
    def is_tied(self) -> bool:
        return self.auc is not None and self.auc.low > TIED

    @property
    def use(self) -> Use:
        if self.kinds & PROOFS:
            return Use.REFUSED
        if Kind.UNUSABLE in self.kinds:
            return Use.LEFT_OUT
        is_borne_out = self.is_tied or Kind.LIES_AHEAD in self.kinds
        return Use.REFUSED if self.kinds & HINTS and is_borne_out else Use.USED

    def adding(self, *evidence: Evidence) -> "_Finding":
        return replace(self, evidence=(*self.evidence, *evidence))


def inspect(
    examples: Examples, overrules: Mapping[str, Overrule] | None = None
) -> dict[str, Verdict]:
    """A verdict for every property that has a definition, in that order.

    Overruled columns still show what was found. With too few leads of either outcome only flags, set
    times and what can be used at all are looked at.
    """
    said = overrules or {}
    outcomes = examples.converted()
    enough = min(outcomes.sum(), (~outcomes).sum()) >= FEWEST_OF_EACH
    parts = folds(outcomes, FOLDS) if enough else None
    findings = {n: _look(d, examples, parts) for n, d in examples.definitions.items()}
    _mark_companions(findings)
    if parts is not None:
        _mark_overshadowing(findings, examples, parts, frozenset(said))
    return {name: _verdict(finding, said.get(name)) for name, finding in findings.items()}


def _look(definition: PropertyDefinition, examples: Examples, parts: Folds | None) -> _Finding:
    column = learnable(examples.column(definition.name), definition, examples.known_at)
    certain = late.flagged(definition) + late.set_late(definition.name, examples)
    why = unusable(definition, column)
    if why is not None:
        return _Finding(definition, (*certain, Evidence(Kind.UNUSABLE, why)))
    if parts is None:
        return _Finding(definition, tuple(certain))
    return _measure(_Finding(definition, tuple(certain)), column, examples, parts)


def _measure(finding: _Finding, column: list[Value], examples: Examples, parts: Folds) -> _Finding:
    outcomes, definition = examples.converted(), finding.definition
    codes = codes_of(column, definition)
    auc = auc_interval(outcomes, held_out_rates(codes, outcomes, parts))
    found = [
        *late.near_perfect(auc),
        *late.decides(column, codes, definition, outcomes),
        *late.filled_in(codes, outcomes),
        *late.hints(definition, column),
        *late.lies_ahead(definition, column),
    ]
    return replace(finding, codes=codes, auc=auc).adding(*found)


def _mark_companions(findings: dict[str, _Finding]) -> None:
    """Columns of one tool, filled in for exactly the same leads: refused is one, suspect are all. Equal
    gaps alone say little, as the answers to one page of a form share them too."""
    refused: dict[tuple[str, bytes], str] = {}
    for finding in findings.values():
        origin = _origin(finding)
        if origin is not None and finding.use is Use.REFUSED:
            refused.setdefault(origin, finding.definition.label)
    for name, finding in findings.items():
        origin = _origin(finding)
        if origin is not None and origin in refused and finding.use is Use.USED:
            sentence = f"It is filled in for exactly the same leads as {refused[origin]}."
            findings[name] = finding.adding(Evidence(Kind.TOGETHER, sentence))


def _origin(finding: _Finding) -> tuple[str, bytes] | None:
    """First word of the name, and which rows are not filled in; None where either says nothing."""
    word = family(finding.definition)
    if finding.codes is None or word is None:
        return None
    missing = finding.codes == 0
    if min(missing.sum(), (~missing).sum()) < FEWEST_TOGETHER:
        return None
    return word, np.packbits(missing).tobytes()


def _mark_overshadowing(
    findings: dict[str, _Finding], examples: Examples, parts: Folds, said: frozenset[str]
) -> None:
    while True:
        aucs = {
            name: finding.auc.estimate
            for name, finding in findings.items()
            if finding.use is Use.USED and finding.auc is not None and name not in said
        }
        found = overshadowing(examples, aucs, parts)
        if found is None:
            return
        name, evidence = found
        findings[name] = findings[name].adding(evidence)


def _verdict(finding: _Finding, said: Overrule | None) -> Verdict:
    evidence, use = finding.evidence, finding.use
    auc = finding.auc
    if use is Use.REFUSED and not finding.kinds & PROOFS and auc is not None and finding.is_tied:
        evidence = (*evidence, late.tied(auc))
    if said is Overrule.REFUSE:
        use, evidence = Use.REFUSED, (Evidence(Kind.PERSON, "A person refused it."), *evidence)
    elif said is Overrule.ALLOW:
        use, evidence = Use.USED, (Evidence(Kind.PERSON, "A person allowed it."), *evidence)
    return Verdict(
        finding.definition.name,
        finding.definition.label,
        use,
        evidence,
        None if auc is None else auc.estimate,
        said,
    )
