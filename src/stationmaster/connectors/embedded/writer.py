"""Governed changes to the record store: compared, written, and remembered by their keys."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from stationmaster.connectors.embedded.applied import read_applied, store_applied
from stationmaster.connectors.embedded.check import Checks
from stationmaster.connectors.embedded.perform import Performance
from stationmaster.connectors.embedded.plan import Plan, load_for, plan
from stationmaster.core.clock import Clock
from stationmaster.core.proposal import Step, StepState
from stationmaster.crm.writer import Change, Outcome, Result
from stationmaster.records.lock import lock_for_writing
from stationmaster.records.write.staging import Staging


class EmbeddedWriter:
    """A `CrmWriter`. One call is one transaction; each change in it is done whole or not at all."""

    def __init__(self, engine: Engine, workspace: str, clock: Clock):
        self._engine = engine
        self._workspace = workspace
        self._clock = clock

    def write(self, changes: Sequence[Change]) -> Sequence[Outcome]:
        if not changes:
            return []
        with self._engine.begin() as connection:
            lock_for_writing(connection, self._workspace)  # first, or a wait would outlast a claim
            return _write(connection, self._workspace, self._clock(), changes)

    def outcomes(self, keys: Sequence[str]) -> Mapping[str, Outcome | None]:
        """Waits for writers that are in the middle of it, so that None is certain."""
        with self._engine.begin() as connection:
            lock_for_writing(connection, self._workspace)
            found = read_applied(connection, self._workspace, keys)
        return {key: found.get(key) for key in keys}


def _write(
    connection: Connection, workspace: str, now: datetime, changes: Sequence[Change]
) -> list[Outcome]:
    staging = Staging(connection, workspace, now)
    done = read_applied(connection, workspace, (change.key for change in changes))
    plans: dict[str, list[Plan]] = {}
    for change in changes:
        if change.key not in done and change.key not in plans:
            plans[change.key] = [plan(staging, operation) for operation in change.operations]
    load_for(staging, (p for planned in plans.values() for p in planned))
    outcomes, written = [], {}
    for change in changes:
        outcome = done.get(change.key)
        if outcome is None and change.not_after and now > change.not_after:
            outcome = Outcome(Result.UNKNOWN, (), "Not written: it came after its claim had ended.")
        if outcome is None:
            outcome = _do(staging, change, plans[change.key])
            if outcome.result is Result.WRITTEN:
                done[change.key] = written[change.key] = outcome
        outcomes.append(outcome)
    staging.flush()
    store_applied(connection, workspace, staging.now, written)
    return outcomes


def _do(staging: Staging, change: Change, plans: Sequence[Plan]) -> Outcome:
    checks = Checks(staging, change.source)
    for p in plans:
        checks.check(p)
    if all(p.fits for p in plans):
        return Outcome(Result.WRITTEN, Performance(staging, change.source).perform(plans))
    return _failed(plans)


def _failed(plans: Sequence[Plan]) -> Outcome:
    refusals = [p.refusal for p in plans if p.refusal]
    if refusals:
        return Outcome(Result.REFUSED, tuple(map(_step, plans)), refusals[0])
    moved = [f"{c.property} of {c.record}" for p in plans for c in p.conflicts]
    message = f"Changed since it was read, so nothing was written: {', '.join(moved)}."
    return Outcome(Result.STALE, tuple(map(_step, plans)), message)


def _step(p: Plan) -> Step:
    if p.refusal:
        return Step(StepState.REFUSED, p.operation, message=p.refusal)
    if p.conflicts:
        return Step(StepState.CONFLICT, p.operation, conflicts=p.conflicts)
    return Step(StepState.NOT_TRIED, p.operation)
