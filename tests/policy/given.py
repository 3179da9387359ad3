"""Switches and requests, drawn so that every rule is met often."""

from hypothesis import settings
from hypothesis import strategies as st

from stationmaster.core.actor import Role
from stationmaster.core.filter import Condition, Filter, Group, Operator
from stationmaster.policy.actions import ACTIONS, LISTED_ACTIONS
from stationmaster.policy.cases import BASE
from stationmaster.policy.request import Request
from stationmaster.policy.switches import (
    PermissionLevel,
    PersonValues,
    Scope,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
)

often = settings(max_examples=30, deadline=None)
"""Each example compiles policies several times, so a few well-drawn ones."""

ANYTHING = Filter((Group((Condition("name", Operator.HAS_PROPERTY),)),))
TYPES = ("lead", "deal")
PROPERTIES = ("score", "status", "owner_id", "amount", "forecast_amount", "close_date", "discount")
SETS = ("status=disqualified", "status=working")
SCOPES = ("strategic", "big_deals", "frozen")


def subsets(names: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(names))


def lists(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    full = st.just(names)
    return st.dictionaries(st.sampled_from(TYPES), full | subsets(names).map(tuple))


stations = st.builds(
    StationSwitches,
    enabled=st.sampled_from((True, True, True, False)),
    level=st.sampled_from((*PermissionLevel, PermissionLevel.LIMITED_AUTOMATION)),
    tiers=st.dictionaries(st.sampled_from(tuple(ACTIONS)), st.sampled_from(Tier))
    | st.just(dict.fromkeys(ACTIONS, Tier.AUTONOMOUS)),
    read=lists(PROPERTIES),
    write=lists(PROPERTIES) | st.just(dict.fromkeys(TYPES, PROPERTIES)),
    person_values=st.sampled_from(PersonValues),
    act=lists(LISTED_ACTIONS) | st.just(dict.fromkeys(TYPES, LISTED_ACTIONS)),
)


@st.composite
def scopes(draw: st.DrawFn) -> tuple[Scope, ...]:
    names = draw(subsets(SCOPES))
    effects = {name: draw(st.sampled_from(ScopeEffect)) for name in names}
    return tuple(Scope(n, n.title(), "deal", ANYTHING, e) for n, e in sorted(effects.items()))


switches = st.builds(
    Switches,
    stations=st.dictionaries(st.just("desk"), stations, min_size=1),
    actions=st.just(dict.fromkeys(ACTIONS, True))
    | st.dictionaries(st.sampled_from(tuple(ACTIONS)), st.booleans()),
    scopes=scopes(),
    stopped=st.sampled_from((False, False, False, True)),
)
open_switches = st.just(BASE) | switches

roles = st.none() | st.sampled_from([role.value for role in Role] + ["intern"])

requests = st.builds(
    Request,
    actor_kind=st.sampled_from(("agent", "agent", "agent", "person", "import")),
    actor=st.sampled_from(("a1", "a2")),
    role=roles,
    station=st.sampled_from(("desk", "desk", "desk", "elsewhere", "")),
    action=st.sampled_from((*ACTIONS, "set", "set", "explode")),
    type=st.sampled_from(TYPES),
    properties=subsets(PROPERTIES),
    sets=subsets(SETS),
    scopes=subsets(SCOPES),
    overwrites_person=st.booleans(),
    undo=st.booleans(),
)
some_requests = st.lists(requests, min_size=1, max_size=10)
