"""Operations, drafts and steps as JSON values, and back. The same form is stored and hashed.

Hashing allows no floating-point numbers, so a float travels as `{"float": "<repr>"}`; everything
else is a string, an integer, a boolean, null, a list or an object with ASCII keys.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from stationmaster.core.actor import Actor, Agent, Person, Role
from stationmaster.core.clock import from_text, to_text
from stationmaster.core.decision import Decision, Effect, PolicyNote
from stationmaster.core.evidence import Evidence
from stationmaster.core.operation import (
    Archive,
    AssignOwner,
    Associate,
    Conflict,
    Create,
    Dissociate,
    LogActivity,
    Operation,
    Restore,
    Seen,
    SetProperties,
    Written,
)
from stationmaster.core.proposal import Choice, Draft, Factor, Risk, Step, StepState
from stationmaster.core.record import Ref, Value

Json = Any  # a JSON value as orjson gives it; every reader below checks what it takes out


def value_out(value: Value) -> Json:
    return {"float": repr(value)} if isinstance(value, float) else value


def value_in(data: Json) -> Value:
    return float(data["float"]) if isinstance(data, dict) else data


def _moment_out(moment: datetime | None) -> str | None:
    return None if moment is None else to_text(moment)


def _moment_in(data: str | None) -> datetime | None:
    return None if data is None else from_text(data)


def ref_out(ref: Ref) -> Json:
    return [ref.type, ref.id]


def ref_in(data: Json) -> Ref:
    return Ref(data[0], data[1])


def _values_out(values: Mapping[str, Value]) -> Json:
    return [[name, value_out(value)] for name, value in sorted(values.items())]


def _values_in(data: Json) -> dict[str, Value]:
    return {name: value_in(value) for name, value in data}


def _seen_out(seen: Seen) -> Json:
    return [value_out(seen.value), _moment_out(seen.at)]


def _seen_in(data: Json) -> Seen:
    return Seen(value_in(data[0]), _moment_in(data[1]))


def operation_out(operation: Operation) -> Json:
    data: dict[str, Json] = {"do": operation.name}
    match operation:
        case SetProperties(record, values, base):
            data["values"] = _values_out(values)
            data["base"] = [[name, *_seen_out(seen)] for name, seen in sorted(base.items())]
        case AssignOwner(record, owner, seen):
            data |= {"owner": owner, "base": _seen_out(seen)}
        case Create(record, values, match_on):
            data |= {"values": _values_out(values), "match": list(match_on)}
        case LogActivity(record, values, on):
            data |= {"values": _values_out(values), "on": [ref_out(r) for r in on]}
        case Archive(record, version) | Restore(record, version):
            data["version"] = version
        case Associate(record, target, label) | Dissociate(record, target, label):
            data |= {"target": ref_out(target), "label": label}
    data["record"] = ref_out(record)
    return data


def operation_in(data: Json) -> Operation:
    return _READERS[data["do"]](data, ref_in(data["record"]))


_READERS: dict[str, Callable[[Json, Ref], Operation]] = {
    "set": lambda d, r: SetProperties(
        r, _values_in(d["values"]), {n: _seen_in(s) for n, *s in d["base"]}
    ),
    "assign_owner": lambda d, r: AssignOwner(r, d["owner"], _seen_in(d["base"])),
    "create": lambda d, r: Create(r, _values_in(d["values"]), tuple(d["match"])),
    "associate": lambda d, r: Associate(r, ref_in(d["target"]), d["label"]),
    "dissociate": lambda d, r: Dissociate(r, ref_in(d["target"]), d["label"]),
    "log_activity": lambda d, r: LogActivity(
        r, _values_in(d["values"]), tuple(ref_in(o) for o in d["on"])
    ),
    "archive": lambda d, r: Archive(r, d["version"]),
    "restore": lambda d, r: Restore(r, d["version"]),
}


def operations_out(operations: Iterable[Operation]) -> Json:
    return [operation_out(o) for o in operations]


def operations_in(data: Json) -> tuple[Operation, ...]:
    return tuple(operation_in(o) for o in data)


def _evidence_out(e: Evidence) -> Json:
    return [e.quote, ref_out(e.source), e.property, e.offset, to_text(e.at), e.label, e.found]


def _evidence_in(data: Json) -> Evidence:
    quote, source, name, offset, at, label, found = data
    return Evidence(quote, ref_in(source), name, offset, from_text(at), label, found)


def draft_out(draft: Draft) -> Json:
    return {
        "kind": draft.kind,
        "title": draft.title,
        "about": ref_out(draft.about),
        "operations": operations_out(draft.operations),
        "reason": draft.reason,
        "evidence": [_evidence_out(e) for e in draft.evidence],
        "confidence": draft.confidence,
        "risk": draft.risk.value,
        "factors": [[f.label, f.points, f.property] for f in draft.factors],
        "notes": [list(n) for n in draft.notes],
        "choices": [[c.label, operations_out(c.operations), c.reason] for c in draft.choices],
        "dedup": draft.dedup,
        "undoes": draft.undoes,
        "supersedes": draft.supersedes,
        "edited_by": draft.edited_by,
    }


def draft_in(data: Json) -> Draft:
    return Draft(
        kind=data["kind"],
        title=data["title"],
        about=ref_in(data["about"]),
        operations=operations_in(data["operations"]),
        reason=data["reason"],
        evidence=tuple(_evidence_in(e) for e in data["evidence"]),
        confidence=data["confidence"],
        risk=Risk(data["risk"]),
        factors=tuple(Factor(label, points, name) for label, points, name in data["factors"]),
        notes=tuple((label, text) for label, text in data["notes"]),
        choices=tuple(Choice(c[0], operations_in(c[1]), c[2]) for c in data["choices"]),
        dedup=data["dedup"],
        undoes=data["undoes"],
        supersedes=data["supersedes"],
        edited_by=data["edited_by"],
    )


def actor_out(actor: Actor) -> Json:
    if isinstance(actor, Person):
        return {
            "kind": "person",
            "id": actor.id,
            "name": actor.name,
            "role": actor.role.value,
            "owner": actor.owner,
        }
    return {
        "kind": "agent",
        "id": actor.id,
        "name": actor.name,
        "stations": sorted(actor.stations),
        "on_behalf_of": actor.on_behalf_of,
    }


def actor_in(data: Json, workspace: str) -> Actor:
    if data["kind"] == "person":
        return Person(data["id"], workspace, data["name"], Role(data["role"]), data["owner"])
    stations = frozenset(data["stations"])
    return Agent(data["id"], workspace, data["name"], stations, data["on_behalf_of"])


def decision_out(decision: Decision) -> Json:
    notes = [[n.id, n.reason] for n in decision.notes]
    return {"effect": decision.effect.value, "notes": notes, "version": decision.policy_version}


def decision_in(data: Json) -> Decision:
    notes = tuple(PolicyNote(id, reason) for id, reason in data["notes"])
    return Decision(Effect(data["effect"]), notes, data["version"])


def _written_out(written: Written | None) -> Json:
    return written and {
        "record": ref_out(written.record),
        "before": _values_out(written.before),
        "after": _values_out(written.after),
        "at": _moment_out(written.at),
        "version": written.version,
        "changed": written.changed,
    }


def _written_in(data: Json) -> Written | None:
    return data and Written(
        ref_in(data["record"]),
        _values_in(data["before"]),
        _values_in(data["after"]),
        _moment_in(data["at"]),
        data["version"],
        data["changed"],
    )


def _conflict_out(c: Conflict) -> Json:
    values = [value_out(v) for v in (c.base, c.theirs, c.proposed)]
    return [ref_out(c.record), c.property, *values, _moment_out(c.theirs_at), c.theirs_by]


def _conflict_in(data: Json) -> Conflict:
    record, name, base, theirs, proposed, at, by = data
    values = (value_in(base), value_in(theirs), value_in(proposed))
    return Conflict(ref_in(record), name, *values, _moment_in(at), by)


def step_out(step: Step) -> Json:
    return {
        "state": step.state.value,
        "operation": operation_out(step.operation),
        "written": _written_out(step.written),
        "conflicts": [_conflict_out(c) for c in step.conflicts],
        "message": step.message,
    }


def step_in(data: Json) -> Step:
    return Step(
        StepState(data["state"]),
        operation_in(data["operation"]),
        _written_in(data["written"]),
        tuple(_conflict_in(c) for c in data["conflicts"]),
        data["message"],
    )
