"""From drafts to decided proposals: read, check, decide. Nothing is stored here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from stationmaster.core.actor import Actor, Agent, Person
from stationmaster.core.decision import Decision, Effect, PolicyNote, strictest
from stationmaster.core.errors import Forbidden, InvalidInput, NotFound
from stationmaster.core.evidence import Evidence
from stationmaster.core.ids import new_id
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Create,
    LogActivity,
    Operation,
    SetProperties,
    records_of,
    values_of,
)
from stationmaster.core.proposal import Choice, Draft, Proposal, Status
from stationmaster.core.record import ObjectType, PropertyType, Record, Ref, Value
from stationmaster.kit.evidence import as_text, find_quote
from stationmaster.policy.request import Request
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.digest import body_of, digest
from stationmaster.proposals.facts import Facts, Subject, facts_of, refs_of, requests
from stationmaster.proposals.reach import Sees, check_reach, sight
from stationmaster.records.values import coerce

NOT_FOUND = PolicyNote(
    "evidence-not-found", "Evidence was not found word for word in its source, so a person looks."
)
ACCOUNT, OWNER = "company", "owner"


def propose(
    desk: Desk, drafts: Sequence[Draft], actor: Actor, station: str, run: str | None
) -> list[Proposal]:
    """Proposals with a decision each, in status PROPOSED.

    Raises Forbidden for an agent outside its stations, NotFound for a record that is not there,
    InvalidInput for a value that its property cannot hold.
    """
    acted_for = check_actor(desk, actor, station)
    if run is None:
        _require_content(drafts)
    facts = read_facts(desk, drafts)
    _require_records(facts, refs_of(drafts))
    sees = sight(desk, actor, station)
    checked = [_check(facts, _of_station(draft, station), sees) for draft in drafts]
    check_reach(desk, facts, checked, actor, acted_for, sees)
    _require_named(desk, facts, checked)
    decisions = decide(
        desk, facts, [Subject(actor, acted_for, station, d) for d in checked], "propose"
    )
    now = desk.clock()
    made = []
    for draft, allowed in zip(checked, decisions, strict=True):
        decision = _with_evidence(allowed, draft, actor)
        targets = {r: facts.records[r].version for r in refs_of([draft])}
        expires_at = now + desk.lifetime
        body = body_of(desk.workspace, station, actor, draft, targets, expires_at)
        proposal = Proposal(
            id=new_id("prop"),
            workspace=desk.workspace,
            station=station,
            actor=actor,
            draft=draft,
            status=Status.PROPOSED,
            digest=digest(body, decision),
            decision=decision,
            created_at=now,
            expires_at=expires_at,
            updated_at=now,
            run=run,
            targets=targets,
            body=body,
        )
        made.append(proposal)
    return made


def _with_evidence(decision: Decision, draft: Draft, actor: Actor) -> Decision:
    """An agent whose evidence is not in its source does not write alone, whatever its tier."""
    invented = isinstance(actor, Agent) and any(not e.found for e in draft.evidence)
    if decision.effect is not Effect.ALLOW or not invented:
        return decision
    return Decision(Effect.REVIEW, (NOT_FOUND,), decision.policy_version)


def _require_content(drafts: Sequence[Draft]) -> None:
    """Only a station's run may ask without offering an answer (nobody is left to take a lead)."""
    if any(not draft.operations and not draft.choices for draft in drafts):
        raise InvalidInput("A proposal needs an operation or a question.", field="operations")


def _of_station(draft: Draft, station: str) -> Draft:
    """A dedup key means something at its own station only: nobody answers or blocks another's."""
    if draft.dedup is None or draft.dedup.startswith(f"{station}/"):
        return draft
    return replace(draft, dedup=f"{station}/{draft.dedup}")


def subject_of(desk: Desk, proposal: Proposal) -> Subject:
    """A stored proposal as policy sees it now. Raises as `check_actor` does."""
    acted_for = check_actor(desk, proposal.actor, proposal.station)
    return Subject(proposal.actor, acted_for, proposal.station, proposal.draft)


def check_actor(desk: Desk, actor: Actor, station: str) -> Person | None:
    """The person an agent acts for. Raises Forbidden where the actor may not propose here."""
    if actor.workspace != desk.workspace:
        raise NotFound("There is no such workspace.", field="workspace")
    if not isinstance(actor, Agent):
        return None
    if station not in actor.stations:
        raise Forbidden(
            f"{actor.name} does not work at station {station!r}.",
            field="station",
            way_out="Ask an admin for a token that names this station.",
        )
    if not desk.agent_holds(actor):
        raise Forbidden("The token of this agent was revoked.", field="token")
    if actor.on_behalf_of is None:
        return None
    person = desk.person(actor.on_behalf_of)
    if person is None:
        raise Forbidden("The person this agent acts for is no longer active here.", field="token")
    return person


def read_facts(desk: Desk, drafts: Sequence[Draft]) -> Facts:
    """The CRM now, as far as these drafts touch it. A record that is gone is absent."""
    sources = (e.source for d in drafts for e in d.evidence)
    records = desk.reader.get_many(list(dict.fromkeys((*refs_of(drafts), *sources))))
    switches = desk.policies.current().switches
    return facts_of(records, desk.reader.types(), switches, _accounts(desk, drafts))


