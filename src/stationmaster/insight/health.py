"""What can be said of a workspace: what is set up, what is missing, what is unsafe."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from stationmaster.audit.head import Position
from stationmaster.audit.merkle import Frontier
from stationmaster.audit.query import AuditQuery
from stationmaster.audit.verify import verify
from stationmaster.audit.walk import read_end, walk
from stationmaster.core.actor import Role
from stationmaster.core.clock import to_text
from stationmaster.core.errors import StationmasterError
from stationmaster.core.proposal import Status
from stationmaster.db.tables.proposals import proposal
from stationmaster.identity.acting import OPERATOR
from stationmaster.identity.identity import Identity
from stationmaster.insight.finding import Finding, Level, look, ok, wrong
from stationmaster.kit.models import ModelShelf
from stationmaster.kit.problem import Severity
from stationmaster.kit.station import Context, Station
from stationmaster.policy.switches import StationSwitches
from stationmaster.proposals.desk import Desk
from stationmaster.proposals.invariants import violations

TAIL = 10_000
"""Audit rows that a quick look checks: the newest."""

EXPIRING = timedelta(days=7)
UNUSED = timedelta(days=14)
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workspace's parts that are looked at. `context` gives what a run of a station would get;
    `sweep`: the time between two sweeps of a running server."""

    desk: Desk
    identity: Identity
    stations: Mapping[str, Station]
    context: Callable[[Station], Context]
    models: ModelShelf
    sweep: timedelta


def findings(place: Workplace, *, full: bool = False) -> Iterator[Finding]:
    """Everything, in the order an admin would put right. `full` reads the whole audit log."""
    yield from people(place)
    yield from tokens(place)
    yield from stations(place)
    yield line(place)
    yield sweep(place)
    yield audit(place, full=full)


def people(place: Workplace) -> Iterator[Finding]:
    found = place.identity.people.all(place.desk.workspace)
    able = [m for m in found if m.active and m.ready]
    for role, why in ((Role.ADMIN, "manage people"), (Role.REVOPS, "look after the policy")):
        if not any(m.person.role is role for m in able):
            level = Level.WRONG if role is Role.ADMIN else Level.LOOK
            way_out = f"Run: stationmaster user add EMAIL --name NAME --role {role.value}"
            message = f"Nobody with the role {role.value} can sign in to {why}."
            yield Finding("people", level, message, way_out)
    waiting = [m.email for m in found if m.active and not m.ready]
    if waiting:
        message = f"Without a password, so they cannot sign in: {_some(waiting)}."
        yield look("people", message, "Run: stationmaster user password EMAIL")
    yield ok("people", f"{len(able)} people can sign in.")


def tokens(place: Workplace) -> Iterator[Finding]:
    now = place.desk.clock()
    found = place.identity.tokens.all(place.desk.workspace, by=OPERATOR)
    held = [t for t in found if t.revoked_at is None]
    expired = [t.agent.id for t in held if t.expires_at <= now]
    ending = [t.agent.id for t in held if now < t.expires_at <= now + EXPIRING]
    unused = [
        t.agent.id
        for t in held
        if t.expires_at > now and t.last_used_at is None and t.created_at < now - UNUSED
    ]
    for ids, what in (
        (expired, "Expired"),
        (ending, f"Expire within {EXPIRING.days} days"),
        (unused, f"Older than {UNUSED.days} days and never used"),
    ):
        if ids:
            way_out = (
                "Run: stationmaster token revoke TOKEN, and make a new one where it is needed."
            )
            yield look("tokens", f"{what}: {_some(ids)}.", way_out)
    yield ok("tokens", f"{len(held) - len(expired)} agent tokens hold.")


def stations(place: Workplace) -> Iterator[Finding]:
    """Switches and settings of each station, and the model it scores with."""
    try:
        switches = place.desk.policies.current().switches
    except StationmasterError as error:
        yield wrong("policy", error.message, error.way_out or "Run `stationmaster policy check`.")
        return
    if switches.stopped:
        yield look("policy", "All agents are stopped.", "An admin can start them under Policy.")
    for name, station in place.stations.items():
        held = switches.stations.get(name, StationSwitches())
        state = f"{'on' if held.enabled else 'off'}, at level {held.level.value}"
        yield ok("stations", f"{station.title}: {state}.")
        if held.enabled:
            yield from _settings(place, station)


def _settings(place: Workplace, station: Station) -> Iterator[Finding]:
    problems = station.check(place.context(station)) if station.check else ()
    for problem in problems:
        make = wrong if problem.severity is Severity.ERROR else look
        yield make(
            "settings", f"{station.name}, {problem.field}: {problem.message}", problem.way_out
        )
    if not problems:
        yield ok("settings", f"{station.title}: the settings are sound.")
    if station.train is None:
        return
    model = place.models.latest(station.name)
    if model is None:
        message = f"{station.title} has no model yet; it works by its rubric."
        yield look("models", message, f"Run: stationmaster train {station.name}")
    else:
        yield ok("models", f"{station.title}: version {model.version} of its model is in use.")


def line(place: Workplace) -> Finding:
    """Whether every proposal got where it is by legal moves, and what is called written is."""
    found = violations(place.desk)
    if not found:
        return ok("line", "Every proposal is where its audit rows say.")
    words = _some([f"{v.proposal} {v.what}" for v in found])
    return wrong("line", f"{len(found)} proposals are not as they should be: {words}.", _REPORT)


_REPORT = "Keep the databases as they are, and report it with what this prints."


def sweep(place: Workplace) -> Finding:
    """Whether a server sweeps: what expired or was left in the middle long ago is still there."""
    desk = place.desk
    patience = max(3 * place.sweep, timedelta(minutes=1))
    expired = to_text(desk.clock() - patience)
    lost = to_text(desk.clock() - desk.lease - patience)
    p = proposal.c
    left = (Status.APPLYING.value, Status.UNSURE.value, Status.APPROVED.value)
    overdue = sa.or_(
        sa.and_(p.status == Status.WAITING.value, p.expires_at < expired),
        sa.and_(p.status.in_(left), p.updated_at < lost),
    )
    query = sa.select(sa.func.count()).where(p.workspace == desk.workspace, overdue)
    with desk.read() as connection:
        number = connection.execute(query).scalar_one()
    if not number:
        return ok("sweep", "Nothing waits for a sweep.")
    message = f"{number} proposals have expired or were left in the middle, and nobody swept."
    return look("sweep", message, "Run `stationmaster serve`: a running server sweeps.")


def audit(place: Workplace, *, full: bool) -> Finding:
    """Whether the audit chain holds: all of it, or its newest rows."""
    engine, workspace = place.desk.engine, place.desk.workspace
    if full:
        found = verify(engine, workspace)
        if found.ok:
            return ok("audit", f"The audit log holds: all {found.rows:,} rows.")
        return _broken(found.why)
    end = read_end(engine, workspace)
    before = max(end.seq - TAIL, 0)
    at = Position(bytes(32), Frontier())
    if before:
        at = Position(
            bytes.fromhex(AuditQuery(engine, workspace).get(before).hash), Frontier(before)
        )
    for _, broken in walk(engine, workspace, at, end.seq):
        if broken:
            return _broken(broken.why)
    if at.hash != end.hash or end.last > end.seq:
        return _broken("Its last row is not the one that its head names.")
    more = "" if not before else f" of {end.seq:,}; --full checks all"
    return ok("audit", f"The audit log holds: rows {before + 1:,} to {end.seq:,}{more}.")


def _broken(why: str) -> Finding:
    return wrong("audit", f"The audit log is broken. {why}", "Run `stationmaster audit verify`.")


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
