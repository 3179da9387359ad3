"""What people decide and edit goes through the line, and the pages say what came of it."""

from tests.web.office import DESK, Office
from tests.web.visitor import Visitor, filled

from stationmaster.core.proposal import Status


def test_approve_without_scripts(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    page = ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    assert "Approved and written: Assign Firm 00" in page
    assert office.record(office.leads[0]).get("owner_id") == office.owners[1].id


def test_what_was_not_seen_is_not_approved(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    page = ada.post(f"/proposals/{p.id}/approve", digest="0" * 64)
    assert "What you saw is not what is stored now." in page
    assert office.workspace.queue.get(p.id).status is Status.WAITING


def test_reject_needs_a_reason_of_the_list(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    assert "Pick a reason" in ada.post(f"/proposals/{p.id}/reject", reason="because")
    assert "Rejected (not now)" in ada.post(
        f"/proposals/{p.id}/reject", reason="not_now", words="Next year."
    )
    assert office.workspace.queue.get(p.id).status is Status.REJECTED


def test_edit_part_of_it_and_leave_part_out(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    form = ada.form(f"/proposals/{p.id}/edit", f"/proposals/{p.id}/edit")
    assert form["v.1.score"] == ["82"]
    form |= {"v.1.score": ["70"], "without": ["v.1.status"]}
    page = ada.post(f"/proposals/{p.id}/edit", **form)
    assert "Yours now." in page
    [new] = office.workspace.queue.page().rows
    assert dict(new.draft.operations[1].values) == {"score": 70}  # type: ignore[union-attr]  # SetProperties
    assert new.draft.operations[0] == p.draft.operations[0]


def test_an_edit_that_cannot_be_is_said_beside_its_field(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    form = ada.form(f"/proposals/{p.id}/edit", f"/proposals/{p.id}/edit") | {"v.1.score": ["lots"]}
    page = ada.post(f"/proposals/{p.id}/edit", **form)
    assert ada.status == 422
    assert 'value="lots"' in page
    assert 'aria-describedby="w-v-1-score"' in page
    assert office.workspace.queue.get(p.id).status is Status.WAITING


def test_an_edit_of_nothing_changes_nothing(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    form = ada.form(f"/proposals/{p.id}/edit", f"/proposals/{p.id}/edit")
    assert "Nothing was changed." in ada.post(f"/proposals/{p.id}/edit", **form)
    assert office.workspace.queue.get(p.id).status is Status.WAITING


def test_a_stale_proposal_is_shown_threefold_and_can_be_renewed(
    office: Office, ada: Visitor
) -> None:
    [p] = office.assign(1)
    office.set_by_hand(office.leads[0], {"status": "nurturing"})
    page = ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    for words in ("Nothing was written", "nurturing", "Max Marsh", "Propose again"):
        assert words in page
    page = ada.post(f"/proposals/{p.id}/renew")
    assert "Proposed again" in page
    [new] = office.workspace.queue.page().rows
    assert new.draft.supersedes == p.id


def test_undo_keeps_what_somebody_edited_since(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    office.set_by_hand(office.leads[0], {"status": "nurturing"})
    page = ada.post(f"/proposals/{p.id}/undo")
    assert "Kept: Status of Ingrid Halvorsen 0, edited by Max Marsh" in page
    record = office.record(office.leads[0])
    assert record.get("status") == "nurturing"
    assert record.get("owner_id") is None


def test_one_value_is_undone_from_the_record(office: Office, ada: Visitor) -> None:
    [p] = office.assign(1)
    ada.post(f"/proposals/{p.id}/approve", digest=p.digest)
    lead = office.leads[0]
    page = ada.client.get(f"/records/lead/{lead.id}").text
    assert page.count("how it came here") == 3
    assert "Approved by" in page
    assert "around 180 people" in page
    page = ada.post(
        f"/proposals/{p.id}/undo", type="lead", id=lead.id, property="score",
        back=f"/records/lead/{lead.id}",
    )  # fmt: skip
    assert "Taken back." in page
    assert office.record(lead).get("score") is None
    assert office.record(lead).get("owner_id") == office.owners[1].id


def test_batch_gives_each_its_own_result(office: Office, ada: Visitor) -> None:
    first, second, third = office.assign(3)
    office.set_by_hand(office.leads[1], {"status": "nurturing"})
    panel = ada.client.get(f"/queue/batch?in_station={DESK}&in_kind=assign_owner").text
    assert panel.count('name="seen"') == 3
    assert panel.count(" checked") == 2
    assert "It changed in the CRM since it was read" in panel
    seen = [f"{p.id}~{p.digest}" for p in (first, second, third)]
    page = ada.post("/queue/batch/approve", seen=seen)
    assert "2 of 3 written" in page
    assert "Not written: it changed in the CRM" in page
    statuses = [office.workspace.queue.get(p.id).status for p in (first, second, third)]
    assert statuses == [Status.APPLIED, Status.STALE, Status.APPLIED]


def test_a_person_edits_a_record_through_the_line(office: Office, ada: Visitor) -> None:
    lead = office.leads[0]
    address = f"/records/lead/{lead.id}"
    form = ada.form(f"{address}/edit", f"{address}/edit")
    form |= {
        "v.company": ["Halvorsen Marine"],
        "v.owner_id": [office.owners[0].id],
        "v.score": ["7"],
    }
    assert "Saved." in ada.post(f"{address}/edit", **form)
    record = office.record(lead)
    assert [record.get(n) for n in ("company", "owner_id", "score")] == [
        "Halvorsen Marine", office.owners[0].id, 7,
    ]  # fmt: skip
    [carried] = office.workspace.queue.of_record(lead)
    assert carried.actor == office.people["ada"]
    assert record.stamps["company"].source.proposal == carried.id


def test_two_people_editing_do_not_overwrite_each_other(office: Office, ada: Visitor) -> None:
    lead = office.leads[0]
    address = f"/records/lead/{lead.id}"
    form = ada.form(f"{address}/edit", f"{address}/edit") | {"v.status": ["qualified"]}
    office.set_by_hand(lead, {"status": "nurturing"})
    page = ada.post(f"{address}/edit", **form)
    assert ada.status == 409
    assert "Changed meanwhile to “nurturing”" in page
    assert office.record(lead).get("status") == "nurturing"
    page = ada.post(f"{address}/edit", **(filled(page) | {"v.status": ["qualified"]}))
    assert "Saved." in page
    assert office.record(lead).get("status") == "qualified"


def test_archive_and_bring_back(office: Office, ada: Visitor) -> None:
    lead = office.leads[0]
    version = str(office.record(lead).version)
    page = ada.post(f"/records/lead/{lead.id}/archive", version=version)
    assert office.record(lead).archived, page
    assert "Bring it back" in page
    version = str(office.record(lead).version)
    ada.post(f"/records/lead/{lead.id}/restore", version=version)
    assert not office.record(lead).archived


def test_links_between_records_lead_both_ways(office: Office, ada: Visitor) -> None:
    [question] = office.submit(office.question(office.leads[0]))
    ada.post(f"/proposals/{question.id}/choose", digest=question.digest, choice="0")
    [new] = office.workspace.queue.page().rows
    ada.post(f"/proposals/{new.id}/approve", digest=new.digest)
    lead, contact = office.leads[0], office.contacts[0]
    for here, there in ((lead, contact), (contact, lead)):
        page = ada.client.get(f"/records/{here.type}/{here.id}").text
        assert f'href="/records/{there.type}/{there.id}"' in page
