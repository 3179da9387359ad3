"""What an admin could switch in favour of a change, from the smallest step to the largest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from stationmaster.policy.actions import ACTIONS, LISTED_ACTIONS, done_by
from stationmaster.policy.decide import Policy
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile, Rule
from stationmaster.policy.switches import (
    STRATEGIC,
    PermissionLevel,
    PersonValues,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """All that a decision hangs on."""

    switches: Switches
    custom: tuple[PolicyFile, ...]
    request: Request


_LADDER = ("rep", "manager", "admin")
_HIGHER = {"rep": _LADDER[1:], "manager": _LADDER[2:], "revops": _LADDER[2:], "admin": ()}
_FOR = "Let the agent act for somebody with role {}."

Turn = Callable[[Setting], Setting]


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be switched, with a sentence per position beyond the present one."""

    words: tuple[str, ...]
    turns: tuple[Turn, ...]

    @property
    def last(self) -> int:
        return len(self.turns)


def knobs_for(policy: Policy, request: Request) -> list[Knob]:
    """What could matter to a request. Nothing here lifts what a person always decides."""
    found = [*_role_knobs(request), *_own_policy_knobs(policy)]
    if request.actor_kind != "agent":
        return found
    found += _workspace_knobs(policy.switches, request)
    station = policy.switches.stations.get(request.station)
    return [*found, *(_station_knobs(request, station) if station else ())]


def _role_knobs(request: Request) -> Iterator[Knob]:
    if request.role is None and request.actor_kind == "agent":
        return
    who = "Let somebody with role {} do it." if request.actor_kind == "person" else _FOR
    if roles := _HIGHER.get(request.role or "", _LADDER):
        yield Knob(tuple(map(who.format, roles)), tuple(map(_role_turn, roles)))


def _role_turn(role: str) -> Turn:
    return lambda s: replace(s, request=replace(s.request, role=role))


def _own_policy_knobs(policy: Policy) -> Iterator[Knob]:
    names = {file.name for file in policy.custom}
    for rule in policy.rules.values():
        if rule.forbids and rule.file in names:
            words = f"Take out your policy {rule.id} ({rule.file}:{rule.chunk.line})."
            yield Knob((words,), (_without_rule(rule),))


def _without_rule(rule: Rule) -> Turn:
    def turn(setting: Setting) -> Setting:
        kept = (
            replace(file, text=_blanked(file.text, rule)) if file.name == rule.file else file
            for file in setting.custom
        )
        return replace(setting, custom=tuple(kept))

    return turn


def _blanked(text: str, rule: Rule) -> str:
    # Blanks keep every other policy of the file at its place.
    start, end = rule.chunk.offset, rule.chunk.offset + len(rule.chunk.text)
    return text[:start] + " " * (end - start) + text[end:]


def _workspace_knobs(switches: Switches, request: Request) -> Iterator[Knob]:
    if switches.stopped:
        yield _switch("Let agents work again: take back the stop.", stopped=False)
    for action in done_by(request.action, request.properties):
        if action in ACTIONS and not switches.actions.get(action, False):
            yield Knob((f"Switch on for agents: {ACTIONS[action]}.",), (_action_turn(action),))
    for scope in switches.scopes:
        if scope.name in request.scopes:
            yield _scope_knob(scope.name, scope.label, scope.effect)


def _switch(words: str, *, stopped: bool) -> Knob:
    return Knob((words,), (lambda s: replace(s, switches=replace(s.switches, stopped=stopped)),))


def _action_turn(action: str) -> Turn:
    return lambda s: replace(
        s, switches=replace(s.switches, actions={**s.switches.actions, action: True})
    )


def _scope_knob(name: str, label: str, effect: ScopeEffect) -> Knob:
    positions: list[tuple[str, ScopeEffect | None]] = []
    if effect == ScopeEffect.NEVER:
        positions.append((f"Set scope {name} ({label}) to review.", ScopeEffect.REVIEW))
    if name != STRATEGIC.name:
        positions.append((f"Take out scope {name} ({label}).", None))
    return Knob(
        tuple(words for words, _ in positions),
        tuple(_scope_turn(name, wanted) for _, wanted in positions),
    )


def _scope_turn(name: str, effect: ScopeEffect | None) -> Turn:
    def turn(setting: Setting) -> Setting:
        scopes = (
            replace(scope, effect=effect) if effect and scope.name == name else scope
            for scope in setting.switches.scopes
            if effect or scope.name != name
        )
        return replace(setting, switches=replace(setting.switches, scopes=tuple(scopes)))

    return turn


def _station_knobs(request: Request, station: StationSwitches) -> Iterator[Knob]:
    name = request.station
    if not station.enabled:
        yield Knob((f"Switch on station {name}.",), (_station_turn(name, enabled=True),))
    if higher := list(PermissionLevel)[list(PermissionLevel).index(station.level) + 1 :]:
        yield Knob(
            tuple(f"Raise station {name} to level {_said(level)}." for level in higher),
            tuple(_station_turn(name, level=level) for level in higher),
        )
    for action in done_by(request.action, request.properties):
        yield from _tier_knob(name, action, station.tiers.get(action, Tier.REVIEW_REQUIRED))
    yield from _list_knobs(request, station)
    if request.overwrites_person and station.person_values != PersonValues.MAY_REPLACE:
        words = f"Let station {name} replace what people set (person values: may replace)."
        yield Knob((words,), (_station_turn(name, person_values=PersonValues.MAY_REPLACE),))


def _said(member: PermissionLevel | Tier) -> str:
    return member.value.replace("_", " ")


def _station_turn(name: str, **changes: object) -> Turn:
    def turn(setting: Setting) -> Setting:
        station = replace(setting.switches.stations[name], **changes)  # type: ignore[arg-type]  # fields by name
        return replace(setting, switches=setting.switches.with_station(name, station))

    return turn


def _tier_knob(name: str, action: str, tier: Tier) -> Iterator[Knob]:
    less_strict = {
        Tier.AUTONOMOUS: (),
        Tier.REVIEW_REQUIRED: (Tier.AUTONOMOUS,),
        Tier.HUMAN_ONLY: (Tier.REVIEW_REQUIRED, Tier.AUTONOMOUS),
    }[tier]
    if action in ACTIONS and less_strict:
        yield Knob(
            tuple(f"Set the tier of {action} at {name} to {_said(to)}." for to in less_strict),
            tuple(_tier_turn(name, action, to) for to in less_strict),
        )


def _tier_turn(name: str, action: str, tier: Tier) -> Turn:
    def turn(setting: Setting) -> Setting:
        tiers = {**setting.switches.stations[name].tiers, action: tier}
        return _station_turn(name, tiers=tiers)(setting)

    return turn


def _list_knobs(request: Request, station: StationSwitches) -> Iterator[Knob]:
    name, type = request.station, request.type
    listed = station.write.get(type, ())
    if missing := sorted(request.properties.difference(listed)):
        write = {**station.write, type: (*listed, *missing)}
        words = f"Add {', '.join(missing)} to what station {name} may write of {type}."
        yield Knob((words,), (_station_turn(name, write=write),))
    acts = station.act.get(type, ())
    if request.action in LISTED_ACTIONS and request.action not in acts:
        act = {**station.act, type: (*acts, request.action)}
        words = f"Add {request.action} to what station {name} may do with {type}."
        yield Knob((words,), (_station_turn(name, act=act),))
