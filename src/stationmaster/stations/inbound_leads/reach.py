"""What this station reads and writes at most. An admin's lists narrow it; nothing widens it."""

from collections.abc import Mapping

from stationmaster.stations.inbound_leads.matching.creating import COMPANY, CONTACT

_PERSON = frozenset({"first_name", "last_name", "email", "phone", "job_title"})
_PLACE = frozenset({"country", "region", "city"})

READS: Mapping[str, frozenset[str]] = {
    "lead": _PERSON
    | _PLACE
    | {"company", "industry", "company_size", "website", "source", "campaign", "message", "visits"}
    | {"status", "score", "score_band", "score_version", "respond_by", "owner_id"}
    | {"converted", "closed_at", "disqualified_reason"},
    "contact": _PERSON | _PLACE | {"company", "owner_id"},
    "company": _PLACE
    | {"name", "domain", "website", "phone", "industry", "employees", "territory", "strategic"}
    | {"status", "owner_id"},
    "deal": frozenset({"name", "stage", "amount", "owner_id"}),
    "owner": frozenset({"name", "email", "active", "team", "territory", "time_zone"})
    | {"working_hours", "weight", "capacity", "absent_from", "absent_until"},
}

WRITES: Mapping[str, frozenset[str]] = {
    "lead": frozenset({"owner_id", "status", "respond_by", "score", "score_band", "score_version"}),
    "contact": frozenset(CONTACT),
    "company": frozenset({"name", "domain", *COMPANY}),
    "activity": frozenset(
        {"kind", "subject", "body", "status", "priority", "at", "due", "owner_id"}
    ),
}
