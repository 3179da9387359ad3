"""How cells are read: what is rejected, what is known as what, and what is defined."""

import csv
from dataclasses import replace
from pathlib import Path

from tests.conftest import Engines
from tests.records.importing.bringing import rejects
from tests.records.importing.files import WORKSPACE, values

from stationmaster.records.importing.files import issues_path
from stationmaster.records.importing.items import Remark
from stationmaster.records.importing.plan import Plan
from stationmaster.records.store import RecordStore

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
    found = [(r["line"], r["column"]) for r in rejects(tmp_path)]
    assert found == [
        ("3", "Visits"),
        ("4", "Closed at"),
        ("5", ""),
        ("6", "Note"),
        ("7", ""),
        ("8", "Note"),
        ("9", "Status"),
    ]
    reasons = [r["reason"] for r in rejects(tmp_path)]
    for reason, words in zip(
        reasons,
        ("“many” is not a number", "day/month/year", "2 cells instead of 5", "encoding", "quote",
         "NUL", "not one of its options"),
        strict=True,
    ):  # fmt: skip
        assert words in reason
    assert [r["row"] for r in rejects(tmp_path)][2:6] == [
        "L4,7",
        "L5,8,,new,M\\xfcller",
        'L6,9,,new,"never closed',
        "L7,1,,new,n\\x00ul",
    ]
    assert rejects(tmp_path)[6]["suggestion"] == "new"
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
    assert "Name is required" in rejects(tmp_path)[0]["reason"]
    report = bring("deal_id,amount\nd1,5\n", "deal")
    assert (report.created, values(engines.records, "deal", "name")[-1]) == (1, ("d1",))
