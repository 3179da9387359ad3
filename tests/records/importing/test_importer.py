"""From a file to records: what is created, updated, kept, rejected, and what a second run changes."""

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.conftest import Engines
from tests.records.importing.files import WORKSPACE, stored, values, write

from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import Association, ObjectType, PropertyDefinition, Ref, Source
from stationmaster.core.record import PropertyType as T
from stationmaster.records.importing.dates import DateFormat, DateOrder
from stationmaster.records.importing.describing import describe_report
from stationmaster.records.importing.files import issues_path
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.items import Outcome, Remark
from stationmaster.records.importing.pipeline import BATCH
from stationmaster.records.importing.plan import Existing, Identical, LinkPlan, Plan
from stationmaster.records.importing.plan_json import from_json
from stationmaster.records.importing.planning import Hints
from stationmaster.records.importing.report import Report
from stationmaster.records.importing.tables import import_row, import_run
from stationmaster.records.schema import define_property, define_type
from stationmaster.records.store import RecordStore
from stationmaster.records.write.writer import RecordWriter

PERSON = Source(SourceKind.PERSON, "u1")


@pytest.fixture
def importer(engines: Engines) -> Importer:
    return Importer(engines.records, WORKSPACE)


@pytest.fixture
def bring(importer: Importer, tmp_path: Path) -> Callable[..., Report]:
    """Plan and load some content; `edit` changes the plan in between."""

    def bring(
        content: str | bytes,
        type: str = "lead",
        edit: Callable[[Plan], Plan] = lambda plan: plan,
        name: str = "file.csv",
        **hints: object,
    ) -> Report:
        path = write(tmp_path, content, name)
        plan = edit(importer.plan(path, type, Hints(**hints)))  # type: ignore[arg-type]  # by name
        dry = importer.dry_run(plan)
        report = importer.load(plan, who="u1", rejects=tmp_path / "file.rejects.csv")
        same = {"run": None, "seconds": 0.0}
        assert replace(dry, seconds=0.0) == replace(report, **same), "a dry run tells the truth"
        return report

    return bring


def _edit(engines: Engines, ref: Ref, **properties: object) -> None:
    with engines.records.begin() as connection:
        RecordWriter(connection, WORKSPACE).update([(ref, properties)], PERSON)


def _rejects(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "file.rejects.csv").open(newline="") as file:
        return list(csv.DictReader(file))


LEADS = "Lead ID,Email,Visits,Grade\nL1,ann@a.example,5,gold\nL2,bob@b.example,,\n"


def test_records_are_created_with_their_source(engines: Engines, bring) -> None:
    report = bring(LEADS)
    assert (report.created, report.defined) == (2, ("grade",))
    assert values(engines.records, "lead", "external_id", "email", "visits", "grade") == [
        ("L1", "ann@a.example", 5, "gold"),
        ("L2", "bob@b.example", None, None),
    ]
    stamp = stored(engines.records, "lead")[0].stamps["email"]
    assert stamp.source == Source(SourceKind.IMPORT, report.run or "")
    with engines.records.connect() as connection:
        (run,) = connection.execute(select(import_run)).all()
    assert (run.id, run.who, run.file) == (report.run, "u1", "file.csv")
    assert run.counts["outcomes"] == {"created": 2}
    assert from_json(run.plan).digest == run.digest
    told = json.loads(json.dumps(report.to_json()))
    assert (told["run"], told["outcomes"], told["defined"]) == (
        report.run,
        {"created": 2},
        ["grade"],
    )


def test_the_same_file_again_changes_nothing(engines: Engines, bring) -> None:
    bring(LEADS)
    before = stored(engines.records, "lead")
    report = bring(LEADS)
    assert (report.unchanged, report.rows, report.defined) == (2, 2, ())
    assert stored(engines.records, "lead") == before


