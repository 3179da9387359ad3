"""The operations that bring a new contact and a new company into the CRM, from a lead's own words."""

from collections.abc import Collection, Sequence

from stationmaster.core.operation import Associate, Create, Operation
from stationmaster.core.record import Record, Ref, Value
from stationmaster.stations.inbound_leads.matching.keys import Keys, text_of

SAME_PERSON, WORKS_AT = "same_person", "works_at"
NEW_CONTACT, NEW_COMPANY = Ref("contact", "@contact"), Ref("company", "@company")
PERSON = ("first_name", "last_name", "email", "phone", "job_title")
PLACE = ("country", "region", "city")
CONTACT = (*PERSON, "company", *PLACE, "source")
COMPANY = (*PLACE, "industry", "website")


def can_be_contact(keys: Keys) -> bool:
    """Whether there is enough to know the person again: an address, a number, or name and company."""
    return bool(keys.email or keys.phones or (keys.name.known and keys.company))


def can_be_company(keys: Keys) -> bool:
    return bool(keys.domain or keys.company)


def create_contact(keys: Keys, without: Collection[str] = ()) -> Create:
    """A contact from the lead. `without`: properties that belong to somebody else."""
    values = _taken(keys.lead, [name for name in CONTACT if name not in without])
    unique = next((name for name in ("email", "phone") if name in values), None)
    return Create(NEW_CONTACT, values, (unique,) if unique else ())


def create_company(keys: Keys) -> Create:
    """A company from the lead; called by its domain where nobody has named it."""
    values: dict[str, Value] = {"name": keys.company or keys.domain}
    if keys.domain:
        values["domain"] = keys.domain
    values |= _taken(keys.lead, COMPANY)
    return Create(NEW_COMPANY, values, ("domain",) if keys.domain else ("name",))


def links(
    lead: Ref, contact: Ref | None, company: Ref | None, *, employed: bool
) -> list[Operation]:
    """Lead with contact, lead with company and, unless `employed` already, contact with company."""
    found: list[Operation] = []
    if contact:
        found.append(Associate(lead, contact, SAME_PERSON))
    if company:
        found.append(Associate(lead, company, WORKS_AT))
    if contact and company and not employed:
        found.append(Associate(contact, company, WORKS_AT))
    return found


def create_both(
    keys: Keys, *, with_company: bool, without: Collection[str] = ()
) -> list[Operation]:
    """A new contact and, if wanted, a new company, linked with the lead and with each other."""
    made: list[Operation] = [create_contact(keys, without)]
    company = NEW_COMPANY if with_company and can_be_company(keys) else None
    if company:
        made.append(create_company(keys))
    return [*made, *links(keys.lead.ref, NEW_CONTACT, company, employed=False)]


def create_at(keys: Keys, company: Ref, without: Collection[str] = ()) -> list[Operation]:
    """A new contact at a company that is there."""
    made = create_contact(keys, without)
    return [made, *links(keys.lead.ref, NEW_CONTACT, company, employed=False)]


def _taken(lead: Record, names: Sequence[str]) -> dict[str, Value]:
    return {name: lead.get(name) for name in names if text_of(lead, name)}
