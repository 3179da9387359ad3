"""Match before create: who each lead of a batch is, and where they work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from stationmaster.core.record import Record, Ref
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.names import compatible
from stationmaster.stations.inbound_leads.matching.companies import Companies, find_companies
from stationmaster.stations.inbound_leads.matching.keys import Keys, keys_of, name_of, same_phone
from stationmaster.stations.inbound_leads.matching.people import People, find_people
from stationmaster.stations.inbound_leads.matching.reading import Known, read_known
from stationmaster.stations.inbound_leads.settings import Rules

_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Match:
    """What is known of one lead. `contact` and `company`: the one it is or works for, None where that
    is nobody or not settled. `linked`: the lead is associated with that contact or company already.
    `employers`: companies of each contact. `twin`: an earlier open lead of the same person.
    """

    keys: Keys
    people: People
    companies: Companies
    contact: Record | None
    company: Record | None
    contact_linked: bool
    company_linked: bool
    employers: Mapping[Ref, Sequence[Ref]]
    twin: Record | None

    @property
    def lead(self) -> Record:
        return self.keys.lead

    @property
    def works_there(self) -> bool:
        """Whether the contact is associated with the company already."""
        if self.contact is None or self.company is None:
            return False
        return self.company.ref in self.employers.get(self.contact.ref, ())

    @property
    def asks_who(self) -> bool:
        """Whether a person must say which contact it is."""
        return bool(self.people.candidates) and not self.people.settled and not self.contact_linked

    @property
    def asks_where(self) -> bool:
        """Whether a person must say which company it is."""
        open = bool(self.companies.candidates) and not self.companies.settled
        return open and not self.company_linked


def match(reader: CrmReader, leads: Sequence[Record], rules: Rules) -> list[Match]:
    """One match per lead, in order, from a dozen reads for all of them."""
    batch = [keys_of(lead) for lead in leads]
    known = read_known(reader, batch) if batch else None
    return [_match(keys, known, rules) for keys in batch if known]


def _match(keys: Keys, known: Known, rules: Rules) -> Match:
    linked = known.linked.get(keys.lead.ref, ())
    contacts, companies = known.of(linked, "contact"), known.of(linked, "company")
    people = find_people(keys, known)
    found = find_companies(keys, known, people)
    return Match(
        keys=keys,
        people=people,
        companies=found,
        contact=_one(contacts, people),
        company=_one(companies, found),
        contact_linked=bool(contacts),
        company_linked=bool(companies),
        employers=known.employers,
        twin=_twin(keys, known, rules),
    )


def _one(linked: Sequence[Record], found: People | Companies) -> Record | None:
    """What the lead is linked with already; else what was settled."""
    if linked:
        return linked[0]
    return found.candidates[0].record if found.settled and found.candidates else None


def _twin(keys: Keys, known: Known, rules: Rules) -> Record | None:
    """The oldest open lead of the same person that came in before this one."""
    by_phone = (ref for p in keys.phones for ref in known.leads_by_phone.get(p, ()))
    by_email = known.leads_by_email.get(keys.email or "", ())
    others = (r for r in known.of([*by_email, *by_phone], "lead") if _is_twin(keys, r, rules))
    return min(others, key=_age, default=None)


def _is_twin(keys: Keys, other: Record, rules: Rules) -> bool:
    if _age(other) >= _age(keys.lead) or not rules.is_open("lead", other.get("status")):
        return False
    email = str(other.get("email") or "").lower()
    if not compatible(keys.name, name_of(other)):
        return False
    return (keys.email is not None and email == keys.email) or same_phone(keys, other)


def _age(lead: Record) -> tuple[datetime, str]:
    return lead.created_at or _EARLIEST, lead.ref.id
