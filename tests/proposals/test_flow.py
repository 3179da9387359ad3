"""The line from wish to receipt, on both databases."""

from dataclasses import replace

import pytest
from tests.proposals.office import (
    ADA,
    AGENT,
    AUTOMATIC,
    BEN,
    STATION,
    WORKSPACE,
    Now,
    Office,
    statuses,
    switches,
)

from stationmaster.audit.query import AuditQuery
from stationmaster.core.actor import SourceKind
from stationmaster.core.errors import Conflict, InvalidInput, NotFound
from stationmaster.core.evidence import Evidence
from stationmaster.core.operation import (
    Archive,
    Associate,
    Create,
    LogActivity,
    Seen,
    SetProperties,
)
from stationmaster.core.proposal import Choice, Draft, RejectReason, Status
from stationmaster.core.record import Ref


def actions(office: Office) -> list[str]:
    rows = AuditQuery(office.governance, office.workspace).page(limit=200).rows
    return [row.action for row in reversed(rows)]


def test_what_needs_a_person_waits_and_is_written_when_approved(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, score=82)
    assert waiting.status is Status.WAITING
    assert office.record(lead).get("score") is None
    [applied] = office.approve(waiting)
    assert applied.status is Status.APPLIED
    assert applied.approver == ADA.id
    record = office.record(lead)
    assert record.get("score") == 82
    source = record.stamps["score"].source
    assert (source.kind, source.id, source.proposal) == (SourceKind.AGENT, AGENT.id, waiting.id)
    assert actions(office) == [
        "proposal.proposed",
        "proposal.waiting",
        "proposal.approved",
        "proposal.applying",
        "proposal.applied",
    ]


def test_what_policy_allows_alone_is_written_at_once(office: Office) -> None:
    office.set_policy(switches(AUTOMATIC))
    lead = office.lead()
    assert office.propose(lead, score=82).status is Status.APPLIED
    assert office.record(lead).get("score") == 82


def test_what_no_list_names_is_denied_and_kept_with_its_reason(office: Office) -> None:
    lead = office.lead()
    denied = office.propose(lead, campaign="spring")
    assert denied.status is Status.DENIED
    assert denied.decision is not None
    assert denied.decision.notes
    assert office.queue.get(denied.id).status is Status.DENIED
    assert office.record(lead).get("campaign") is None


def test_a_dry_run_decides_and_leaves_nothing(office: Office) -> None:
    lead = office.lead()
    [dry] = office.line.submit(
        [office.draft(lead, score=1)], actor=AGENT, station=STATION, dry_run=True
    )
    assert dry.status is Status.PROPOSED
    assert dry.decision is not None
    with pytest.raises(NotFound):
        office.queue.get(dry.id)
    assert actions(office) == []


def test_a_record_changed_between_view_and_approval_is_not_written(office: Office) -> None:
    lead = office.lead(city="Bergen")
    waiting = office.propose(lead, city="Aberdeen")
    office.person_edits(lead, city="Oslo")
    [stale] = office.approve(waiting)
    assert stale.status is Status.STALE
    assert office.record(lead).get("city") == "Oslo"
    [conflict] = stale.steps[0].conflicts
    assert (conflict.base, conflict.theirs, conflict.proposed) == ("Bergen", "Oslo", "Aberdeen")


def test_a_value_that_went_there_and_back_is_still_a_change(office: Office) -> None:
    lead = office.lead(city="Bergen")
    waiting = office.propose(lead, city="Aberdeen")
    office.person_edits(lead, city="Oslo")
    office.person_edits(lead, city="Bergen")
    assert statuses(office.approve(waiting)) == ["stale"]


def test_an_edit_of_another_property_does_not_stand_in_the_way(office: Office) -> None:
    lead = office.lead(city="Bergen")
    waiting = office.propose(lead, city="Aberdeen")
    office.person_edits(lead, job_title="CEO")
    assert statuses(office.approve(waiting)) == ["applied"]


