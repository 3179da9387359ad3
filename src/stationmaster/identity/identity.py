"""What surfaces ask about identity, in one object."""

from sqlalchemy import Engine

from stationmaster.core.actor import Agent, Person
from stationmaster.core.clock import Clock
from stationmaster.db.engine import reading
from stationmaster.identity.agent_tokens import AgentTokens
from stationmaster.identity.csrf import check_csrf
from stationmaster.identity.limits import Limits
from stationmaster.identity.passwords import Passwords
from stationmaster.identity.people import People
from stationmaster.identity.rows import find_person, person_of
from stationmaster.identity.sessions import Session, Sessions, SessionToken
from stationmaster.identity.sign_in import SignIn
from stationmaster.identity.workspaces import WorkspaceInfo, Workspaces


class Identity:
    """`workspaces`, `people`, `sessions` and `tokens` hold what is administered; the methods here
    are what every request needs."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        *,
        passwords: Passwords | None = None,
        limits: Limits | None = None,
    ):
        passwords, limits = passwords or Passwords(), limits or Limits()
        self._engine = engine
        self._sign_in = SignIn(engine, clock, passwords, limits)
        self.workspaces = Workspaces(engine, clock)
        self.people = People(engine, clock, passwords)
        self.sessions = Sessions(engine, clock, limits)
        self.tokens = AgentTokens(engine, clock, limits)
        self.change_password = self._sign_in.change_password
        self.set_password = self._sign_in.set_password

    def workspace(self, id: str) -> WorkspaceInfo:
        """Raises NotFound."""
        return self.workspaces.get(id)

    def active_person(self, workspace: str, id: str) -> Person | None:
        """The person as they are now, if there is one of that id who is active."""
        with reading(self._engine).connect() as connection:
            row = find_person(connection, workspace, id)
        return person_of(row) if row and row.active else None

    def sign_in(
        self, workspace: str | None, email: str, password: str, client_address: str
    ) -> SessionToken:
        """Raises NotSignedIn, or Throttled after too many tries; see `identity.sign_in`."""
        return self._sign_in.sign_in(workspace, email, password, client_address)

    def session_for(self, token: str) -> Session:
        """Raises NotSignedIn where the token is unknown, revoked or expired."""
        return self.sessions.find(token)

    def sign_out(self, session: Session) -> None:
        self.sessions.sign_out(session)

    def agent_for(self, token: str) -> Agent:
        """Raises NotSignedIn where the token is unknown, revoked or expired."""
        return self.tokens.agent_for(token)

    def check_csrf(self, session: Session, sent: str | None) -> None:
        """Raises Forbidden unless `sent` is this session's own token."""
        check_csrf(session.csrf, sent)
