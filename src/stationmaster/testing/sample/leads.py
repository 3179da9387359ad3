"""Leads: what somebody left in a form, at a fair or on the telephone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.companies import draw_country, size_band
from stationmaster.testing.sample.company_names import slug
from stationmaster.testing.sample.directory import Directory
from stationmaster.testing.sample.facts import Firm, Human, Lead
from stationmaster.testing.sample.messages import Messages
from stationmaster.testing.sample.names import Name
from stationmaster.testing.sample.phrases import PRODUCTS
from stationmaster.testing.sample.places import Country
from stationmaster.testing.sample.titles import LEAD_LEVELS, LEVEL_OF, TITLES

SOURCES = {
    "Referral": 10.0, "Contact form": 28.0, "Trade fair": 12.0, "Webinar": 16.0, "Web chat": 12.0,
    "Paid search": 14.0, "Bought list": 8.0,
}  # fmt: skip
ONLINE = ("Contact form", "Webinar", "Web chat", "Paid search")
TIMELINES = {"this month": 16.0, "this quarter": 28.0, "this year": 32.0, "just looking": 24.0}
CAMPAIGNS = ("spring-fair", "route-planning", "winter-webinar", "compare-page", "newsletter")
NOT_SAID = 0.18
PHONE_SHARE = 0.62


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: name, how to reach them, where they work."""

    name: Name
    email: str | None
    phone: str | None
    title: str | None
    company: str | None
    firm: Firm | None
    country: Country
    city: str
    industry: str
    employees: int


class LeadMaker:
    """Makes leads one after the other; all its draws come from one stream of chance."""

    def __init__(self, chance: Chance, names: Iterator[tuple[str, str]], directory: Directory):
        self.chance = chance
        self.directory = directory
        self._names = names
        self._countries = draw_country(chance)
        self._messages = Messages(chance)
        self._source = chance.weighted(SOURCES)
        self._online = chance.weighted({s: SOURCES[s] for s in ONLINE})
        self._timeline = chance.weighted(TIMELINES)
        self._level: Callable[[], str] = chance.weighted(LEAD_LEVELS)

    def title(self) -> str:
        return self.chance.one(TITLES[self._level()])

    def at_firm(self, firm: Firm, *, fresh: bool = False) -> Asker:
        """Somebody new at a company that is known. `fresh`: with a name that no contact has."""
        name = self._name(firm.country.name, firm.key, fresh)
        return Asker(
            name, self.directory.email(name, str(firm.domain)), self._phone(firm.country), self.title(),
            firm.name, firm, firm.country, firm.city, firm.industry, firm.employees,
        )  # fmt: skip

    def stranger(self, *, fresh: bool = False) -> Asker:
        """Somebody new at a company that is not known. `fresh` as in `at_firm`."""
        country, (company, industry) = next(self._countries), next(self._names)
        name = self._name(country.name, company, fresh)
        return Asker(
            name, self.directory.email(name, f"{slug(company)}.example"), self._phone(country),
            self.title(), f"{company} {country.legal}", None, country,
            self.chance.one(country.cities), industry, max(1, int(self.chance.skewed(70, 1.6))),
        )  # fmt: skip

    def again(self, human: Human) -> Asker:
        """A contact who asks once more, with the same address and number."""
        firm = human.firm
        return Asker(
            human.name, human.email, human.phone, human.title, firm.name, firm, firm.country,
            firm.city, firm.industry, firm.employees,
        )  # fmt: skip

    def elsewhere(self, lead: Lead) -> Lead:
        """The same lead, but from a company that is not known."""
        company, _ = next(self._names)
        email = self.directory.email(lead.name, f"{slug(company)}.example")
        return replace(lead, company=f"{company} {lead.country.legal}", firm=None, email=email)

    def lead(self, key: str, asker: Asker, created_at: datetime, *, online: bool = False) -> Lead:
        """The lead that the asker becomes. `online`: came through the web site."""
        details = self._interest(asker, self._online() if online else self._source())
        title = asker.title
        details |= {
            "job_title": title,
            "job_level": LEVEL_OF[title] if title else None,
            "city": asker.city,
            "industry": asker.industry if self.chance.happens(0.85) else None,
            "company_size": size_band(asker.employees) if not self._unsaid() else None,
            "status": "new",
        }
        return Lead(
            key, asker.name, asker.email, asker.phone, asker.company, asker.firm, asker.country,
            created_at, details,
        )  # fmt: skip

    def _name(self, country: str, firm: str, fresh: bool) -> Name:
        if fresh:
            return self.directory.new_name(self.chance, country)
        return self.directory.contact_name(self.chance, firm, country)

    def _interest(self, asker: Asker, source: str) -> dict[str, Value]:
        chance = self.chance
        timeline = None if self._unsaid() else self._timeline()
        product = chance.one(PRODUCTS)
        values: dict[str, Value] = {
            "source": source,
            "timeline": timeline,
            "product_interest": product,
            "campaign": chance.one(CAMPAIGNS) if chance.happens(0.4) else None,
            "opted_out": True if chance.happens(0.05) else None,
        }
        if source in ONLINE:
            values |= self._web_behaviour()
        if source in ("Contact form", "Web chat"):
            values["message"] = self._messages.form(asker.city, asker.employees, product, timeline)
        return values

    def _web_behaviour(self) -> Mapping[str, Value]:
        visits = max(1, int(self.chance.skewed(3.5, 0.9)))
        return {
            "visits": visits,
            "minutes_on_site": round(visits * self.chance.skewed(2.2, 0.8), 1),
            "pages_per_visit": round(1 + self.chance.skewed(1.8, 0.6), 1),
        }

    def _phone(self, country: Country) -> str | None:
        return (
            self.directory.phone(self.chance, country) if self.chance.happens(PHONE_SHARE) else None
        )

    def _unsaid(self) -> bool:
        return self.chance.happens(NOT_SAID)