def test_the_same_file_again_changes_nothing_whatever_happened_since(
    engines: Engines, bring
) -> None:
    """Not what a person edited, not what was archived, not a key that was corrected."""
    content = "Email,Visits\nann@a.example,5\nbob@b.example,6\ncy@c.example,7\n"

    def by_email(plan: Plan) -> Plan:
        return replace(plan, match="email")

    bring(content, edit=by_email)
    ann, bob, cy = stored(engines.records, "lead")
    _edit(engines, ann.ref, visits=None)
    _edit(engines, bob.ref, email="robert@b.example")
    with engines.records.begin() as connection:
        RecordWriter(connection, WORKSPACE).archive([cy.ref], PERSON)
    before = stored(engines.records, "lead")
    report = bring(content, edit=by_email)
    assert report.outcomes == {Outcome.UNCHANGED: 2, Outcome.ARCHIVED: 1}
    assert stored(engines.records, "lead") == before


def test_a_changed_row_updates_its_record(engines: Engines, bring) -> None:
    bring(LEADS)
    report = bring(LEADS.replace(",5,", ",9,").replace("L2,bob@b.example", "L2,"))
    assert (report.updated, report.unchanged) == (1, 1)
    ann, bob = stored(engines.records, "lead")
    assert (ann.get("visits"), ann.version) == (9, 2)
    assert bob.get("email") == "bob@b.example", "an empty cell erases nothing"


def test_what_a_person_set_is_kept_and_said(engines: Engines, bring) -> None:
    bring(LEADS)
    _edit(engines, stored(engines.records, "lead")[0].ref, visits=100)
    report = bring(LEADS.replace(",5,", ",9,"))
    assert report.unchanged == 2
    (kept,) = report.tallies
    assert (kept.remark, kept.column, kept.value, kept.suggestion) == (
        Remark.KEPT,
        "Website visits",
        "9",
        "100",
    )
    report = bring(
        LEADS.replace(",5,", ",9,"), edit=lambda p: replace(p, existing=Existing.REPLACE)
    )
    assert (report.updated, values(engines.records, "lead", "visits")[0]) == (1, (9,))


def test_fill_only_fills(engines: Engines, bring) -> None:
    bring(LEADS)
    changed = LEADS.replace(",5,", ",9,").replace("bob@b.example,,", "bob@b.example,3,")
    report = bring(changed, edit=lambda plan: replace(plan, existing=Existing.FILL))
    assert values(engines.records, "lead", "visits") == [(5,), (3,)]
    assert (report.updated, report.count(Remark.KEPT)) == (1, 1)


def test_rows_without_an_id_are_known_by_all_they_hold(engines: Engines, bring) -> None:
    content = "name,country\nAcme,Kenya\nAcme,Kenya\nAcme,Japan\n"
    report = bring(content, "company")
    assert (report.created, report.count(Remark.IDENTICAL)) == (3, 1)
    assert report.tallies[0].line == 3
    report = bring(content, "company")
    assert (report.unchanged, len(stored(engines.records, "company"))) == (3, 3)
    report = bring(content + "Acme,Kenya\n", "company")
    assert (report.created, report.unchanged) == (1, 3)


def test_identical_rows_may_be_skipped(engines: Engines, bring) -> None:
    content = "name,country\nAcme,Kenya\nAcme,Kenya\n"
    report = bring(content, "company", lambda plan: replace(plan, identical=Identical.SKIP))
    assert report.outcomes == {Outcome.CREATED: 1, Outcome.REPEATED: 1}
    assert report.count(Remark.REPEATED) == 1


def test_rows_of_one_record_are_not_swallowed(engines: Engines, bring, tmp_path: Path) -> None:
    content = "Lead ID,Visits\nL1,5\nL1,5\nL1,6\nl1,7\n"
    report = bring(content)
    assert report.outcomes == {Outcome.CREATED: 1, Outcome.REPEATED: 1, Outcome.REJECTED: 2}
    assert [(r["line"], r["column"]) for r in _rejects(tmp_path)] == [
        ("4", "Lead ID"),
        ("5", "Lead ID"),
    ]
    assert "line 2 has the same External ID" in _rejects(tmp_path)[0]["reason"]


