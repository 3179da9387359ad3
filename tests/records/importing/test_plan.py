"""Plans: proposed, edited, kept as JSON, told in words."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.records.importing.files import WORKSPACE, write

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import PropertyDefinition, PropertyType
from stationmaster.db.engine import open_engine
from stationmaster.records.importing.dates import DateFormat, DateOrder
from stationmaster.records.importing.describing import describe_plan
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.layout import FileKind, Layout
from stationmaster.records.importing.plan import ColumnPlan, LinkPlan, Plan
from stationmaster.records.importing.plan_json import from_json, reading_digest, to_json
from stationmaster.records.importing.planning import Hints

LEADS = """Lead ID,E-Mail Address,First Name,Surname,Account,Lead Source,Visits,Signed up,Grade
L1,ann@a.example,Ann,Lee,Acme,Web,5,05/06/2024,gold
L2,bob@b.example,Bob,Ray,Bolt,Select,"1,200",13/06/2024,silver
"""


@pytest.fixture
def importer(sqlite_template: Path, tmp_path: Path) -> Iterator[Importer]:
    """Planning asks the database little, so one kind of database will do."""
    shutil.copy(sqlite_template / "records.db", tmp_path / "records.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'records.db'}", durable=False)
    yield Importer(engine, WORKSPACE)
    engine.dispose()


@pytest.fixture
def plan(importer: Importer, tmp_path: Path) -> Plan:
    return importer.plan(write(tmp_path, LEADS), "lead")


def _targets(plan: Plan) -> dict[str, str | None]:
    return {column.name: column.to for column in plan.columns}


def test_columns_find_their_properties(plan: Plan) -> None:
    assert _targets(plan) == {
        "Lead ID": "external_id",
        "E-Mail Address": "email",
        "First Name": "first_name",
        "Surname": "last_name",
        "Account": "company",
        "Lead Source": "source",
        "Visits": "visits",
        "Signed up": "signed_up",
        "Grade": "grade",
    }
    assert (plan.match, plan.rows, plan.type) == ("external_id", 2, "lead")
    assert plan.column("Signed up").new == PropertyDefinition(
        "signed_up", "Signed up", PropertyType.DATE
    )
    assert plan.column("Signed up").date.order is DateOrder.DMY
    assert plan.column("Visits").number.thousands == ","
    assert plan.column("Lead Source").suggested_missing == ("Select",)
    assert plan.column("Visits").samples == ("5", "1,200")


def test_a_misspelled_header_is_understood_and_a_misfitting_one_is_not(
    importer: Importer, tmp_path: Path
) -> None:
    content = "Comapny,Close value,Stage,Currencey\nAcme,10,Won,EUR\nBolt,20,Lost,USD\n"
    deals = _targets(importer.plan(write(tmp_path, content), "deal"))
    assert deals["Currencey"] == "currency"
    assert deals["Close value"] == "amount"
    content = "Close value\nmuch\nlittle\n"
    deals = _targets(importer.plan(write(tmp_path, content), "deal"))
    assert deals["Close value"] == "close_value"


def test_options_are_spelled_as_they_are_known(importer: Importer, tmp_path: Path) -> None:
    content = "name,stage\n" + "a,Won\nb,LOST\nc,Parked\n"
    plan = importer.plan(write(tmp_path, content), "deal")
    stage = plan.column("stage")
    assert (stage.replace, stage.options) == ({"Won": "won", "LOST": "lost"}, ("Parked",))


def test_a_plan_may_be_edited(plan: Plan) -> None:
    edited = (
        plan.missing("Select", column="Lead Source")
        .mapping("Grade", "region")
        .defining("Account", PropertyDefinition("employer", "Employer"))
    )
    assert edited.column("Lead Source").missing == ("Select",)
    assert edited.column("Lead Source").suggested_missing == ()
    assert edited.column("Grade").to == "region"
    assert edited.column("Account").to == "employer"
    with pytest.raises(InvalidInput, match="Grad") as caught:
        plan.mapping("Grad", "region")
    assert "Grade" in (caught.value.way_out or "")


def test_suggestions_are_taken_all_at_once() -> None:
    option = PropertyDefinition("x", "X", PropertyType.OPTION, ("Select", "gold", "goold"))
    column = ColumnPlan(
        "X", "x", option, suggested_missing=("Select",), suggested={"goold": "gold"}
    )
    plan = Plan("f", "d", 1, 0, "lead", Layout(FileKind.CSV, "utf-8"), (column,)).as_suggested()
    (taken,) = plan.columns
    assert (taken.missing, taken.replace) == (("Select",), {"goold": "gold"})
    assert taken.new is not None
    assert taken.new.options == ("gold",)
    assert plan.as_suggested() == plan


def test_links_may_be_edited(plan: Plan) -> None:
    link = LinkPlan("Account", "company", "name", "works at")
    assert plan.linking(link).linking(link).links == (link,)
    assert plan.linking(link).without_link("Account").links == ()


def test_json_reads_back(plan: Plan) -> None:
    assert from_json(json.loads(json.dumps(to_json(plan)))) == plan
    edited = plan.linking(LinkPlan("Account", "company", "", replace={"a": "b"}))
    assert from_json(json.loads(json.dumps(to_json(edited)))) == edited


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (lambda d: d.pop("digest"), "digest"),
        (lambda d: d["columns"][1]["date"].update(order="ymd"), "columns.1.date.order"),
        (lambda d: d["columns"][1].update(tooo="x"), "columns.1.tooo"),
        (lambda d: d.update(existing="overwrite"), "existing"),
        (lambda d: d.update(rows="many"), "rows"),
    ],
)
def test_json_that_cannot_be_read_names_the_place(plan: Plan, edit, place: str) -> None:
    data = json.loads(json.dumps(to_json(plan)))
    edit(data)
    with pytest.raises(InvalidInput) as caught:
        from_json(data)
    assert caught.value.field == place


def test_planning_again_reads_rows_the_same_way(importer: Importer, plan: Plan) -> None:
    importer.load(plan, who="u1")
    again = importer.plan(Path(plan.file), "lead")
    assert again.column("Grade").new is None
    assert reading_digest(again) == reading_digest(plan)
    other = replace(again.column("Signed up"), date=DateFormat(DateOrder.MDY))
    assert reading_digest(again.with_column(other)) != reading_digest(plan)


def test_a_plan_is_told_in_words(plan: Plan) -> None:
    told = describe_plan(plan)
    for words in (
        "CSV, utf-8, comma",
        "2 rows",
        "Into: lead",
        "known by: external_id",
        "+ signed_up: date",
        "day/month/year",
        "numbers like 12,345.6",
        "“Select” may stand for nothing",
    ):
        assert words in told


def test_hints_go_before_guesses(importer: Importer, tmp_path: Path) -> None:
    path = write(tmp_path, "Name;Tag\nMüller;01/02/2024\n".encode("cp1250"))
    hints = Hints(
        {"encoding": "cp1250", "delimiter": ";"}, DateFormat(DateOrder.MDY, "Europe/Berlin")
    )
    plan = importer.plan(path, "lead", hints)
    assert plan.column("Tag").date == DateFormat(DateOrder.MDY, "Europe/Berlin")
    assert any("month/day/year" in w for w in plan.warnings)
    assert any("cp1250" in w for w in plan.warnings)


def test_a_file_without_header(importer: Importer, tmp_path: Path) -> None:
    plan = importer.plan(write(tmp_path, "1,2024-01-05\n2,2024-01-06\n"), "lead")
    assert (list(_targets(plan)), plan.rows) == (["Column 1", "Column 2"], 2)
    assert any("looks like data" in warning for warning in plan.warnings)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("\n\n", "blanks"),
        ("name,email\n", "no rows"),
        ('"name,email\na,b\n', "header"),
    ],
)
def test_files_without_rows(importer: Importer, tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(InvalidInput, match=reason) as caught:
        importer.plan(write(tmp_path, content), "lead")
    assert caught.value.way_out


def test_unknown_types_are_refused_unless_they_are_to_be_defined(
    importer: Importer, tmp_path: Path
) -> None:
    path = write(tmp_path, "code,label\np-1,One\np-2,Two\n")
    with pytest.raises(InvalidInput, match="gadget"):
        importer.plan(path, "gadget")
    with pytest.raises(InvalidInput, match="Gadget!"):
        importer.plan(path, "Gadget!", Hints(define=True))
    plan = importer.plan(path, "gadget", Hints(define=True))
    assert plan.new_type is not None
    assert (plan.new_type.label, plan.new_type.title) == ("Gadget", ("code",))


def test_required_properties_without_a_column(importer: Importer, tmp_path: Path) -> None:
    plan = importer.plan(write(tmp_path, "deal_id,amount\nd1,5\nd2,6\n"), "deal")
    assert plan.fill == {"name": "{deal_id}"}
    plan = importer.plan(write(tmp_path, "subject\ncalled\n"), "activity")
    assert any("Kind is required" in warning for warning in plan.warnings)


def test_empty_columns_and_objects_are_left_out(importer: Importer, tmp_path: Path) -> None:
    plan = importer.plan(write(tmp_path, "a,b\n1,\n2,\n"), "lead")
    assert (plan.column("b").to, plan.column("b").why) == (None, "it is empty")
    plan = importer.plan(write(tmp_path, '{"a": "x", "b": {"c": 1}}\n', "f.jsonl"), "lead")
    assert (plan.column("b").to, plan.column("b").why) == (None, "JSON objects stand in it")


def test_doubts_are_warnings(importer: Importer, tmp_path: Path) -> None:
    content = "id,amount,close_date\nx,a,soon\nx,b,later\n"
    warnings = " ".join(importer.plan(write(tmp_path, content), "deal").warnings)
    assert "amount: much of it is no number" in warnings
    assert "close_date: much of it is no date" in warnings
    content = "external_id,name\nx,=1+1\nx,b\n"
    warnings = " ".join(importer.plan(write(tmp_path, content), "deal").warnings)
    assert "values repeat" in warnings
    assert "formulas" in warnings


def test_links_and_options_are_told_in_words(importer: Importer, tmp_path: Path) -> None:
    importer.load(importer.plan(write(tmp_path, "name\nAcme\nBolt\n"), "company"), who="u")
    importer.load(importer.plan(write(tmp_path, "name,email\nAnn,a@b.example\n"), "owner"), who="u")
    content = "account,rep,stage,since\nAcme,Ann,Parked,05/06/24\n,,Won,n/a\n"
    plan = importer.plan(write(tmp_path, content.replace(",", "\t")), "deal")
    told = describe_plan(plan)
    for words in (
        "CSV, utf-8, tab",
        "known by: all it holds",
        "stage (+1 options)",
        "name is filled with: {account} || {stage}",
        "account links to company by name, as “account”; what is not found is kept in",
        "rep links to owner by name, as owner_id",
        "missing: n/a",
        "two digits",
    ):
        assert words in told, told
    path = write(tmp_path, '{"city": "Bonn"}\n[]\n', "f.jsonl")
    assert "JSON Lines, utf-8, 1 rows, 1 unreadable" in describe_plan(importer.plan(path, "lead"))
