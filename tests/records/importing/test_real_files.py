"""Files from the world, with defects whose right answers are known."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.records.importing.files import DATA, WORKSPACE, stored, values

from stationmaster.core.record import PropertyType as T
from stationmaster.db.engine import open_engine
from stationmaster.records.importing.importer import Importer
from stationmaster.records.importing.items import Outcome, Remark
from stationmaster.records.importing.planning import Hints
from stationmaster.records.importing.report import Report

LEADS = DATA / "x_education_leads/Leads.csv.gz"
MAVEN = DATA / "maven_crm"


@pytest.fixture(scope="module")
def engine(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("real") / "records.db"
    path.write_bytes((sqlite_template / "records.db").read_bytes())
    engine = open_engine(f"sqlite:///{path}", durable=False)
    yield engine
    engine.dispose()


def _skip_without(path: Path) -> None:
    if not path.exists():
        pytest.skip(f"{path.name} is not on this machine")


def _load(engine: Engine, path: Path, type: str) -> Report:
    importer = Importer(engine, WORKSPACE)
    return importer.load(importer.plan(path, type, Hints(define=True)), who="u")


def test_real_leads(engine: Engine) -> None:
    _skip_without(LEADS)
    importer = Importer(engine, WORKSPACE)
    plan = importer.plan(LEADS, "lead")
    known = {c.name: c.to for c in plan.columns if c.new is None}
    assert known == {
        "Prospect ID": "external_id",
        "Lead Source": "source",
        "Do Not Email": "opted_out",
        "Converted": "converted",
        "TotalVisits": "visits",
        "Country": "country",
        "City": "city",
    }
    new = {c.name: c.new.type for c in plan.columns if c.new is not None}
    assert (len(new), new["Tags"], new["Lead Number"], new["Do Not Call"]) == (
        30,
        T.OPTION,
        T.STRING,
        T.BOOLEAN,
    )
    placeholders = {c.name for c in plan.columns if "Select" in c.suggested_missing}
    assert placeholders == {
        "Specialization",
        "How did you hear about X Education",
        "Lead Profile",
        "City",
    }
    assert plan.column("Lead Source").suggested == {"google": "Google"}
    report = importer.load(plan.missing("Select"), who="u")
    assert (report.created, report.rows) == (9_240, 9_240)
    leads = stored(engine, "lead")
    assert sum(lead.get("converted") is True for lead in leads) == 3_561
    assert sum(lead.get("city") == "Select" for lead in leads) == 0
    again = importer.dry_run(importer.plan(LEADS, "lead").missing("Select"))
    assert again.outcomes == {Outcome.UNCHANGED: 9_240}


def test_real_pipeline(engine: Engine) -> None:
    _skip_without(MAVEN)
    accounts = _load(engine, MAVEN / "accounts.csv", "company")
    assert accounts.created == 85
    misspelled = {t.value: (t.suggestion, t.count) for t in accounts.tallies}
    assert misspelled == {"technolgy": ("technology", 12), "Philipines": ("Philippines", 1)}
    assert _load(engine, MAVEN / "sales_teams.csv", "owner").created == 35
    assert _load(engine, MAVEN / "products.csv", "product").created == 7

    report = _load(engine, MAVEN / "sales_pipeline.csv", "deal")
    assert (report.created, report.rejected) == (8_800, 0)
    assert report.count(Remark.UNLINKED) == report.count(Remark.UNLINKED, "product", "GTXPro")
    assert report.count(Remark.UNLINKED) == 1_480
    assert report.count(Remark.BLANK) == report.count(Remark.BLANK, "account") == 1_425
    assert report.tallies[0].suggestion == "GTX Pro"
    assert report.links == 2 * 8_800 - 1_480 - 1_425
    deals = stored(engine, "deal")
    assert sum(deal.get("product") == "GTXPro" for deal in deals) == 1_480, "the text is kept"
    assert len({deal.get("owner_id") for deal in deals}) == 30
    assert {stage for (stage,) in values(engine, "deal", "stage")} == {
        "won",
        "lost",
        "engaging",
        "prospecting",
    }
    again = _load(engine, MAVEN / "sales_pipeline.csv", "deal")
    assert (again.outcomes, again.links) == ({Outcome.UNCHANGED: 8_800}, 0)
    assert stored(engine, "deal") == deals
