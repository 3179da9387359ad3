"""Reps and pools for routing, without a CRM behind them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from stationmaster.core.record import Record, Ref
from stationmaster.stations.inbound_leads import settings
from stationmaster.stations.inbound_leads.routing.availability import availabilities
from stationmaster.stations.inbound_leads.routing.picking import Picker
from stationmaster.stations.inbound_leads.routing.plan import Plan, Shared
from stationmaster.stations.inbound_leads.routing.reps import rep_of
from stationmaster.stations.inbound_leads.routing.roster import Member, Roster
from stationmaster.stations.inbound_leads.settings import OutsideHours

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
POOL = "team"


def roster_of(
    owners: Mapping[str, Mapping[str, Any]],
    *,
    moment: datetime = NOON,
    outside_hours: OutsideHours = OutsideHours.IGNORE,
    open: Mapping[str, int] | None = None,
) -> Roster:
    """A roster whose one pool holds all of these owners; their properties are those of owner records."""
    rules = settings.read({})
    reps = {
        key: rep_of(Record(Ref("owner", key), 1, {"name": key.upper(), **properties}), rules)
        for key, properties in owners.items()
    }
    return Roster(
        reps=reps,
        available=availabilities(reps, moment),
        pools={POOL: [Member(r.id, r.weight, r.capacity) for r in reps.values()]},
        open=open or {},
        outside_hours=outside_hours,
        moment=moment,
        rules_version=1,
    )


def picker_of(roster: Roster, subjects: Sequence[str], **more: Any) -> Picker:
    """Every subject asks the one pool."""
    plans = {s: Plan(s, (Shared("pool", POOL, "Pool Team"),)) for s in subjects}
    return Picker(roster, plans, more.pop("refused", {}), **more)


def subjects_of(first: int, count: int) -> list[str]:
    return [f"lead:{number}" for number in range(first, first + count)]
