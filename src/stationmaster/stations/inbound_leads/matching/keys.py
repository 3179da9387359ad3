"""What of a lead can identify a person or a company, made comparable."""

from collections.abc import Collection
from dataclasses import dataclass

import phonenumbers

from stationmaster.core.record import Record
from stationmaster.kit.domains import company_domain
from stationmaster.kit.names import PersonName, company_key, fold, person
from stationmaster.kit.phones import e164

FEWEST_DIGITS = 6
"""With fewer, what stands in a phone field ("n/a", "call me", "ext. 12") identifies nobody."""
WORDS_FOR_NONE = (
    "n a;na;none;no;nil;x;test;private;privat;personal;individual;self;self employed;selfemployed;"
    "freelance;freelancer;student;unemployed;retired;unknown;not applicable;no company;company;home"
)
NO_COMPANY = frozenset(["", *WORDS_FOR_NONE.split(";")])
"""What people write into a company field to say that there is none, folded."""


@dataclass(frozen=True, slots=True)
class Keys:
    """`phones`: the ways in which a CRM may hold the lead's number. `domain`: of the company, never
    of a free mail provider; `domain_property` is where it stands (email or website)."""

    lead: Record
    name: PersonName
    email: str | None
    phone: str | None
    phones: tuple[str, ...]
    domain: str | None
    domain_property: str
    company: str | None

    @property
    def domains(self) -> tuple[str, ...]:
        """The domain as companies may hold it."""
        return (self.domain, f"www.{self.domain}") if self.domain else ()

    @property
    def company_names(self) -> tuple[str, ...]:
        """The company's name as typed, and without its legal form."""
        return (
            tuple(dict.fromkeys((self.company, company_key(self.company)))) if self.company else ()
        )


def keys_of(lead: Record) -> Keys:
    email, website = text_of(lead, "email"), text_of(lead, "website")
    by_mail = company_domain(email) if email else None
    phone = text_of(lead, "phone")
    return Keys(
        lead=lead,
        name=name_of(lead),
        email=email.lower() if email else None,
        phone=e164(phone, text_of(lead, "country")) if phone else None,
        phones=_spellings(phone, text_of(lead, "country")) if phone else (),
        domain=by_mail or (company_domain(website) if website else None),
        domain_property="email" if by_mail else "website",
        company=_company(lead),
    )


def name_of(record: Record) -> PersonName:
    return person(text_of(record, "first_name") or "", text_of(record, "last_name") or "")


def _company(lead: Record) -> str | None:
    name = text_of(lead, "company")
    return None if name is None or fold(name) in NO_COMPANY else name


def text_of(record: Record, name: str) -> str | None:
    """A property as text without blanks around; None where nothing is left."""
    value = record.get(name)
    text = str(value).strip() if value is not None else ""
    return text or None


def same_phone(keys: Keys, record: Record) -> bool:
    """Whether the record's number is the lead's, each read with its own country; a number that
    names none is read with the other's."""
    held = text_of(record, "phone")
    if held is None or not keys.phones:
        return False
    countries = (text_of(record, "country"), text_of(keys.lead, "country"))
    if keys.phone is None:
        return _digits(held) in {_digits(spelling) for spelling in keys.phones}
    return keys.phone in {e164(held, country) for country in countries}


def _spellings(phone: str, country: str | None) -> tuple[str, ...]:
    normal = e164(phone, country)
    if normal is None:
        return (phone,) if len(_digits(phone)) >= FEWEST_DIGITS else ()
    national = phonenumbers.format_number(
        phonenumbers.parse(normal), phonenumbers.PhoneNumberFormat.NATIONAL
    )
    return tuple(dict.fromkeys((phone, normal, _digits(national))))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit() or c == "+")


def all_values(values: Collection[str | None]) -> list[str]:
    """Those that are set, each once, in order."""
    return list(dict.fromkeys(v for v in values if v))
