"""Columns that name other records."""

from dataclasses import replace

from tests.conftest import Engines
from tests.records.importing.bringing import PERSON
from tests.records.importing.files import WORKSPACE, stored, values

from stationmaster.core.record import Association
from stationmaster.records.importing.items import Remark
from stationmaster.records.importing.plan import Plan
from stationmaster.records.store import RecordStore
from stationmaster.records.write.writer import RecordWriter


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
