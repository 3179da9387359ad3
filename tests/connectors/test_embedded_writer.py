"""What the embedded writer refuses, and what it promises beyond the contract."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from stationmaster.connectors.embedded.connector import MANIFEST, EmbeddedConnector
from stationmaster.core.actor import SourceKind
from stationmaster.core.operation import (
    Archive,
    AssignOwner,
    Associate,
    Create,
    LogActivity,
    Operation,
    Restore,
    Seen,
    SetProperties,
)
from stationmaster.core.proposal import StepState
from stationmaster.core.record import Ref, Source
from stationmaster.crm.writer import Change, Result
from stationmaster.testing.contract import AGENT, Crm, to_set

NEW = Ref("lead", "@new")


def refused(crm: Crm, *operations: Operation) -> str:
    """Why the change was refused."""
    outcome = crm.do(*operations)
    assert outcome.result is Result.REFUSED, outcome
    assert all(step.written is None for step in outcome.steps)
    reasons = [step.message for step in outcome.steps if step.state is StepState.REFUSED]
    assert outcome.message == reasons[0]
    return outcome.message


REFUSALS: dict[str, tuple[Operation, str]] = {
    "unknown property": (Create(NEW, {"shoe_size": 42}), "no property 'shoe_size'"),
    "wrong option": (Create(NEW, {"status": "sleepy"}), "Status: “sleepy” is not one"),
    "wrong number": (Create(NEW, {"score": "$50k"}), "Score: “$50k” is not a plain number"),
    "unknown type": (Create(Ref("boat", "@new"), {"name": "x"}), "no object type 'boat'"),
    "missing value": (Create(Ref("company", "@new"), {"domain": "acme.com"}), "Name: a company"),
    "no local name": (Create(Ref("lead", "lead_1"), {"score": 1}), "local name"),
    "match by what is not indexed": (Create(NEW, {"city": "Oslo"}, ("city",)), "not indexed"),
    "match by nothing": (Create(NEW, {"city": "Oslo"}, ("shoe_size",)), "not indexed"),
    "no such record": (
        SetProperties(Ref("lead", "x"), {"score": 1}, {"score": Seen(None)}),
        "lead:x",
    ),
    "nothing to set": (SetProperties(Ref("lead", "x"), {}, {}), "Nothing is set"),
    "no base": (SetProperties(Ref("lead", "x"), {"score": 1}, {}), "seen of score"),
    "no such new record": (
        SetProperties(NEW, {"score": 1}, {"score": Seen(None)}),
        "no record lead:@new",
    ),
    "no owner of that id": (
        AssignOwner(Ref("lead", "x"), "owner_none", Seen(None)),
        "no record lead:x",
    ),
    "no owner on an owner": (
        AssignOwner(Ref("owner", "x"), None, Seen(None)),
        "no property 'owner_id'",
    ),
    "an activity of no kind": (LogActivity(Ref("activity", "@n"), {"subject": "x"}, ()), "Kind"),
    "an activity that is a lead": (LogActivity(NEW, {"kind": "note"}, ()), "type activity"),
    "an activity on nothing": (
        LogActivity(Ref("activity", "@n"), {"kind": "note"}, (Ref("lead", "x"),)),
        "no record lead:x",
    ),
    "a link with nothing": (Associate(Ref("lead", "x"), Ref("lead", "y"), ""), "no record lead:x"),
    "a link with itself": (Associate(Ref("lead", "x"), Ref("lead", "x"), ""), "itself"),
    "a label beyond bounds": (Associate(Ref("lead", "x"), Ref("lead", "y"), "l" * 101), "label"),
    "archive nothing": (Archive(Ref("lead", "x"), 1), "no record lead:x"),
    "archive what is only being made": (Archive(NEW, 1), "no record lead:@new"),
    "hostile id": (Archive(Ref("lead", "\0\ud800"), 1), "no record"),
}


def test_what_cannot_be_is_refused_with_its_reason(crm: Crm):
    said = {case: refused(crm, operation) for case, (operation, _) in REFUSALS.items()}
    assert [case for case, (_, why) in REFUSALS.items() if why not in said[case]] == []
    assert not crm.reader.search("oslo")


def test_two_sets_of_one_property_in_one_change_are_refused(crm: Crm):
    lead = crm.make("lead", last_name="Byron")
    assert "twice" in refused(crm, to_set(lead, score=1), to_set(lead, score=2))


def test_one_local_name_for_two_records_is_refused(crm: Crm):
    assert "local name" in refused(crm, Create(NEW, {"score": 1}), Create(NEW, {"score": 2}))


def test_a_record_that_is_only_being_made_cannot_be_archived(crm: Crm):
    assert "only being created" in refused(crm, Create(NEW, {"score": 1}), Archive(NEW, 1))


def test_a_new_record_may_take_more_values_in_the_same_change(crm: Crm):
    owner = crm.make("owner", name="Ada")
    more = SetProperties(NEW, {"score": 1}, {"score": Seen(None)})
    outcome = crm.do(
        Create(NEW, {"city": "Oslo"}), more, AssignOwner(NEW, owner.ref.id, Seen(None))
    )
    made = crm.record(crm.written(outcome).record)
    assert dict(made.properties) == {"city": "Oslo", "score": 1, "owner_id": owner.ref.id}
    assert {step.written.version for step in outcome.steps if step.written} == {made.version}


def test_a_unique_value_is_refused_naming_property_and_holder(crm: Crm):
    holder = crm.make("owner", name="Ada", email="ada@acme.com")
    twin = Create(Ref("owner", "@o"), {"name": "Eve", "email": "ADA@acme.com"})
    assert str(holder.ref) in refused(crm, twin)
    other = crm.make("owner", name="Bob", email="bob@acme.com")
    message = refused(crm, to_set(other, email="ada@acme.com"))
    assert "Email" in message
    assert str(holder.ref) in message


def test_two_new_records_of_one_change_cannot_share_a_unique_value(crm: Crm):
    twins = [
        Create(Ref("owner", f"@{n}"), {"name": n, "email": "ada@acme.com"}) for n in ("a", "b")
    ]
    assert "share a value" in refused(crm, *twins)


def test_two_changes_of_one_batch_see_each_other(crm: Crm):
    changes = [
        Change(f"k{n}", (Create(NEW, {"email": "ada@acme.com"}, ("email",)),), AGENT)
        for n in range(2)
    ]
    outcomes = crm.writer.write(changes)
    assert [o.result for o in outcomes] == [Result.WRITTEN, Result.STALE]
    made = crm.written(outcomes[0]).record
    assert [c.record for c in outcomes[1].steps[0].conflicts] == [made]


def test_a_key_that_comes_twice_in_one_batch_is_done_once(crm: Crm):
    change = Change("same", (Create(NEW, {"last_name": "Byron"}),), AGENT)
    first, second = crm.writer.write([change, change])
    assert first == second
    assert len(crm.reader.search("byron")) == 1


def test_a_required_value_cannot_be_taken_away(crm: Crm):
    company = crm.make("company", name="Acme")
    assert "Name" in refused(crm, to_set(company, name=None))


def test_a_cleared_value_is_an_edit_that_is_not_undone(crm: Crm):
    """Never set when it was read; set and cleared by a person since."""
    lead = crm.make("lead", last_name="Byron")
    crm.elsewhere(lead.ref, {"country": "Norway"})
    crm.elsewhere(lead.ref, {"country": None})
    assert crm.do(to_set(lead, country="Sweden")).result is Result.STALE


def test_the_same_proposal_may_go_on_with_what_it_wrote_itself(crm: Crm):
    lead = crm.make("lead", last_name="Byron", country="Norway")
    crm.written(crm.do(to_set(lead, country="Sweden")))
    back = Seen("Sweden", lead.stamps["country"].at)
    again = SetProperties(lead.ref, {"country": "Denmark"}, {"country": back})
    assert crm.do(again).result is Result.WRITTEN
    newer = Seen("Denmark", lead.stamps["country"].at)
    other = Source(SourceKind.AGENT, AGENT.id, "pr_other")
    more = SetProperties(lead.ref, {"country": "Finland"}, {"country": newer})
    assert crm.writer.write([Change("other", (more,), other)])[0].result is Result.STALE


def test_moments_of_a_record_grow_even_when_the_clock_does_not(engines):
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    still = EmbeddedConnector(engines.records, "ws_one", lambda: noon)
    crm = Crm(still.reader, still.writer, lambda ref, values: None)
    lead = crm.make("lead", country="Norway")
    crm.do(to_set(lead, country="Sweden"))
    sweden = crm.record(lead.ref)
    crm.do(to_set(sweden, country="Norway"))
    assert crm.record(lead.ref).stamps["country"].at > sweden.stamps["country"].at > noon
    person = Change("late", (to_set(lead, country="Denmark"),), Source(SourceKind.PERSON, "usr_1"))
    assert crm.writer.write([person])[0].result is Result.STALE


def test_archiving_twice_is_no_change_and_a_key_is_free_meanwhile(crm: Crm):
    ada = crm.make("owner", name="Ada", email="ada@acme.com")
    archived = crm.written(crm.do(Archive(ada.ref, ada.version)))
    assert not crm.written(crm.do(Archive(ada.ref, ada.version))).changed
    successor = crm.make("owner", name="Ada Two", email="ada@acme.com")
    assert archived.version is not None
    assert str(successor.ref) in refused(crm, Restore(ada.ref, archived.version))


def test_what_is_archived_takes_no_activity_and_no_link(crm: Crm):
    lead, company = crm.make("lead", last_name="Byron"), crm.make("company", name="Acme")
    crm.do(Archive(lead.ref, lead.version))
    note = LogActivity(Ref("activity", "@n"), {"kind": "note"}, (lead.ref,))
    for operation in (note, Associate(company.ref, lead.ref, "")):
        outcome = crm.do(operation)
        assert outcome.result is Result.STALE
        assert [c.property for c in outcome.steps[0].conflicts] == ["archived"]


def test_an_activity_has_a_moment_even_if_none_is_given(crm: Crm, clock):
    lead = crm.make("lead", last_name="Byron")
    note = LogActivity(Ref("activity", "@n"), {"kind": "call"}, (lead.ref,))
    made = crm.record(crm.written(crm.do(note)).record)
    assert made.stamps["at"].at == clock.now
    assert str(made.get("at")).startswith("2026-11-20T09:")


def test_values_are_stored_as_they_are_kept(crm: Crm):
    outcome = crm.do(Create(NEW, {"email": " A@ACME.com ", "score": "7.0", "city": "  "}))
    created = outcome.steps[0].operation
    assert isinstance(created, Create)
    assert created.values == {"email": "A@acme.com", "score": 7, "city": None}
    assert crm.written(outcome).after == {"email": "A@acme.com", "score": 7}


def test_nothing_of_one_workspace_is_seen_from_another(open_crm: Callable[[str], Crm]):
    ours, theirs = open_crm("ws_one"), open_crm("ws_two")
    lead = ours.make("lead", last_name="Byron", email="ada@acme.com")
    company = ours.make("company", name="Acme")
    ours.do(Associate(lead.ref, company.ref, ""), key="link")
    assert "There is no record" in refused(theirs, to_set(lead, score=1))
    assert "There is no record" in refused(theirs, Archive(lead.ref, 1))
    mine = theirs.make("company", name="Acme")
    assert "There is no record" in refused(theirs, Associate(mine.ref, lead.ref, ""))
    assert theirs.writer.outcomes(["link"]) == {"link": None}
    assert theirs.do(Create(NEW, {"email": "ada@acme.com"}, ("email",))).result is Result.WRITTEN


def test_parallel_writers_of_one_change_write_it_once(crm: Crm):
    lead = crm.make("lead", last_name="Byron")
    change = Change("raced", (to_set(lead, score=1), Create(NEW, {"city": "Oslo"})), AGENT)
    outcomes = []
    threads = [
        threading.Thread(target=lambda: outcomes.extend(crm.writer.write([change])))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert len(crm.reader.search("oslo")) == 1
    assert crm.record(lead.ref).version == 2


def test_parallel_writers_with_one_base_leave_one_winner(crm: Crm):
    lead = crm.make("lead", last_name="Byron")
    results = []

    def race(n: int) -> None:
        source = Source(SourceKind.AGENT, f"agt_{n}", f"pr_{n}")
        change = Change(f"race-{n}", (to_set(lead, score=n),), source)
        results.extend(outcome.result for outcome in crm.writer.write([change]))

    threads = [threading.Thread(target=race, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [Result.STALE] * 7 + [Result.WRITTEN]


def test_no_changes_are_no_work(crm: Crm):
    assert crm.writer.write([]) == []


def test_the_manifest_names_every_operation_it_can_do():
    kinds = Operation.__args__  # type: ignore[attr-defined]  # a union of classes
    assert {kind.name for kind in kinds} == MANIFEST.operations
    assert MANIFEST.atomic
