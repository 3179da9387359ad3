"""Runs: started, finished once, listed newest first."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stationmaster.core.errors import NotFound
from stationmaster.work.runs import Runs, RunState

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_a_run_is_started_and_finished_once(engines: Any) -> None:
    ticks = iter(NOW + timedelta(seconds=n) for n in range(9))
    runs = Runs(engines.governance, "w1", lambda: next(ticks))
    started = runs.start("inbound_leads", actor="agent-1", dry=True)
    assert runs.get(started.id) == started
    done = runs.finish(started.id, {"leads": 3, "drafts": 7})
    assert (done.state, done.counts, done.dry) == (
        RunState.FINISHED,
        {"leads": 3, "drafts": 7},
        True,
    )
    assert done.finished_at == NOW + timedelta(seconds=1)
    assert runs.finish(started.id, {}, error="too late") == done


def test_a_failed_run_says_why(engines: Any) -> None:
    runs = Runs(engines.governance, "w1", lambda: NOW)
    failed = runs.finish(runs.start("inbound_leads", actor="a").id, {}, error="No fallback owner.")
    assert (failed.state, failed.error) == (RunState.FAILED, "No fallback owner.")


def test_pages_newest_first(engines: Any) -> None:
    runs = Runs(engines.governance, "w1", lambda: NOW)
    made = [runs.start(s, actor="a").id for s in ("x", "y", "x", "x")]
    page = runs.list("x", limit=2)
    assert [r.id for r in page.runs] == [made[3], made[2]]
    rest = runs.list("x", limit=2, after=page.next)
    assert ([r.id for r in rest.runs], rest.next) == ([made[0]], None)
    assert len(runs.list().runs) == 4


def test_another_workspaces_run_is_unknown(engines: Any) -> None:
    mine = Runs(engines.governance, "w1", lambda: NOW).start("x", actor="a")
    other = Runs(engines.governance, "w2", lambda: NOW)
    with pytest.raises(NotFound, match=mine.id):
        other.get(mine.id)
    with pytest.raises(NotFound):
        other.finish(mine.id, {})
    assert other.list().runs == ()
