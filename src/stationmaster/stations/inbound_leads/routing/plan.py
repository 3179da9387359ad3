"""The rules that apply to one lead, in the order in which they are asked."""

from dataclasses import dataclass

OPEN_DEAL, STRATEGIC, SAME_PERSON = "open_deal", "strategic_account", "same_person"
TERRITORY, POOL, FALLBACK = "territory", "pool", "fallback"


@dataclass(frozen=True, slots=True)
class Named:
    """A rule that names one owner (None: it applies, but nobody is named). `says`: why, in words.

    `like`: a subject whose waiting assignment names the owner, where `owner` is None.
    `insists`: the owner is taken even when away, because nobody is left to ask.
    """

    rule: str
    owner: str | None
    says: str
    like: str | None = None
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """A rule that gives the lead to a pool. `territory`: the name of the one that matched."""

    rule: str
    pool: str
    says: str
    territory: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for one lead. `subject` is the lead as the ledger writes it (`lead:id`)."""

    subject: str
    steps: tuple[Named | Shared, ...]
