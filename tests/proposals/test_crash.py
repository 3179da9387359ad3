"""`kill -9` at every step of an approval: after a restart there is exactly one effect."""

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from typing import Any

import pytest
from sqlalchemy import Engine, event
from tests.conftest import Engines
from tests.proposals.office import ADA, OPEN_STATION, Office, switches

from stationmaster.core.operation import LogActivity
from stationmaster.core.proposal import Draft, Status
from stationmaster.core.record import Ref
from stationmaster.db.engine import open_engine
from stationmaster.proposals import apply

NEVER = 1_000_000


def start_method() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.proposals.test_crash"])
    return context


def count_steps(engine: Engine, die_at: int, counted: Any) -> None:
    """Die at the `die_at`-th statement or commit; both databases share one count."""

    def step(*_: object) -> None:
        counted.value += 1
        if counted.value == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", step)
    event.listen(engine, "commit", step)


def approve_and_die(urls: tuple[str, str], id: str, digest: str, die_at: int, counted: Any) -> None:
    engines = [open_engine(url, durable=False) for url in urls]
    office = Office(*engines)
    for engine in engines:
        count_steps(engine, die_at, counted)
    office.line.approve({id: digest}, by=ADA)


def run(engines: Engines, id: str, digest: str, die_at: int) -> tuple[int, int]:
    context = start_method()
    counted = context.Value("i", 0)
    urls = (engines.governance_url, engines.records_url)
    child = context.Process(target=approve_and_die, args=(urls, id, digest, die_at, counted))
    child.start()
    child.join(60)
    assert child.exitcode is not None
    return child.exitcode, counted.value


def proposal_on(office: Office, lead: Ref) -> Draft:
    """One property and one activity: two effects that could each come twice."""
    update = office.draft(lead, city="Bergen")
    note = LogActivity(Ref("activity", "@n"), {"kind": "note", "subject": "moved"}, (lead,))
    return Draft("update", "Move", lead, (*update.operations, note), "because")


def effects(office: Office, lead: Ref) -> tuple[int, int]:
    history = office.crm.reader.history(lead, ["city"])
    return len(history), len(office.crm.reader.timeline(lead).records)


def test_exactly_one_effect_wherever_it_is_killed(engines: Engines) -> None:
    office = Office(engines.governance, engines.records)
    lead = office.lead()
    [first] = office.submit(proposal_on(office, lead))
    exitcode, steps = run(engines, first.id, first.digest, NEVER)
    assert exitcode == 0
    assert steps > 10
    died = 0
    for die_at in range(1, steps + 1):
        lead = office.lead()
        [waiting] = office.submit(proposal_on(office, lead))
        exitcode, _ = run(engines, waiting.id, waiting.digest, die_at)
        died += exitcode == -signal.SIGKILL
        office.sweep_later()
        after = office.queue.get(waiting.id)
        if after.status is Status.WAITING:  # it died before the approval was kept
            assert effects(office, lead) == (0, 0)
            [after] = office.approve(after)
        assert (die_at, after.status) == (die_at, Status.APPLIED)
        assert effects(office, lead) == (1, 1)
    assert died == steps
    office.assert_sound()


def test_fifty_approvals_at_once_are_one_write(office: Office) -> None:
    workers = 50
    lead = office.lead()
    [waiting] = office.submit(proposal_on(office, lead))
    seen = {waiting.id: waiting.digest}
    with ThreadPoolExecutor(workers) as pool:
        calls = [pool.submit(office.line.approve, seen, by=ADA) for _ in range(workers)]
        results = [call.result()[0] for call in calls]
    assert effects(office, lead) == (1, 1)
    assert sum(r.ok for r in results) == 1, [r.message for r in results]
    assert office.queue.get(waiting.id).status is Status.APPLIED


def test_a_writer_that_wakes_up_late_writes_nothing(office: Office) -> None:
    """It claimed, slept; a sweep looked, found nothing, and policy meanwhile said no."""
    lead = office.lead()
    waiting = office.propose(lead, city="Bergen")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stationmaster.proposals.flow.apply", lambda *_: [])
        office.approve(waiting)
    approved = [office.queue.get(waiting.id)]
    [claimed] = apply._claim(office.desk, apply._look_again(office.desk, approved))
    assert claimed.status is Status.APPLYING
    office.set_policy(switches(replace(OPEN_STATION, write={"lead": ("score",)})))
    office.sweep_later()
    assert office.queue.get(waiting.id).status is Status.DENIED
    [late] = apply.write(office.desk, [claimed])
    assert late.status is Status.DENIED
    assert office.record(lead).get("city") is None
