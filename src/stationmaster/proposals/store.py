"""Where proposals are kept. `move` is the only way to a new status, and it always audits.

Every function takes the caller's connection: what it does and the audit rows of it are one
transaction. The workspace's audit head is locked first, so two writers never wait for each other
in a circle.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy import Connection

from stationmaster.audit import log
from stationmaster.core.clock import to_text
from stationmaster.core.codec import Json, decision_out, step_out
from stationmaster.core.errors import NotFound
from stationmaster.core.operation import Create, LogActivity
from stationmaster.core.proposal import Proposal, Status
from stationmaster.core.record import Ref
from stationmaster.db.tables.proposals import (
    OPEN,
    proposal,
    proposal_record,
    proposal_result,
    waiting_count,
)
from stationmaster.proposals.rows import RISK_ORDER, from_row, to_row

CHUNK = 500
WITH_STEPS = sa.select(proposal, proposal_result.c.steps).select_from(
    proposal.outerjoin(proposal_result, proposal_result.c.proposal == proposal.c.id)
)


@dataclass(frozen=True, slots=True)
class By:
    """Who moves: a person, an agent, or the system ("policy", "line", "sweep")."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Move:
    """One step to a new status. `changes` are fields of Proposal that change with it."""

    proposal: Proposal
    to: Status
    by: By
    because: tuple[str, ...] = ()
    detail: Mapping[str, Json] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)


def load(connection: Connection, workspace: str, ids: Iterable[str]) -> dict[str, Proposal]:
    """Proposals by id. Ids that are not of this workspace are absent."""
    wanted = list(dict.fromkeys(ids))
    found: dict[str, Proposal] = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = WITH_STEPS.where(proposal.c.workspace == workspace, proposal.c.id.in_(chunk))
        found.update((row["id"], from_row(row)) for row in connection.execute(query).mappings())
    return {id: found[id] for id in wanted if id in found}


def get(connection: Connection, workspace: str, id: str) -> Proposal:
    """Raises NotFound, the same for an unknown id and for another workspace's."""
    found = load(connection, workspace, [id])
    if id not in found:
        raise NotFound(f"There is no proposal {id}.", field="id")
    return found[id]


def same_before(connection: Connection, workspace: str, keys: Iterable[str]) -> dict[str, Proposal]:
    """The open proposal of each dedup key, or else its newest rejected one."""
    wanted = sorted(set(keys))
    found: dict[str, Proposal] = {}
    for start in range(0, len(wanted), CHUNK):
        query = (
            WITH_STEPS.where(proposal.c.workspace == workspace)
            .where(proposal.c.dedup.in_(wanted[start : start + CHUNK]))
            .where(sa.or_(sa.text(OPEN), proposal.c.status == Status.REJECTED.value))
            .order_by(proposal.c.created_at)
        )
        for row in connection.execute(query).mappings():
            known = found.get(row["dedup"])
            if known is None or known.status is Status.REJECTED:
                found[row["dedup"]] = from_row(row)
    return found


def add(connection: Connection, new: Sequence[Proposal]) -> None:
    """Insert proposals in status PROPOSED, with the records they touch and their audit rows."""
    if not new:
        return
    workspace = new[0].workspace
    log.lock(connection, workspace)
    connection.execute(proposal.insert(), [to_row(p) for p in new])
    touched = [_record_row(p, ref) for p in new for ref in _about(p)]
    if touched:
        connection.execute(proposal_record.insert(), touched)
    log.append(connection, workspace, [_proposed(p) for p in new])


def _about(p: Proposal) -> tuple[Ref, ...]:
    return p.records if p.draft.about.is_new else tuple(dict.fromkeys((p.draft.about, *p.records)))


def _record_row(p: Proposal, ref: Ref) -> dict[str, str]:
    return {"workspace": p.workspace, "type": ref.type, "record": ref.id, "proposal": p.id}


def _proposed(p: Proposal) -> log.Entry:
    properties = sorted({n for o in p.draft.operations for n in _names(o)})
    detail = {
        "station": p.station,
        "kind": p.draft.kind,
        "about": str(p.draft.about),
        "operations": [o.name for o in p.draft.operations],
        "properties": properties,
        "digest": p.digest,
    }
    return log.Entry(
        p.created_at, p.actor.kind.value, p.actor.id, "proposal.proposed", p.id, detail
    )


def _names(operation: object) -> Iterable[str]:
    values = getattr(operation, "values", None)
    if isinstance(values, Mapping):
        return values
    return ("owner_id",) if hasattr(operation, "owner") else ()


