"""How many open leads and deals each owner has, counted from the CRM's own indexes."""

from collections import Counter
from collections.abc import Collection, Mapping

from stationmaster.core.operation import OWNER_PROPERTY
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.reading import property_of
from stationmaster.stations.inbound_leads.settings import Rules

STATE: Mapping[str, str] = {"lead": "status", "deal": "stage"}
"""Per type the property that says where a record stands."""


def open_load(reader: CrmReader, rules: Rules, owners: Collection[str]) -> Counter[str]:
    """Open records of the counted types per owner. A few index look-ups, however many owners."""
    load: Counter[str] = Counter()
    for type in rules.open_load:
        options = property_of(reader.types(), type, STATE[type]).options
        open_states = [o for o in options if rules.is_open(type, o)]
        by_state = reader.lookup(type, STATE[type], open_states)
        open_refs = {ref for refs in by_state.values() for ref in refs}
        by_owner = reader.lookup(type, OWNER_PROPERTY, owners)
        load.update({o: sum(ref in open_refs for ref in refs) for o, refs in by_owner.items()})
    return load
