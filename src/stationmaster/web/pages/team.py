"""People, and the tokens that agents sign in with."""

from collections.abc import Callable
from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from stationmaster.core.actor import Role
from stationmaster.core.errors import Forbidden, InvalidInput, StationmasterError
from stationmaster.identity.agent_tokens import NewAgentToken
from stationmaster.identity.permissions import Ability
from stationmaster.web.editing import owner_pairs
from stationmaster.web.session import Posted, Signed
from stationmaster.web.visit import Visit

router = APIRouter()


@router.get("/team")
def page(visit: Signed) -> HTMLResponse:
    return _page(visit)


@router.post("/team/people")
def add(visit: Posted) -> Response:
    people = visit.app.identity.people

    def make() -> str:
        made = people.create(
            visit.workspace.id,
            visit.text("email"),
            visit.text("name"),
            _role(visit.text("role")),
            by=visit.person,
            password=visit.text("password") or None,
            owner=visit.text("owner") or None,
        )
        return (
            f"{made.person.name} may sign in now."
            if made.ready
            else f"{made.person.name} is added."
        )

    return _try(visit, "people", make)


@router.post("/team/people/{id}")
def change(visit: Posted, id: str) -> Response:
    identity, workspace = visit.app.identity, visit.workspace.id
    role, password = visit.text("role"), visit.text("password")
    does = visit.text("do")

    def make() -> str:
        if does == "role":
            member = identity.people.set_role(workspace, id, _role(role), by=visit.person)
            return f"{member.person.name} is {role} now."
        if does == "password":
            identity.set_password(workspace, id, password, by=visit.person)
            return "The password is set, and all their sessions are ended."
        active = does == "activate"
        member = identity.people.set_active(workspace, id, active, by=visit.person)
        return f"{member.person.name} may {'' if active else 'no longer '}sign in."

    return _try(visit, "people", make)


@router.post("/team/tokens")
def issue(visit: Posted) -> Response:
    days = visit.text("days")
    try:
        if not days.isdecimal() or len(days) > 4:
            raise InvalidInput("Say for how many days.", field="days", way_out="Use 1 to 366.")
        made = visit.app.identity.tokens.create(
            visit.workspace.id,
            visit.text("name"),
            visit.texts("station"),
            by=visit.person,
            life=timedelta(days=int(days)),
            on_behalf_of=visit.text("on_behalf_of") or None,
        )
    except InvalidInput as error:
        return _page(visit, problem=error, where="tokens")
    # Not by a redirect: the secret is in this one answer and nowhere else.
    return _page(visit, issued=made)


@router.post("/team/tokens/{id}/revoke")
def revoke(visit: Posted, id: str) -> Response:
    def make() -> str:
        visit.app.identity.tokens.revoke(visit.workspace.id, id, by=visit.person)
        return "The token is refused from now on."

    return _try(visit, "tokens", make)


@router.post("/team/password")
def own_password(visit: Posted) -> Response:
    client = visit.request.client

    def make() -> str:
        visit.app.identity.change_password(
            visit.session, visit.text("current"), visit.text("new"), client.host if client else ""
        )
        return "Your password is changed; your other sessions are ended."

    return _try(visit, "own", make)


def _try(visit: Posted, where: str, make: Callable[[], str]) -> Response:
    """Do it and go back to the page; what cannot be is said beside its form."""
    try:
        said = make()
    except Forbidden:
        raise
    except StationmasterError as error:
        return _page(visit, problem=error, where=where)
    return visit.go("/team", said)


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise InvalidInput("Pick a role from the list.", field="role") from None


def _page(
    visit: Visit,
    *,
    problem: StationmasterError | None = None,
    where: str = "",
    issued: NewAgentToken | None = None,
) -> HTMLResponse:
    identity, workspace = visit.app.identity, visit.workspace.id
    may_tokens = visit.may(Ability.TOKENS)
    tokens = identity.tokens.all(workspace, by=visit.person) if may_tokens else ()
    return visit.page(
        "team.html",
        "team",
        status=problem.status if problem else 200,
        members=identity.people.all(workspace),
        tokens=tokens,
        stations=visit.stations,
        owners=owner_pairs(visit.workspace.reader),
        may_people=visit.may(Ability.PEOPLE),
        may_tokens=may_tokens,
        problem_found=problem,
        where=where,
        issued=issued,
        people=visit.people,
        roles=list(Role),
    )
