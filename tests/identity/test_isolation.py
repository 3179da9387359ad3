"""No method answers for, or to, another workspace: unknown and foreign look the same."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from tests.identity.town import Town

from stationmaster.core.actor import Agent, Person, Role
from stationmaster.core.errors import NotFound, StationmasterError
from stationmaster.identity.acting import OPERATOR, By

NEW = "another four long words"


@dataclass
class Ids:
    """Of one workspace: a person, a session and a token."""

    person: str
    session: str
    token: str


def ids_of(town: Town, slug: str) -> Ids:
    home = getattr(town, slug)
    session = town.identity.session_for(town.sign_in(Role.REP, slug))
    token = town.identity.tokens.create(home, "bot", ["s"], by=OPERATOR).token
    return Ids(session.person.id, session.id, token.agent.id)


UNKNOWN = Ids("person_none", "session_none", "token_none")
BROKEN = Ids("\x00", "\ud800", "\x00")

# What takes an id and what takes an actor, each called with a workspace, ids and an actor.
Call = Callable[[Any, str, Ids, By], object]
CALLS: dict[str, Call] = {
    "people.get": lambda i, w, x, by: i.people.get(w, x.person),
    "people.set_name": lambda i, w, x, by: i.people.set_name(w, x.person, "X", by=by),
    "people.set_email": lambda i, w, x, by: i.people.set_email(w, x.person, "x@x.example", by=by),
    "people.set_role": lambda i, w, x, by: i.people.set_role(w, x.person, Role.ADMIN, by=by),
    "people.set_owner": lambda i, w, x, by: i.people.set_owner(w, x.person, "o", by=by),
    "people.set_active": lambda i, w, x, by: i.people.set_active(w, x.person, False, by=by),
    "sessions.list": lambda i, w, x, by: i.sessions.list(w, x.person, by=by),
    "sessions.revoke": lambda i, w, x, by: i.sessions.revoke(w, x.session, by=by),
    "tokens.revoke": lambda i, w, x, by: i.tokens.revoke(w, x.token, by=by),
    "tokens.create": lambda i, w, x, by: i.tokens.create(
        w, "bot", ["s"], by=by, on_behalf_of=x.person
    ),
    "set_password": lambda i, w, x, by: i.set_password(w, x.person, NEW, by=by),
}
WITHOUT_IDS: dict[str, Call] = {
    "people.create": lambda i, w, x, by: i.people.create(w, "x@x.example", "X", Role.REP, by=by),
    "tokens.all": lambda i, w, x, by: i.tokens.all(w, by=by),
}
ASKED_BY_NAME = {"people.find", "people.all", "active_person", "sign_in", "workspace"}
"""These take no actor: the caller has a workspace, and is answered within it (see below)."""


def everything(town: Town) -> object:
    people = [town.identity.people.all(home) for home in (town.a, town.b)]
    tokens = [town.identity.tokens.all(home, by=OPERATOR) for home in (town.a, town.b)]
    return people, tokens, town.log(), town.log(workspace=town.b)


def refusal(call: Call, town: Town, workspace: str, ids: Ids, by: By) -> str:
    with pytest.raises(NotFound) as caught:
        call(town.identity, workspace, ids, by)
    return f"{caught.value.message} {caught.value.way_out}"


def test_every_method_that_takes_a_workspace_is_looked_at(small_town: Town) -> None:
    identity = small_town.identity
    parts: dict[str, Any] = {
        f"{n}.": getattr(identity, n) for n in ("people", "sessions", "tokens")
    }
    found = set()
    for prefix, part in {"": identity, **parts}.items():
        for name in dir(part):
            method = getattr(part, name)
            public = inspect.ismethod(method) and not name.startswith("_")
            if public and "workspace" in {name, *inspect.signature(method).parameters}:
                found.add(prefix + name)
    assert found == set(CALLS) | set(WITHOUT_IDS) | ASKED_BY_NAME


def test_foreign_ids_look_like_unknown_ones(town: Town) -> None:
    foreign = ids_of(town, "b")
    before = everything(town)
    for by in (OPERATOR, town.person()):
        for name, call in CALLS.items():
            said = {refusal(call, town, town.a, ids, by) for ids in (foreign, UNKNOWN, BROKEN)}
            assert len(said) == 1, name
    assert everything(town) == before


def test_foreign_actors_are_answered_nothing(town: Town) -> None:
    own = ids_of(town, "a")
    before = everything(town)
    stranger = town.person(slug="b")
    forged = Person(town.person(Role.REP).id, town.b, "Same id", Role.ADMIN)
    agent = Agent("token_1", town.b, "bot", frozenset({"s"}), on_behalf_of=stranger.id)
    for name, call in {**CALLS, **WITHOUT_IDS}.items():
        if name == "people.get":
            continue
        for by in (stranger, forged, agent):
            assert refusal(call, town, town.a, own, by).startswith("There is no such"), name
    assert everything(town) == before


def test_a_workspace_that_is_not_there_changes_nothing(small_town: Town) -> None:
    for name, call in {**CALLS, **WITHOUT_IDS}.items():
        if name != "tokens.all":
            assert refusal(call, small_town, "ws_none", UNKNOWN, OPERATOR), name


def test_nobody_is_found_in_another_workspace(town: Town) -> None:
    foreign = ids_of(town, "b")
    assert town.identity.active_person(town.a, foreign.person) is None
    with pytest.raises(NotFound):
        town.identity.people.find(town.a, town.email(slug="b"))
    with pytest.raises(StationmasterError):
        town.sign_in(Role.REP, slug="a", password="x")
    homes = {member.person.workspace for member in town.identity.people.all(town.a)}
    assert homes == {town.a}
