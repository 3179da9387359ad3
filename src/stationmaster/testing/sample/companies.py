"""The companies the vendor knows, and their rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.company_names import slug
from stationmaster.testing.sample.directory import Directory
from stationmaster.testing.sample.facts import Firm, Owner
from stationmaster.testing.sample.model import FORMER_CRM, Row
from stationmaster.testing.sample.owners import LEFT, rep_draw
from stationmaster.testing.sample.places import COUNTRIES, TERRITORIES, Country

SIZE_BANDS = ((10, "1-10"), (50, "11-50"), (200, "51-200"), (1_000, "201-1000"))
STRATEGIC_SHARE = 0.025
LEFT_SHARE = 0.03


def size_band(employees: int) -> str:
    """`51-200`, as forms offer it."""
    return next((label for most, label in SIZE_BANDS if employees <= most), "1000+")


def draw_country(chance: Chance) -> Iterator[Country]:
    """Countries without end, each as often as its share of the customers says."""
    draw = chance.weighted({c.name: c.weight for c in COUNTRIES.values()})
    while True:
        yield COUNTRIES[draw()]


def make_firms(
    chance: Chance,
    count: int,
    names: Iterator[tuple[str, str]],
    owners: tuple[Owner, ...],
    directory: Directory,
    now: datetime,
) -> list[Firm]:
    """Companies, oldest first. Most were there when the vendor's CRM began, three years ago."""
    began, countries = now - timedelta(days=3 * 365), draw_country(chance)
    reps = {t: rep_draw(chance, owners, t) for t in TERRITORIES}
    firms = []
    for number in range(1, count + 1):
        country, (name, industry) = next(countries), next(names)
        grown = chance.unit() ** 3 * 900
        owner = reps[country.territory]()
        if chance.happens(LEFT_SHARE) or number == 2:
            owner = chance.one(LEFT)
        firms.append(
            Firm(
                f"company-{number:05d}", f"{name} {country.legal}", f"{slug(name)}.example",
                industry, country, chance.one(country.cities),
                employees=max(2, int(chance.skewed(90, 1.4))), revenue=int(chance.unit() * 140 + 60),
                phone=directory.phone(chance, country), strategic=False, owner=owner,
                created_at=began + timedelta(days=grown, seconds=number),
            )
        )  # fmt: skip
    firms.sort(key=lambda f: f.created_at)
    return _with_strategic(firms)


def _with_strategic(firms: list[Firm]) -> list[Firm]:
    """The largest of those with a rep are strategic accounts."""
    by_size = sorted((f for f in firms if f.owner not in LEFT), key=lambda f: -f.employees)
    chosen = {f.key for f in by_size[: max(1, round(len(firms) * STRATEGIC_SHARE))]}
    return [replace(firm, strategic=firm.key in chosen) for firm in firms]


def company_row(firm: Firm) -> Row:
    values: dict[str, Value] = {
        "name": firm.name,
        "domain": firm.domain,
        "website": f"https://www.{firm.domain}" if firm.domain else None,
        "phone": firm.phone,
        "country": firm.country.name,
        "city": firm.city,
        "territory": firm.country.territory,
        "strategic": firm.strategic,
        "industry": firm.industry,
        "employees": firm.employees,
        "annual_revenue": firm.employees * firm.revenue * 1_000,
        "status": "prospect",
        "owner_id": firm.owner,
    }
    return Row(values, firm.created_at, SourceKind.IMPORT, FORMER_CRM)
