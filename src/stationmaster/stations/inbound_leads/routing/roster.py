"""What holds for every lead of a batch: owners, pools, and how much each owner has open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.filter import Predicate, predicate
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.reading import type_of
from stationmaster.stations.inbound_leads.routing.availability import Availability, availabilities
from stationmaster.stations.inbound_leads.routing.load import open_load
from stationmaster.stations.inbound_leads.routing.reps import Rep, hundredths, read_reps
from stationmaster.stations.inbound_leads.settings import OutsideHours, Pool, Rules


@dataclass(frozen=True, slots=True)
class Member:
    """An owner in a pool, with what the pool says of them. `weight` in hundredths."""

    owner: str
    weight: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Read once for a batch; `moment` is the one moment at which all of it is routed.

    `open`: per owner the open leads (and deals, as set) in the CRM. `rules_version`: of the settings.
    """

    reps: Mapping[str, Rep]
    available: Mapping[str, Availability]
    pools: Mapping[str, Sequence[Member]]
    open: Mapping[str, int]
    outside_hours: OutsideHours
    moment: datetime
    rules_version: int

    def name(self, owner: str) -> str:
        rep = self.reps.get(owner)
        return rep.name if rep else owner


def read_roster(reader: CrmReader, rules: Rules, moment: datetime, rules_version: int) -> Roster:
    """The roster as the CRM and the settings have it now."""
    reps = read_reps(reader, rules)
    return Roster(
        reps=reps,
        available=availabilities(reps, moment),
        pools=pools_of(reader, rules, reps),
        open=open_load(reader, rules, reps),
        outside_hours=rules.outside_hours,
        moment=moment,
        rules_version=rules_version,
    )


def pools_of(
    reader: CrmReader, rules: Rules, reps: Mapping[str, Rep]
) -> dict[str, Sequence[Member]]:
    """The members of each pool, each owner once; a member named one by one comes before the filter."""
    owner_type = type_of(reader.types(), "owner")
    found: dict[str, Sequence[Member]] = {}
    for name, pool in rules.pools.items():
        matches = predicate(pool.where, owner_type) if pool.where is not None else None
        found[name] = _members(pool, matches, reps)
    return found


def _members(pool: Pool, matches: Predicate | None, reps: Mapping[str, Rep]) -> Sequence[Member]:
    members: dict[str, Member] = {}
    if matches is not None:
        for rep in reps.values():
            if matches(rep.record.properties):
                members[rep.id] = Member(rep.id, rep.weight, rep.capacity)
    for named in pool.members:
        known = reps.get(named.owner)
        weight = known.weight if known and named.weight is None else hundredths(named.weight)
        capacity = known.capacity if known and named.capacity is None else named.capacity
        members[named.owner] = Member(named.owner, weight, capacity)
    return tuple(members.values())
