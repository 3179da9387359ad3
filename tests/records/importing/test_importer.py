"""From a file to records: what is created, updated and kept, and what a second run changes."""

import json
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from tests.conftest import Engines
from tests.records.importing.bringing import LEADS, PERSON, edit_in_crm, rejects
from tests.records.importing.files import WORKSPACE, stored, values

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Source
from stationmaster.records.importing.items import Outcome, Remark
from stationmaster.records.importing.plan import Existing, Identical, Plan
from stationmaster.records.importing.plan_json import from_json
from stationmaster.records.importing.tables import import_run
from stationmaster.records.write.writer import RecordWriter


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
    edit_in_crm(engines, ann.ref, visits=None)
    edit_in_crm(engines, bob.ref, email="robert@b.example")
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
    edit_in_crm(engines, stored(engines.records, "lead")[0].ref, visits=100)
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
    assert [(r["line"], r["column"]) for r in rejects(tmp_path)] == [
        ("4", "Lead ID"),
        ("5", "Lead ID"),
    ]
    assert "line 2 has the same External ID" in rejects(tmp_path)[0]["reason"]


def test_a_rejected_row_does_not_stand_in_the_way(engines: Engines, bring) -> None:
    content = "Lead ID,Visits\n" + "".join(f"X{i},{i}\n" for i in range(60))
    report = bring(content + "L1,many\nL1,5\n")
    assert (report.created, report.rejected) == (61, 1)


def test_unique_values_of_others_are_not_taken(engines: Engines, bring, tmp_path: Path) -> None:
    bring("owner_id,name,email\no1,Ann,ann@a.example\n", "owner")
    content = "External ID,name,email\no2,Bob,ANN@A.example\no3,Cy,cy@c.example\n"
    report = bring(content, "owner", lambda plan: replace(plan, match="external_id"))
    assert (report.created, report.rejected) == (1, 1)
    assert "another owner has the Email" in rejects(tmp_path)[0]["reason"]


def test_matching_by_a_value_that_several_have(engines: Engines, bring, tmp_path: Path) -> None:
    bring("name,country\nAcme,Kenya\nAcme,Japan\nBolt,Peru\n", "company")

    def by_name(plan: Plan) -> Plan:
        return replace(plan, match="name")

    report = bring("name,country\nAcme,Chile\nBOLT,Chile\n", "company", by_name)
    assert (report.rejected, report.updated) == (1, 1)
    assert "2 companies have the Name Acme" in rejects(tmp_path)[0]["reason"]
    assert values(engines.records, "company", "name", "country")[2] == ("BOLT", "Chile")
