"""What policy may look at: a draft and the CRM's records, reduced to one request per operation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core.actor import Actor, Agent, Person, Role, SourceKind
from stationmaster.core.errors import InvalidInput, Unavailable
from stationmaster.core.filter import Predicate, predicate
from stationmaster.core.operation import Operation, records_of, values_of
from stationmaster.core.proposal import Draft
from stationmaster.core.record import ObjectType, PropertyType, Record, Ref, Value
from stationmaster.policy.request import Request
from stationmaster.policy.switches import Switches

QUESTION = "ask"
_LISTED = (PropertyType.OPTION, PropertyType.OPTIONS, PropertyType.BOOLEAN)


@dataclass(frozen=True, slots=True)
class Facts:
    """The CRM as it was read for one decision. `scopes`: (name, object type, test) of each scope.
    `accounts`: the companies of records whose owner would change; their scopes count too."""

    records: Mapping[Ref, Record]
    types: Mapping[str, ObjectType]
    scopes: Sequence[tuple[str, str, Predicate]]
    accounts: Mapping[Ref, Sequence[Record]]


def facts_of(
    records: Mapping[Ref, Record],
    types: Mapping[str, ObjectType],
    switches: Switches,
    accounts: Mapping[Ref, Sequence[Record]],
) -> Facts:
    """Raises Unavailable for a scope whose filter no longer fits the CRM: it cannot be kept, so
    nothing is decided until an admin mends it."""
    scopes = []
    for scope in switches.scopes:
        try:
            scopes.append((scope.name, scope.type, predicate(scope.where, types[scope.type])))
        except (InvalidInput, KeyError) as error:
            raise Unavailable(
                f"The scope {scope.name!r} does not fit the CRM, so nothing is written: {error}",
                field=scope.name,
                way_out="Mend the scope on the policy page.",
            ) from error
    return Facts(records, types, scopes, accounts)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who proposes what, where. `acted_for` is the person an agent acts for."""

    actor: Actor
    acted_for: Person | None
    station: str
    draft: Draft

    @property
    def role(self) -> Role | None:
        """The role that limits the actor: its own, or of the person an agent acts for."""
        if isinstance(self.actor, Agent):
            return self.acted_for.role if self.acted_for else None
        return self.actor.role


def requests(facts: Facts, subject: Subject) -> list[Request]:
    """One request per operation; one for a draft that is a question."""
    draft, actor = subject.draft, subject.actor
    if not draft.operations:
        role = subject.role.value if subject.role else None
        kind = actor.kind.value
        return [Request(kind, actor.id, role, subject.station, QUESTION, draft.about.type)]
    after = _after(facts, draft.operations)
    return [_request(facts, subject, o, after) for o in draft.operations]


def _after(facts: Facts, operations: Sequence[Operation]) -> dict[Ref, dict[str, Value]]:
    """Each changed record as all operations together would leave it: a change that is split in two
    is judged like a whole one."""
    after: dict[Ref, dict[str, Value]] = {}
    for operation in operations:
        ref = records_of(operation)[0]
        held = facts.records.get(ref)
        state = after.setdefault(ref, dict(held.properties) if held else {})
        state.update(values_of(operation))
    return after


def _request(
    facts: Facts,
    subject: Subject,
    operation: Operation,
    after: Mapping[Ref, Mapping[str, Value]],
) -> Request:
    values, refs = values_of(operation), records_of(operation)
    return Request(
        actor_kind=subject.actor.kind.value,
        actor=subject.actor.id,
        role=subject.role.value if subject.role else None,
        station=subject.station,
        action=operation.name,
        type=refs[0].type,
        properties=frozenset(values),
        sets=_sets(facts.types.get(refs[0].type), values),
        scopes=_scopes(facts, refs, after),
        overwrites_person=_overwrites_person(facts.records.get(refs[0]), values),
        undo=subject.draft.undoes is not None,
    )


def _sets(type: ObjectType | None, values: Mapping[str, Value]) -> frozenset[str]:
    """`property=value` for what comes from a list: every option, and booleans. A property that
    is not known counts as listed, so that no rule on a value can be slipped past."""
    found: set[str] = set()
    for name, value in values.items():
        definition = type.properties.get(name) if type else None
        if value is None or (definition is not None and definition.type not in _LISTED):
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        found.update(f"{name}={option}" for option in text.split(";"))
    return frozenset(found)


def _scopes(
    facts: Facts, refs: Sequence[Ref], after: Mapping[Ref, Mapping[str, Value]]
) -> frozenset[str]:
    """Scopes that any touched record is in now, or would be in after the whole proposal."""
    if not facts.scopes:
        return frozenset()
    states: list[tuple[str, Mapping[str, Value]]] = []
    for ref in refs:
        states += [(ref.type, facts.records[ref].properties)] if ref in facts.records else []
        states += [(ref.type, after[ref])] if ref in after else []
        states += [(a.ref.type, a.properties) for a in facts.accounts.get(ref, ())]
    return frozenset(
        name
        for name, type, test in facts.scopes
        if any(kind == type and test(state) for kind, state in states)
    )


def _overwrites_person(record: Record | None, values: Mapping[str, Value]) -> bool:
    if record is None:
        return False
    for name, value in values.items():
        held, stamp = record.get(name), record.stamps.get(name)
        by_person = stamp is not None and stamp.source.kind is SourceKind.PERSON
        if by_person and held is not None and held != value:
            return True
    return False


def refs_of(drafts: Sequence[Draft]) -> list[Ref]:
    """Every existing record the drafts point at, each once."""
    touched = (r for d in drafts for o in d.operations for r in records_of(o))
    about = (d.about for d in drafts)
    return [r for r in dict.fromkeys((*about, *touched)) if not r.is_new]
