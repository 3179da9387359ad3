"""Reasons are sentences that may name what a change is about: {station}, {action}, {type} ..."""

from collections.abc import Mapping
from string import Formatter

from stationmaster.policy.actions import ACTIONS
from stationmaster.policy.request import Request
from stationmaster.policy.switches import Switches

WORDS = ("station", "action", "type", "role", "properties", "unlisted")
"""What a reason may name. `unlisted` are the properties that are not on the write list."""


def words_for(request: Request, switches: Switches) -> Mapping[str, str]:
    station = switches.stations.get(request.station)
    listed = station.write.get(request.type, ()) if station else ()
    return {
        "station": request.station,
        "action": ACTIONS.get(request.action, request.action),
        "type": request.type,
        "role": request.role or "nobody",
        "properties": _listed(request.properties),
        "unlisted": _listed(request.properties.difference(listed)),
    }


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "anything"


def fault_of(reason: str) -> str | None:
    """What is wrong with the braces of a reason, None if nothing."""
    try:
        asked = [(name, spec) for _, name, spec, _ in Formatter().parse(reason) if name is not None]
    except ValueError as error:
        return f"its reason has a brace too many or too few ({error}); write {{{{ for a brace"
    for name, spec in asked:
        if name not in WORDS or spec:
            return f"its reason asks for {{{name}}}; it may ask for {', '.join(WORDS)}"
    return None
