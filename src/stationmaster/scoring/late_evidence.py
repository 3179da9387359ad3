"""Evidence that a column is filled in late: what each kind looks at, and the sentence a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring.association import (
    DATES,
    PRESENCE,
    Interval,
    counts,
    evidence_of_level,
    level_names,
)
from stationmaster.scoring.examples import Codes, Examples, Flags
from stationmaster.scoring.hints import late_values, name_hint

NEAR_PERFECT = 0.95
"""No honest column is known to rank leads this well alone; measured as the lower end of the AUC."""
DECISIVE = 3.0
"""Log-odds from the base rate beyond which a value (nearly) decides: odds twenty times as high."""
DECIDED_SHARE = 0.25
"""Of both the converted and the lost leads, how many must have a deciding value."""
FILLED_DECISIVE, FILLED_SHARE = 4.0, 0.2
NAMELESS = DATES | PRESENCE | {PropertyType.NUMBER}
"""Types without named values."""
FEWEST_TIMES = 20
MOSTLY, PARTLY = 0.5, 0.2
LATE_VALUES = 0.3


class Kind(StrEnum):
    """What speaks against a column. Hints refuse only together with a tie to the outcome."""

    PERSON = "person"
    FLAGGED = "flagged"
    SET_LATE = "set_late"
    NEAR_PERFECT = "near_perfect"
    DECIDES = "decides"
    FILLED_IN = "filled_in"
    OVERSHADOWS = "overshadows"
    OFTEN_LATE = "often_late"
    NAME = "name"
    VALUES = "values"
    TOGETHER = "together"
    LIES_AHEAD = "lies_ahead"
    TIED = "tied"
    UNUSABLE = "unusable"


PROOFS = frozenset(
    {
        Kind.PERSON,
        Kind.FLAGGED,
        Kind.SET_LATE,
        Kind.NEAR_PERFECT,
        Kind.DECIDES,
        Kind.FILLED_IN,
        Kind.OVERSHADOWS,
    }
)
HINTS = frozenset({Kind.OFTEN_LATE, Kind.NAME, Kind.VALUES, Kind.TOGETHER})


@dataclass(frozen=True, slots=True)
class Evidence:
    kind: Kind
    sentence: str


def flagged(definition: PropertyDefinition) -> list[Evidence]:
    if not definition.after_outcome:
        return []
    return [Evidence(Kind.FLAGGED, "Its definition says that it is filled in after the outcome.")]


def set_late(name: str, examples: Examples) -> list[Evidence]:
    """Looks at when values were set. Rows first written after they were closed (a bulk import of old
    leads) tell nothing about the order, and are left aside."""
    if examples.set_at is None or examples.closed_at is None:
        return []
    late = []
    for stamps, closed in zip(examples.set_at, examples.closed_at, strict=True):
        moment = stamps.get(name)
        if moment is None or closed is None or min(stamps.values()) >= closed:
            continue
        late.append(moment >= closed)
    share = sum(late) / len(late) if late else 0.0
    if len(late) < FEWEST_TIMES or share < PARTLY:
        return []
    kind = Kind.SET_LATE if share >= MOSTLY else Kind.OFTEN_LATE
    return [Evidence(kind, f"{share:.0%} of its values were set when the lead was already closed.")]


def near_perfect(auc: Interval) -> list[Evidence]:
    if auc.low < NEAR_PERFECT:
        return []
    sentence = (
        f"Alone it tells converted from lost leads almost perfectly (AUC {auc.estimate:.2f})."
    )
    return [Evidence(Kind.NEAR_PERFECT, sentence)]


def decides(
    column: Sequence[Value], codes: Codes, definition: PropertyDefinition, outcomes: Flags
) -> list[Evidence]:
    """Named values after which nothing is open any more, for both ends and many leads."""
    if definition.type in NAMELESS:
        return []
    won, lost = counts(codes, outcomes)
    distance = evidence_of_level(won, lost, outcomes)
    distance[0] = 0.0
    ups, downs = distance > DECISIVE, distance < -DECISIVE
    shares = won[ups].sum() / outcomes.sum(), lost[downs].sum() / (~outcomes).sum()
    if min(shares) < DECIDED_SHARE:
        return []
    rows = won + lost
    deciding = np.flatnonzero(ups | downs)
    common = sorted(deciding.tolist(), key=lambda code: -rows[code])[:3]
    names = level_names(codes, column)
    shown = ", ".join(f"“{names[c]}” {won[c] / rows[c]:.0%} of {rows[c]:,.0f}" for c in common)
    return [Evidence(Kind.DECIDES, f"Its values decide the outcome; converted: {shown}.")]


def filled_in(codes: Codes, outcomes: Flags) -> list[Evidence]:
    """Whether there is a value is settled by the outcome: filled in at the end, for one end only."""
    present = (codes > 0).astype(np.int64)
    if present.all():
        return []
    won, lost = counts(present, outcomes)
    if len(won) < 2:
        return []
    distance = evidence_of_level(won, lost, outcomes)
    shares = won / outcomes.sum(), lost / (~outcomes).sum()
    one_way = [
        (shares[0] if distance[i] > 0 else shares[1])[i] >= FILLED_SHARE
        and abs(distance[i]) > FILLED_DECISIVE
        for i in (0, 1)
    ]
    if not any(one_way):
        return []
    sentence = (
        f"It is filled in for {shares[0][1]:.0%} of the converted leads "
        f"and {shares[1][1]:.0%} of the lost ones: that is settled by the outcome."
    )
    return [Evidence(Kind.FILLED_IN, sentence)]


def hints(definition: PropertyDefinition, column: Sequence[Value]) -> list[Evidence]:
    """What its name and its values say."""
    found = []
    meaning = name_hint(definition)
    if meaning is not None:
        found.append(Evidence(Kind.NAME, f"By its name it holds {meaning}."))
    share, common = late_values(column)
    if share >= LATE_VALUES:
        shown = ", ".join(f"“{value}”" for value in common)
        sentence = f"{share:.0%} of its values are noted after contact, such as {shown}."
        found.append(Evidence(Kind.VALUES, sentence))
    return found


def lies_ahead(definition: PropertyDefinition, column: Sequence[Value]) -> list[Evidence]:
    """Dates after the moment a lead came in: planned ones are honest, so it only supports a hint."""
    ages = [value for value in column if type(value) is float]
    if definition.type not in DATES or len(ages) < FEWEST_TIMES:
        return []
    share = sum(age < -1 for age in ages) / len(ages)
    if share < MOSTLY:
        return []
    return [Evidence(Kind.LIES_AHEAD, f"{share:.0%} of its dates lie after the lead came in.")]


def tied(auc: Interval) -> Evidence:
    return Evidence(Kind.TIED, f"And it is tied to the outcome (AUC {auc.estimate:.2f} alone).")
