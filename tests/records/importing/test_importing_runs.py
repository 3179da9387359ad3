"""Progress, files that move, unsound plans, workspaces and reports."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.conftest import Engines
from tests.records.importing.bringing import LEADS
from tests.records.importing.files import WORKSPACE, stored, values, write

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition
from stationmaster.core.record import PropertyType as T
from stationmaster.records.importing.dates import DateFormat, DateOrder
from stationmaster.records.importing.describing import describe_report
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.pipeline import BATCH
from stationmaster.records.importing.plan import LinkPlan
from stationmaster.records.importing.tables import import_row
from stationmaster.records.schema import define_property, define_type
from stationmaster.records.store import RecordStore


def test_progress_is_told_to_the_end(importer: Importer, tmp_path: Path) -> None:
    path = write(tmp_path, "Lead ID\n" + "".join(f"L{i}\n" for i in range(BATCH + 5)) + '"x\n')
    told: list[tuple[int, int]] = []
    importer.load(importer.plan(path, "lead"), who="u", progress=lambda d, t: told.append((d, t)))
    assert told == [(BATCH, BATCH + 6), (BATCH + 6, BATCH + 6)]


def test_a_file_that_changed_since_it_was_planned_is_not_loaded(
    engines: Engines, importer: Importer, tmp_path: Path
) -> None:
    path = write(tmp_path, LEADS)
    plan = importer.plan(path, "lead")
    write(tmp_path, LEADS + "L3,cy@c.example,,\n")
    for attempt in (importer.dry_run, lambda p: importer.load(p, who="u")):
        with pytest.raises(InvalidInput, match="has changed"):
            attempt(plan)
    assert stored(engines.records, "lead") == []
    assert "grade" not in RecordStore(engines.records, WORKSPACE).types()["lead"].properties


def test_rejects_that_cannot_be_written_stop_the_load(
    engines: Engines, importer: Importer, tmp_path: Path
) -> None:
    plan = importer.plan(write(tmp_path, LEADS), "lead")
    with pytest.raises(InvalidInput, match="cannot be written"):
        importer.load(plan, who="u", rejects=tmp_path / "none" / "x.csv")
    assert stored(engines.records, "lead") == []


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda p: p.mapping("Grade", "nonsense"), "nonsense"),
        (lambda p: p.mapping("Grade", "email"), "2 columns are to fill Email"),
        (lambda p: replace(p, match="visits"), "not indexed"),
        (lambda p: replace(p, match="phone"), "no column fills it"),
        (lambda p: replace(p, fill={"nonsense": "x"}), "nonsense"),
        (lambda p: replace(p, fill={"city": "{Nonsense}"}), "Nonsense"),
        (lambda p: replace(p, ids="Nonsense"), "Nonsense"),
        (lambda p: replace(p, type="nonsense"), "nonsense"),
        (lambda p: p.mapping("Grade", "owner_id"), "link it instead"),
        (lambda p: p.linking(LinkPlan("Grade", "nonsense", "")), "nonsense"),
        (lambda p: p.linking(LinkPlan("Grade", "company", "nonsense")), "nonsense"),
        (
            lambda p: p.linking(LinkPlan("Grade", "company", "", into="city")),
            "does not hold owners",
        ),
        (lambda p: p.linking(LinkPlan("Grade", "company", "", unresolved="zz")), "zz"),
        (
            lambda p: p.with_column(replace(p.column("Grade"), date=DateFormat(zone="Mars"))),
            "Mars",
        ),
    ],
)
def test_an_unsound_plan_is_refused(importer: Importer, tmp_path: Path, edit, words: str) -> None:
    plan = edit(importer.plan(write(tmp_path, LEADS), "lead"))
    with pytest.raises(InvalidInput, match=re.escape(words)) as caught:
        importer.load(plan, who="u")
    assert caught.value.way_out


def test_workspaces_know_nothing_of_each_other(
    engines: Engines, importer: Importer, bring, tmp_path: Path
) -> None:
    bring(LEADS)
    other = Importer(engines.records, "ws_b")
    report = other.load(other.plan(write(tmp_path, LEADS), "lead"), who="u2")
    assert report.created == 2
    assert len(stored(engines.records, "lead")) == 2
    with engines.records.connect() as connection:
        rows = connection.execute(select(import_row.c.workspace, import_row.c.record_id)).all()
    assert {(w, r.partition("_")[0]) for w, r in rows} == {(WORKSPACE, "lead"), ("ws_b", "lead")}
    assert len({r for _, r in rows}) == 4


def test_json_lines_are_loaded_with_their_types(engines: Engines, bring) -> None:
    with engines.records.begin() as connection:
        kind = ObjectType(
            "thing",
            "Thing",
            "Things",
            ("name",),
            {
                d.name: d
                for d in (
                    PropertyDefinition("name", "Name"),
                    PropertyDefinition("tags", "Tags", T.OPTIONS, ("a", "b", "c")),
                    PropertyDefinition("n", "N", T.NUMBER),
                    PropertyDefinition("ok", "OK", T.BOOLEAN),
                )
            },
        )
        define_type(connection, WORKSPACE, kind)
    content = (
        '{"name": "x", "tags": ["b", "a"], "n": 1.5, "ok": true}\n'
        '{"name": 5, "n": "2", "ok": "no"}\n'
        '{"name": "=1", "tags": "c;a", "n": null}\n'
        '{"name": "y", "tags": ["z"]}\n'
    )
    report = bring(content, "thing", lambda p: p.with_column(replace(p.column("tags"), options=())),
                   name="f.jsonl")  # fmt: skip
    assert values(engines.records, "thing", "name", "tags", "n", "ok") == [
        ("x", "a;b", 1.5, True),
        ("5", None, 2, False),
        ("=1", "a;c", None, None),
    ]
    assert report.rejected == 1


def test_a_definition_that_came_meanwhile_is_used(
    engines: Engines, importer: Importer, tmp_path: Path
) -> None:
    plan = importer.plan(write(tmp_path, LEADS), "lead")
    with engines.records.begin() as connection:
        define_property(connection, WORKSPACE, "lead", PropertyDefinition("grade", "Grade!"))
    assert importer.load(plan, who="u").created == 2
    grade = RecordStore(engines.records, WORKSPACE).types()["lead"].properties["grade"]
    assert grade.label == "Grade!"


def test_a_report_is_told_in_words(bring) -> None:
    bring("name\nAcme\n", "company")
    told = describe_report(bring("deal_id,account,amount\nd1,Acne,5\nd2,Acme,6\nd3,,x\n", "deal",
                                 lambda p: p.mapping("amount", "amount")))  # fmt: skip
    for words in (
        "2 created",
        "1 rejected",
        "1 links were made",
        "account_unlinked",
        "Acne",
        "perhaps Acme",
    ):
        assert words in told, told


def test_mixed_orders_may_be_told(engines: Engines, bring) -> None:
    bring("Lead ID,Since\nL1,05/06/2024\n", dates=DateFormat(DateOrder.MDY))
    assert values(engines.records, "lead", "since") == [("2024-05-06",)]


def test_headers_and_names_that_are_hardly_text(engines: Engines, bring) -> None:
    report = bring(
        b"Lead ID,Gr\xf6\xdfe,\xef\xbb\xbf,a\0b,\xc3\xbc" + b"x" * 300 + b"\n1,2,3,4,5\n2,3,4,5,6\n"
    )
    assert (report.created, report.rejected) == (2, 0)
    report = bring('{"a\\u0000": 1}\n{"\\ud800": 2}\n{"city": "Bonn"}\n', name="f.jsonl")
    assert (report.created, report.rejected) == (1, 2)
    report = bring(LEADS, name="\udcff.csv")
    assert report.created == 2


def test_options_that_can_be_none_are_rejected(engines: Engines, bring) -> None:
    report = bring(f"name,stage\na,won\nb,{'x' * 300}\nc,a;b\n", "deal")
    assert (report.created, report.rejected) == (1, 2)


def test_half_a_character_is_reported_not_stumbled_over(bring) -> None:
    report = bring(
        '{"First name": "\\ud800", "Email": "q@b.example"}\n{"Email": "r@b.example"}\n',
        name="f.jsonl",
    )
    assert report.created + report.rejected == 2
    assert report.created >= 1


def test_a_pipe_is_refused_and_not_waited_for(importer: Importer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(InvalidInput, match="pipe or a device"):
        importer.plan(tmp_path / "pipe.csv", "lead")
