"""Contacts: people at known companies, some of them converted leads."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.directory import Directory
from stationmaster.testing.sample.facts import Firm, Human
from stationmaster.testing.sample.model import FORMER_CRM, Row
from stationmaster.testing.sample.titles import CONTACT_LEVELS, TITLES

PHONE_SHARE = 0.8


def make_people(
    chance: Chance,
    count: int,
    firms: Sequence[Firm],
    first: int,
    directory: Directory,
    now: datetime,
) -> list[Human]:
    """`count` contacts with keys from `first` on; larger companies have more of them."""
    draw_firm = chance.weighted({f: 3 + f.employees**0.5 for f in firms})
    draw_level = chance.weighted(CONTACT_LEVELS)
    people = []
    for number in range(first, first + count):
        firm = draw_firm()
        name = directory.contact_name(chance, firm.key, firm.country.name)
        people.append(
            Human(
                f"contact-{number:05d}", name, directory.email(name, str(firm.domain)),
                directory.phone(chance, firm.country) if chance.happens(PHONE_SHARE) else None,
                chance.one(TITLES[draw_level()]), firm,
                chance.moment(firm.created_at + timedelta(hours=1), now - timedelta(days=20)),
            )
        )  # fmt: skip
    return people


def contact_row(human: Human, source: str) -> Row:
    """`source` says how the person came to be known."""
    firm = human.firm
    values: dict[str, Value] = {
        "first_name": human.name.given,
        "last_name": human.name.family,
        "email": human.email,
        "phone": human.phone,
        "job_title": human.title,
        "company": firm.name,
        "country": firm.country.name,
        "city": firm.city,
        "source": source,
        "lifecycle_stage": "lead",
        "owner_id": firm.owner,
    }
    return Row(values, human.created_at, SourceKind.IMPORT, FORMER_CRM)
