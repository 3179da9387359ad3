"""What each role may do, as one table. `require` is the only question anybody needs to ask.

A rep decides about their own records and no others: those whose owner in the CRM is the owner
record that the rep's account is linked to. Giving a record to somebody is not about an own record
until it is owned, so assignments stay with managers and revops. An agent reads; what it may
propose is a matter of policy, and it never decides.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from stationmaster.core.actor import Actor, Agent, Role
from stationmaster.core.errors import Forbidden


class Ability(StrEnum):
    READ = "read"
    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    UNDO = "undo"
    RUN = "run"
    IMPORT = "import"
    EXPORT = "export"
    POLICY = "policy"
    PEOPLE = "people"
    TOKENS = "tokens"
    AUDIT = "audit"


class Grant(StrEnum):
    """How far an ability goes. OWN: only where every record concerned is the person's own."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


_ABILITY = Ability
_REVIEW = (_ABILITY.APPROVE, _ABILITY.REJECT, _ABILITY.EDIT, _ABILITY.UNDO)
_MANAGER = (_ABILITY.READ, *_REVIEW, _ABILITY.RUN, _ABILITY.EXPORT, _ABILITY.AUDIT)
_REVOPS = (*_MANAGER, _ABILITY.IMPORT, _ABILITY.POLICY, _ABILITY.TOKENS)

GRANTS: Mapping[Role, Mapping[Ability, Grant]] = {
    Role.ADMIN: dict.fromkeys(Ability, Grant.ALL),
    Role.REVOPS: dict.fromkeys(_REVOPS, Grant.ALL),
    Role.MANAGER: dict.fromkeys(_MANAGER, Grant.ALL),
    Role.REP: {_ABILITY.READ: Grant.ALL} | dict.fromkeys(_REVIEW, Grant.OWN),
    Role.VIEWER: {_ABILITY.READ: Grant.ALL},
}

DOING: Mapping[Ability, str] = {
    _ABILITY.READ: "read records and proposals",
    _ABILITY.APPROVE: "approve proposals",
    _ABILITY.REJECT: "reject proposals",
    _ABILITY.EDIT: "edit proposals and records",
    _ABILITY.UNDO: "undo changes",
    _ABILITY.RUN: "run stations",
    _ABILITY.IMPORT: "import records",
    _ABILITY.EXPORT: "export records",
    _ABILITY.POLICY: "change the policy",
    _ABILITY.PEOPLE: "manage people",
    _ABILITY.TOKENS: "manage agent tokens",
    _ABILITY.AUDIT: "read the audit log",
}
"""What each ability is called in a sentence."""


def grant(actor: Actor, ability: Ability) -> Grant:
    """How far this actor may go. For menus and lists; `require` decides."""
    if isinstance(actor, Agent):
        return Grant.ALL if ability is Ability.READ else Grant.NONE
    return GRANTS[actor.role].get(ability, Grant.NONE)


def who_may(ability: Ability) -> tuple[Role, ...]:
    """The roles that may do it without condition."""
    return tuple(role for role, may in GRANTS.items() if may.get(ability) is Grant.ALL)


def require(
    actor: Actor, ability: Ability, *, owners: Collection[str | None] | None = None
) -> None:
    """Raises Forbidden, saying who may, unless this actor may do it.

    `owners` are the owners (ids of owner records, None: nobody) of the records concerned, as the
    CRM has them now; of a record yet to be created, the owner it would get. Where a role may act
    on own records only, no `owners` or an empty collection is a no.
    """
    may = grant(actor, ability)
    if may is Grant.ALL:
        return
    roles = _listed([role.value for role in who_may(ability)])
    way_out = f"Ask somebody who may: {roles}."
    if isinstance(actor, Agent):
        raise Forbidden(
            f"An agent may not {DOING[ability]}; only people may.", field="actor", way_out=way_out
        )
    if may is Grant.NONE:
        raise Forbidden(
            f"As {actor.role.value} you may not {DOING[ability]}; {roles} may.",
            field="role",
            way_out=way_out,
        )
    if not owners or actor.owner is None or any(owner != actor.owner for owner in owners):
        raise Forbidden(
            f"As {actor.role.value} you may {DOING[ability]} only where all records are your own; "
            f"{roles} may elsewhere.",
            field="role",
            way_out=way_out,
        )


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
