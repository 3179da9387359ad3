"""Who may do what on the line, and what a policy holds back, on both databases."""

from dataclasses import replace

import pytest
from tests.proposals.office import (
    ADA,
    AGENT,
    AUTOMATIC,
    BEN,
    EVE,
    OPEN_STATION,
    STATION,
    WORKSPACE,
    Office,
    statuses,
    switches,
)

from stationmaster.audit.query import AuditQuery
from stationmaster.core.actor import Agent, Person, Role, SourceKind
from stationmaster.core.errors import Forbidden, InvalidInput, NotFound
from stationmaster.core.operation import (
    Archive,
)
from stationmaster.core.proposal import Draft, RejectReason, Status
from stationmaster.core.record import Association, Source
from stationmaster.policy.switches import PermissionLevel, Tier
from stationmaster.records.write import RecordWriter


def actions(office: Office) -> list[str]:
    rows = AuditQuery(office.governance, office.workspace).page(limit=200).rows
    return [row.action for row in reversed(rows)]


def test_a_changed_policy_between_view_and_approval_decides_again(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, score=82)
    office.set_policy(switches(replace(OPEN_STATION, write={"lead": ("city",)})))
    [result] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert not result.ok
    assert result.status is Status.DENIED
    assert office.record(lead).get("score") is None


def test_an_agent_cannot_approve_and_its_try_is_audited(office: Office) -> None:
    waiting = office.propose(office.lead(), score=82)
    for call in (
        lambda: office.line.approve({waiting.id: waiting.digest}, by=AGENT),
        lambda: office.line.reject([waiting.id], by=AGENT, reason=RejectReason.OTHER),
        lambda: office.line.edit(waiting.id, waiting.digest, {}, by=AGENT),
    ):
        with pytest.raises(Forbidden, match="only a person decides"):
            call()
    assert actions(office)[-3:] == ["decision.refused"] * 3
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_a_viewer_cannot_approve(office: Office) -> None:
    waiting = office.propose(office.lead(), score=82)
    with pytest.raises(Forbidden):
        office.line.approve({waiting.id: waiting.digest}, by=EVE)


def test_nobody_approves_for_an_agent_that_acts_for_them(office: Office) -> None:
    mine = replace(AGENT, on_behalf_of=ADA.id)
    [waiting] = office.line.submit(
        [office.draft(office.lead(), score=1)], actor=mine, station=STATION
    )
    [result] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert "own proposal" in result.message
    assert statuses(office.approve(waiting, by=BEN)) == ["applied"]


def test_an_agent_may_do_only_what_the_person_it_acts_for_may(office: Office) -> None:
    for_viewer = replace(AGENT, on_behalf_of=EVE.id)
    draft = office.draft(office.lead(), score=1)
    [denied] = office.line.submit([draft], actor=for_viewer, station=STATION)
    assert denied.status is Status.DENIED
    gone = replace(AGENT, on_behalf_of="person_gone")
    with pytest.raises(Forbidden, match="no longer active"):
        office.line.submit([draft], actor=gone, station=STATION)


def test_an_agent_stays_at_its_stations(office: Office) -> None:
    other = Agent("agent_two", WORKSPACE, "Other", frozenset(("hygiene",)))
    with pytest.raises(Forbidden, match="does not work at"):
        office.line.submit([office.draft(office.lead(), score=1)], actor=other, station=STATION)


def test_actors_of_another_workspace_find_nothing(office: Office) -> None:
    stranger = Person("person_x", "ws_other", "X", Role.ADMIN)
    waiting = office.propose(office.lead(), score=1)
    with pytest.raises(NotFound):
        office.line.approve({waiting.id: waiting.digest}, by=stranger)
    with pytest.raises(NotFound):
        office.line.submit([office.draft(office.lead(), score=1)], actor=stranger, station="")


def test_a_person_sets_what_they_see_at_once_and_an_agent_then_only_fills(office: Office) -> None:
    office.set_policy(switches(AUTOMATIC))
    lead = office.lead()
    [mine] = office.line.submit([office.draft(lead, city="Oslo")], actor=BEN, station="")
    assert mine.status is Status.APPLIED
    assert office.record(lead).stamps["city"].source == Source(SourceKind.PERSON, BEN.id, mine.id)
    assert office.propose(lead, city="Bergen").status is Status.WAITING
    assert office.propose(lead, job_title="CEO").status is Status.APPLIED


