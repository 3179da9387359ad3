"""Why a change was decided as it was, and what would have to differ: tried out, not guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from stationmaster.core.decision import Decision, Effect, PolicyNote
from stationmaster.policy.decide import Phase, Policy
from stationmaster.policy.flips import Knob, Setting, knobs_for
from stationmaster.policy.request import Request


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to change so that a change may be written: all `steps` together, none to spare.

    Nothing in reach does it where `held_by` names policies: those stand whatever is switched.
    """

    steps: tuple[str, ...]
    held_by: tuple[PolicyNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One operation. `decision` is that of the asked phase; the remedies are about writing.

    `with_person`: to be written once a person approves. `alone`: to be written with nobody looking.
    None where that is so already.
    """

    request: Request
    decision: Decision
    with_person: Remedy | None
    alone: Remedy | None


def explain(
    policy: Policy, requests: Sequence[Request], phase: str = Phase.PROPOSE
) -> list[Explanation]:
    """An explanation per request. Works by deciding again under changed switches, so it is slow:
    some tens of milliseconds for each request that is not allowed."""
    decisions = policy.decide(requests, phase)
    return [
        Explanation(
            request,
            decision,
            with_person=_remedy(policy, request, Effect.REVIEW),
            alone=_remedy(policy, request, Effect.ALLOW),
        )
        for request, decision in zip(requests, decisions, strict=True)
    ]


def _remedy(policy: Policy, request: Request, goal: Effect) -> Remedy | None:
    start = Setting(policy.switches, policy.custom, request)
    if _reaches(start, goal):
        return None
    knobs = knobs_for(policy, request)
    turned = [knob.last for knob in knobs]
    most = _turn(start, knobs, turned)
    if not _reaches(most, goal):
        return Remedy((), _decide(most).notes)
    for place, knob in enumerate(knobs):
        turned[place] = next(
            position
            for position in range(knob.last + 1)
            if _reaches(
                _turn(start, knobs, [*turned[:place], position, *turned[place + 1 :]]), goal
            )
        )
    chosen = zip(knobs, turned, strict=True)
    return Remedy(tuple(knob.words[position - 1] for knob, position in chosen if position))


def _turn(start: Setting, knobs: Sequence[Knob], turned: Sequence[int]) -> Setting:
    for knob, position in zip(knobs, turned, strict=True):
        if position:
            start = knob.turns[position - 1](start)
    return start


def _decide(setting: Setting) -> Decision:
    policy = Policy.load(setting.switches, setting.custom)
    return policy.decide([setting.request], Phase.APPLY)[0]


def _reaches(setting: Setting, goal: Effect) -> bool:
    return _decide(setting).effect.strictness <= goal.strictness