def test_nothing_of_a_stale_proposal_is_written(office: Office) -> None:
    lead = office.lead(city="Bergen")
    waiting = office.propose(lead, city="Aberdeen", score=5)
    office.person_edits(lead, city="Oslo")
    office.approve(waiting)
    assert office.record(lead).get("score") is None


def test_a_stale_proposal_can_be_renewed_on_what_is_there_now(office: Office) -> None:
    lead = office.lead(city="Bergen")
    waiting = office.propose(lead, city="Aberdeen")
    office.person_edits(lead, city="Oslo")
    [stale] = office.approve(waiting)
    renewed = office.line.renew(stale.id, by=ADA)
    assert renewed.status is Status.WAITING
    assert renewed.draft.supersedes == stale.id
    assert statuses(office.approve(renewed)) == ["applied"]
    assert office.record(lead).get("city") == "Aberdeen"
    with pytest.raises(Conflict, match="only a stale proposal"):
        office.line.renew(renewed.id, by=ADA)


def test_the_digest_binds_what_was_seen(office: Office) -> None:
    waiting = office.propose(office.lead(), score=82)
    [result] = office.line.approve({waiting.id: "0" * 64}, by=ADA)
    assert not result.ok
    assert "not what is stored" in result.message
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_reject_keeps_the_reason_and_tells_the_station(office: Office) -> None:
    waiting = office.propose(office.lead(), score=82)
    [result] = office.line.reject(
        [waiting.id], by=BEN, reason=RejectReason.WEAK_EVIDENCE, words="no phone"
    )
    assert result.ok
    assert [p.id for p in office.ended] == [waiting.id]
    row = AuditQuery(office.governance, WORKSPACE).page(action="proposal.rejected", limit=1).rows[0]
    assert row.detail["reason"] == "weak_evidence"
    assert row.detail["words"] == "no phone"
    [again] = office.line.reject([waiting.id], by=BEN, reason=RejectReason.OTHER)
    assert not again.ok


def test_an_edit_supersedes_and_keeps_both(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, city="Bergn", score=4)
    new = office.line.edit(waiting.id, waiting.digest, {0: {"city": "Bergen"}}, by=ADA)
    assert new.status is Status.WAITING
    assert office.queue.get(waiting.id).status is Status.SUPERSEDED
    assert office.queue.get(waiting.id).superseded_by == new.id
    assert new.draft.supersedes == waiting.id
    assert statuses(office.approve(new)) == ["applied"]
    record = office.record(lead)
    assert (record.get("city"), record.get("score")) == ("Bergen", 4)
    assert record.stamps["city"].source.kind is SourceKind.PERSON
    row = (
        AuditQuery(office.governance, WORKSPACE).page(action="proposal.superseded", limit=1).rows[0]
    )
    assert row.detail["edits"] == [["city", 1]]


def test_accepting_a_part_is_an_edit(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, city="Bergen", score=4)
    new = office.line.edit(waiting.id, waiting.digest, {}, without={0: {"score"}}, by=ADA)
    office.approve(new)
    assert (office.record(lead).get("city"), office.record(lead).get("score")) == ("Bergen", None)
    everything = office.propose(lead, job_title="CEO")
    with pytest.raises(InvalidInput, match="Nothing would be left"):
        office.line.edit(everything.id, everything.digest, {}, without={0: {"job_title"}}, by=ADA)