def test_the_stop_holds_approvals_back_and_loses_nothing(office: Office) -> None:
    waiting = office.propose(office.lead(), score=3)
    office.set_policy(replace(switches(), stopped=True))
    [held] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert not held.ok
    assert office.queue.get(waiting.id).status is Status.WAITING
    office.set_policy(switches())
    assert statuses(office.approve(waiting)) == ["applied"]


def test_draft_level_is_seen_and_edited_but_never_written(office: Office) -> None:
    office.set_policy(switches(replace(OPEN_STATION, level=PermissionLevel.DRAFT)))
    waiting = office.propose(office.lead(), score=3)
    assert waiting.status is Status.WAITING
    [refused] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert not refused.ok
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_an_unreadable_policy_stops_everything(office: Office) -> None:
    lead = office.lead()
    waiting = office.propose(lead, score=3)
    with office.governance.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO policy_switches VALUES ('ws_one', 99, '', 'x', '{\"broken\": 1}')"
        )
    for call in (
        lambda: office.propose(lead, score=4),
        lambda: office.line.approve({waiting.id: waiting.digest}, by=ADA),
    ):
        with pytest.raises(Exception, match="policy cannot be read"):
            call()
    assert office.record(lead).get("score") is None
    with office.governance.begin() as connection:
        connection.exec_driver_sql("DELETE FROM policy_switches WHERE version = 99")


def test_a_station_switched_off_holds_its_proposals_back(office: Office) -> None:
    waiting = office.propose(office.lead(), score=3)
    office.set_policy(switches(replace(OPEN_STATION, enabled=False)))
    [held] = office.line.approve({waiting.id: waiting.digest}, by=ADA)
    assert not held.ok
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_a_rep_decides_about_own_records_only(office: Office) -> None:
    owner = str(office.insert("owner", {"name": "Rita"})[0].id)
    rita = Person("person_rita", WORKSPACE, "Rita", Role.REP, owner)
    office.people[rita.id] = rita
    mine, other = office.lead(owner_id=owner), office.lead()
    first, second = office.submit(office.draft(mine, score=1), office.draft(other, score=1))
    results = office.line.approve({first.id: first.digest, second.id: second.digest}, by=rita)
    assert [r.ok for r in results] == [True, False]
    assert "only where all records are your own" in results[1].message
    with pytest.raises(Forbidden):
        office.line.edit(second.id, second.digest, {0: {"score": 2}}, by=rita)
    [refused] = office.line.reject([second.id], by=rita, reason=RejectReason.OTHER)
    assert not refused.ok


def test_nobody_approves_what_they_may_not_do_themselves(office: Office) -> None:
    owner = str(office.insert("owner", {"name": "Rita"})[0].id)
    rita = Person("person_rita", WORKSPACE, "Rita", Role.REP, owner)
    mine = office.lead(owner_id=owner)
    archive = (Archive(mine, office.record(mine).version),)
    [waiting] = office.submit(Draft("archive", "Archive", mine, archive, "spam"))
    [refused] = office.line.approve({waiting.id: waiting.digest}, by=rita)
    assert not refused.ok
    assert office.queue.get(waiting.id).status is Status.WAITING


def test_a_lead_of_a_strategic_account_gets_its_owner_from_a_person(office: Office) -> None:
    tiers = {**AUTOMATIC.tiers, "assign_owner": Tier.AUTONOMOUS}
    office.set_policy(switches(replace(AUTOMATIC, tiers=tiers)))
    owner = str(office.insert("owner", {"name": "Rita"})[0].id)
    plain, strategic = office.lead(), office.lead()
    [account] = office.insert("company", {"name": "Big", "strategic": True})
    with office.records.begin() as connection:
        writer = RecordWriter(connection, WORKSPACE, clock=office.clock)
        source = Source(SourceKind.IMPORT, "i")
        writer.associate([Association(strategic, account, "works_at")], source)
    done = office.submit(office.owner_draft(plain, owner), office.owner_draft(strategic, owner))
    assert statuses(done) == ["applied", "waiting"]
    assert done[1].decision is not None
    assert "strategic-owner-needs-person" in [n.id for n in done[1].decision.notes]


def test_a_policy_that_names_what_the_crm_does_not_have_is_not_saved(office: Office) -> None:
    policies = replace(office.desk.policies, types=office.crm.reader.types)
    wrong = switches(replace(OPEN_STATION, write={"lead": ("nose",)}))
    with pytest.raises(InvalidInput, match="no property 'nose'"):
        policies.put(wrong, by=ADA, expected=0)
    assert policies.version() == 0
