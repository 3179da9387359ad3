"""Policy tests: one JSON object a line, each a change and the answer it must get.

A case starts from `BASE` and `REQUEST`, under which the answer is "allow", and says what differs:

    {"case": "archive", "request": {"action": "archive", "properties": []}, "expect": "review",
     "by": ["archive-needs-person"]}

`switches` and `station` differ from the base switches and their one station, "desk". `levels`
repeats the case at several levels, and `expect` may then be an object, level -> effect. `phase` is
"propose" where it is not "apply". `by` are policies that must be among the determining ones.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from stationmaster.core.decision import Decision, Effect
from stationmaster.core.errors import InvalidInput
from stationmaster.policy import fields
from stationmaster.policy.actions import ACTIONS, LISTED_ACTIONS
from stationmaster.policy.decide import Phase, Policy
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import (
    BIG_DEALS,
    STRATEGIC,
    PermissionLevel,
    StationSwitches,
    Switches,
    Tier,
)
from stationmaster.policy.validate import Fault

_PROPERTIES = {
    "lead": ("score", "status", "owner_id", "source"),
    "company": ("industry", "owner_id"),
    "deal": ("stage", "amount", "forecast_amount", "forecast_category", "close_date", "discount"),
    "activity": ("kind", "subject"),
}
BASE = Switches(
    stations={
        "desk": StationSwitches(
            enabled=True,
            level=PermissionLevel.LIMITED_AUTOMATION,
            tiers=dict.fromkeys(ACTIONS, Tier.AUTONOMOUS),
            read=_PROPERTIES,
            write=_PROPERTIES,
            act=dict.fromkeys(_PROPERTIES, LISTED_ACTIONS),
        )
    },
    actions=dict.fromkeys(ACTIONS, True),
    scopes=(STRATEGIC, BIG_DEALS),
)
REQUEST = Request("agent", "agent-1", None, "desk", "set", "lead", frozenset({"score"}))

_PARTS = ("case", "switches", "station", "request", "levels", "phase", "expect", "by")
_SETS = ("properties", "sets", "scopes")


@dataclass(frozen=True, slots=True)
class Case:
    """One change, the switches it is judged under, and the answer it must get."""

    name: str
    line: int
    switches: Switches
    request: Request
    phase: Phase
    expect: Effect
    by: frozenset[str]


def cases_in(file: PolicyFile) -> tuple[list[Case], list[Fault]]:
    """The cases of a JSON-lines text, and what is wrong with its lines. `#` begins a comment line."""
    cases: list[Case] = []
    faults: list[Fault] = []
    for line, text in enumerate(file.text.split("\n"), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            cases += _cases(json.loads(text), line)
        except json.JSONDecodeError as error:
            faults.append(Fault(file.name, line, error.colno, f"is not JSON: {error.msg}"))
        except InvalidInput as error:
            faults.append(Fault(file.name, line, 1, error.message))
    return cases, faults


def _cases(data: object, line: int) -> Iterator[Case]:
    found = fields.members(data, "case", _PARTS, ("case", "expect"))
    changed = fields.members(found.get("request", {}), "request", Request.__dataclass_fields__)
    name = fields.text(found["case"], "case")
    for level in fields.names(found.get("levels", ["limited_automation"]), "levels"):
        expect = found["expect"]
        wanted = expect.get(level) if isinstance(expect, Mapping) else expect
        yield Case(
            name if "levels" not in found else f"{name} ({level})",
            line,
            _switches(found, level),
            _request(changed),
            fields.choice(found.get("phase", "propose"), "phase", Phase),
            fields.choice(wanted, "expect", Effect),
            frozenset(fields.names(found.get("by", ()), "by")),
        )


def _switches(found: Mapping[str, object], level: str) -> Switches:
    base: dict[str, Any] = BASE.to_json()
    station = {"level": level, **fields.table(found.get("station", {}), "station")}
    base["stations"]["desk"] |= station
    base |= fields.table(found.get("switches", {}), "switches")
    return Switches.from_json(base)


def _request(changed: Mapping[str, object]) -> Request:
    values: dict[str, Any] = asdict(REQUEST)
    for name, value in changed.items():
        if name in _SETS:
            values[name] = frozenset(fields.names(value, f"request.{name}"))
        elif isinstance(values[name], bool):
            values[name] = fields.boolean(value, f"request.{name}")
        elif name == "role" and value is None:
            values[name] = None
        else:
            values[name] = fields.text(value, f"request.{name}")
    return Request(**values)


def decided(
    cases: Sequence[Case], custom: Sequence[PolicyFile] = ()
) -> Iterator[tuple[Case, Decision]]:
    """Each case with the answer it gets. Own policies take part."""
    compiled: dict[str, Policy] = {}
    for case in cases:
        key = json.dumps(case.switches.to_json(), sort_keys=True)
        if key not in compiled:
            compiled[key] = Policy.load(case.switches, custom)
        yield case, compiled[key].decide([case.request], case.phase)[0]


def failures(
    file: str, cases: Sequence[Case], custom: Sequence[PolicyFile] = ()
) -> Iterator[Fault]:
    """A fault for each case whose answer is another than expected."""
    for case, decision in decided(cases, custom):
        if (message := _difference(case, decision)) is not None:
            yield Fault(file, case.line, 1, message)


def _difference(case: Case, decision: Decision) -> str | None:
    got = {note.id for note in decision.notes}
    if decision.effect is case.expect and case.by <= got:
        return None
    wanted = f"{case.expect.value} by {', '.join(sorted(case.by)) or 'any policy'}"
    said = f"{decision.effect.value} by {', '.join(sorted(got))}"
    return f"{case.name}: expected {wanted}, got {said}"