@pytest.mark.parametrize(
    ("values", "field"),
    [({0: {"score": "much"}}, "score"), ({0: {"email": "x"}}, "email"), ({7: {}}, "operation")],
)
def test_an_edit_is_checked_like_any_value(
    office: Office, values: dict[int, dict[str, str]], field: str
) -> None:
    waiting = office.propose(office.lead(), score=4)
    with pytest.raises(InvalidInput) as caught:
        office.line.edit(waiting.id, waiting.digest, values, by=ADA)
    assert caught.value.field == field
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_a_question_is_answered_by_choosing(office: Office) -> None:
    lead, other = office.lead(), office.insert("contact", {"last_name": "Lind"})[0]
    same = Choice("The same person", (Associate(lead, other, "same_person"),))
    question = Draft("two_candidates", "Same person?", lead, (), "two match", choices=(same,))
    [asked] = office.submit(question)
    assert asked.status is Status.WAITING
    [refused] = office.line.approve({asked.id: asked.digest}, by=ADA)
    assert "choose one" in refused.message
    chosen = office.line.choose(asked.id, asked.digest, 0, by=ADA)
    assert statuses(office.approve(chosen)) == ["applied"]
    [link] = office.crm.reader.associations([lead])[lead]
    assert link.target == other
    with pytest.raises(Conflict):
        office.line.choose(asked.id, asked.digest, 0, by=ADA)


def test_new_records_can_be_linked_in_the_same_proposal_and_taken_back(office: Office) -> None:
    lead = office.lead(email="i@halvorsen.example")
    new = Ref("contact", "@contact")
    create = Create(new, {"last_name": "Halvorsen", "email": "i@halvorsen.example"}, ("email",))
    note = LogActivity(Ref("activity", "@note"), {"kind": "note", "subject": "made"}, (lead, new))
    draft = Draft(
        "match", "New contact", lead, (create, Associate(lead, new, "same_person"), note), "x"
    )
    [applied] = office.approve(office.submit(draft)[0])
    assert applied.status is Status.APPLIED, applied.steps
    made = applied.steps[0].written.record
    assert [a.target for a in office.crm.reader.associations([lead], "contact")[lead]] == [made]
    assert len(office.crm.reader.timeline(lead).records) == 1
    [undone] = office.line.undo([applied.id], by=ADA, reason="wrong")
    assert undone.proposal is not None
    assert undone.proposal.status is Status.APPLIED, undone
    assert office.record(made).archived
    assert office.crm.reader.associations([lead], "contact").get(lead, []) == []


def test_a_create_that_meets_a_newer_match_is_stale(office: Office) -> None:
    lead = office.lead()
    create = Create(Ref("contact", "@c"), {"email": "a@b.example", "last_name": "A"}, ("email",))
    [waiting] = office.submit(Draft("match", "New", lead, (create,), "x"))
    office.insert("contact", {"email": "a@b.example", "last_name": "B"})
    assert statuses(office.approve(waiting)) == ["stale"]


def test_undo_restores_and_keeps_what_was_edited_since(office: Office) -> None:
    lead = office.lead(city="Bergen", job_title="Buyer")
    [applied] = office.approve(office.propose(lead, city="Oslo", job_title="CEO"))
    office.person_edits(lead, job_title="Chair")
    [undone] = office.line.undo([applied.id], by=ADA, reason="wrong")
    record = office.record(lead)
    assert (record.get("city"), record.get("job_title")) == ("Bergen", "Chair")
    [kept] = undone.kept
    assert (kept.property, kept.theirs, kept.theirs_by) == ("job_title", "Chair", BEN.id)
    [again] = office.line.undo([applied.id], by=ADA, reason="wrong")
    assert again.proposal is None


def test_undo_of_one_property(office: Office) -> None:
    lead = office.lead(city="Bergen", job_title="Buyer")
    [applied] = office.approve(office.propose(lead, city="Oslo", job_title="CEO"))
    office.line.undo([applied.id], by=ADA, reason="city only", only={lead: ["city"]})
    record = office.record(lead)
    assert (record.get("city"), record.get("job_title")) == ("Bergen", "CEO")


def test_undo_by_an_agent_waits_for_a_person(office: Office) -> None:
    lead = office.lead(city="Bergen")
    [applied] = office.approve(office.propose(lead, city="Oslo"))
    [undone] = office.line.undo([applied.id], by=AGENT, reason="wrong")
    assert undone.proposal is not None
    assert undone.proposal.status is Status.WAITING
    assert office.record(lead).get("city") == "Oslo"


