"""What policy says of a proposal. Every verdict carries the policies that determined it."""

from dataclasses import dataclass
from enum import StrEnum


class Effect(StrEnum):
    """Ordered by strictness: the strictest of several wins."""

    ALLOW = "allow"
    REVIEW = "review"
    DENY = "deny"

    @property
    def strictness(self) -> int:
        return ("allow", "review", "deny").index(self.value)


@dataclass(frozen=True, slots=True)
class PolicyNote:
    """A determining policy: its id and the reason a person reads."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """`policy_version` identifies policies and switches together; a change of either changes it."""

    effect: Effect
    notes: tuple[PolicyNote, ...]
    policy_version: str


def strictest(decisions: tuple[Decision, ...]) -> Decision:
    """The strictest effect, with the notes of all decisions of that effect, each once."""
    effect = max((d.effect for d in decisions), key=lambda e: e.strictness)
    notes = dict.fromkeys(n for d in decisions if d.effect is effect for n in d.notes)
    return Decision(effect, tuple(notes), decisions[0].policy_version)
