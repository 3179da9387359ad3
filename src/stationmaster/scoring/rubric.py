"""A rubric: points for what is known of a lead, given by people, where there is too little to learn from.

A rubric is data with a version: a start, rules in the filter language, a cap at 0 and 100. Its points
are no probability.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from stationmaster.core import filter as filters
from stationmaster.core.errors import InvalidInput

EDGES = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """`points`, which may be negative, where `when` matches."""

    label: str
    points: int
    when: filters.Filter

    @property
    def properties(self) -> frozenset[str]:
        return frozenset(c.property for group in self.when.groups for c in group.conditions)


@dataclass(frozen=True, slots=True)
class Rubric:
    """`start`: points before any rule. `edges`: first points of every band but the lowest, rising.

    `needs`: a lead without a value in any of these properties is not scored.
    """

    version: str
    start: int
    rules: tuple[Rule, ...]
    needs: tuple[str, ...]
    edges: tuple[int, ...]

    def to_json(self) -> dict[str, object]:
        rules = [
            {"label": r.label, "points": r.points, "when": filters.to_text(r.when)}
            for r in self.rules
        ]
        return {
            "version": self.version,
            "start": self.start,
            "needs": list(self.needs),
            "edges": list(self.edges),
            "rules": rules,
        }


def shipped() -> Rubric:
    """The rubric for leads that comes with the application."""
    text = files("stationmaster.scoring").joinpath("lead_rubric.json").read_text(encoding="utf-8")
    return from_json(json.loads(text))


def from_json(data: object) -> Rubric:
    """Raises InvalidInput naming the part that is wrong."""
    parts = _object(data, "rubric")
    edges = tuple(_whole(edge, "edges") for edge in _list(parts.get("edges"), "edges"))
    if len(edges) != EDGES or not 0 < edges[0] < edges[1] < edges[2] <= 100:
        raise _wrong("edges", "are not three rising numbers between 1 and 100")
    return Rubric(
        _text(parts.get("version"), "version"),
        _whole(parts.get("start"), "start"),
        tuple(_rule(r, f"rules[{i}]") for i, r in enumerate(_list(parts.get("rules"), "rules"))),
        tuple(_text(name, "needs") for name in _list(parts.get("needs"), "needs")),
        edges,
    )


def _rule(data: object, place: str) -> Rule:
    parts = _object(data, place)
    when = filters.parse(_text(parts.get("when"), f"{place}.when"))
    if not when.groups:
        raise _wrong(f"{place}.when", "matches every lead")
    return Rule(
        _text(parts.get("label"), f"{place}.label"),
        _whole(parts.get("points"), f"{place}.points"),
        when,
    )


def _object(data: object, place: str) -> Mapping[str, object]:
    if isinstance(data, Mapping):
        return data
    raise _wrong(place, "is not an object")


def _list(data: object, place: str) -> list[object]:
    if isinstance(data, list) and data:
        return data
    raise _wrong(place, "is not a list with at least one entry")


def _text(data: object, place: str) -> str:
    if isinstance(data, str) and data:
        return data
    raise _wrong(place, "is not a text")


def _whole(data: object, place: str) -> int:
    if isinstance(data, int) and not isinstance(data, bool) and abs(data) <= 100:
        return data
    raise _wrong(place, "is not a whole number from -100 to 100")


def _wrong(place: str, what: str) -> InvalidInput:
    return InvalidInput(
        f"The rubric's {place} {what}.",
        field=place,
        way_out="See docs/scoring.md for a rubric that works.",
    )
