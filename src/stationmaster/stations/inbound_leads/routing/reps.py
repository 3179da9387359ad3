"""Owners as routing sees them: share, room, working time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import EVERYTHING
from stationmaster.core.record import Record
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.hours import Calendar, parse_hours, parse_zone
from stationmaster.kit.paging import all_of
from stationmaster.stations.inbound_leads.settings import Rules


@dataclass(frozen=True, slots=True)
class Rep:
    """One owner. `weight`: share of leads, in hundredths. `capacity`: most open leads; None: no limit.

    `unreadable`: why parts of the record could not be used; the settings' own stand in for them.
    """

    id: str
    name: str
    active: bool
    weight: int
    capacity: int | None
    calendar: Calendar
    record: Record
    unreadable: tuple[str, ...] = ()


def read_reps(reader: CrmReader, rules: Rules) -> Mapping[str, Rep]:
    """Every owner of the workspace by id."""
    return {r.ref.id: rep_of(r, rules) for r in all_of(reader, "owner", EVERYTHING)}


def rep_of(record: Record, rules: Rules) -> Rep:
    """The owner record, read with the settings' defaults."""
    calendar, unreadable = _calendar(record, rules)
    capacity = record.get("capacity")
    return Rep(
        id=record.ref.id,
        name=str(record.get("name") or record.ref.id),
        active=record.get("active") is not False and not record.archived,
        weight=hundredths(record.get("weight")),
        capacity=int(capacity) if _is_number(capacity) else rules.capacity,
        calendar=calendar,
        record=record,
        unreadable=unreadable,
    )


def hundredths(weight: object) -> int:
    """A weight as a whole number of hundredths; one that is not set is 1, one below zero is 0."""
    return max(0, round(100 * float(str(weight)))) if _is_number(weight) else 100


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _calendar(record: Record, rules: Rules) -> tuple[Calendar, tuple[str, ...]]:
    unreadable: list[str] = []
    hours, zone = parse_hours(rules.working_hours), parse_zone(rules.time_zone)
    try:
        hours = parse_hours(str(record.get("working_hours") or rules.working_hours))
    except InvalidInput as error:
        unreadable.append(error.message)
    try:
        zone = parse_zone(str(record.get("time_zone") or rules.time_zone))
    except InvalidInput as error:
        unreadable.append(error.message)
    away = (_date(record.get("absent_from")), _date(record.get("absent_until")))
    return Calendar(hours, zone, *away), tuple(unreadable)


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
