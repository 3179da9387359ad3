"""What an agent may not read it does not learn by proposing, and a rep changes own records only."""

from dataclasses import replace

import pytest
from tests.proposals.office import (
    ADA,
    AGENT,
    AUTOMATIC,
    OPEN_STATION,
    STATION,
    WORKSPACE,
    Office,
    switches,
)

from stationmaster.core.actor import Agent, Person, Role
from stationmaster.core.errors import Forbidden, InvalidInput
from stationmaster.core.evidence import Evidence
from stationmaster.core.filter import parse
from stationmaster.core.operation import Seen, SetProperties, seen
from stationmaster.core.proposal import Draft, RejectReason, Status
from stationmaster.policy.switches import Scope, ScopeEffect


def rep(office: Office) -> Person:
    owner = str(office.insert("owner", {"name": "Rita"})[0].id)
    rita = Person("person_rita", WORKSPACE, "Rita", Role.REP, owner)
    office.people[rita.id] = rita
    return rita


def test_a_rep_edits_own_records_and_no_others(office: Office) -> None:
    rita = rep(office)
    mine, other = office.lead(owner_id=rita.owner), office.lead()
    [done] = office.line.submit([office.draft(mine, city="Oslo")], actor=rita, station="")
    assert done.status is Status.APPLIED
    for draft in (office.draft(other, city="Oslo"), office.owner_draft(other, str(rita.owner))):
        with pytest.raises(Forbidden, match="your own"):
            office.line.submit([draft], actor=rita, station="")
    for_rita = replace(AGENT, on_behalf_of=rita.id)
    with pytest.raises(Forbidden, match="your own"):
        office.line.submit([office.draft(other, city="Oslo")], actor=for_rita, station=STATION)


def test_evidence_does_not_tell_what_may_not_be_read(office: Office) -> None:
    lead = office.lead(phone="+442079460655", city="Oslo")
    at = office.clock()
    hidden = Evidence("+442079460655", lead, "phone", 0, at)
    shown = Evidence("Oslo", lead, "city", 0, at)
    draft = replace(office.draft(lead, score=1), evidence=(hidden, shown))
    assert [e.found for e in office.submit(draft)[0].draft.evidence] == [False, True]


def test_what_may_not_be_read_cannot_be_proposed_about(office: Office) -> None:
    write = {**OPEN_STATION.write, "lead": (*OPEN_STATION.write["lead"], "phone")}
    office.set_policy(switches(replace(OPEN_STATION, write=write)))
    lead = office.lead(phone="+442079460655")
    blind = SetProperties(lead, {"phone": "+4912345678"}, {"phone": Seen(None)})
    with pytest.raises(Forbidden, match="may not read phone"):
        office.submit(Draft("update", "x", lead, (blind,), "x"))


def test_nothing_was_seen_in_the_future(office: Office) -> None:
    lead = office.lead()
    office.clock.forward(hours=1)  # type: ignore[attr-defined]  # the office's clock is a Now
    late = Seen(None, office.clock())
    office.clock.forward(hours=-1)  # type: ignore[attr-defined]  # as above
    with pytest.raises(InvalidInput, match="future"):
        office.submit(
            Draft("u", "x", lead, (SetProperties(lead, {"score": 1}, {"score": late}),), "x")
        )


def test_a_change_split_in_two_is_judged_whole(office: Office) -> None:
    where = parse('score gt 90 and city eq "Oslo"')
    scope = Scope("both", "Both", "lead", where, ScopeEffect.NEVER)
    policy = switches(AUTOMATIC)
    office.set_policy(replace(policy, scopes=(*policy.scopes, scope)))
    lead = office.lead()
    record = office.record(lead)
    halves = tuple(
        SetProperties(lead, values, seen(record, values))
        for values in ({"score": 95}, {"city": "Oslo"})
    )
    [split] = office.submit(Draft("update", "x", lead, halves, "x"))
    assert split.status is Status.DENIED
    assert office.propose(lead, score=95).status is Status.APPLIED


