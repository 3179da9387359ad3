"""The switches this station is shipped with: everything it does waits for a person's approval."""

from collections.abc import Mapping

from stationmaster.stations.inbound_leads.reach import READS, WRITES

SWITCHES: Mapping[str, object] = {
    "enabled": True,
    "level": "approved_writeback",
    "tiers": {
        "set": "autonomous",
        "create": "review_required",
        "associate": "review_required",
        "assign_owner": "review_required",
        "log_activity": "review_required",
    },
    "read": {type: sorted(names) for type, names in READS.items()},
    "write": {type: sorted(names) for type, names in WRITES.items()},
    "act": {
        "lead": ["associate", "dissociate"],
        "contact": ["create", "associate", "dissociate"],
        "company": ["create", "associate", "dissociate"],
        "activity": ["log_activity"],
    },
    "person_values": "fill_only",
}
"""In the form that `policy.switches.StationSwitches.from_json` reads. The tiers count once an admin
raises the level to limited automation: then scores are written alone, owners still are not."""
