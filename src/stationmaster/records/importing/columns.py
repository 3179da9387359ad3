"""A plan for every column: the property it fills, or the new one it should."""

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz, process

from stationmaster.core.record import ObjectType, PropertyDefinition, PropertyType
from stationmaster.records.definitions import LONGEST_OPTION, NO_KEYS, RESERVED
from stationmaster.records.importing.dates import DateFormat
from stationmaster.records.importing.guess import (
    MOST_OPTIONS,
    date_order,
    guess_type,
    near_misses,
    number_format,
    real_values,
)
from stationmaster.records.importing.headers import plain, property_label, property_name
from stationmaster.records.importing.mapping import (
    Mapped,
    fits,
    is_id,
    map_columns,
    without_type,
)
from stationmaster.records.importing.plan import ColumnPlan
from stationmaster.records.importing.profile import Profile
from stationmaster.records.importing.survey import Survey
from stationmaster.records.importing.vocabulary import known_values

TYPED = frozenset(
    {PropertyType.NUMBER, PropertyType.DATE, PropertyType.DATETIME, PropertyType.BOOLEAN}
)
"""Types of which no value can be a placeholder, so that one is taken as missing at once."""
OWN_ID = "the record's own id"
MOST_COMPARED = 300
"""Distinct values among which misspelled ones are looked for."""
WITH_OPTIONS = (PropertyType.OPTION, PropertyType.OPTIONS)


def plan_columns(
    survey: Survey, kind: ObjectType, usual: DateFormat
) -> tuple[list[ColumnPlan], list[str]]:
    """Plans in the order of the file, and warnings. `usual`: how ambiguous dates are read."""
    ids = own_ids(survey, kind)
    names = [name for name in survey.profiles if name != ids]
    mapped = map_columns(names, survey.profiles, kind, survey.rows)
    plans, warnings = [], []
    taken = [*kind.properties, *RESERVED]
    has_id = any(kind.properties[m.property].unique for m in mapped.values())
    for name, profile in survey.profiles.items():
        if name == ids:
            plan = ColumnPlan(name, why=OWN_ID)
        elif name in mapped:
            plan = _known(profile, kind.properties[mapped[name].property], mapped[name])
        elif not profile.filled or name in survey.nested:
            why = "it is empty" if not profile.filled else "JSON objects stand in it"
            plan = ColumnPlan(name, why=why)
        else:
            plan = _new(profile, taken, unique=not has_id and is_id(profile, survey.rows))
            has_id = has_id or (plan.new is not None and plan.new.unique)
            taken.append(plan.to or "")
        plan, found = _detailed(plan, profile, kind, usual)
        plans.append(plan)
        warnings += found
    return plans, warnings


def own_ids(survey: Survey, kind: ObjectType) -> str | None:
    """The column that holds ids of our own records, as an export writes them."""
    ours = re.compile(rf"{re.escape(kind.name)}_[0-9a-f]{{32}}")
    for name, profile in survey.profiles.items():
        named = without_type(plain(name), kind) in ("id", "record id")
        if named and profile.filled and all(ours.fullmatch(v.strip()) for v in profile.counts):
            return name
    return None


def _known(profile: Profile, definition: PropertyDefinition, mapped: Mapped) -> ColumnPlan:
    plan = ColumnPlan(profile.name, definition.name, why=mapped.why)
    if definition.type not in WITH_OPTIONS:
        return plan
    spelled, unknown = _options(profile, definition)
    if len(unknown) > MOST_OPTIONS:
        return replace(plan, replace=spelled)
    return replace(plan, replace=spelled, options=tuple(unknown))


def _options(profile: Profile, definition: PropertyDefinition) -> tuple[dict[str, str], list[str]]:
    """Values that are options but for their case -> the option; and values that are none at all."""
    known = {plain(option): option for option in definition.options}
    spelled: dict[str, str] = {}
    unknown = []
    several = definition.type is PropertyType.OPTIONS
    values = (p for v in profile.counts for p in (v.split(";") if several else [v]))
    for value in dict.fromkeys(v.strip() for v in values):
        if not value or value in definition.options:
            continue
        if plain(value) in known:
            spelled[value] = known[plain(value)]
        elif ";" not in value and len(value) <= LONGEST_OPTION:
            unknown.append(value)
    return spelled, unknown


