"""People of the workspace, and whoever is asking."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from stationmaster.api.caller import Called, Caller
from stationmaster.api.models.people import (
    MeOut,
    PeopleOut,
    PersonChangeIn,
    PersonIn,
    PersonOut,
    WorkspaceOut,
)
from stationmaster.api.models.proposals import ActorOut
from stationmaster.api.models.values import Id
from stationmaster.api.once import DoOnce
from stationmaster.api.problems import documented
from stationmaster.core.actor import Agent
from stationmaster.core.errors import NotFound
from stationmaster.core.record import Ref
from stationmaster.identity.permissions import Ability, Grant, grant

router = APIRouter(tags=["people"], responses=documented(401, 403, 404, 422, 503))

OfPerson = Annotated[Id, Path(description="Id of the person.")]


@router.get("/me")
def get_me(caller: Called) -> MeOut:
    """Who you are here, and what you may do."""
    actor = caller.actor
    home = caller.app.identity.workspace(actor.workspace)
    grants = {ability.value: grant(actor, ability) for ability in Ability}
    return MeOut(
        actor=ActorOut.of(actor),
        workspace=WorkspaceOut(id=home.id, slug=home.slug, name=home.name),
        role=None if isinstance(actor, Agent) else actor.role,
        stations=sorted(actor.stations) if isinstance(actor, Agent) else [],
        abilities={name: g.value for name, g in grants.items() if g is not Grant.NONE},
        csrf=caller.session.csrf if caller.session else None,
    )


@router.get("/people")
def list_people(caller: Called) -> PeopleOut:
    """Everybody here. For admins."""
    caller.require(Ability.PEOPLE)
    members = caller.app.identity.people.all(caller.workspace.id)
    return PeopleOut(items=[PersonOut.of(m) for m in members])


@router.post("/people", status_code=201, response_model=PersonOut, responses=documented(409))
def create_person(caller: Called, once: DoOnce, body: PersonIn) -> Response:
    """Add somebody. Without a password they cannot sign in yet."""

    def work() -> PersonOut:
        caller.require(Ability.PEOPLE)
        _require_owner(caller, body.owner)
        people, by = caller.app.identity.people, caller.require_person()
        made = people.create(
            caller.workspace.id, body.email, body.name, body.role, by=by, owner=body.owner
        )
        return PersonOut.of(made)

    return once(body, work, status=201)


@router.get("/people/{id}")
def get_person(caller: Called, id: OfPerson) -> PersonOut:
    """One person. For admins."""
    caller.require(Ability.PEOPLE)
    return PersonOut.of(caller.app.identity.people.get(caller.workspace.id, id))


@router.patch("/people/{id}", responses=documented(409))
def change_person(caller: Called, id: OfPerson, body: PersonChangeIn) -> PersonOut:
    """Change one of name, address, role, owner record, and whether they may sign in."""
    caller.require(Ability.PEOPLE)
    people, by, home = caller.app.identity.people, caller.require_person(), caller.workspace.id
    people.get(home, id)
    if body.name is not None:
        return PersonOut.of(people.set_name(home, id, body.name, by=by))
    if body.email is not None:
        return PersonOut.of(people.set_email(home, id, body.email, by=by))
    if body.role is not None:
        return PersonOut.of(people.set_role(home, id, body.role, by=by))
    if body.active is not None:
        return PersonOut.of(people.set_active(home, id, body.active, by=by))
    _require_owner(caller, body.owner)
    return PersonOut.of(people.set_owner(home, id, body.owner, by=by))


def _require_owner(caller: Caller, owner: str | None) -> None:
    """Raises NotFound for an owner record that this workspace does not have."""
    if owner is not None and not caller.workspace.reader.get_many([Ref("owner", owner)]):
        raise NotFound(f"There is no owner {owner}.", field="owner")
