"""Explaining: the ways out are tried, and nothing in them is to spare."""

from dataclasses import replace

from hypothesis import given
from tests.policy.given import often, requests, switches
from tests.policy.test_invariants import needs_person

from stationmaster.core.decision import Effect
from stationmaster.policy.cases import BASE, REQUEST
from stationmaster.policy.decide import Policy
from stationmaster.policy.explain import Remedy, explain
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import (
    BIG_DEALS,
    STRATEGIC,
    PermissionLevel,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
)


def steps(remedy: Remedy | None) -> list[str]:
    assert remedy is not None
    assert remedy.held_by == ()
    return list(remedy.steps)


def held(remedy: Remedy | None) -> list[str]:
    assert remedy is not None
    assert remedy.steps == ()
    return [note.id for note in remedy.held_by]


def test_what_is_allowed_needs_nothing() -> None:
    (explained,) = explain(Policy.load(BASE), [REQUEST])
    assert explained.request is REQUEST
    assert explained.decision.effect is Effect.ALLOW
    assert (explained.with_person, explained.alone) == (None, None)


def test_every_switch_in_the_way_is_named_and_no_other() -> None:
    desk = StationSwitches(
        level=PermissionLevel.DRAFT,
        tiers={"set": Tier.HUMAN_ONLY, "create": Tier.HUMAN_ONLY},
        write={"lead": ("score",)},
    )
    closed = Switches({"desk": desk}, {}, (STRATEGIC, BIG_DEALS), stopped=True)
    asked = replace(
        REQUEST,
        properties=frozenset({"score", "owner_id"}),
        scopes=frozenset({"big_deals"}),
        overwrites_person=True,
    )
    (explained,) = explain(Policy.load(closed), [asked])
    both = [
        "Let agents work again: take back the stop.",
        "Switch on for agents: set properties.",
        "Switch on for agents: change owners.",
    ]
    assert steps(explained.with_person) == [
        *both,
        "Set scope big_deals (Deals above 100,000) to review.",
        "Switch on station desk.",
        "Raise station desk to level approved writeback.",
        "Set the tier of set at desk to review required.",
        "Add owner_id to what station desk may write of lead.",
    ]
    assert steps(explained.alone) == [
        *both,
        "Take out scope big_deals (Deals above 100,000).",
        "Switch on station desk.",
        "Raise station desk to level limited automation.",
        "Set the tier of set at desk to autonomous.",
        "Set the tier of assign_owner at desk to autonomous.",
        "Add owner_id to what station desk may write of lead.",
        "Let station desk replace what people set (person values: may replace).",
    ]


def test_action_lists_are_a_way_out_for_listed_actions_alone() -> None:
    desk = replace(BASE.stations["desk"], act={"deal": ("create",)})
    policy = Policy.load(BASE.with_station("desk", desk))
    link = replace(REQUEST, action="associate", properties=frozenset())
    (explained,) = explain(policy, [link])
    assert steps(explained.alone) == ["Add associate to what station desk may do with lead."]


def test_what_a_person_always_decides_is_held_whatever_is_switched() -> None:
    archive = replace(REQUEST, action="archive", properties=frozenset(), role="rep")
    (explained,) = explain(Policy.load(BASE), [archive])
    assert steps(explained.with_person) == ["Let the agent act for somebody with role manager."]
    assert held(explained.alone) == ["archive-needs-person"]


def test_a_strategic_scope_can_be_softened_not_taken_out() -> None:
    never = replace(STRATEGIC, effect=ScopeEffect.NEVER)
    asked = replace(REQUEST, scopes=frozenset({"strategic"}))
    (explained,) = explain(Policy.load(replace(BASE, scopes=(never,))), [asked])
    assert steps(explained.with_person) == ["Set scope strategic (Strategic accounts) to review."]
    assert held(explained.alone) == ["scope-strategic"]
    (softened,) = explain(Policy.load(BASE), [asked])
    assert softened.with_person is None
    assert held(softened.alone) == ["scope-strategic"]


def test_people_are_helped_by_a_role_alone() -> None:
    archive = Request("person", "p1", "rep", "", "archive", "lead")
    unknown = Request("person", "p1", None, "", "set", "lead", frozenset({"score"}))
    strange = Request("person", "p1", "admin", "", "explode", "lead")
    first, second, third = explain(Policy.load(BASE), [archive, unknown, strange], "apply")
    assert steps(first.alone) == ["Let somebody with role manager do it."]
    assert steps(second.alone) == ["Let somebody with role rep do it."]
    assert held(third.alone) == ["default-deny"]


def test_stations_and_actions_nobody_knows_are_past_help() -> None:
    policy = Policy.load(BASE)
    elsewhere, strange = explain(
        policy, [replace(REQUEST, station="x"), replace(REQUEST, action="explode")]
    )
    assert held(elsewhere.with_person) == ["station-unknown"]
    assert "action-off" in held(strange.with_person)


def test_own_policies_are_named_with_their_place() -> None:
    own = PolicyFile(
        "own.cedar",
        '@id("fine") @reason("r") permit (principal, action, resource);\n'
        '@id("no-sets") @reason("r")\nforbid (principal, action, resource)\n'
        'when { context.action == "set" };\n'
        '@id("no-links") @reason("r")\nforbid (principal, action, resource)\n'
        'when { context.action == "associate" };',
    )
    (explained,) = explain(Policy.load(BASE, [PolicyFile("empty.cedar", ""), own]), [REQUEST])
    assert steps(explained.alone) == ["Take out your policy no-sets (own.cedar:2)."]


@often
@given(switches, requests)
def test_explanations_agree_with_decisions(switches: Switches, request: Request) -> None:
    policy = Policy.load(switches)
    (explained,) = explain(policy, [request])
    (applied,) = policy.decide([request], "apply")
    assert (explained.with_person is None) == (applied.effect is not Effect.DENY)
    assert (explained.alone is None) == (applied.effect is Effect.ALLOW)
    if request.actor_kind == "agent" and needs_person(request):
        assert explained.alone is not None
        assert explained.alone.held_by
    for remedy in (explained.with_person, explained.alone):
        assert remedy is None or bool(remedy.steps) != bool(remedy.held_by)
