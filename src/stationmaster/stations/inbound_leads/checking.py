"""What is wrong with the settings, or with the owners they name: for saving, and for the doctor."""

from collections.abc import Iterator, Mapping, Sequence

from stationmaster.core import filter as filters
from stationmaster.core.errors import Forbidden, InvalidInput
from stationmaster.core.record import ObjectType, PropertyType
from stationmaster.kit.problem import Problem, Severity
from stationmaster.kit.reading import type_of
from stationmaster.kit.station import Context
from stationmaster.stations.inbound_leads import settings
from stationmaster.stations.inbound_leads.routing.reps import Rep, read_reps
from stationmaster.stations.inbound_leads.routing.roster import Member, pools_of
from stationmaster.stations.inbound_leads.settings import Rules
from stationmaster.stations.inbound_leads.sla import UNKNOWN

CORRECT = "Correct it under Stations, Inbound leads, Settings."


def check(context: Context) -> Sequence[Problem]:
    """Every problem, errors first. With an error a lead may end without an owner it should have."""
    unreadable = settings.problems(context.settings)
    if unreadable:
        return unreadable
    rules = settings.read(context.settings)
    filters_wrong = list(_filters(rules, context.reader.types()))
    if filters_wrong:
        return filters_wrong
    reps = read_reps(context.reader, rules)
    found = [
        *_fallback(rules, reps),
        *_pools(rules, reps, pools_of(context.reader, rules, reps)),
        *_names(rules),
        *_owners(reps),
    ]
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)


def _error(field: str, message: str, way_out: str = CORRECT) -> Problem:
    return Problem(Severity.ERROR, field, message, way_out)


def _warning(field: str, message: str, way_out: str = CORRECT) -> Problem:
    return Problem(Severity.WARNING, field, message, way_out)


def _filters(rules: Rules, types: Mapping[str, ObjectType]) -> Iterator[Problem]:
    used = [(f"pools.{n}.where", "owner", p.where) for n, p in rules.pools.items() if p.where]
    used += [(f"territories.{i}.where", t.on, t.where) for i, t in enumerate(rules.territories)]
    used += [
        ("outcome.won", "lead", rules.outcome.won),
        ("outcome.lost", "lead", rules.outcome.lost),
    ]
    for field, type, where in used:
        try:
            filters.check(where, type_of(types, type))
        except (InvalidInput, Forbidden) as error:
            yield _error(field, error.message, error.way_out or CORRECT)
            continue
        yield from _free_text(field, types[type], where)
        if field.startswith("outcome") and not where.groups:
            yield _error(field, "It matches every lead.")


def _free_text(field: str, type: ObjectType, where: filters.Filter) -> Iterator[Problem]:
    """What people write freely must not choose who gets a lead."""
    for condition in (c for group in where.groups for c in group.conditions):
        if type.properties[condition.property].type is PropertyType.TEXT:
            yield _error(
                field,
                f"{condition.property} is free text, which anybody can fill with anything.",
                "Use a property with typed values, such as country or company size.",
            )


def _fallback(rules: Rules, reps: Mapping[str, Rep]) -> Iterator[Problem]:
    if rules.fallback_owner is None:
        yield _error(
            "fallback_owner",
            "No fallback owner is named: a lead that nobody can take becomes a question.",
            "Name an active owner under Stations, Inbound leads, Settings.",
        )
    for field in ("fallback_owner", "second_fallback_owner"):
        owner = getattr(rules, field)
        if owner is not None:
            yield from _usable(field, owner, reps)
    if rules.fallback_owner and rules.fallback_owner == rules.second_fallback_owner:
        yield _warning("second_fallback_owner", "It is the same owner as the first fallback.")


def _usable(field: str, owner: str, reps: Mapping[str, Rep]) -> Iterator[Problem]:
    rep = reps.get(owner)
    if rep is None:
        yield _error(field, f"There is no owner {owner}.", "Choose an owner who exists.")
    elif not rep.active:
        yield _error(field, f"{rep.name} is not active.", "Choose an active owner.")


def _pools(
    rules: Rules, reps: Mapping[str, Rep], pools: Mapping[str, Sequence[Member]]
) -> Iterator[Problem]:
    for name, members in pools.items():
        for i, member in enumerate(rules.pools[name].members):
            if member.owner not in reps:
                yield _error(f"pools.{name}.members.{i}", f"There is no owner {member.owner}.")
        able = [m for m in members if m.weight and m.owner in reps and reps[m.owner].active]
        if not able:
            yield _warning(
                f"pools.{name}",
                "Nobody in this pool is active and has a share of leads: it passes every lead on.",
                "Add an active owner with a weight above zero.",
            )


def _names(rules: Rules) -> Iterator[Problem]:
    if rules.default_pool is not None and rules.default_pool not in rules.pools:
        yield _error("default_pool", f"There is no pool {rules.default_pool}.")
    seen: set[str] = set()
    for i, territory in enumerate(rules.territories):
        if territory.pool not in rules.pools:
            yield _error(f"territories.{i}.pool", f"There is no pool {territory.pool}.")
        if territory.name in seen:
            yield _error(f"territories.{i}.name", f"There are two territories {territory.name}.")
        seen.add(territory.name)
    if UNKNOWN not in rules.respond_within_minutes:
        yield _error("respond_within_minutes", f"The band {UNKNOWN!r} has no time to respond.")


def _owners(reps: Mapping[str, Rep]) -> Iterator[Problem]:
    for rep in reps.values():
        for reason in rep.unreadable if rep.active else ():
            yield _warning(
                f"owner {rep.name}",
                reason,
                "Correct the owner's record; until then the default counts.",
            )
