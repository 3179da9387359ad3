"""How far whoever proposes may reach: what their station may read, and their own records.

Policy says what may be done; this says with which records, and keeps an agent from learning what it
may not read by proposing about it.
"""

from collections.abc import Callable, Iterable, Sequence

from stationmaster.core.actor import Actor, Agent, Person
from stationmaster.core.errors import Forbidden, InvalidInput
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    AssignOwner,
    LogActivity,
    Operation,
    Seen,
    SetProperties,
    records_of,
    values_of,
)
from stationmaster.core.proposal import Draft
from stationmaster.core.record import Ref
from stationmaster.identity.permissions import Ability, Grant, grant, require
from stationmaster.policy.reading import readable
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.facts import Facts

Sees = Callable[[str, str], bool]


def sight(desk: Desk, actor: Actor, station: str) -> Sees:
    """Whether (object type, property) may be read by whoever proposes here."""
    if isinstance(actor, Person):
        return lambda type, name: True
    switches = desk.policies.current().switches
    return lambda type, name: name in readable(switches, station, type)


def check_reach(
    desk: Desk,
    facts: Facts,
    drafts: Sequence[Draft],
    actor: Actor,
    acted_for: Person | None,
    sees: Sees,
) -> None:
    """Raises Forbidden for a record or a property out of reach, InvalidInput for a base of tomorrow."""
    limited = actor if isinstance(actor, Person) else acted_for
    for draft in drafts:
        operations = [*draft.operations, *(o for c in draft.choices for o in c.operations)]
        if limited is not None and grant(limited, Ability.EDIT) is Grant.OWN and not draft.undoes:
            for operation in operations:
                require(limited, Ability.EDIT, owners=_owners(facts, operation))
        if isinstance(actor, Agent) and not draft.undoes:
            for operation in operations:
                _check_sight(desk, operation, sees)


def _owners(facts: Facts, operation: Operation) -> set[str | None]:
    """The owners of the records an operation is about; of a new one, the owner it would get."""
    concerned: Iterable[Ref] = records_of(operation)[:1]
    if isinstance(operation, LogActivity):
        concerned = operation.on
    elif records_of(operation)[0].is_new:
        owner = values_of(operation).get(OWNER_PROPERTY)
        return {None if owner is None else str(owner)}
    held = (facts.records[r].get(OWNER_PROPERTY) for r in concerned if r in facts.records)
    return {None if owner is None else str(owner) for owner in held}


def _check_sight(desk: Desk, operation: Operation, sees: Sees) -> None:
    if not isinstance(operation, SetProperties | AssignOwner):
        return
    type = operation.record.type
    hidden = sorted(n for n in values_of(operation) if not sees(type, n))
    if hidden:
        raise Forbidden(
            f"This station may not read {hidden[0]} of a {type}, so it cannot propose to change it.",
            field=hidden[0],
            way_out="An admin can put the property on the station's read list.",
        )
    bases: Iterable[Seen] = (
        operation.base.values() if isinstance(operation, SetProperties) else (operation.base,)
    )
    now = desk.clock()
    if any(base.at is not None and base.at > now for base in bases):
        raise InvalidInput("A value cannot have been seen in the future.", field="base")