def test_undo_of_what_never_happened_says_so(office: Office) -> None:
    waiting = office.propose(office.lead(), score=3)
    [nothing, unknown] = office.line.undo([waiting.id, "prop_x"], by=ADA, reason="x")
    assert nothing.proposal is None
    assert "nothing was written" in nothing.message
    assert "no proposal" in unknown.message


def test_archive_always_waits_and_can_be_restored(office: Office) -> None:
    office.set_policy(switches(AUTOMATIC))
    lead = office.lead()
    draft = Draft("archive", "Archive", lead, (Archive(lead, office.record(lead).version),), "spam")
    [waiting] = office.submit(draft)
    assert waiting.status is Status.WAITING
    [applied] = office.approve(waiting)
    assert office.record(lead).archived
    office.line.undo([applied.id], by=BEN, reason="no spam")
    assert not office.record(lead).archived


def test_silence_is_a_no(office: Office) -> None:
    waiting = office.propose(office.lead(), score=3)
    assert isinstance(office.clock, Now)
    office.clock.forward(hours=73)
    [late] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert "expired" in late.message
    assert office.line.sweep().expired == 1
    assert office.queue.get(waiting.id).status is Status.EXPIRED
    assert [p.id for p in office.ended] == [waiting.id]


def test_the_same_wish_is_not_stored_twice_nor_after_a_no(office: Office) -> None:
    lead = office.lead()
    draft = replace(office.draft(lead, score=3), dedup=f"score:{lead}")
    first, second = office.submit(draft, draft)
    assert first.id == second.id
    assert office.submit(draft)[0].id == first.id
    office.line.reject([first.id], by=ADA, reason=RejectReason.NOT_NOW)
    assert office.submit(draft)[0].status is Status.REJECTED
    other = replace(office.draft(lead, score=4), dedup=f"score:{lead}")
    assert office.submit(other)[0].status is Status.WAITING


def test_evidence_counts_only_where_it_is_found(office: Office) -> None:
    lead = office.lead(message="We run around 180 people")
    at = office.clock()
    there = Evidence("180 people", lead, "message", 14, at)
    elsewhere = Evidence("200 people", lead, "message", 14, at, found=True)
    draft = replace(office.draft(lead, score=1), evidence=(there, elsewhere))
    [waiting] = office.submit(draft)
    assert [e.found for e in waiting.draft.evidence] == [True, False]


def test_bad_drafts_are_refused_with_the_field_named(office: Office) -> None:
    lead = office.lead()
    ghost = SetProperties(Ref("lead", "lead_x"), {"score": 1}, {"score": Seen(None)})
    with pytest.raises(NotFound):
        office.submit(Draft("update", "x", Ref("lead", "lead_x"), (ghost,), "x"))
    with pytest.raises(NotFound, match="no owner owner_x"):
        office.submit(office.owner_draft(lead, "owner_x"))
    elsewhere = Choice("It is that one", (Associate(lead, Ref("contact", "contact_x"), "is"),))
    with pytest.raises(NotFound, match="no contact contact_x"):
        office.submit(Draft("two_candidates", "Which?", lead, (), "x", choices=(elsewhere,)))
    nothing = Draft("update", "x", lead, (), "x")
    unseen = Draft("update", "x", lead, (SetProperties(lead, {"score": 1}, {}),), "x")
    unmade = Draft("link", "x", lead, (Associate(lead, Ref("contact", "@c"), "x"),), "x")
    for draft, field in ((nothing, "operations"), (unseen, "base"), (unmade, "record")):
        with pytest.raises(InvalidInput) as caught:
            office.submit(draft)
        assert caught.value.field == field
    for name, value, field in (("nose", "long", "nose"), ("score", "much", "score")):
        with pytest.raises(InvalidInput) as caught:
            office.propose(lead, **{name: value})
        assert caught.value.field == field
    assert actions(office) == []
