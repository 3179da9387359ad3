"""Columns that cannot help, whenever they were filled in: nothing to learn, or only whom it is."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import spearmanr

from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.scoring.association import PRESENCE, as_number
from stationmaster.scoring.examples import Floats
from stationmaster.scoring.hints import names_a_person, sounds_like_an_id

FEWEST_TO_JUDGE = 20
DISTINCT_TEXT = 0.5
DISTINCT_NUMBERS = 0.98
SEQUENCE = 0.95


def unusable(definition: PropertyDefinition, column: Sequence[Value]) -> str | None:
    """Why a column is left out; None where it can be used."""
    filled = [value for value in column if value is not None]
    if not filled:
        return "No closed lead has a value."
    if definition.type is PropertyType.OWNER:
        return "Who owns a lead is decided after it is scored."
    if names_a_person(definition):
        return "It names a person; what somebody is called must not count."
    if definition.type in PRESENCE or definition.type is PropertyType.TEXT:
        return None if len(filled) < len(column) or _varies(definition, filled) else _CONSTANT
    if len(filled) == len(column) and not _varies(definition, filled):
        return _CONSTANT
    return _identifies(definition, filled)


_CONSTANT = "Every closed lead has the same value."


def _varies(definition: PropertyDefinition, filled: Sequence[Value]) -> bool:
    if definition.type in PRESENCE:
        return False
    return any(value != filled[0] for value in filled)


def _identifies(definition: PropertyDefinition, filled: Sequence[Value]) -> str | None:
    distinct = len(set(filled)) / len(filled)
    sentence = f"It identifies the lead: {len(set(filled)):,} values for {len(filled):,} leads."
    if definition.unique:
        return sentence
    if len(filled) < FEWEST_TO_JUDGE:
        return None
    if definition.type in (PropertyType.DATE, PropertyType.DATETIME, PropertyType.BOOLEAN):
        return None
    if definition.type is not PropertyType.NUMBER:
        return sentence if distinct > DISTINCT_TEXT else None
    numbers = np.array([as_number(value) for value in filled])
    if distinct < DISTINCT_NUMBERS or not (numbers % 1 == 0).all():
        return None
    return sentence if sounds_like_an_id(definition) or _counts_up(numbers) else None


def _counts_up(numbers: Floats) -> bool:
    """Numbers handed out one after the other follow the order of the rows."""
    rank = spearmanr(numbers, np.arange(len(numbers))).statistic
    return bool(abs(rank) > SEQUENCE)
