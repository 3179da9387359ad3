"""The leads that came in since last evening. Nobody has touched them, and every kind is among them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.facts import Firm, Human, Lead
from stationmaster.testing.sample.leads import Asker, LeadMaker
from stationmaster.testing.sample.messages import HOSTILE
from stationmaster.testing.sample.mistakes import nickname, other_format
from stationmaster.testing.sample.names import Name

KINDS: Mapping[str, int] = {
    "same_email": 8, "same_phone": 5, "name_at_company": 4, "two_mixed": 5, "two_copies": 3,
    "at_company": 25, "at_strategic": 4, "free_mail": 12, "hostile": 15, "stranger": 19,
}  # fmt: skip
"""Of a hundred leads of a night, how many are of each kind."""


@dataclass(slots=True)
class Night:
    """The leads, and what is true of them (see `AnswerKey`)."""

    leads: list[Lead] = field(default_factory=list)
    existing: dict[str, str] = field(default_factory=dict)
    two_candidates: dict[str, tuple[str, str]] = field(default_factory=dict)
    hostile: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the night's leads may turn out to be. None of `people` and `firms` was entered twice."""

    people: Sequence[Human]
    firms: Sequence[Firm]
    copied: Sequence[tuple[Human, Human]]


class NightMaker:
    """Makes the night's leads kind by kind."""

    def __init__(self, chance: Chance, maker: LeadMaker, known: Known):
        self._chance = chance
        self._maker = maker
        self._known = known
        reachable = [h for h in known.people if h.phone and h.email]
        self._people: Iterator[Human] = iter(chance.some(reachable, len(reachable)))
        self._copied = iter(known.copied)
        self._hostile = iter([*HOSTILE] * 20)

    def make(self, count: int, first: int, now: datetime) -> Night:
        """`count` leads with keys from `first` on, from last evening to a few minutes ago."""
        night = Night()
        start, end = now - timedelta(hours=14), now - timedelta(minutes=4)
        moments = sorted(self._chance.moment(start, end) for _ in range(count))
        kinds = self._chance.some(_kinds(count), count)
        for number, (kind, moment) in enumerate(zip(kinds, moments, strict=True), start=first):
            key = f"lead-{number:05d}"
            asker = self._asker(kind, key, night)
            lead = self._maker.lead(key, asker, moment, online=True)
            night.leads.append(self._with_message(lead, night) if kind == "hostile" else lead)
        return night

    def _asker(self, kind: str, key: str, night: Night) -> Asker:
        match kind:
            case "same_email" | "same_phone" | "name_at_company":
                human = next(self._people)
                night.existing[key] = human.key
                return self._known_asker(kind, human)
            case "two_mixed":
                return self._mixed(key, night)
            case "two_copies":
                return self._copies(key, night)
            case "at_company" | "at_strategic":
                wanted = [f for f in self._known.firms if f.strategic == (kind == "at_strategic")]
                return self._maker.at_firm(self._chance.one(wanted), fresh=True)
            case "free_mail":
                return self._private()
            case _:
                return self._maker.stranger(fresh=True)

    def _known_asker(self, kind: str, human: Human) -> Asker:
        asker = self._maker.again(human)
        directory = self._maker.directory
        if kind == "same_email":
            return replace(asker, email=_capitals(str(human.email)), phone=None)
        if kind == "same_phone":
            email = directory.private_email(self._chance, human.name)
            phone = other_format(self._chance, str(human.phone))
            return replace(asker, name=nickname(human.name), email=email, phone=phone)
        initials = Name(
            human.name.given[:1],
            human.name.family,
            human.name.given_latin[:1],
            human.name.family_latin,
        )
        email = directory.email(initials, str(human.firm.domain))
        return replace(asker, email=email, phone=None)

    def _mixed(self, key: str, night: Night) -> Asker:
        """The address of one contact and the number of another, both of one company if it has two."""
        one = next(self._people)
        other = next(self._people)
        night.two_candidates[key] = (one.key, other.key)
        initial = f"{one.name.given[:1]}."
        name = Name(initial, other.name.family, initial, other.name.family_latin)
        return replace(self._maker.again(one), name=name, phone=other.phone, title=None)

    def _copies(self, key: str, night: Night) -> Asker:
        """A contact that was entered twice, by the number that both entries hold."""
        pair = next(self._copied, None)
        if pair is None:
            return self._mixed(key, night)
        original, copy = pair
        night.two_candidates[key] = (original.key, copy.key)
        email = self._maker.directory.private_email(self._chance, original.name)
        return replace(self._maker.again(original), email=email)

    def _private(self) -> Asker:
        asker = self._maker.stranger(fresh=True)
        email = self._maker.directory.private_email(self._chance, asker.name)
        company = None if self._chance.happens(0.6) else asker.company
        return replace(asker, email=email, company=company)

    def _with_message(self, lead: Lead, night: Night) -> Lead:
        tries = next(self._hostile)
        night.hostile[lead.key] = tries
        details = {**lead.details, "source": "Contact form", "message": HOSTILE[tries]}
        return replace(lead, details=details)


def _kinds(count: int) -> list[str]:
    """Each kind its share of `count`, at least once; every hostile message; strangers fill up."""
    least = {"hostile": len(HOSTILE)}
    kinds = [
        kind
        for kind, share in KINDS.items()
        for _ in range(max(least.get(kind, 1), share * count // 100))
    ]
    return [*kinds, *["stranger"] * (count - len(kinds))][:count]


def _capitals(email: str) -> str:
    """As a telephone's keyboard writes it: `Ingrid.Moen@...`."""
    box, _, domain = email.partition("@")
    return f"{'.'.join(part.capitalize() for part in box.split('.'))}@{domain}"