def test_a_rejected_row_does_not_stand_in_the_way(engines: Engines, bring) -> None:
    content = "Lead ID,Visits\n" + "".join(f"X{i},{i}\n" for i in range(60))
    report = bring(content + "L1,many\nL1,5\n")
    assert (report.created, report.rejected) == (61, 1)


def test_unique_values_of_others_are_not_taken(engines: Engines, bring, tmp_path: Path) -> None:
    bring("owner_id,name,email\no1,Ann,ann@a.example\n", "owner")
    content = "External ID,name,email\no2,Bob,ANN@A.example\no3,Cy,cy@c.example\n"
    report = bring(content, "owner", lambda plan: replace(plan, match="external_id"))
    assert (report.created, report.rejected) == (1, 1)
    assert "another owner has the Email" in _rejects(tmp_path)[0]["reason"]


def test_matching_by_a_value_that_several_have(engines: Engines, bring, tmp_path: Path) -> None:
    bring("name,country\nAcme,Kenya\nAcme,Japan\nBolt,Peru\n", "company")

    def by_name(plan: Plan) -> Plan:
        return replace(plan, match="name")

    report = bring("name,country\nAcme,Chile\nBOLT,Chile\n", "company", by_name)
    assert (report.rejected, report.updated) == (1, 1)
    assert "2 companies have the Name Acme" in _rejects(tmp_path)[0]["reason"]
    assert values(engines.records, "company", "name", "country")[2] == ("BOLT", "Chile")


BAD = b"""Lead ID,Visits,Closed at,Status,Note
L1,5,13/01/2024 10:00,new,fine
L2,many,,new,no number
L3,6,01/13/2024,new,wrong order
L4,7
L5,8,,new,M\xfcller
L6,9,,new,"never closed
L7,1,,new,n\0ul
L8,2,,newish,option
L9,3,,new,=cmd|' /C calc'!A0
"""


def test_bad_rows_are_rejected_with_line_column_reason_and_row(
    engines: Engines, bring, tmp_path: Path
) -> None:
    def known_options_only(plan: Plan) -> Plan:
        return plan.with_column(replace(plan.column("Status"), options=())).mapping(
            "Closed at", "closed_at"
        )

    rows = b"".join(f"X{i},{i},14/01/2024,new,\xc3\xbc\n".encode("latin-1") for i in range(70))
    report = bring(BAD + rows, edit=known_options_only)
    assert (report.created, report.rejected) == (72, 7)
    found = [(r["line"], r["column"]) for r in _rejects(tmp_path)]
    assert found == [
        ("3", "Visits"),
        ("4", "Closed at"),
        ("5", ""),
        ("6", "Note"),
        ("7", ""),
        ("8", "Note"),
        ("9", "Status"),
    ]
    reasons = [r["reason"] for r in _rejects(tmp_path)]
    for reason, words in zip(
        reasons,
        ("“many” is not a number", "day/month/year", "2 cells instead of 5", "encoding", "quote",
         "NUL", "not one of its options"),
        strict=True,
    ):  # fmt: skip
        assert words in reason
    assert [r["row"] for r in _rejects(tmp_path)][2:6] == [
        "L4,7",
        "L5,8,,new,M\\xfcller",
        'L6,9,,new,"never closed',
        "L7,1,,new,n\\x00ul",
    ]
    assert _rejects(tmp_path)[6]["suggestion"] == "new"
    (formula,) = [t for t in report.tallies if t.remark is Remark.FORMULA]
    assert (formula.column, formula.line) == ("Note", 10)
    with issues_path(tmp_path / "file.rejects.csv").open(newline="") as file:
        (issue,) = csv.DictReader(file)
    assert issue["value"].startswith("'=cmd"), "the file of remarks is opened in spreadsheets too"