def _accounts(desk: Desk, drafts: Sequence[Draft]) -> dict[Ref, list[Record]]:
    """The companies of records whose owner would change: a strategic account's leads and deals
    are as strategic as itself."""
    operations = (o for d in drafts for o in d.operations)
    refs = {records_of(o)[0] for o in operations if OWNER_PROPERTY in values_of(o)}
    existing = [r for r in refs if not r.is_new]
    if not existing:
        return {}
    links = desk.reader.associations(existing, ACCOUNT)
    companies = desk.reader.get_many(list({a.target for each in links.values() for a in each}))
    return {ref: [companies[a.target] for a in each] for ref, each in links.items()}


def _require_records(facts: Facts, refs: Iterable[Ref]) -> None:
    for ref in refs:
        if ref not in facts.records:
            raise NotFound(f"There is no {ref.type} {ref.id}.", field="record")


def _require_named(desk: Desk, facts: Facts, drafts: Sequence[Draft]) -> None:
    """Records that answers of questions point at, and owners that values name, are there too."""
    chosen = [o for d in drafts for c in d.choices for o in c.operations]
    operations = [*chosen, *(o for d in drafts for o in d.operations)]
    refs = {r for o in chosen for r in records_of(o) if not r.is_new}
    refs |= {owner for o in operations for owner in _owners(facts.types, o)}
    missing = [r for r in sorted(refs) if r not in facts.records]
    found = desk.reader.get_many(missing) if missing else {}
    _require_records(replace(facts, records={**facts.records, **found}), missing)


def _owners(types: Mapping[str, ObjectType], operation: Operation) -> Iterator[Ref]:
    type = types[records_of(operation)[0].type]
    for name, value in values_of(operation).items():
        if value is not None and type.properties[name].type is PropertyType.OWNER:
            yield Ref(OWNER, str(value))


def decide(desk: Desk, facts: Facts, subjects: Sequence[Subject], phase: str) -> list[Decision]:
    """One decision per subject: the strictest over its operations."""
    asked: list[list[Request]] = [requests(facts, subject) for subject in subjects]
    policy = desk.policies.current()
    answers = iter(policy.decide([r for each in asked for r in each], phase=phase))
    return [strictest(tuple(next(answers) for _ in each)) for each in asked]


def _check(facts: Facts, draft: Draft, sees: Sees) -> Draft:
    """The draft with every value in its property's form and evidence looked up in its source."""
    choices = (replace(c, operations=_checked(facts, c.operations)) for c in draft.choices)
    return replace(
        draft,
        operations=_checked(facts, draft.operations),
        choices=tuple[Choice, ...](choices),
        evidence=tuple(look_up(facts.records, e, sees) for e in draft.evidence),
    )


def _checked(facts: Facts, operations: Sequence[Operation]) -> tuple[Operation, ...]:
    made: set[Ref] = set()
    checked = []
    for operation in operations:
        for ref in records_of(operation):
            if ref.is_new and ref not in made and not isinstance(operation, Create | LogActivity):
                raise InvalidInput(f"{ref} is not created by an earlier operation.", field="record")
        made.add(records_of(operation)[0])
        checked.append(_checked_values(facts.types, operation))
    return tuple(checked)


def _checked_values(types: Mapping[str, ObjectType], operation: Operation) -> Operation:
    type = types.get(records_of(operation)[0].type)
    if type is None:
        raise InvalidInput(f"There is no object type {operation.name!r}.", field="type")
    match operation:
        case SetProperties(values=values):
            if not values:
                raise InvalidInput("Nothing is set.", field="values")
            if missing := sorted(set(values) - set(operation.base)):
                raise InvalidInput(f"What was seen of {missing[0]} is missing.", field="base")
            return replace(operation, values=_coerced(type, values))
        case Create(values=values) | LogActivity(values=values):
            return replace(operation, values=_coerced(type, values))
        case _:
            return operation


def _coerced(type: ObjectType, values: Mapping[str, Value]) -> dict[str, Value]:
    coerced = {}
    for name, value in values.items():
        definition = type.properties.get(name)
        if definition is None:
            raise InvalidInput(
                f"A {type.name} has no property {name!r}.",
                field=name,
                way_out="Use one of its properties, or let an admin define this one.",
            )
        coerced[name] = coerce(definition, value)
    return coerced


def look_up(records: Mapping[Ref, Record], evidence: Evidence, sees: Sees) -> Evidence:
    """Evidence counts only where its quote stands word for word; numbers are quoted in digits.

    What the proposer may not read is never found: else the answer would tell what is there.
    """
    record = records.get(evidence.source)
    readable = record is not None and sees(evidence.source.type, evidence.property)
    text = as_text(record.get(evidence.property)) if record and readable else ""
    place = find_quote(text, evidence.quote, evidence.offset)
    if place is None:
        return replace(evidence, found=False)
    return replace(evidence, found=True, offset=place)
