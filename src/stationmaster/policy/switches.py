"""What an admin sets: levels, tiers, lists, scopes and the stop. All closed where nothing is said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from stationmaster.core.filter import Condition, Filter, Group, Operator
from stationmaster.core.filter import from_json as filter_in
from stationmaster.core.filter import to_json as filter_out
from stationmaster.policy import fields
from stationmaster.policy.actions import ACTIONS, LISTED_ACTIONS


class PermissionLevel(StrEnum):
    """What a station may do at most; each level has what the one before has, and more."""

    READ_ONLY = "read_only"
    DRAFT = "draft"
    APPROVED_WRITEBACK = "approved_writeback"
    LIMITED_AUTOMATION = "limited_automation"


class Tier(StrEnum):
    """How far a station is trusted with one action."""

    AUTONOMOUS = "autonomous"
    REVIEW_REQUIRED = "review_required"
    HUMAN_ONLY = "human_only"


class PersonValues(StrEnum):
    """What an agent may do where a person set the value: fill what is empty, or replace it too."""

    FILL_ONLY = "fill_only"
    MAY_REPLACE = "may_replace"


class ScopeEffect(StrEnum):
    """On records of a scope: agents never change them, or a person sees every change."""

    NEVER = "never"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class StationSwitches:
    """One station. An action without a tier is review-required.

    `read` and `write` name properties per object type, `act` names actions per object type (those
    of `LISTED_ACTIONS`). An empty list, and a type that is not named, means nothing; there is no
    wildcard.
    """

    enabled: bool = False
    level: PermissionLevel = PermissionLevel.READ_ONLY
    tiers: Mapping[str, Tier] = field(default_factory=dict)
    read: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    write: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    person_values: PersonValues = PersonValues.FILL_ONLY
    act: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """As JSON values; `from_json` reads them back to equal switches."""
        return {
            "enabled": self.enabled,
            "level": str(self.level),
            "tiers": {action: str(tier) for action, tier in self.tiers.items()},
            "read": {type: list(names) for type, names in self.read.items()},
            "write": {type: list(names) for type, names in self.write.items()},
            "act": {type: list(names) for type, names in self.act.items()},
            "person_values": str(self.person_values),
        }

    @classmethod
    def from_json(cls, data: object, place: str = "station") -> "StationSwitches":
        """What is not said is closed. Raises InvalidInput that names the place of what is wrong.

        A station folder may ship its switches as such data, without knowing policies.
        """
        closed = cls().to_json()
        found = {**closed, **fields.members(data, place, tuple(closed))}
        tiers = fields.table(found["tiers"], f"{place}.tiers")
        values = f"{place}.person_values"
        return cls(
            enabled=fields.boolean(found["enabled"], f"{place}.enabled"),
            level=fields.choice(found["level"], f"{place}.level", PermissionLevel),
            tiers={a: fields.choice(t, f"{place}.tiers.{a}", Tier) for a, t in tiers.items()},
            read=fields.lists(found["read"], f"{place}.read"),
            write=fields.lists(found["write"], f"{place}.write"),
            act=fields.lists(found["act"], f"{place}.act"),
            person_values=fields.choice(found["person_values"], values, PersonValues),
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Records of one type that agents treat with care. `name` is its id, `label` what people read."""

    name: str
    label: str
    type: str
    where: Filter
    effect: ScopeEffect


def _where(property: str, operator: Operator, value: float | bool) -> Filter:
    return Filter((Group((Condition(property, operator, (value,)),)),))


STRATEGIC = Scope(
    "strategic",
    "Strategic accounts",
    "company",
    _where("strategic", Operator.EQ, True),
    ScopeEffect.REVIEW,
)
BIG_DEALS = Scope(
    "big_deals",
    "Deals above 100,000",
    "deal",
    _where("amount", Operator.GT, 100_000),
    ScopeEffect.NEVER,
)