def test_a_cell_that_is_too_long_is_rejected(engines: Engines, bring, tmp_path: Path) -> None:
    report = bring(f"Lead ID,City\nL1,{'x' * 10_000_000}\nL2,Bonn\n")
    assert (report.created, report.rejected) == (1, 1)
    (row,) = report.tallies
    assert "10,000,000 characters" in row.reason
    with (tmp_path / "file.rejects.csv").open() as file:
        assert len(file.read()) > 10_000_000, "the row itself is not lost"


def test_formulas_stay_text_and_lose_the_guard_of_an_export(engines: Engines, bring) -> None:
    bring("Lead ID,City\nL1,=1+1\nL2,'=1+1\nL3,'tis\n")
    assert values(engines.records, "lead", "city") == [("=1+1",), ("=1+1",), ("'tis",)]


def test_numbers_and_dates_are_read_as_the_column_writes_them(engines: Engines, bring) -> None:
    content = "Lead ID;Visits;Spent;Since\nL1;1.234;$5;05/13/2024\nL2;2,5;$1,200;06/07/2024\n"
    bring(content)
    assert values(engines.records, "lead", "visits", "spent", "since") == [
        (1234, 5, "2024-05-13"),
        (2.5, 1200, "2024-06-07"),
    ]


def test_contradicting_dates_are_rejected_not_guessed(engines: Engines, bring) -> None:
    report = bring("Lead ID,Since\nL1,13/05/2024\nL2,14/05/2024\nL3,05/13/2024\nL4,05/06/2024\n")
    assert report.rejected == 1
    assert values(engines.records, "lead", "since")[-1] == ("2024-06-05",)


def test_missing_markers_and_replacements(engines: Engines, bring) -> None:
    content = "Lead ID,Level\n" + "".join(f"L{i},{['Select', 'gold'][i % 2]}\n" for i in range(20))
    report = bring(content)
    assert report.count(Remark.PLACEHOLDER, "Level", "Select") == 10
    assert values(engines.records, "lead", "level")[0] == ("Select",)
    report = bring(content.replace("L", "M"), edit=Plan.as_suggested)
    assert report.count(Remark.PLACEHOLDER) == 0


def test_new_options_are_added_to_a_known_property(engines: Engines, bring) -> None:
    bring("name,stage\na,Won\nb,Parked\n", "deal")
    assert values(engines.records, "deal", "stage") == [("won",), ("Parked",)]
    definition = RecordStore(engines.records, WORKSPACE).types()["deal"].properties["stage"]
    assert definition.options[-1] == "Parked"


def test_a_new_type_is_defined(engines: Engines, bring) -> None:
    report = bring("sku_id,title,price\np-1,Rail,5\np-2,Switch,7\n", "product", define=True)
    assert report.defined == ("sku_id", "title", "price")
    kind = RecordStore(engines.records, WORKSPACE).types()["product"]
    assert (kind.title, kind.properties["sku_id"].unique) == (("title",), True)
    report = bring("sku_id,title,price\np-1,Rail,6\n", "product", define=True)
    assert report.updated == 1


def test_required_properties(engines: Engines, bring, tmp_path: Path) -> None:
    report = bring("name,amount\n,5\nBig,6\n", "deal")
    assert (report.created, report.rejected) == (1, 1)
    assert "Name is required" in _rejects(tmp_path)[0]["reason"]
    report = bring("deal_id,amount\nd1,5\n", "deal")
    assert (report.created, values(engines.records, "deal", "name")[-1]) == (1, ("d1",))


