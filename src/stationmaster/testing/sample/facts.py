"""What the generator knows of owners, companies and people before any of it becomes a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.record import Value
from stationmaster.testing.sample.names import Name
from stationmaster.testing.sample.places import Country


@dataclass(frozen=True, slots=True)
class Owner:
    """A rep. `weight` is the share of new leads; `hours` are in `time_zone`. `left`: gone for good."""

    key: str
    name: str
    email: str
    territory: str
    country: str
    weight: int
    time_zone: str
    hours: str
    absent_from: str | None = None
    absent_until: str | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class Firm:
    """A company the vendor knows."""

    key: str
    name: str
    domain: str | None
    industry: str
    country: Country
    city: str
    employees: int
    revenue: int
    phone: str | None
    strategic: bool
    owner: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Human:
    """A contact. But for duplicates, `email` and `phone` are nobody else's."""

    key: str
    name: Name
    email: str | None
    phone: str | None
    title: str
    firm: Firm
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who asked. `firm` is the known company the person works at, if it is known.

    `details` are the further properties of the record as first set.
    """

    key: str
    name: Name
    email: str | None
    phone: str | None
    company: str | None
    firm: Firm | None
    country: Country
    created_at: datetime
    details: Mapping[str, Value]

    def values(self) -> dict[str, Value]:
        """The properties of the record as first set."""
        values: dict[str, Value] = {
            "first_name": self.name.given,
            "last_name": self.name.family,
            "email": self.email,
            "phone": self.phone,
            "company": self.company,
            "country": self.country.name,
            **self.details,
        }
        return {name: value for name, value in values.items() if value is not None}
