"""Who is asking: a person by their session, or an agent by its token; and what each may see."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from stationmaster.core.actor import Actor, Agent, Person
from stationmaster.core.errors import Forbidden, InvalidInput, NotFound, NotSignedIn
from stationmaster.crm.reader import CrmReader
from stationmaster.identity.permissions import Ability, Grant, grant, require
from stationmaster.identity.sessions import Session
from stationmaster.kit.narrow import NarrowReader
from stationmaster.policy.reading import readable_types
from stationmaster.policy.switches import Switches
from stationmaster.wiring import Stationmaster, Workspace

COOKIE = "stationmaster"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_bearer = HTTPBearer(
    auto_error=False, scheme_name="agentToken", description="An agent's token: `smt_...`."
)
_session = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description="A person's session, as the sign-in page makes it.",
)
_csrf = APIKeyHeader(
    name="X-CSRF-Token",
    auto_error=False,
    scheme_name="csrf",
    description="Needed with a session for all that changes something; `/me` tells it.",
)


@dataclass(frozen=True)
class Caller:
    """Somebody known, in their workspace. `session` is None for an agent."""

    app: Stationmaster
    actor: Actor
    session: Session | None = None

    @cached_property
    def workspace(self) -> Workspace:
        return self.app.workspace(self.actor.workspace)

    def require_person(self) -> Person:
        """Raises Forbidden for an agent."""
        if isinstance(self.actor, Person):
            return self.actor
        raise Forbidden("This is for people only.", field="actor", way_out="Sign in as a person.")

    @cached_property
    def reader(self) -> CrmReader:
        """All records for a person; for an agent what any of its stations may read."""
        require(self.actor, Ability.READ)
        if isinstance(self.actor, Person):
            return self.workspace.reader
        switches = self.workspace.policies.current().switches
        return NarrowReader(self.workspace.reader, _readable(switches, self.actor.stations))

    def require(self, ability: Ability) -> None:
        """Raises Forbidden, saying who may."""
        require(self.actor, ability)

    def require_some(self, ability: Ability) -> None:
        """Raises Forbidden where the role can never have this ability, not even for own records."""
        if grant(self.actor, ability) is Grant.NONE:
            require(self.actor, ability)

    def station(self, named: str | None) -> str:
        """Where the caller proposes: "" for a person. Raises InvalidInput where an agent works at
        several stations and names none."""
        if isinstance(self.actor, Person):
            if named:
                raise InvalidInput(
                    "People propose for themselves, at no station.",
                    field="station",
                    way_out="Leave it out.",
                )
            return ""
        if named is not None:
            return named
        if len(self.actor.stations) == 1:
            return next(iter(self.actor.stations))
        raise InvalidInput(
            "Say at which station.",
            field="station",
            way_out=f"One of: {', '.join(sorted(self.actor.stations))}.",
        )

    def require_sight(self, id: str, station: str) -> None:
        """An agent sees what was proposed at its own stations. Raises NotFound as if there were none."""
        if isinstance(self.actor, Agent) and station not in self.actor.stations:
            raise NotFound(f"There is no proposal {id}.", field="id")


def _readable(switches: Switches, stations: Collection[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for station in stations:
        for type, names in readable_types(switches, station).items():
            found[type] = found.get(type, frozenset()) | names
    return found


def caller(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    cookie: Annotated[str | None, Security(_session)],
    csrf: Annotated[str | None, Security(_csrf)],
) -> Caller:
    """Raises NotSignedIn; Forbidden for a session that changes something without its token."""
    app: Stationmaster = request.app.state.stationmaster
    if bearer is not None:
        return Caller(app, app.identity.agent_for(bearer.credentials))
    if cookie is None:
        raise NotSignedIn(
            "Nobody is signed in.",
            way_out="Send an agent token as `Authorization: Bearer smt_...`, or sign in.",
        )
    session = app.identity.session_for(cookie)
    if request.method not in SAFE:
        app.identity.check_csrf(session, csrf)
    return Caller(app, session.person, session)


Called = Annotated[Caller, Depends(caller)]
