"""People, agent tokens, and whoever is asking."""

from datetime import datetime, timedelta

from pydantic import Field, model_validator

from stationmaster.api.models.proposals import ActorOut
from stationmaster.api.models.values import Id, In, Line, Name, Out, Whole
from stationmaster.core.actor import Role
from stationmaster.identity.agent_tokens import AgentToken, NewAgentToken
from stationmaster.identity.people import Member

OWNER_WORDS = "The owner record of the CRM that this person is."


class PersonOut(Out):
    """A person of the workspace. `ready`: has a password, so can sign in."""

    id: str
    name: str
    email: str
    role: Role
    owner: str | None = Field(description=OWNER_WORDS)
    active: bool
    ready: bool
    created_at: datetime
    signed_in_at: datetime | None

    @classmethod
    def of(cls, member: Member) -> "PersonOut":
        person = member.person
        return cls(
            id=person.id,
            name=person.name,
            email=member.email,
            role=person.role,
            owner=person.owner,
            active=member.active,
            ready=member.ready,
            created_at=member.created_at,
            signed_in_at=member.signed_in_at,
        )


class PeopleOut(Out):
    """Everybody, also those who are no longer active, by name."""

    items: list[PersonOut]


class PersonIn(In):
    """A new person. Without a password; `stationmaster user` sets one."""

    email: Line = Field(examples=["ada@company.example"])
    name: Name = Field(examples=["Ada Moen"])
    role: Role
    owner: Id | None = Field(default=None, description=OWNER_WORDS)


class PersonChangeIn(In):
    """One thing to change about a person, so that it is done whole or not at all."""

    name: Name | None = None
    email: Line | None = None
    role: Role | None = None
    owner: Id | None = Field(default=None, description=f"{OWNER_WORDS} Null: nobody.")
    active: bool | None = None

    @model_validator(mode="after")
    def _one(self) -> "PersonChangeIn":
        given = self.model_fields_set
        if len(given) != 1 or (given != {"owner"} and getattr(self, next(iter(given))) is None):
            raise ValueError("has to name exactly one thing to change, and its new value")
        return self


class TokenIn(In):
    """A new agent token. It may enter the stations named, and none else."""

    name: Name = Field(examples=["Lead worker"])
    stations: list[Name] = Field(min_length=1, max_length=50, examples=[["inbound_leads"]])
    days: Whole = Field(default=90, ge=1, le=366, description="How long it holds.")
    on_behalf_of: Id | None = Field(
        default=None, description="A person; the token may then do only what both may."
    )

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.days)


class TokenOut(Out):
    """All about a token but its secret."""

    id: str
    name: str
    stations: list[str]
    on_behalf_of: str | None
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: AgentToken) -> "TokenOut":
        agent = token.agent
        return cls(
            id=agent.id,
            name=agent.name,
            stations=sorted(agent.stations),
            on_behalf_of=agent.on_behalf_of,
            created_by=token.created_by,
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            last_used_at=token.last_used_at,
        )


class TokensOut(Out):
    """Every token, newest first, also those that no longer hold."""

    items: list[TokenOut]


class NewTokenOut(TokenOut):
    """A token and its secret, which is shown this once and stored nowhere."""

    secret: str | None = Field(
        description="Null where a repeated request is answered: the secret was shown before.",
        examples=["smt_..."],
    )

    @classmethod
    def made(cls, new: NewAgentToken) -> "NewTokenOut":
        return cls(**TokenOut.of(new.token).model_dump(), secret=new.value)


class WorkspaceOut(Out):
    """Where the caller is."""

    id: str
    slug: str
    name: str


class MeOut(Out):
    """Who is asking and what they may do."""

    actor: ActorOut
    workspace: WorkspaceOut
    role: Role | None = Field(description="Null for an agent.")
    stations: list[str] = Field(description="Those an agent may enter; empty for a person.")
    abilities: dict[str, str] = Field(
        description="Ability -> all, or own: only where every record concerned is one's own.",
        examples=[{"read": "all", "approve": "own"}],
    )
    csrf: str | None = Field(
        description="What a session has to send as X-CSRF-Token when it changes something."
    )
