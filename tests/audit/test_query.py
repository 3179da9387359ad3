"""Who changed what: filters, pages and menus, of one workspace."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from tests.audit.rows import START, entry, write

from stationmaster.audit.log import append
from stationmaster.audit.query import AuditActor, AuditQuery
from stationmaster.core.errors import InvalidInput, NotFound


def subjects(query: AuditQuery, **wanted: Any) -> list[int]:
    return [int(row.subject[-3:]) for row in query.page(**wanted).rows]


def test_each_filter_and_all_together(engine: Engine) -> None:
    write(engine, count=12)
    query = AuditQuery(engine, "ws_a")
    assert subjects(query) == list(range(12, 0, -1))
    assert subjects(query, actor="actor_1") == [10, 7, 4, 1]
    assert subjects(query, actor_kind="agent") == [12, 9, 6, 3]
    assert subjects(query, action="proposal.rejected") == [11, 9, 7, 5, 3, 1]
    assert subjects(query, subject="prop_004") == [4]
    assert subjects(query, since=START + timedelta(minutes=10)) == [12, 11, 10]
    assert subjects(query, until=START + timedelta(minutes=3)) == [2, 1]
    assert subjects(query, actor="actor_1", action="proposal.rejected", limit=1) == [7]
    assert subjects(query, actor="nobody") == []


def test_text_is_found_in_subject_and_detail_whatever_its_case(engine: Engine) -> None:
    said = ["Acme Ltd", 'say "hi"', "100% sure_thing", "back\\slash", "line\nbreak", "ÄRGER"]
    with engine.begin() as connection:
        entries = [entry(n, detail={"words": words}) for n, words in enumerate(said)]
        append(connection, "ws_a", entries)
    query = AuditQuery(engine, "ws_a")
    for n, words in enumerate(said):
        assert subjects(query, text=words) == [n]
    assert subjects(query, text="acme LTD") == [0]
    assert subjects(query, text="PROP_003") == [3]
    assert subjects(query, text="%") == [2]
    assert subjects(query, text="0% sure_") == [2]
    assert subjects(query, text="suresthing") == []
    assert subjects(query, text="ärger") == []
    assert subjects(query, text="") == [5, 4, 3, 2, 1, 0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.integers(1, 14))
def test_pages_follow_each_other_without_gap_or_overlap(file_engine: Engine, limit: int) -> None:
    query = AuditQuery(file_engine, "ws_a")
    if not query.page().rows:
        write(file_engine, count=12)
    seen: list[int] = []
    after = None
    while True:
        page = query.page(limit=limit, after=after)
        seen += [row.seq for row in page.rows]
        assert len(page.rows) <= limit
        if page.next is None:
            break
        after = page.next
    assert seen == list(range(12, 0, -1))


def test_new_rows_do_not_move_a_page(file_engine: Engine) -> None:
    write(file_engine, count=6)
    query = AuditQuery(file_engine, "ws_a")
    first = query.page(limit=3)
    write(file_engine, count=2, first=7)
    assert subjects(query, limit=3, after=first.next) == [3, 2, 1]


def test_a_page_has_a_largest_size(file_engine: Engine) -> None:
    write(file_engine, count=510, at_once=510)
    page = AuditQuery(file_engine, "ws_a").page(limit=10**9)
    assert len(page.rows) == 500
    assert page.next == "11"


@pytest.mark.parametrize(
    "wanted",
    [
        {"limit": 0},
        {"after": "x"},
        {"after": "-1"},
        {"after": "9" * 16},
        {"after": "²"},
        {"text": "a" * 201},
        {"text": "a\x00"},
        {"actor": "\ud800"},
        {"subject": "\x00"},
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(
    file_engine: Engine, wanted: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        AuditQuery(file_engine, "ws_a").page(**wanted)
    assert caught.value.field in wanted
    assert caught.value.way_out


def test_one_row(file_engine: Engine) -> None:
    write(file_engine, count=3)
    query = AuditQuery(file_engine, "ws_a")
    assert query.get(2).subject == "prop_002"
    for seq in (0, 4, 2**70):
        with pytest.raises(NotFound):
            query.get(seq)


def test_menus_list_who_acted_and_what_was_done(engine: Engine) -> None:
    write(engine, count=12)
    query = AuditQuery(engine, "ws_a")
    assert query.actors() == [
        AuditActor("agent", "actor_0"),
        AuditActor("person", "actor_1"),
        AuditActor("person", "actor_2"),
    ]
    assert query.actions() == ["proposal.approved", "proposal.rejected"]


def test_an_empty_log_has_empty_menus(engine: Engine) -> None:
    query = AuditQuery(engine, "ws_a")
    assert (query.actors(), query.actions(), query.page().rows) == ([], [], ())


def test_menus_stay_short_and_never_scan(file_engine: Engine) -> None:
    with file_engine.begin() as connection:
        entries = [entry(1, actor=f"a{n:03}", action=f"a{n:03}") for n in range(300)]
        append(connection, "ws_a", entries)
    statements: list[tuple[str, Any]] = []

    @event.listens_for(file_engine, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        statements.append((statement, values))

    query = AuditQuery(file_engine, "ws_a")
    assert [actor.id for actor in query.actors()] == [f"a{n:03}" for n in range(200)]
    assert query.actions() == [f"a{n:03}" for n in range(200)]
    event.remove(file_engine, "before_cursor_execute", note)
    for statement, values in [s for s in statements if "SELECT" in s[0]]:
        with file_engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        steps = [row[-1] for row in plan if "audit_entry" in row[-1]]
        assert steps
        assert all("SEARCH" in step and "INDEX" in step for step in steps), steps


def test_no_workspace_sees_another(engine: Engine) -> None:
    write(engine, "ws_a", count=5)
    query = AuditQuery(engine, "ws_b")
    assert (query.page().rows, query.actors(), query.actions()) == ((), [], [])
    assert query.page(text="prop", subject="prop_001", after="9").rows == ()
    with pytest.raises(NotFound):
        query.get(1)
