"""Deciding: versions, memory, and what happens where policies fail."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import cedarpy
import pytest
from tests.policy.given import ANYTHING

from stationmaster.core.actor import Role
from stationmaster.core.decision import Effect
from stationmaster.core.errors import InvalidInput
from stationmaster.policy.cases import BASE, REQUEST
from stationmaster.policy.decide import Policy
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile
from stationmaster.policy.switches import DEFAULTS, Scope, ScopeEffect, Switches


def own(text: str) -> PolicyFile:
    return PolicyFile("own.cedar", text)


NO_PHONE = own(
    '@id("no-phone") @reason("{station} leaves {properties} of {type} alone.")\n'
    'forbid (principal, action, resource) when { context.properties.contains("score") };'
)


def test_nothing_asked_nothing_answered() -> None:
    assert Policy.load(BASE).decide([]) == []


def test_an_unknown_phase_is_refused() -> None:
    with pytest.raises(ValueError, match="later"):
        Policy.load(BASE).decide([REQUEST], "later")


def test_the_defaults_let_no_agent_do_anything() -> None:
    (decision,) = Policy.load(DEFAULTS).decide([REQUEST])
    assert [note.id for note in decision.notes] == ["station-unknown"]


def test_reasons_name_what_the_change_is_about() -> None:
    refused = replace(REQUEST, properties=frozenset({"score", "phone", "email"}))
    (decision,) = Policy.load(BASE).decide([refused])
    assert [note.reason for note in decision.notes] == [
        "Station “desk” may not write email, phone (lead): not on its write list."
    ]


def test_reasons_are_told_from_the_particular_to_the_general() -> None:
    base = BASE.with_station("desk", replace(BASE.stations["desk"], tiers={}))
    asked = replace(
        REQUEST, action="archive", properties=frozenset(), scopes=frozenset({"strategic"})
    )
    (decision,) = Policy.load(base).decide([asked])
    ids = [note.id for note in decision.notes]
    assert ids == ["archive-needs-person", "tier-needs-person", "scope-strategic"]


def test_own_policies_decide_too_and_may_name_what_it_is_about() -> None:
    (decision,) = Policy.load(BASE, [NO_PHONE]).decide([REQUEST])
    assert (decision.effect, decision.notes[0].reason) == (
        Effect.DENY,
        "desk leaves score of lead alone.",
    )


def test_own_policies_that_are_not_sound_leave_no_policy_at_all() -> None:
    bad = own('@id("x") @reason("y")\nforbid (principal, action, resource) when { context.foo };')
    with pytest.raises(InvalidInput, match=r"own.cedar:2:\d+: x: attribute `foo` not found"):
        Policy.load(BASE, [bad])


def test_a_policy_that_cannot_be_worked_out_denies_and_is_named() -> None:
    asks = own(
        '@id("asks-first") @reason("r")\n'
        'permit (principal, action, resource) when { context.station.level == "draft" };'
    )
    mine = Request("person", "p1", "admin", "", "set", "lead", frozenset({"score"}))
    (decision,) = Policy.load(BASE, [asks]).decide([mine])
    assert (decision.effect, decision.notes[0].id) == (Effect.DENY, "policy-error")
    assert "`asks-first`" in decision.notes[0].reason


def test_a_failure_about_writing_alone_denies_as_well() -> None:
    asks = own(
        '@id("alone-asks-first") @reason("r") forbid (principal, action == Action::"writeAlone",'
        ' resource) when { context.station.level == "draft" };'
    )
    mine = Request("person", "p1", "admin", "", "set", "lead", frozenset({"score"}))
    assert Policy.load(BASE, [asks]).decide([mine])[0].effect is Effect.DENY


def test_what_only_an_own_permit_opens_waits_for_a_person() -> None:
    later = own(
        '@id("explode-later") @reason("Why not.") permit (principal is Person,'
        ' action in Action::"change", resource) when { context.action == "explode" };'
    )
    asked = Request("person", "p1", "admin", "", "explode", "lead")
    (decision,) = Policy.load(BASE, [later]).decide([asked])
    assert (decision.effect, decision.notes[0].id) == (Effect.REVIEW, "default-review")


def test_a_change_may_be_asked_as_a_persons_own() -> None:
    archive = replace(REQUEST, action="archive", properties=frozenset())
    asked = [archive.by_person("p1", Role.REP), archive.by_person("p2", Role.MANAGER)]
    effects = [d.effect for d in Policy.load(BASE).decide(asked, "apply")]
    assert effects == [Effect.DENY, Effect.ALLOW]


def test_scope_labels_stay_text_whatever_they_hold() -> None:
    label = 'a"); permit (principal, action, resource); // {x} \\ \n \u202e “é”'
    scope = Scope("odd", label, "lead", ANYTHING, ScopeEffect.NEVER)
    policy = Policy.load(replace(BASE, scopes=(scope,)))
    (decision,) = policy.decide([replace(REQUEST, scopes=frozenset({"odd"}))])
    assert decision.effect is Effect.DENY
    assert decision.notes[0].reason == f"Agents never change these records: {label}."


def test_ids_and_names_stay_text_whatever_they_hold() -> None:
    odd = 'x"::{}\n\\'
    asked = replace(REQUEST, actor=odd, station=odd, type=odd, action=odd, role=odd)
    (decision,) = Policy.load(BASE.with_station(odd, BASE.stations["desk"])).decide([asked])
    assert decision.effect is Effect.DENY


def test_the_version_is_the_same_in_every_process() -> None:
    code = (
        "from stationmaster.policy.cases import BASE; from stationmaster.policy.decide import Policy;"
        "print(Policy.load(BASE).version)"
    )
    for seed in ("1", "2"):
        told = subprocess.run(  # noqa: S603  # our own interpreter and text
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        )
        assert told.stdout.strip() == Policy.load(BASE).version


def test_the_version_does_not_hang_on_the_order_of_typing() -> None:
    data = BASE.to_json()
    backwards = _reversed(data)
    assert backwards != data or list(backwards) != list(data)
    assert Policy.load(Switches.from_json(backwards)).version == Policy.load(BASE).version


def _reversed(data: object) -> object:
    if isinstance(data, dict):
        return {key: _reversed(data[key]) for key in reversed(data)}
    whole_filter = (
        isinstance(data, list) and data and isinstance(data[0], dict) and "conditions" in data[0]
    )
    if isinstance(data, list) and not whole_filter:
        return [_reversed(each) for each in reversed(data)]
    return data


def test_every_switch_and_policy_is_in_the_version() -> None:
    desk = BASE.stations["desk"]
    strategic, big = BASE.scopes
    changed = [
        replace(BASE, stopped=True),
        replace(BASE, actions={**BASE.actions, "set": False}),
        replace(BASE, stations={}),
        replace(BASE, scopes=(strategic,)),
        replace(BASE, scopes=(strategic, replace(big, label="Large"))),
        replace(BASE, scopes=(strategic, replace(big, where=ANYTHING))),
        BASE.with_station("desk", replace(desk, enabled=False)),
        BASE.with_station("desk", replace(desk, read={})),
        BASE.with_station("desk", replace(desk, write={})),
        BASE.with_station("desk", replace(desk, act={})),
        BASE.with_station("desk", replace(desk, tiers={})),
    ]
    versions = [Policy.load(switches).version for switches in (BASE, *changed)]
    versions += [Policy.load(BASE, [NO_PHONE]).version]
    versions += [Policy.load(BASE, [own(NO_PHONE.text + "\n")]).version]
    assert len(set(versions)) == len(versions)


def test_what_was_asked_before_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = Policy.load(BASE)
    asked = [replace(REQUEST, actor=f"a{i % 3}") for i in range(9)]
    batches: list[int] = []
    real = cedarpy.is_authorized_batch

    def counted(requests: list[dict[str, Any]], *rest: Any) -> list[cedarpy.AuthzResult]:
        batches.append(len(requests))
        return real(requests, *rest)

    monkeypatch.setattr(cedarpy, "is_authorized_batch", counted)
    first = policy.decide(asked)
    assert policy.decide(asked) == first
    assert batches == [6]  # three requests, two Cedar actions each, once


def test_one_policy_serves_many_threads() -> None:
    policy = Policy.load(BASE)
    asked = [replace(REQUEST, actor=f"a{i}", undo=bool(i % 2)) for i in range(60)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: policy.decide(asked), range(16)))
    assert all(answer == answers[0] for answer in answers)


def test_sources_show_all_that_decides() -> None:
    names = [file.name for file in Policy.load(BASE, [NO_PHONE]).sources()]
    assert names[:4] == [
        "10-who.cedar",
        "20-always-a-person.cedar",
        "30-values-of-people.cedar",
        "40-stations.cedar",
    ]
    assert names[4:] == ["scopes (from the switches)", "entities (from the switches)", "own.cedar"]
