"""The same company or person entered twice, in the four ways it happens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stationmaster.testing.sample.answers import Duplicate
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.directory import Directory
from stationmaster.testing.sample.facts import Firm, Human
from stationmaster.testing.sample.mistakes import nickname, other_format, typo, with_typo
from stationmaster.testing.sample.names import SHORT_FORMS, Name, mailbox

PERSON_WAYS = ("nickname", "typo", "phone_format", "moved_domain")
FIRM_WAYS = ("typo", "phone_format", "moved_domain")


@dataclass(frozen=True, slots=True)
class Pair:
    """An original and its copy."""

    claim: Duplicate
    copy: Firm | Human


class Copier:
    """Makes copies; every one gets the next free key and is younger than its original."""

    def __init__(self, chance: Chance, directory: Directory, now: datetime):
        self._chance = chance
        self._directory = directory
        self._last_day = now - timedelta(days=10)

    def firms(self, firms: Sequence[Firm], count: int, first: int) -> list[Pair]:
        """`count` copies of different companies, each way as often as the others."""
        with_phone = [f for f in firms if f.phone and not f.strategic]
        return [
            self._firm(firm, f"company-{first + n:05d}", FIRM_WAYS[n % len(FIRM_WAYS)])
            for n, firm in enumerate(self._chance.some(with_phone, count))
        ]

    def people(self, people: Sequence[Human], count: int, first: int) -> list[Pair]:
        """`count` copies of different contacts, each way as often as the others while it lasts."""
        reachable = [h for h in people if h.phone and h.email]
        named = [h for h in reachable if h.name.given in SHORT_FORMS]
        chosen = self._chance.some(named, -(-count // len(PERSON_WAYS)))
        taken = {h.key for h in chosen}
        rest = [h for h in reachable if h.key not in taken]
        others = self._chance.some(rest, count - len(chosen))
        ways = ["nickname"] * len(chosen) + [PERSON_WAYS[1 + n % 3] for n in range(len(others))]
        return [
            self._human(human, f"contact-{first + n:05d}", way)
            for n, (human, way) in enumerate(zip((*chosen, *others), ways, strict=True))
        ]

    def _firm(self, firm: Firm, key: str, how: str) -> Pair:
        assert firm.phone is not None
        base, _, legal = firm.name.partition(" ")
        copy = replace(firm, key=key, created_at=self._later(firm.created_at))
        match how:
            case "typo":
                copy = replace(copy, name=f"{typo(self._chance, base)} {legal}", domain=None)
            case "phone_format":
                copy = replace(copy, phone=other_format(self._chance, firm.phone), domain=None)
            case _:
                copy = replace(copy, domain=old_domain(firm), phone=None)
        return Pair(Duplicate(firm.key, key, how), copy)

    def _human(self, human: Human, key: str, how: str) -> Pair:
        name, email, phone = self._rewritten(human, how)
        copy = replace(
            human,
            key=key,
            name=name,
            email=email,
            phone=phone,
            created_at=self._later(human.created_at),
        )
        return Pair(Duplicate(human.key, key, how), copy)

    def _rewritten(self, human: Human, how: str) -> tuple[Name, str | None, str | None]:
        assert human.phone is not None
        domain = str(human.firm.domain)
        match how:
            case "nickname":
                name = nickname(human.name)
                return name, self._directory.email(name, domain), human.phone
            case "typo":
                name = with_typo(self._chance, human.name)
                return name, self._directory.email(name, domain), human.phone
            case "phone_format":
                return human.name, None, other_format(self._chance, human.phone)
            case _:
                return human.name, f"{mailbox(human.name)}@{old_domain(human.firm)}", None

    def _later(self, moment: datetime) -> datetime:
        return self._chance.moment(moment + timedelta(hours=1), self._last_day)


def old_domain(firm: Firm) -> str:
    """Where the company's mail went before it moved."""
    return f"{str(firm.domain).removesuffix('.example')}-group.example"
