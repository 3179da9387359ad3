"""Who may decide about which proposals. An agent never does, and its try is kept in the audit."""

from collections.abc import Collection, Iterable

from stationmaster.audit import log
from stationmaster.core.actor import Actor, Agent, Person
from stationmaster.core.errors import Forbidden, NotFound
from stationmaster.core.operation import OWNER_PROPERTY, records_of, values_of
from stationmaster.core.proposal import Proposal
from stationmaster.core.record import Record, Ref, Value
from stationmaster.identity.permissions import Ability, Grant, grant, require
from stationmaster.proposals.desk import Desk


def require_person(desk: Desk, by: Actor, ability: Ability, ids: Collection[str]) -> Person:
    """The person, if it is one whose role can have this right at all; else Forbidden, audited."""
    if by.workspace != desk.workspace:
        raise NotFound("There is no such workspace.", field="workspace")
    if isinstance(by, Person) and grant(by, ability) is not Grant.NONE:
        return by
    error = _refusal(by, ability)
    now = desk.clock()
    detail = {"ability": ability.value, "why": error.message, "proposals": sorted(ids)}
    entry = log.Entry(now, by.kind.value, by.id, "decision.refused", by.id, detail)
    with desk.engine.begin() as connection:
        log.append(connection, desk.workspace, [entry])
    raise error


def _refusal(by: Actor, ability: Ability) -> Forbidden:
    if isinstance(by, Agent):
        return Forbidden(
            "Agents propose; only a person decides.",
            field="actor",
            way_out="Let a person with the right to review decide this in the queue.",
        )
    try:
        require(by, ability)
    except Forbidden as error:
        return error
    raise AssertionError(f"{by.role} may {ability}")


def not_theirs(
    desk: Desk, by: Person, ability: Ability, proposals: Iterable[Proposal]
) -> dict[str, str]:
    """Proposals (by id) that this person may not decide about, with the reason: somebody whose
    role reaches own records only must own every record that would change."""
    if grant(by, ability) is Grant.ALL:
        return {}
    listed = list(proposals)
    records = desk.reader.get_many(list({r for p in listed for r in _changed(p)}))
    refused = {}
    for p in listed:
        try:
            require(by, ability, owners=_owners(p, [records.get(r) for r in _changed(p)]))
        except Forbidden as error:
            refused[p.id] = error.message
    return refused


def require_own(desk: Desk, by: Person, ability: Ability, proposal: Proposal) -> None:
    """Raises Forbidden where `not_theirs` names the proposal."""
    refused = not_theirs(desk, by, ability, [proposal])
    if refused:
        raise Forbidden(refused[proposal.id], field="role")


def _changed(p: Proposal) -> list[Ref]:
    changed = (records_of(o)[0] for o in p.draft.operations)
    return [r for r in (p.draft.about, *changed) if not r.is_new]


def _owners(p: Proposal, records: Iterable[Record | None]) -> set[str | None]:
    held: set[Value] = {r.get(OWNER_PROPERTY) for r in records if r is not None}
    created = [o for o in p.draft.operations if records_of(o)[0].is_new]
    held |= {values_of(o).get(OWNER_PROPERTY) for o in created if OWNER_PROPERTY in values_of(o)}
    return {None if owner is None else str(owner) for owner in held}
