"""The admin's switches as a form, and back. What a form does not tick is off: closed by default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core import filter as filters
from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType
from stationmaster.kit.station import Station
from stationmaster.policy.actions import ACTIONS, LISTED_ACTIONS
from stationmaster.policy.switches import StationSwitches, Switches, Tier
from stationmaster.web.visit import Posted
from stationmaster.web.words import said

MOST_SCOPES = 100


@dataclass(frozen=True, slots=True)
class PropertySwitch:
    """`may_*`: whether the station could be given it at all."""

    name: str
    label: str
    sensitive: bool
    may_read: bool
    may_write: bool
    reads: bool
    writes: bool


@dataclass(frozen=True, slots=True)
class TypeSwitches:
    """`acts` are (action, words, on)."""

    name: str
    label: str
    properties: Sequence[PropertySwitch]
    acts: Sequence[tuple[str, str, bool]]

    @property
    def told(self) -> str:
        reads = sum(p.reads for p in self.properties)
        writes = sum(p.writes for p in self.properties)
        acts = [words for _, words, on in self.acts if on]
        return ", ".join([f"reads {reads}", f"writes {writes}", *acts])


@dataclass(frozen=True, slots=True)
class StationForm:
    name: str
    title: str
    switches: StationSwitches
    tiers: Sequence[tuple[str, str, Tier]]
    types: Sequence[TypeSwitches]


@dataclass(frozen=True, slots=True)
class ScopeForm:
    """A scope as it is typed: `where` in the filter language."""

    name: str
    label: str
    type: str
    where: str
    effect: str
    fixed: bool


def station_form(
    station: Station, switches: StationSwitches, types: Mapping[str, ObjectType]
) -> StationForm:
    named = [n for n in types if n in station.reads or n in station.writes]
    return StationForm(
        name=station.name,
        title=station.title,
        switches=switches,
        tiers=[
            (action, words, switches.tiers.get(action, Tier.REVIEW_REQUIRED))
            for action, words in ACTIONS.items()
            if action not in ("merge", "send")
        ],
        types=[_type_switches(types[n], station, switches) for n in named],
    )


def _type_switches(kind: ObjectType, station: Station, switches: StationSwitches) -> TypeSwitches:
    may_read = station.reads.get(kind.name, frozenset())
    if kind.name in station.learns_from:
        may_read = may_read.union(kind.properties)
    may_write = station.writes.get(kind.name, frozenset())
    reads, writes = switches.read.get(kind.name, ()), switches.write.get(kind.name, ())
    acts = switches.act.get(kind.name, ())
    return TypeSwitches(
        kind.name,
        kind.label,
        [
            PropertySwitch(
                name=d.name,
                label=d.label,
                sensitive=d.sensitive,
                may_read=d.name in may_read,
                may_write=d.name in may_write,
                reads=d.name in reads,
                writes=d.name in writes,
            )
            for d in kind.properties.values()
            if d.name in may_read or d.name in may_write
        ],
        [(a, ACTIONS[a], a in acts) for a in LISTED_ACTIONS if a not in ("merge", "send")],
    )


def scope_forms(switches: Switches) -> list[ScopeForm]:
    return [
        ScopeForm(
            s.name, s.label, s.type, filters.to_text(s.where), str(s.effect), s.name == "strategic"
        )
        for s in switches.scopes
    ]


def read_switches(visit: Posted, forms: Sequence[StationForm], before: Switches) -> Switches:
    """The switches that a form asks for. Stations that are not installed stay as they were.

    Raises InvalidInput that names what is wrong.
    """
    data = before.to_json()
    kept = {n: s for n, s in before.stations.items() if n not in {f.name for f in forms}}
    stations = {n: s for n, s in _mapping(data["stations"]).items() if n in kept}
    stations |= {form.name: _station(visit, form) for form in forms}
    return Switches.from_json(
        {
            "stations": stations,
            "actions": {a: visit.text(f"action.{a}") == "on" for a in ACTIONS},
            "scopes": _scopes(visit),
            "stopped": visit.text("stopped") == "on",
        }
    )


def _station(visit: Posted, form: StationForm) -> dict[str, object]:
    at = f"station.{form.name}"
    names = [t.name for t in form.types]
    lists = {
        part: {n: found for n in names if (found := visit.texts(f"{at}.{part}.{n}"))}
        for part in ("read", "write", "act")
    }
    return {
        "enabled": visit.text(f"{at}.enabled") == "on",
        "level": visit.text(f"{at}.level"),
        "tiers": {action: visit.text(f"{at}.tier.{action}") for action, _, _ in form.tiers},
        "person_values": visit.text(f"{at}.person_values"),
        **lists,
    }


def _scopes(visit: Posted) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for index in range(MOST_SCOPES):
        at = f"scope.{index}"
        label = visit.text(f"{at}.label").strip()
        if f"{at}.label" not in visit.form:
            break
        if visit.text(f"{at}.drop") == "on" or not label:
            continue
        try:
            where = filters.to_json(filters.parse(visit.text(f"{at}.where")))
        except InvalidInput as error:
            raise InvalidInput(
                f"Scope “{label}”: {error.message}", field=at, way_out=error.way_out
            ) from error
        found.append(
            {
                "name": visit.text(f"{at}.name") or _name_for(label),
                "label": label,
                "type": visit.text(f"{at}.type"),
                "where": where,
                "effect": visit.text(f"{at}.effect"),
            }
        )
    return found


def _name_for(label: str) -> str:
    """An id from words: "Deals in Q4" becomes "deals_in_q4"."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in label.lower()).split()
    return "_".join(words) or said(label)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