def test_links_to_records(engines: Engines, bring) -> None:
    bring("name\nAcme\nBolt\nTwin\nTwin\n", "company")
    bring("name,email\nAnn,ann@a.example\n", "owner")
    deals = "deal_id,account,rep\nd1,acme ,Ann\nd2,Bolted,ann\nd3,,Anne\nd4,Twin,\nd5,Zzz,\n"
    report = bring(deals, "deal")
    found = {(t.remark, t.column, t.value): t.suggestion for t in report.tallies}
    assert found == {
        (Remark.UNLINKED, "account", "Bolted"): "Bolt",
        (Remark.UNLINKED, "account", "Zzz"): "",
        (Remark.AMBIGUOUS, "account", "Twin"): "",
        (Remark.BLANK, "account", ""): "",
        (Remark.UNLINKED, "rep", "Anne"): "Ann",
        (Remark.BLANK, "rep", ""): "",
    }
    assert (report.created, report.links) == (5, 1)
    (ann,) = stored(engines.records, "owner")
    found_values = values(engines.records, "deal", "owner_id", "account_unlinked", "rep_unlinked")
    assert found_values == [
        (ann.ref.id, None, None),
        (ann.ref.id, "Bolted", None),
        (None, None, "Anne"),
        (None, "Twin", None),
        (None, "Zzz", None),
    ]
    assert values(engines.records, "deal", "name")[1:3] == [("Bolted",), ("d3",)]
    first = stored(engines.records, "deal")[0].ref
    (link,) = RecordStore(engines.records, WORKSPACE).associations([first])[first]
    assert (link.target, link.label) == (stored(engines.records, "company")[0].ref, "account")

    again = bring(deals, "deal")
    assert (again.unchanged, again.links, again.tallies) == (5, 0, report.tallies)

    def corrected(plan: Plan) -> Plan:
        link = next(link for link in plan.links if link.column == "account")
        return plan.linking(replace(link, replace={"Bolted": "Bolt"}))

    report = bring(deals, "deal", corrected)
    assert (report.updated, report.links) == (1, 1)
    assert values(engines.records, "deal", "account_unlinked")[1] == (None,)


def test_links_by_another_property(engines: Engines, bring) -> None:
    bring("account_id,name\nA-1,Acme\n", "company")
    bring("deal_id,account\nd1,A-1\n", "deal")
    deal = stored(engines.records, "deal")[0].ref
    assert len(RecordStore(engines.records, WORKSPACE).associations([deal])[deal]) == 1


def test_links_by_a_name_made_of_two(engines: Engines, bring) -> None:
    bring("first_name,last_name\nAnn,Lee\nBob,Ray\n", "contact")
    report = bring("deal_id,contact\nd1,ann lee\nd2,Bob Rai\n", "deal")
    assert (report.links, report.tallies[0].suggestion) == (1, "Bob Ray")


def test_a_link_that_a_person_took_away_does_not_come_back(engines: Engines, bring) -> None:
    bring("name\nAcme\n", "company")
    bring("deal_id,account\nd1,Acme\n", "deal")
    deal, company = (
        stored(engines.records, "deal")[0].ref,
        stored(engines.records, "company")[0].ref,
    )
    with engines.records.begin() as connection:
        RecordWriter(connection, WORKSPACE).dissociate([Association(deal, company, "account")])
    report = bring("deal_id,account\nd1,Acme\n", "deal")
    assert (report.unchanged, report.links) == (1, 0)


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


def test_links_to_owners_that_are_archived(engines: Engines, bring) -> None:
    bring("name\nAnn\nBob\n", "owner")
    ann = stored(engines.records, "owner")[0].ref
    with engines.records.begin() as connection:
        RecordWriter(connection, WORKSPACE).archive([ann], PERSON)
    report = bring(
        f"deal_id,owner_id\nd1,{ann.id}\nd2,{stored(engines.records, 'owner')[0].ref.id}\n", "deal"
    )
    assert (report.created, report.count(Remark.UNLINKED)) == (2, 1)
    assert values(engines.records, "deal", "owner_id_unlinked")[0] == (ann.id,)
