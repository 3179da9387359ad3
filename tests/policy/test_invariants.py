"""What holds for every request under all switches."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.policy.given import (
    ANYTHING,
    PROPERTIES,
    TYPES,
    often,
    open_switches,
    requests,
    some_requests,
    stations,
    subsets,
    switches,
)

from stationmaster.core.decision import Decision, Effect
from stationmaster.policy.actions import ACTIONS
from stationmaster.policy.decide import Phase, Policy
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import (
    PermissionLevel,
    PersonValues,
    Scope,
    ScopeEffect,
    StationSwitches,
    Switches,
    Tier,
)

phases = st.sampled_from(Phase)
ALLOW_ALL = PolicyFile(
    "own.cedar", '@id("allow-all") @reason("We trust them.") permit (principal, action, resource);'
)


def needs_person(r: Request) -> bool:
    """Said again in Python, independently of the shipped policies."""
    return (
        r.action in ("send", "merge", "archive", "ask")
        or r.undo
        or ("strategic" in r.scopes and (r.action == "assign_owner" or "owner_id" in r.properties))
        or "status=disqualified" in r.sets
        or bool(r.properties & {"forecast_amount", "close_date", "discount"})
    )


def effects(switches: Switches, asked: Sequence[Request], phase: Phase) -> list[Effect]:
    return [d.effect for d in Policy.load(switches).decide(asked, phase)]


def no_looser(stricter: Switches, looser: Switches, asked: Sequence[Request], phase: Phase) -> None:
    pairs = zip(effects(stricter, asked, phase), effects(looser, asked, phase), strict=True)
    for request, (strict, loose) in zip(asked, pairs, strict=True):
        assert strict.strictness >= loose.strictness, request


@often
@given(open_switches, some_requests, phases)
def test_what_a_person_always_decides_is_never_written_alone(
    switches: Switches, asked: list[Request], phase: Phase
) -> None:
    for custom in ((), (ALLOW_ALL,)):
        decisions = Policy.load(switches, custom).decide(asked, phase)
        for request, decision in zip(asked, decisions, strict=True):
            if request.actor_kind != "person" and needs_person(request):
                assert decision.effect is not Effect.ALLOW, request


@often
@given(switches, some_requests, phases, subsets(PROPERTIES), subsets(tuple(ACTIONS)))
def test_a_shorter_list_never_loosens(
    full: Switches,
    asked: list[Request],
    phase: Phase,
    properties: frozenset[str],
    actions: frozenset[str],
) -> None:
    desk = full.stations["desk"]
    write = {t: tuple(n for n in names if n not in properties) for t, names in desk.write.items()}
    act = {t: tuple(n for n in names if n not in actions) for t, names in desk.act.items()}
    shorter = full.with_station("desk", replace(desk, write=write, act=act))
    no_looser(shorter, full, asked, phase)


@often
@given(stations, some_requests, phases)
def test_empty_lists_allow_nothing(
    desk: StationSwitches, asked: list[Request], phase: Phase
) -> None:
    actions = dict.fromkeys(ACTIONS, True)
    for empty in ({}, dict.fromkeys(TYPES, ())):
        closed = Switches({"desk": replace(desk, write=empty, act=empty)}, actions)
        for request, effect in zip(asked, effects(closed, asked, phase), strict=True):
            if request.actor_kind == "agent" and request.action != "ask":
                assert effect is Effect.DENY, request


@often
@given(switches, some_requests, phases, st.sampled_from(("strategic", "big_deals", "frozen")))
def test_a_scope_never_touched_never_loosens(
    before: Switches, asked: list[Request], phase: Phase, name: str
) -> None:
    others = tuple(scope for scope in before.scopes if scope.name != name)
    never = Scope(name, "Frozen", "deal", ANYTHING, ScopeEffect.NEVER)
    after = replace(before, scopes=(*others, never))
    no_looser(after, before, asked, phase)
    for request, effect in zip(asked, effects(after, asked, phase), strict=True):
        if request.actor_kind == "agent" and name in request.scopes:
            assert effect is Effect.DENY, request


@often
@given(switches, some_requests, phases)
def test_a_lower_level_never_loosens(
    switches: Switches, asked: list[Request], phase: Phase
) -> None:
    desk = switches.stations["desk"]
    ladder = [
        switches.with_station("desk", replace(desk, level=level)) for level in PermissionLevel
    ]
    for lower, higher in pairwise(ladder):
        no_looser(lower, higher, asked, phase)


@often
@given(switches, some_requests, phases, st.sampled_from(tuple(ACTIONS)))
def test_no_single_switch_turned_down_loosens(
    before: Switches, asked: list[Request], phase: Phase, action: str
) -> None:
    desk = before.stations["desk"]
    tier = Tier.HUMAN_ONLY if action in desk.tiers else Tier.REVIEW_REQUIRED
    for after in (
        replace(before, stopped=True),
        replace(before, actions={**before.actions, action: False}),
        replace(before, stations={}),
        before.with_station("desk", replace(desk, enabled=False)),
        before.with_station("desk", replace(desk, tiers={**desk.tiers, action: tier})),
        before.with_station("desk", replace(desk, person_values=PersonValues.FILL_ONLY)),
    ):
        no_looser(after, before, asked, phase)


@often
@given(switches, some_requests)
def test_writing_is_no_looser_than_proposing_and_differs_at_draft_alone(
    switches: Switches, asked: list[Request]
) -> None:
    policy = Policy.load(switches)
    draft = switches.stations["desk"].level is PermissionLevel.DRAFT
    pairs = zip(policy.decide(asked, "propose"), policy.decide(asked, "apply"), strict=True)
    for request, (propose, apply) in zip(asked, pairs, strict=True):
        assert apply.effect.strictness >= propose.effect.strictness
        if not (draft and request.actor_kind == "agent"):
            assert apply == propose
        elif request.station == "desk":
            assert apply.effect is Effect.DENY


@often
@given(switches, requests, phases)
def test_peoples_own_edits_hang_on_their_role_alone(
    switches: Switches, request: Request, phase: Phase
) -> None:
    person = replace(request, actor_kind="person")
    assert effects(switches, [person], phase) == effects(Switches(), [person], phase)


@often
@given(open_switches, some_requests, phases)
def test_an_agent_for_a_person_may_do_only_what_both_may(
    switches: Switches, asked: list[Request], phase: Phase
) -> None:
    policy = Policy.load(switches)
    for request in asked:
        agent = replace(request, actor_kind="agent")
        for_itself = replace(agent, role=None)
        person = replace(request, actor_kind="person", role=request.role or "admin")
        both, one, other = (d.effect for d in policy.decide([agent, for_itself, person], phase))
        assert both.strictness >= one.strictness
        if other is Effect.DENY and request.role is not None:
            assert both is Effect.DENY


@often
@given(open_switches, some_requests, phases)
def test_an_own_permit_lifts_nothing_but_the_default(
    switches: Switches, asked: list[Request], phase: Phase
) -> None:
    plain = Policy.load(switches).decide(asked, phase)
    permitted = Policy.load(switches, (ALLOW_ALL,)).decide(asked, phase)
    for before, after in zip(plain, permitted, strict=True):
        if {note.id for note in before.notes} != {"default-deny"}:
            assert after.effect is before.effect


@often
@given(open_switches, some_requests, phases)
def test_every_answer_says_why(switches: Switches, asked: list[Request], phase: Phase) -> None:
    policy = Policy.load(switches)

    def explained(decision: Decision) -> bool:
        ids = {note.id for note in decision.notes}
        known = ids <= set(policy.rules) or ids == {"default-deny"}
        return bool(ids) and known and decision.policy_version == policy.version

    decisions = policy.decide(asked, phase)
    assert all(map(explained, decisions))
    assert not any("{" in note.reason for d in decisions for note in d.notes)


@often
@given(switches, some_requests, st.randoms(use_true_random=False), phases)
def test_order_company_and_memory_change_no_answer(
    switches: Switches, asked: list[Request], random: Random, phase: Phase
) -> None:
    policy = Policy.load(switches)
    together = policy.decide(asked, phase)
    shuffled = list(zip(asked, together, strict=True))
    random.shuffle(shuffled)
    assert policy.decide([r for r, _ in shuffled], phase) == [d for _, d in shuffled]
    alone = [Policy.load(switches).decide([r], phase)[0] for r in asked[:3]]
    assert alone == together[:3]
