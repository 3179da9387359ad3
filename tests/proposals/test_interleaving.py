"""Never over newer data: whatever people, agents and two workers do, in whatever order.

Each rule is one step of somebody. An apply is taken apart into claim, write and settle, so that
edits, other workers and sweeps come in between at the worst moment.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlalchemy import Engine
from tests.conftest import Engines
from tests.proposals.office import (
    ADA,
    AGENT,
    AUTOMATIC,
    BEN,
    EVE,
    OPEN_STATION,
    STATION,
    Office,
    switches,
)

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import StationmasterError
from stationmaster.core.operation import SetProperties
from stationmaster.core.proposal import Proposal, RejectReason, Status
from stationmaster.core.record import HistoryEntry, Ref
from stationmaster.crm.writer import Outcome
from stationmaster.proposals import apply

PROPERTIES = ("city", "job_title")
LEADS = 2
some_lead = st.integers(0, LEADS - 1)
some_property = st.sampled_from(PROPERTIES)
some_value = st.sampled_from(("a", "b", "c"))
some_worker = st.integers(0, 1)


@dataclass
class Claimed:
    """An apply that a worker began: what it holds, and what the CRM answered, if it was asked."""

    proposals: list[Proposal]
    outcomes: list[Outcome] | None = None


class Interleaving(RuleBasedStateMachine):
    governance: Engine
    records: Engine

    def __init__(self) -> None:
        super().__init__()
        workspace = f"ws_{uuid4().hex}"
        people = {p.id: replace(p, workspace=workspace) for p in (ADA, BEN, EVE)}
        self.ada, self.agent = people[ADA.id], replace(AGENT, workspace=workspace)
        self.ben = people[BEN.id]
        self.office = Office(
            self.governance,
            self.records,
            workspace=workspace,
            people=people,
        )
        self.leads = [self.office.lead(city="a") for _ in range(LEADS)]
        self.held: dict[int, Claimed] = {}

    def newest(self, status: Status) -> Proposal | None:
        rows = self.office.queue.recent(status=status, limit=1).rows
        return rows[0] if rows else None

    @rule(lead=some_lead, name=some_property, value=some_value, by_line=st.booleans())
    def person_edits(self, lead: int, name: str, value: str, by_line: bool) -> None:
        if not by_line:
            return self.office.person_edits(self.leads[lead], **{name: value})
        draft = self.office.draft(self.leads[lead], **{name: value})
        self.office.line.submit([draft], actor=self.ben, station="")
        return None

    @rule(lead=some_lead, values=st.dictionaries(some_property, some_value, min_size=1))
    def agent_proposes(self, lead: int, values: dict[str, str]) -> None:
        draft = self.office.draft(self.leads[lead], **values)
        self.office.line.submit([draft], actor=self.agent, station=STATION)

    @rule(lead=some_lead, name=some_property, values=st.tuples(some_value, some_value))
    def agent_reads_then_a_person_edits(
        self, lead: int, name: str, values: tuple[str, str]
    ) -> None:
        draft = self.office.draft(self.leads[lead], **{name: values[0]})
        self.office.person_edits(self.leads[lead], **{name: values[1]})
        self.office.line.submit([draft], actor=self.agent, station=STATION)

    @rule(oldest=st.booleans())
    def somebody_approves(self, oldest: bool) -> None:
        rows = self.office.queue.page(sort="oldest" if oldest else "newest", limit=2).rows
        self.office.line.approve({p.id: p.digest for p in rows}, by=self.ada)

    @rule(worker=some_worker)
    def worker_claims(self, worker: int) -> None:
        """Approved and claimed, and then the worker is slow."""
        waiting = self.newest(Status.WAITING)
        if waiting is None or worker in self.held:
            return
        desk = self.office.desk
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("stationmaster.proposals.flow.apply", lambda *_: [])
            self.office.line.approve({waiting.id: waiting.digest}, by=self.ada)
        approved = [p for p in [self.office.queue.get(waiting.id)] if p.status is Status.APPROVED]
        batch = apply._claim(desk, apply._look_again(desk, approved))
        claimed = [p for p in batch if p.status is Status.APPLYING]
        if claimed:
            self.held[worker] = Claimed(claimed)

    @rule(worker=some_worker)
    def worker_writes(self, worker: int) -> None:
        held = self.held.get(worker)
        if held and held.outcomes is None:
            changes = [apply.change_of(p, self.office.lease) for p in held.proposals]
            held.outcomes = list(self.office.desk.writer.write(changes))

    @rule(worker=some_worker)
    def worker_settles_or_dies(self, worker: int) -> None:
        held = self.held.pop(worker, None)
        if held and held.outcomes is not None:
            apply.settle(self.office.desk, held.proposals, held.outcomes)

    @rule()
    def somebody_rejects(self) -> None:
        waiting = self.newest(Status.WAITING)
        if waiting:
            self.office.line.reject([waiting.id], by=self.ben, reason=RejectReason.NOT_NOW)

    @rule(value=some_value)
    def somebody_edits_a_proposal(self, value: str) -> None:
        waiting = self.newest(Status.WAITING)
        operation = waiting.draft.operations[0] if waiting else None
        if waiting and isinstance(operation, SetProperties):
            name = sorted(operation.values)[0]
            self.office.line.edit(waiting.id, waiting.digest, {0: {name: value}}, by=self.ada)

    @rule(by_agent=st.booleans())
    def somebody_undoes(self, by_agent: bool) -> None:
        applied = self.newest(Status.APPLIED)
        if applied:
            by = self.agent if by_agent else self.ada
            self.office.line.undo([applied.id], by=by, reason="wrong")

    @rule()
    def somebody_renews(self) -> None:
        stale = self.newest(Status.STALE)
        if stale:
            self.try_(lambda: self.office.line.renew(stale.id, by=self.ada))

    @rule()
    def sweep(self) -> None:
        """Long after: whoever holds a claim has lost it."""
        self.office.sweep_later()

    @rule(automatic=st.booleans())
    def policy_changes(self, automatic: bool) -> None:
        self.office.set_policy(switches(AUTOMATIC if automatic else OPEN_STATION))

    def try_(self, call: Callable[[], object]) -> None:
        """A refusal in our own words is a fine answer; anything else is not."""
        with suppress(StationmasterError):
            call()

    def check_that_no_edit_was_lost(self) -> None:
        """Each value that came by the line stands right on the value that its proposal had seen.
        History only grows, so looking once at the end sees every moment."""
        for lead in self.leads:
            for name in PROPERTIES:
                history = self.office.crm.reader.history(lead, [name])
                for newer, older in pairwise([*history, None]):
                    if newer.source.proposal:
                        self.check_base(lead, newer, older)

    def check_base(self, lead: Ref, newer: HistoryEntry, older: HistoryEntry | None) -> None:
        proposal = self.office.queue.get(newer.source.proposal or "")
        [operation] = [
            o
            for o in proposal.draft.operations
            if isinstance(o, SetProperties) and newer.property in o.values
        ]
        base = operation.base[newer.property]
        assert base.value == (older.value if older else None)
        assert base.at == (older.at if older else None)
        assert newer.value == operation.values[newer.property]

    def teardown(self) -> None:
        """Let everything end: then nothing is stuck, every trail is legal, the chain verifies."""
        self.held.clear()
        self.office.sweep_later()
        self.office.sweep_later()
        open_still = [
            p.status
            for p in self.office.queue.recent(limit=500).rows
            if p.status in (Status.APPROVED, Status.APPLYING, Status.UNSURE, Status.PROPOSED)
        ]
        assert open_still == []
        self.check_that_no_edit_was_lost()
        self.office.assert_sound()
        kinds = {SourceKind.PERSON, SourceKind.AGENT, SourceKind.IMPORT}
        for lead in self.leads:
            assert {e.source.kind for e in self.office.crm.reader.history(lead)} <= kinds


EXAMPLES = settings(
    max_examples=40,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def run(governance: Engine, records: Engine) -> None:
    machine = type("Interleaving_", (Interleaving,), {"governance": governance, "records": records})
    machine.TestCase.settings = EXAMPLES
    machine.TestCase("runTest").runTest()


def test_no_edit_is_lost_whatever_the_order(engines: Engines) -> None:
    run(engines.governance, engines.records)