@dataclass(frozen=True, slots=True)
class Switches:
    """All switches of a workspace. `actions`: on or off for all agents; not named is off.

    `stopped` stops every agent. A scope named "strategic" always exists, because a rule that no
    switch lifts hangs on it: an admin changes its filter; left out, the shipped one holds.
    """

    stations: Mapping[str, StationSwitches] = field(default_factory=dict)
    actions: Mapping[str, bool] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    stopped: bool = False

    def __post_init__(self) -> None:
        if all(scope.name != STRATEGIC.name for scope in self.scopes):
            object.__setattr__(self, "scopes", (STRATEGIC, *self.scopes))

    def with_station(self, name: str, station: StationSwitches) -> "Switches":
        return replace(self, stations={**self.stations, name: station})

    def to_json(self) -> dict[str, object]:
        """As JSON values; `from_json` reads them back to equal switches."""
        return {
            "stations": {name: s.to_json() for name, s in self.stations.items()},
            "actions": dict(self.actions),
            "scopes": [_scope_out(scope) for scope in self.scopes],
            "stopped": self.stopped,
        }

    @classmethod
    def from_json(cls, data: object) -> "Switches":
        """Raises InvalidInput that names the place of what is missing, unknown or wrong."""
        parts = ("stations", "actions", "scopes", "stopped")
        found = fields.members(data, "switches", parts, parts)
        stations = fields.table(found["stations"], "stations")
        actions = fields.table(found["actions"], "actions")
        scopes = fields.items(found["scopes"], "scopes")
        return checked(
            cls(
                {n: StationSwitches.from_json(s, f"stations.{n}") for n, s in stations.items()},
                {n: fields.boolean(each, f"actions.{n}") for n, each in actions.items()},
                tuple(_scope_in(each, f"scopes[{i}]") for i, each in enumerate(scopes)),
                fields.boolean(found["stopped"], "stopped"),
            )
        )


DEFAULTS = Switches(
    actions={name: name not in ("merge", "send") for name in ACTIONS},
    scopes=(STRATEGIC, BIG_DEALS),
)
"""No station may do anything yet; wiring adds those that are installed."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def checked(switches: Switches) -> Switches:
    """The same switches. Raises InvalidInput for names that would silently mean nothing."""
    for name in switches.actions:
        _known(name, ACTIONS, f"actions.{name}")
    seen: set[str] = set()
    for scope in switches.scopes:
        place = f"scopes.{scope.name}"
        if not _NAME.fullmatch(scope.name):
            raise fields.wrong(place, "is not a name", "Use a-z, 0-9 and _, a letter first.")
        if scope.name in seen:
            raise fields.wrong(place, "is there twice", "Give each scope a name of its own.")
        seen.add(scope.name)
    for name, station in switches.stations.items():
        _check_station(station, f"stations.{name}")
    return switches


def _check_station(station: StationSwitches, place: str) -> None:
    for action in station.tiers:
        _known(action, ACTIONS, f"{place}.tiers.{action}")
    for type, actions in station.act.items():
        for action in actions:
            _known(action, LISTED_ACTIONS, f"{place}.act.{type}")
    for kind, by_type in (("read", station.read), ("write", station.write)):
        for type, properties in by_type.items():
            for name in (type, *properties):
                if not name or "*" in name:
                    way_out = "Name each property: there is no wildcard."
                    raise fields.wrong(f"{place}.{kind}.{type}", f"holds {name!r}", way_out)


def _known(name: str, known: Mapping[str, str] | tuple[str, ...], place: str) -> None:
    if name not in known:
        raise fields.wrong(place, f"names no action ({name!r})", f"Known: {', '.join(known)}.")


def _scope_out(scope: Scope) -> dict[str, object]:
    return {
        "name": scope.name,
        "label": scope.label,
        "type": scope.type,
        "where": filter_out(scope.where),
        "effect": str(scope.effect),
    }


def _scope_in(data: object, place: str) -> Scope:
    parts = ("name", "label", "type", "where", "effect")
    found = fields.members(data, place, parts, parts)
    return Scope(
        name=fields.text(found["name"], f"{place}.name"),
        label=fields.text(found["label"], f"{place}.label"),
        type=fields.text(found["type"], f"{place}.type"),
        where=filter_in(found["where"]),
        effect=fields.choice(found["effect"], f"{place}.effect", ScopeEffect),
    )