def move(connection: Connection, moves: Sequence[Move], at: datetime) -> list[Proposal | None]:
    """Move each proposal that still stands where its Move says; None for one that somebody else
    moved first. All of one workspace.

    Raises IllegalMove where the order of statuses has no such step; then nothing has moved.
    """
    if not moves:
        return []
    workspace = moves[0].proposal.workspace
    moved = [m.proposal.moved(m.to, at, **m.changes) for m in moves]
    log.lock(connection, workspace)
    won = _compare_and_set(connection, workspace, moves, at)
    kept = [(m, p) for m, p in zip(moves, moved, strict=True) if p.id in won]
    _store_changes(connection, kept)
    log.append(connection, workspace, [_moved(m, at) for m, _ in kept])
    _count_waiting(connection, kept)
    return [p if p.id in won else None for p in moved]


def _compare_and_set(
    connection: Connection, workspace: str, moves: Sequence[Move], at: datetime
) -> set[str]:
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for m in moves:
        alike[m.proposal.status.value, m.to.value].append(m.proposal.id)
    won: set[str] = set()
    for (old, new), ids in alike.items():
        for start in range(0, len(ids), CHUNK):
            statement = (
                proposal.update()
                .where(proposal.c.workspace == workspace, proposal.c.status == old)
                .where(proposal.c.id.in_(ids[start : start + CHUNK]))
                .values(status=new, updated_at=to_text(at))
                .returning(proposal.c.id)
            )
            won.update(connection.execute(statement).scalars())
    return won


def _store_changes(connection: Connection, kept: Sequence[tuple[Move, Proposal]]) -> None:
    """Write the changed fields, alike ones in one statement."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    results, created = [], []
    for m, p in kept:
        columns = _columns(m.changes)
        if columns:
            alike[tuple(sorted(columns))].append({"key": p.id, **columns})
        if "steps" in m.changes:
            steps = orjson.dumps([step_out(s) for s in p.steps]).decode()
            results.append({"proposal": p.id, "workspace": p.workspace, "steps": steps})
            created += [_record_row(p, ref) for ref in _made(p)]
    for names, rows in alike.items():
        values: dict[str, Any] = {name: sa.bindparam(name) for name in names}
        update = proposal.update().where(proposal.c.id == sa.bindparam("key")).values(values)
        connection.execute(update, rows)
    _store_results(connection, results, created)


def _columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in changes.items() if name != "steps"}
    if "decision" in columns:
        columns["decision"] = orjson.dumps(decision_out(columns["decision"])).decode()
    return columns


def _made(p: Proposal) -> list[Ref]:
    """The records that came to be by this proposal."""
    made = (s for s in p.steps if isinstance(s.operation, Create | LogActivity))
    return [s.written.record for s in made if s.written and s.written.changed]


def _store_results(
    connection: Connection, results: Sequence[dict[str, str]], created: Sequence[dict[str, str]]
) -> None:
    """Replace what an earlier try left behind; most proposals are tried once."""
    again = [r["proposal"] for r in results]
    for start in range(0, len(again), CHUNK):
        chunk = again[start : start + CHUNK]
        connection.execute(proposal_result.delete().where(proposal_result.c.proposal.in_(chunk)))
    if results:
        connection.execute(proposal_result.insert(), results)
    if created:
        connection.execute(proposal_record.insert(), created)


def _moved(m: Move, at: datetime) -> log.Entry:
    detail = {
        "from": m.proposal.status.value,
        "because": list(m.because),
        "digest": m.proposal.digest,
        "about": str(m.proposal.draft.about),
        **m.detail,
    }
    return log.Entry(at, m.by.kind, m.by.id, f"proposal.{m.to.value}", m.proposal.id, detail)


def _count_waiting(connection: Connection, kept: Sequence[tuple[Move, Proposal]]) -> None:
    change: Counter[tuple[str, str, str, int]] = Counter()
    for m, p in kept:
        delta = (m.to is Status.WAITING) - (m.proposal.status is Status.WAITING)
        change[p.workspace, p.station, p.draft.kind, RISK_ORDER[p.draft.risk]] += delta
    names = ("workspace", "station", "kind", "risk")
    for key, delta in change.items():
        if not delta:
            continue
        where = [waiting_count.c[n] == v for n, v in zip(names, key, strict=True)]
        new = {"waiting": waiting_count.c.waiting + delta}
        if not connection.execute(waiting_count.update().where(*where).values(new)).rowcount:
            row = dict(zip(names, key, strict=True)) | {"waiting": delta}
            connection.execute(waiting_count.insert().values(row))
