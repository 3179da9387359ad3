"""Who acts. Only a Person can approve; the type says so."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    REVOPS = "revops"
    MANAGER = "manager"
    REP = "rep"
    VIEWER = "viewer"


class SourceKind(StrEnum):
    """What kind of source set a value."""

    PERSON = "person"
    AGENT = "agent"
    IMPORT = "import"
    INTEGRATION = "integration"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in human. `owner` is the id of the CRM owner record this person is, if any."""

    id: str
    workspace: str
    name: str
    role: Role
    owner: str | None = None

    kind: SourceKind = field(default=SourceKind.PERSON, init=False)


@dataclass(frozen=True, slots=True)
class Agent:
    """A station's worker or an outside agent. It can propose; nothing lets it approve.

    `on_behalf_of` is the person it acts for (the person's id); it may then do only what both may.
    """

    id: str
    workspace: str
    name: str
    stations: frozenset[str]
    on_behalf_of: str | None = None

    kind: SourceKind = field(default=SourceKind.AGENT, init=False)


Actor = Person | Agent
