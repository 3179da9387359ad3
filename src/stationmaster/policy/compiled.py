"""What the switches compile to: entity data for the shipped policies, and a policy per scope."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from stationmaster.core.filter import to_text
from stationmaster.policy.actions import done_by, granted_by
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import (
    PersonValues,
    Scope,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
)

_WORKSPACE = {"__entity": {"type": "Workspace", "id": "this"}}
_PRINCIPALS = {"agent": "Agent", "person": "Person"}
_FORBIDDEN = {ScopeEffect.NEVER: "action", ScopeEffect.REVIEW: 'action == Action::"writeAlone"'}
_SCOPE_REASON = {
    ScopeEffect.NEVER: "Agents never change these records: {}.",
    ScopeEffect.REVIEW: "A person sees every change to these records: {}.",
}


def entities(switches: Switches) -> list[dict[str, Any]]:
    """Cedar entities: the workspace, and each station with its two lists."""
    actions_on = sorted(name for name, on in switches.actions.items() if on)
    workspace = {"stopped": switches.stopped, "actions_on": actions_on}
    found = [_entity("Workspace", "this", workspace)]
    for name, station in sorted(switches.stations.items()):
        found += [
            _entity("Station", name, _station(name, station)),
            _entity("List", f"{name} writes", tags=station.write),
            _entity("List", f"{name} acts", tags=station.act),
        ]
    return found


def _station(name: str, station: StationSwitches) -> dict[str, Any]:
    return {
        "workspace": _WORKSPACE,
        "enabled": station.enabled,
        "level": str(station.level),
        "autonomous": _of_tier(station, Tier.AUTONOMOUS),
        "human_only": _of_tier(station, Tier.HUMAN_ONLY),
        "may_replace": station.person_values == PersonValues.MAY_REPLACE,
        "write": {"__entity": {"type": "List", "id": f"{name} writes"}},
        "act": {"__entity": {"type": "List", "id": f"{name} acts"}},
    }


def _of_tier(station: StationSwitches, tier: Tier) -> list[str]:
    return sorted(action for action, its in station.tiers.items() if its == tier)


def _entity(
    type: str,
    id: str,
    attrs: Mapping[str, Any] | None = None,
    tags: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    named = {name: sorted(set(values)) for name, values in sorted((tags or {}).items())}
    return {"uid": {"type": type, "id": id}, "attrs": attrs or {}, "tags": named, "parents": []}


def scope_file(switches: Switches) -> PolicyFile:
    """One policy per scope; its id is "scope-" and the scope's name."""
    ordered = sorted(switches.scopes, key=lambda scope: scope.name)
    return PolicyFile("scopes (from the switches)", "\n".join(map(_scope_policy, ordered)))


def _scope_policy(scope: Scope) -> str:
    # Braces in a label are text, not one of the words a reason may ask for.
    label = scope.label.replace("{", "{{").replace("}", "}}")
    reason = _SCOPE_REASON[scope.effect].format(label)
    where = json.dumps(f"{scope.type} where {to_text(scope.where)}", ensure_ascii=True)
    return (
        f"// {where}\n"
        f'@id("scope-{scope.name}")\n'
        f"@reason({quoted(reason)})\n"
        f"forbid (principal is Agent, {_FORBIDDEN[scope.effect]}, resource)\n"
        f'when {{ context.scopes.contains("{scope.name}") }};\n'
    )


def quoted(text: str) -> str:
    """A Cedar string literal: whatever the text holds, it stays text."""
    return '"' + "".join(_escaped(c) for c in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


def version(switches: Switches, texts: Iterable[PolicyFile], schema: str) -> str:
    """Names policies and switches together; the order in which lists were typed does not count."""
    stations = {
        name: {**_station(name, s), "read": _as_sets(s.read), "tiers": dict(s.tiers)}
        | {"write": _as_sets(s.write), "act": _as_sets(s.act)}
        for name, s in switches.stations.items()
    }
    ordered = replace(switches, scopes=tuple(sorted(switches.scopes, key=lambda s: s.name)))
    whole = {
        "schema": schema,
        "policies": sorted((file.name, file.text) for file in texts),
        "stations": stations,
        "actions": dict(switches.actions),
        "scopes": ordered.to_json()["scopes"],
        "stopped": switches.stopped,
    }
    digest = hashlib.sha256(orjson.dumps(whole, option=orjson.OPT_SORT_KEYS))
    return f"policy-{digest.hexdigest()[:16]}"


def _as_sets(by_type: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {type: sorted(set(names)) for type, names in by_type.items()}


def cedar_requests(request: Request, actions: Iterable[str]) -> list[dict[str, Any]]:
    """The same change asked as several Cedar actions."""
    context = orjson.dumps(_context(request)).decode()
    return [
        {
            "principal": {
                "type": _PRINCIPALS.get(request.actor_kind, "Stranger"),
                "id": request.actor,
            },
            "action": {"type": "Action", "id": action},
            "resource": {"type": "Type", "id": request.type},
            "context": context,
        }
        for action in actions
    ]


def _context(request: Request) -> dict[str, Any]:
    return {
        "station": {"__entity": {"type": "Station", "id": request.station}},
        "role": request.role or "",
        "action": request.action,
        "does": done_by(request.action, request.properties),
        "type": request.type,
        "properties": list(request.properties),
        "sets": [each.casefold() for each in request.sets],
        "scopes": list(request.scopes),
        "granted_by": granted_by(request.action, undo=request.undo),
        "overwrites_person": request.overwrites_person,
        "undo": request.undo,
    }
