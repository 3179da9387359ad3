"""Which contact a lead is."""

from collections.abc import Iterable
from dataclasses import dataclass

from stationmaster.core.record import Record, Ref
from stationmaster.kit.names import company_similarity, compatible, person_similarity
from stationmaster.stations.inbound_leads.matching.candidate import Agreement, Candidate
from stationmaster.stations.inbound_leads.matching.keys import Keys, name_of, same_phone, text_of
from stationmaster.stations.inbound_leads.matching.reading import LIKE_ENOUGH, Known

EMAIL, PHONE, NAME, COMPANY = 0.95, 0.8, 0.5, 0.4
"""How far each agreement alone would convince. An address is a person's far more often than a number
is (switchboards, families); a name is shared by many; an employer by all who work there."""
SAME_NAME = 0.9


@dataclass(frozen=True, slots=True)
class People:
    """`candidates`: who the lead may be, likeliest first. `settled`: the first one is it, and nothing
    is left to ask. No candidates: nobody we know."""

    candidates: tuple[Candidate, ...]
    settled: bool


def find_people(keys: Keys, known: Known) -> People:
    """Judge every contact that shares a key with the lead.

    An address with a fitting name needs nobody else asked, unless a number with a fitting name says
    otherwise. A number whose holder is called otherwise is a colleague's, and tells nothing; but where
    the address is somebody else's too, all of them are asked about.
    """
    judged = (_judge(keys, contact, known) for contact in _reachable(keys, known))
    found = sorted((c for c in judged if c), key=lambda c: (-c.confidence, c.record.ref))
    fitting = [c for c in found if c.contradicts is None]
    by_email = [c for c in found if c.has("email")]
    if any(c.contradicts for c in by_email):
        return People(tuple(found), settled=False)
    if len(by_email) == 1:
        strong = [c for c in fitting if c.has("email", "phone")]
        return People(tuple(strong), settled=len(strong) == 1)
    return People(tuple(fitting), settled=len(fitting) == 1)


def _reachable(keys: Keys, known: Known) -> list[Record]:
    at_work: Iterable[Ref] = (
        contact for company in known.companies_of(keys) for contact in known.staff.get(company, ())
    )
    by_text = (r for name in keys.company_names for r in known.contacts_by_company.get(name, ()))
    return known.of([*known.contacts_of(keys), *at_work, *by_text], "contact")


def _judge(keys: Keys, contact: Record, known: Known) -> Candidate | None:
    name = name_of(contact)
    alike = person_similarity(keys.name, name)
    fits = compatible(keys.name, name)
    email = text_of(contact, "email")
    agreements = []
    if keys.email and email and email.lower() == keys.email:
        agreements.append(Agreement("email", "email", EMAIL, "same email address"))
    if same_phone(keys, contact):
        agreements.append(Agreement("phone", "phone", PHONE, "same phone number"))
    strong = bool(agreements)
    if fits and alike:
        says = "same name" if alike == 1 else "names that can be one person's"
        agreements.append(Agreement("last_name", "last_name", NAME * alike, says))
    if _same_company(keys, contact, known):
        agreements.append(Agreement(*_company_properties(keys), COMPANY, "same company"))
        strong = strong or alike >= SAME_NAME
    if not strong:
        return None
    against = None if fits else f"the contact is called {_called(contact)}"
    return Candidate(contact, tuple(agreements), against)


def _same_company(keys: Keys, contact: Record, known: Known) -> bool:
    companies = known.companies_of(keys)
    if any(company in companies for company in known.employers.get(contact.ref, ())):
        return True
    held = text_of(contact, "company")
    return bool(keys.company and held and company_similarity(keys.company, held) >= LIKE_ENOUGH)


def _company_properties(keys: Keys) -> tuple[str, str]:
    return ("company" if keys.company else keys.domain_property, "company")


def _called(contact: Record) -> str:
    return " ".join(filter(None, (text_of(contact, "first_name"), text_of(contact, "last_name"))))
