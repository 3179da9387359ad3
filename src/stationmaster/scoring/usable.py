"""Columns that cannot help, whenever they were filled in: nothing to learn, or only whom it is."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring import trees
from stationmaster.scoring.association import DATES, PRESENCE, as_number
from stationmaster.scoring.examples import Floats
from stationmaster.scoring.hints import names_a_person, sounds_like_an_id
from stationmaster.scoring.libraries import stats

FEWEST_TO_JUDGE = 20
DISTINCT_TEXT = 0.5
DISTINCT_NUMBERS = 0.98
SEQUENCE = 0.95
_NEVER_IDS = PRESENCE | DATES | {PropertyType.BOOLEAN}


def unusable(definition: PropertyDefinition, column: Sequence[Value]) -> str | None:
    """Why a column is left out; None where it can be used. `column`: its learnable values."""
    filled = [value for value in column if value is not None]
    if not filled:
        return "No closed lead has a value."
    if definition.type is PropertyType.OWNER:
        return "Who owns a lead is decided after it is scored."
    if names_a_person(definition):
        return "It names a person; what somebody is called must not count."
    return _same(column) or _identifies(definition, filled)


def _same(column: Sequence[Value]) -> str | None:
    """Where fewer leads differ than a leaf of a tree must hold, there is nothing to split."""
    ((_, most),) = Counter(column).most_common(1)
    others = len(column) - most
    if others == 0:
        return "Every closed lead has the same value."
    if others < trees.fewest_in_leaf(len(column)):
        return f"All but {others:,} closed leads have the same value."
    return None


def _identifies(definition: PropertyDefinition, filled: Sequence[Value]) -> str | None:
    distinct = len(set(filled)) / len(filled)
    sentence = f"It identifies the lead: {len(set(filled)):,} values for {len(filled):,} leads."
    if definition.type in _NEVER_IDS:
        return None
    if definition.unique:
        return sentence
    if len(filled) < FEWEST_TO_JUDGE:
        return None
    if definition.type is not PropertyType.NUMBER:
        return sentence if distinct > DISTINCT_TEXT else None
    numbers = np.array([as_number(value) for value in filled])
    if distinct < DISTINCT_NUMBERS or not (numbers % 1 == 0).all():
        return None
    return sentence if sounds_like_an_id(definition) or _counts_up(numbers) else None


def _counts_up(numbers: Floats) -> bool:
    """Numbers handed out one after the other follow the order of the rows."""
    rank = stats.spearmanr(numbers, np.arange(len(numbers))).statistic
    return bool(abs(rank) > SEQUENCE)
