"""What every connector has to keep, as checks that a connector's tests inherit.

A test class subclasses `ConnectorContract` and gives a fixture `crm`. Each check stands for a promise
of `crm.reader` or `crm.writer`, and uses nothing but those and an edit by somebody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from stationmaster.core.actor import SourceKind
from stationmaster.core.operation import (
    Archive,
    AssignOwner,
    Associate,
    Create,
    Dissociate,
    LogActivity,
    Operation,
    Restore,
    Seen,
    SetProperties,
    Written,
    reverse,
    seen,
)
from stationmaster.core.proposal import StepState
from stationmaster.core.record import Record, Ref, Source, Value
from stationmaster.crm.reader import CrmReader
from stationmaster.crm.writer import Change, CrmWriter, Outcome, Result

AGENT = Source(SourceKind.AGENT, "agt_contract", "pr_contract")


class Elsewhere(Protocol):
    def __call__(self, ref: Ref, values: Mapping[str, Value]) -> None:
        """Set values as a person who works in the CRM itself would, past the writer."""
        ...


@dataclass
class Crm:
    """A connector under test, over a CRM that holds nothing yet."""

    reader: CrmReader
    writer: CrmWriter
    elsewhere: Elsewhere
    keys: "count[int]" = field(default_factory=count)

    def do(self, *operations: Operation, key: str | None = None) -> Outcome:
        """Write one change."""
        name = key or f"contract-{next(self.keys)}"
        (outcome,) = self.writer.write([Change(name, operations, AGENT)])
        return outcome

    def make(self, type: str, **values: Value) -> Record:
        """A record with these values."""
        written = self.written(self.do(Create(Ref(type, "@new"), values)))
        return self.record(written.record)

    def record(self, ref: Ref) -> Record:
        return self.reader.get_many([ref])[ref]

    @staticmethod
    def written(outcome: Outcome, step: int = 0) -> Written:
        assert outcome.result is Result.WRITTEN, outcome
        written = outcome.steps[step].written
        assert written is not None
        return written


def to_set(record: Record, **values: Value) -> SetProperties:
    """Set values on a record as it was read."""
    return SetProperties(record.ref, values, seen(record, values))


class ConnectorContract:
    """Promises of `crm.writer.CrmWriter`, and of what `crm.reader.CrmReader` shows of its work."""

    def test_what_is_set_is_there_with_its_stamp_and_history(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron", score=1)
        written = crm.written(crm.do(to_set(lead, score=2, country="Norway")))
        after = crm.record(lead.ref)
        assert (after.get("score"), after.get("country")) == (2, "Norway")
        assert written.before == {"score": 1, "country": None}
        assert written.after == {"score": 2, "country": "Norway"}
        assert written.at == after.stamps["score"].at > lead.stamps["score"].at
        assert after.version == written.version == lead.version + 1
        assert [h.value for h in crm.reader.history(lead.ref, ["score"])] == [2, 1]

    def test_a_value_that_changed_elsewhere_is_never_overwritten(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron", country="Norway", score=1)
        crm.elsewhere(lead.ref, {"country": "Sweden"})
        outcome = crm.do(to_set(lead, country="Denmark", score=2))
        assert outcome.result is Result.STALE
        (conflict,) = outcome.steps[0].conflicts
        assert (conflict.property, conflict.base) == ("country", "Norway")
        assert (conflict.theirs, conflict.proposed) == ("Sweden", "Denmark")
        assert crm.record(lead.ref).get("country") == "Sweden"
        assert crm.record(lead.ref).get("score") == 1

    def test_a_value_that_went_away_and_came_back_counts_as_changed(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron", country="Norway")
        crm.elsewhere(lead.ref, {"country": "Sweden"})
        crm.elsewhere(lead.ref, {"country": "Norway"})
        assert crm.do(to_set(lead, country="Denmark")).result is Result.STALE
        assert crm.record(lead.ref).get("country") == "Norway"

    def test_a_value_that_is_there_already_is_no_change(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron", country="Norway")
        crm.elsewhere(lead.ref, {"country": "Denmark"})
        there = crm.record(lead.ref)
        written = crm.written(crm.do(to_set(lead, country="Denmark")))
        assert not written.changed
        assert reverse(to_set(lead, country="Denmark"), written) is None
        assert crm.record(lead.ref).stamps["country"] == there.stamps["country"]

    def test_what_others_change_on_the_same_record_does_not_matter(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron", country="Norway")
        crm.elsewhere(lead.ref, {"country": "Sweden"})
        assert crm.do(to_set(lead, job_title="Poet")).result is Result.WRITTEN
        after = crm.record(lead.ref)
        assert (after.get("country"), after.get("job_title")) == ("Sweden", "Poet")

    def test_a_change_with_a_stale_part_is_not_written_at_all(self, crm: Crm) -> None:
        one, two = crm.make("lead", last_name="One"), crm.make("lead", last_name="Two")
        crm.elsewhere(two.ref, {"last_name": "Changed"})
        create = Create(Ref("contact", "@c"), {"last_name": "New"})
        outcome = crm.do(to_set(one, score=5), to_set(two, last_name="Zwei"), create)
        assert outcome.result is Result.STALE
        states = [step.state for step in outcome.steps]
        assert states == [StepState.NOT_TRIED, StepState.CONFLICT, StepState.NOT_TRIED]
        assert crm.record(one.ref).get("score") is None

    def test_one_failing_change_does_not_stop_the_others(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron")
        nowhere = SetProperties(Ref("lead", "lead_none"), {"score": 1}, {"score": Seen(None)})
        operations = [to_set(lead, score=1), nowhere, to_set(lead, country="Norway")]
        outcomes = crm.writer.write(
            [Change(f"many-{n}", (o,), AGENT) for n, o in enumerate(operations)]
        )
        results = [outcome.result for outcome in outcomes]
        assert results == [Result.WRITTEN, Result.REFUSED, Result.WRITTEN]
        assert crm.record(lead.ref).get("country") == "Norway"

    def test_a_key_is_done_once_and_answers_its_first_outcome_again(self, crm: Crm) -> None:
        create = Create(Ref("lead", "@a"), {"last_name": "Byron"})
        first = crm.do(create, key="once")
        assert crm.do(create, key="once") == first
        assert crm.writer.outcomes(["once", "never"]) == {"once": first, "never": None}
        assert len(crm.reader.search("byron")) == 1

    def test_a_change_that_failed_may_be_tried_again_under_its_key(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron")
        crm.elsewhere(lead.ref, {"score": 1})
        assert crm.do(to_set(lead, score=2), key="again").result is Result.STALE
        assert crm.writer.outcomes(["again"]) == {"again": None}
        fresh = crm.record(lead.ref)
        assert crm.do(to_set(fresh, score=2), key="again").result is Result.WRITTEN

    def test_new_records_are_linked_by_their_local_names(self, crm: Crm) -> None:
        company, contact = Ref("company", "@acme"), Ref("contact", "@ada")
        outcome = crm.do(
            Create(company, {"name": "Acme"}),
            Create(contact, {"last_name": "Byron"}),
            Associate(contact, company, "employer"),
            LogActivity(Ref("activity", "@n"), {"kind": "note", "subject": "Met"}, (company,)),
        )
        made = [crm.written(outcome, n).record for n in (0, 1, 3)]
        assert not any(ref.is_new for ref in made)
        link = outcome.steps[2].operation
        assert isinstance(link, Associate)
        assert (link.source, link.target) == (made[1], made[0])
        links = crm.reader.associations([made[0]])[made[0]]
        assert {(a.target, a.label) for a in links if a.target.type == "contact"} == {
            (made[1], "employer")
        }
        assert [r.ref for r in crm.reader.timeline(made[0]).records] == [made[2]]

    def test_a_match_found_at_the_moment_of_writing_stops_the_creation(self, crm: Crm) -> None:
        there = crm.make("contact", last_name="Byron", email="ada@acme.com")
        twin = Create(Ref("contact", "@b"), {"email": "ADA@acme.com"}, match=("email",))
        outcome = crm.do(twin)
        assert outcome.result is Result.STALE
        assert [c.record for c in outcome.steps[0].conflicts] == [there.ref]
        assert len(crm.reader.search("ada@acme.com")) == 1

    def test_links_are_made_and_taken_once(self, crm: Crm) -> None:
        deal, company = crm.make("deal", name="Big"), crm.make("company", name="Acme")
        link = Associate(deal.ref, company.ref, "buyer")
        assert crm.written(crm.do(link)).changed
        assert not crm.written(crm.do(Associate(company.ref, deal.ref, "buyer"))).changed
        assert [a.target for a in crm.reader.associations([company.ref])[company.ref]] == [deal.ref]
        gone = Dissociate(deal.ref, company.ref, "buyer")
        assert crm.written(crm.do(gone)).changed
        assert not crm.written(crm.do(gone)).changed
        assert crm.reader.associations([deal.ref, company.ref]) == {}

    def test_an_owner_is_assigned_only_where_nobody_else_was(self, crm: Crm) -> None:
        ada, bob = crm.make("owner", name="Ada"), crm.make("owner", name="Bob")
        lead = crm.make("lead", last_name="Byron")
        nobody = Seen(None)
        assert crm.written(crm.do(AssignOwner(lead.ref, ada.ref.id, nobody))).changed
        assert crm.do(AssignOwner(lead.ref, bob.ref.id, nobody)).result is Result.STALE
        assert (
            crm.do(AssignOwner(lead.ref, "owner_none", Seen(ada.ref.id))).result is Result.REFUSED
        )
        assert crm.record(lead.ref).get("owner_id") == ada.ref.id

    def test_archiving_waits_for_nobody_but_a_newer_version(self, crm: Crm) -> None:
        lead = crm.make("lead", last_name="Byron")
        crm.elsewhere(lead.ref, {"score": 1})
        assert crm.do(Archive(lead.ref, lead.version)).result is Result.STALE
        now = crm.record(lead.ref)
        archived = crm.written(crm.do(Archive(lead.ref, now.version)))
        assert crm.record(lead.ref).archived
        assert not crm.reader.search("byron")
        assert crm.do(to_set(now, score=2)).result is Result.STALE
        assert archived.version is not None
        assert crm.written(crm.do(Restore(lead.ref, archived.version))).changed
        assert [r.ref for r in crm.reader.search("byron")] == [lead.ref]

    def test_every_operation_is_taken_back_by_its_reverse(self, crm: Crm) -> None:
        owner = crm.make("owner", name="Ada")
        lead, company = crm.make("lead", last_name="Byron"), crm.make("company", name="Acme")
        note = LogActivity(Ref("activity", "@n"), {"kind": "note"}, (lead.ref,))
        operations: list[Operation] = [
            to_set(lead, score=3, country="Norway"),
            AssignOwner(lead.ref, owner.ref.id, Seen(None)),
            Associate(lead.ref, company.ref, "employer"),
            note,
        ]
        outcome = crm.do(*operations)
        back = [
            undo
            for step in reversed(outcome.steps)
            if step.written and (undo := reverse(step.operation, step.written))
        ]
        assert len(back) == len(operations)
        assert crm.do(*back).result is Result.WRITTEN
        after = crm.record(lead.ref)
        assert dict(after.properties) == dict(lead.properties)
        assert crm.reader.associations([lead.ref], "company") == {}
        assert crm.reader.timeline(lead.ref).records == ()