def test_a_dedup_key_is_its_stations_own(office: Office) -> None:
    lead = office.lead(city="Bergen")
    [applied] = office.approve(office.propose(lead, city="Oslo"))
    squatter = replace(office.draft(lead, score=1), dedup=f"undo:{applied.id}")
    office.submit(squatter)
    [undone] = office.line.undo([applied.id], by=ADA, reason="wrong")
    assert undone.proposal is not None
    assert undone.proposal.status is Status.APPLIED
    assert office.record(lead).get("city") == "Bergen"


def test_an_agent_undoes_at_its_own_stations_only(office: Office) -> None:
    [applied] = office.approve(office.propose(office.lead(city="Bergen"), city="Oslo"))
    stranger = Agent("agent_x", WORKSPACE, "X", frozenset(("hygiene",)))
    [undone] = office.line.undo([applied.id], by=stranger, reason="x")
    assert undone.proposal is None
    assert "no proposal" in undone.message


def test_a_revoked_token_takes_its_proposals_with_it(office: Office) -> None:
    waiting = office.propose(office.lead(), score=1)
    revoked = replace(office.desk, agent_holds=lambda agent: agent.id != AGENT.id)
    [refused] = replace(office.line, desk=revoked).approve({waiting.id: waiting.digest}, by=ADA)
    assert "revoked" in refused.message
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_an_edit_back_to_what_was_rejected_is_not_lost(office: Office) -> None:
    lead = office.lead()
    first = replace(office.draft(lead, score=1), dedup="k")
    [rejected] = office.submit(first)
    office.line.reject([rejected.id], by=ADA, reason=RejectReason.OTHER)
    [second] = office.submit(replace(office.draft(lead, score=2), dedup="k"))
    new = office.line.edit(second.id, second.digest, {0: {"score": 1}}, by=ADA)
    assert new.status is Status.WAITING
    assert office.queue.get(second.id).superseded_by == new.id


def test_a_tampered_row_is_never_written(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, score=1)
    body = waiting.body.replace(b'["score",1]', b'["score",99]')
    assert body != waiting.body
    with office.governance.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE proposal SET body = '{body.decode()}' WHERE id = '{waiting.id}'"  # noqa: S608 # test data
        )
    [refused] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert not refused.ok
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stationmaster.proposals.review.fits", lambda _: True)
        [denied] = office.approve(waiting)
    assert denied.status is Status.DENIED
    assert office.record(lead).get("score") is None


def test_an_approval_that_lay_too_long_is_not_written(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, score=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("stationmaster.proposals.flow.apply", lambda *_: [])
        office.approve(waiting)
    office.clock.forward(hours=80)  # type: ignore[attr-defined]  # the office's clock is a Now
    office.line.sweep()
    assert office.queue.get(waiting.id).status is Status.EXPIRED
    assert office.record(lead).get("score") is None


def test_undo_keeps_a_value_that_went_away_and_came_back(office: Office) -> None:
    lead = office.lead(city="Bergen")
    [applied] = office.approve(office.propose(lead, city="Oslo"))
    office.person_edits(lead, city="Turku")
    office.person_edits(lead, city="Oslo")
    [undone] = office.line.undo([applied.id], by=ADA, reason="wrong")
    assert undone.proposal is None
    assert [k.property for k in undone.kept] == ["city"]
    assert office.record(lead).get("city") == "Oslo"


def test_invented_evidence_is_never_written_alone(office: Office) -> None:
    office.set_policy(switches(AUTOMATIC))
    lead = office.lead(city="Oslo")
    true = Evidence("Oslo", lead, "city", 0, office.clock())
    invented = replace(true, quote="We buy tomorrow")
    for evidence, status in ((true, Status.APPLIED), (invented, Status.WAITING)):
        [done] = office.submit(replace(office.draft(lead, job_title="CEO"), evidence=(evidence,)))
        assert done.status is status
        office.person_edits(lead, job_title=None)
