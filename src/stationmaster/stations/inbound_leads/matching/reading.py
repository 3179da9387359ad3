"""Everything in the CRM that a batch of leads may be, read in bulk: a dozen reads, not one per lead."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from stationmaster.core.record import Record, Ref
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.names import company_key, company_similarity
from stationmaster.kit.paging import get_all
from stationmaster.kit.reading import lookup_where_possible
from stationmaster.stations.inbound_leads.matching.keys import Keys, all_values

LIKE_ENOUGH = 0.92
"""Company names from this similarity on (0 to 1) can be one company's."""
_SEARCHED = 10

Found = Mapping[str, Sequence[Ref]]
Links = dict[Ref, Sequence[Ref]]


@dataclass(slots=True)
class Known:
    """What was read. Look-ups map a key to records. `linked`: what a lead is associated with already;
    `staff`: the contacts of a company; `employers`: the companies of a contact; `records`: every
    record that any of them names."""

    contacts_by_email: Found
    contacts_by_phone: Found
    contacts_by_company: Found
    companies_by_domain: Found
    companies_by_name: dict[str, Sequence[Ref]]
    leads_by_email: Found
    leads_by_phone: Found
    linked: Links = field(default_factory=dict)
    staff: Links = field(default_factory=dict)
    employers: Links = field(default_factory=dict)
    records: dict[Ref, Record] = field(default_factory=dict)

    def of(self, refs: Iterable[Ref], type: str) -> list[Record]:
        """The records of a type, archived ones left out, each once."""
        found = (self.records.get(ref) for ref in dict.fromkeys(refs) if ref.type == type)
        return [record for record in found if record is not None and not record.archived]

    def contacts_of(self, keys: Keys) -> list[Ref]:
        """Contacts with the lead's address or number."""
        by_phone = (ref for p in keys.phones for ref in self.contacts_by_phone.get(p, ()))
        return [*self.contacts_by_email.get(keys.email or "", ()), *by_phone]

    def companies_of(self, keys: Keys) -> list[Ref]:
        """Companies with the lead's domain, else with its company's name."""
        return self.with_domain(keys) or self.named(keys)

    def with_domain(self, keys: Keys) -> list[Ref]:
        """Companies with the domain of the lead's address or web site."""
        return [r for d in keys.domains for r in self.companies_by_domain.get(d, ())]

    def named(self, keys: Keys) -> list[Ref]:
        """Companies with the name of the lead's company."""
        names = keys.company_names
        return list(dict.fromkeys(r for n in names for r in self.companies_by_name.get(n, ())))


def read_known(reader: CrmReader, batch: Sequence[Keys]) -> Known:
    """What the CRM knows that this batch of leads could be."""
    emails = all_values([k.email for k in batch])
    phones = all_values([spelling for k in batch for spelling in k.phones])
    names = all_values([name for k in batch for name in k.company_names])
    domains = all_values([d for k in batch for d in k.domains])
    look = partial(lookup_where_possible, reader, reader.types())
    known = Known(
        contacts_by_email=look("contact", "email", emails),
        contacts_by_phone=look("contact", "phone", phones),
        contacts_by_company=look("contact", "company", names),
        companies_by_domain=look("company", "domain", domains),
        companies_by_name=dict(look("company", "name", names)),
        leads_by_email=look("lead", "email", emails),
        leads_by_phone=look("lead", "phone", phones),
    )
    _search_names(reader, batch, known)
    _read_links(reader, batch, known)
    return known


def _search_names(reader: CrmReader, batch: Sequence[Keys], known: Known) -> None:
    """Companies that no key finds, by the words of their name: "Northgate Ltd" for "Northgate"."""
    for keys in batch:
        name = keys.company
        if name is None or name in known.companies_by_name or known.companies_of(keys):
            continue
        words = company_key(name)
        found = reader.search(words, types=("company",), limit=_SEARCHED) if words else ()
        alike = [r for r in found if company_similarity(name, str(r.get("name"))) >= LIKE_ENOUGH]
        known.companies_by_name[name] = [record.ref for record in alike]


def _read_links(reader: CrmReader, batch: Sequence[Keys], known: Known) -> None:
    leads = [keys.lead.ref for keys in batch]
    unknown = [keys for keys in batch if not known.contacts_of(keys)]
    companies = {ref for keys in unknown for ref in known.companies_of(keys)}
    known.linked = _targets(reader, leads, ("contact", "company"))
    known.staff = _targets(reader, companies, ("contact",))
    known.records.update(get_all(reader, _named(known)))
    contacts = [ref for ref in known.records if ref.type == "contact"]
    known.employers = _targets(reader, contacts, ("company",))
    known.records.update(get_all(reader, _flat([known.employers]) - known.records.keys()))


def _targets(reader: CrmReader, refs: Collection[Ref], types: Sequence[str]) -> Links:
    found: dict[Ref, list[Ref]] = {}
    for type in types:
        for source, links in reader.associations(refs, type).items():
            found.setdefault(source, []).extend(link.target for link in links)
    return dict(found)


def _named(known: Known) -> set[Ref]:
    by_key = (
        known.contacts_by_email,
        known.contacts_by_phone,
        known.contacts_by_company,
        known.companies_by_domain,
        known.companies_by_name,
        known.leads_by_email,
        known.leads_by_phone,
    )
    return _flat(by_key) | _flat([known.linked, known.staff])


def _flat(found: Iterable[Mapping[str, Sequence[Ref]] | Mapping[Ref, Sequence[Ref]]]) -> set[Ref]:
    return {ref for by_key in found for refs in by_key.values() for ref in refs}