def _new(profile: Profile, taken: Iterable[str], *, unique: bool) -> ColumnPlan:
    guess = guess_type(profile)
    options = guess.options
    if guess.type is PropertyType.OPTION:
        options = tuple(sorted({v.strip() for v in profile.counts}))
    unique = unique and guess.type not in NO_KEYS
    name = property_name(profile.name, list(taken))
    definition = PropertyDefinition(
        name,
        property_label(profile.name),
        guess.type,
        options,
        unique=unique,
        indexed=unique,
    )
    return ColumnPlan(profile.name, definition.name, definition, why="a new property")


def _detailed(
    plan: ColumnPlan, profile: Profile, kind: ObjectType, usual: DateFormat
) -> tuple[ColumnPlan, list[str]]:
    """The plan with formats, placeholders, suggestions and samples."""
    plan = replace(plan, samples=profile.samples(), filled=profile.filled)
    definition = plan.new or (kind.properties[plan.to] if plan.to else None)
    if definition is None:
        return plan, []
    placeholders = tuple(sorted(profile.placeholders))
    if definition.type in TYPED:
        plan = replace(plan, missing=placeholders)
    elif placeholders:
        plan = replace(plan, suggested_missing=placeholders)
    plan, doubts = _formatted(plan, profile, definition.type, usual)
    if definition.type not in TYPED and 0 < profile.distinct <= MOST_COMPARED:
        known = (*known_values(definition.name), *definition.options)
        misses = near_misses(profile, known)
        plan = replace(plan, suggested={v: m for v, m in misses.items() if v not in plan.replace})
    doubts += _misfits(profile, definition, plan)
    return plan, [f"{plan.name}: {doubt}." for doubt in doubts]


def _formatted(
    plan: ColumnPlan, profile: Profile, type: PropertyType, usual: DateFormat
) -> tuple[ColumnPlan, list[str]]:
    if type is PropertyType.NUMBER and profile.patterns.looked_at:
        number, doubt = number_format(profile)
        return replace(plan, number=number), [doubt] if doubt else []
    if type in (PropertyType.DATE, PropertyType.DATETIME):
        order, doubt = date_order(profile, usual.order)
        doubts = [doubt] if doubt else []
        if profile.patterns.short_years:
            doubts.append("years have two digits; 69 to 99 are read as 1969 to 1999")
        return replace(plan, date=DateFormat(order, usual.zone)), doubts
    return plan, []


def _misfits(profile: Profile, definition: PropertyDefinition, plan: ColumnPlan) -> Iterable[str]:
    if definition.type in WITH_OPTIONS:
        if _unknown_options(profile, definition, plan):
            yield "it holds values that are no options; their rows will be rejected"
    elif not fits(profile, definition):
        yield f"much of it is no {definition.type.value}; those rows will be rejected"
    if definition.unique and profile.repeats:
        yield "values repeat, and no two records may share one; later rows will be rejected"
    if profile.patterns.formulas:
        yield "cells look like formulas; they are kept as text"


def _unknown_options(profile: Profile, definition: PropertyDefinition, plan: ColumnPlan) -> bool:
    known = {*definition.options, *plan.options, *plan.replace}
    several = definition.type is PropertyType.OPTIONS
    parts = (p for v in real_values(profile) for p in (v.split(";") if several else [v]))
    return profile.overflowed or any(part.strip() not in known for part in parts)


def nearest_option(value: str, options: Iterable[str]) -> str:
    """The option most like a value that is none; empty where none is like it."""
    known = list(options)
    found = process.extractOne(
        value.lower(), [o.lower() for o in known], scorer=fuzz.ratio, score_cutoff=60
    )
    return known[found[2]] if found else ""
