"""One proposal as the page shows it: made from the line's view, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.actor import Agent
from stationmaster.core.decision import PolicyNote
from stationmaster.core.operation import values_of
from stationmaster.core.proposal import Proposal, Status
from stationmaster.core.record import Record, Ref
from stationmaster.proposals.view import ProposalView
from stationmaster.web import words
from stationmaster.web.answers import Answer, answers
from stationmaster.web.changes import Block, Clash, Setting, blocks, clashes
from stationmaster.web.names import Names
from stationmaster.web.quotes import Passage, passages
from stationmaster.web.score import Bar, bars


@dataclass(frozen=True, slots=True)
class Tag:
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A line of where it came from: `href` leads there, `at` says when."""

    label: str
    text: str
    href: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DetailView:
    proposal: Proposal
    names: Names
    setting: Setting
    blocks: tuple[Block, ...]
    conflicts: tuple[Clash, ...]
    choices: tuple[Answer, ...]
    evidence: tuple[Passage, ...]
    bars: tuple[Bar, ...]
    tags: tuple[Tag, ...]
    origins: tuple[Origin, ...]
    irreversible_why: str
    can_undo: bool
    outcome: Tag | None = None

    @property
    def waits(self) -> bool:
        return self.proposal.status is Status.WAITING

    @property
    def is_question(self) -> bool:
        return not self.proposal.draft.operations

    @property
    def editable(self) -> bool:
        return any(values_of(o) for o in self.proposal.draft.operations)

    @property
    def may_decide(self) -> bool:
        return self.setting.may_decide

    @property
    def can_renew(self) -> bool:
        return self.setting.may_decide and self.proposal.status is Status.STALE

    @property
    def crm(self) -> str:
        return self.setting.crm

    @property
    def columns(self) -> tuple[str, str]:
        """What the two columns of values are called: what is there, and what comes."""
        if self.waits:
            return f"In {self.crm} now", "Proposed"
        written = self.proposal.status is Status.APPLIED
        return ("Before", "Written") if written else ("When it was read", "Proposed")

    @property
    def station_label(self) -> str:
        return station_label(self.proposal.station, self.setting.stations)

    @property
    def about_title(self) -> str:
        about = self.proposal.draft.about
        return "" if about.is_new else self.names.record(about)

    @property
    def about_type(self) -> str:
        return self.names.type(self.proposal.draft.about.type)

    @property
    def about_href(self) -> str:
        return record_href(self.proposal.draft.about)

    @property
    def decided(self) -> tuple[PolicyNote, ...]:
        decision = self.proposal.decision
        return decision.notes if decision else ()

    @property
    def score(self) -> int:
        return sum(f.points for f in self.proposal.draft.factors)


def station_label(name: str, stations: Mapping[str, str]) -> str:
    """A proposal without a station is a person's own."""
    return stations.get(name) or (words.said(name) if name else "By hand")


def record_href(ref: Ref) -> str:
    return "" if ref.is_new else f"/records/{ref.type}/{ref.id}"


def detail_view(
    view: ProposalView,
    names: Names,
    records: Mapping[Ref, Record],
    setting: Setting,
    outcome: Tag | None = None,
) -> DetailView:
    """`records`: the sources of evidence and the candidates of a question, as they are now.
    `outcome` is what to say first; without one, the proposal's own end speaks."""
    p = view.proposal
    return DetailView(
        proposal=p,
        names=names,
        setting=setting,
        blocks=tuple(blocks(view.changes, p, names, setting)),
        conflicts=tuple(clashes(p, names, setting)),
        choices=answers(p.draft, records, names),
        evidence=passages(p.draft.evidence, records, names),
        bars=bars(p.draft.factors),
        tags=tuple(_tags(view)),
        origins=tuple(_origins(view, setting)),
        irreversible_why=view.irreversible_why,
        can_undo=view.can_undo and setting.may_undo,
        outcome=outcome or _outcome(p),
    )


def _tags(view: ProposalView) -> Iterable[Tag]:
    p = view.proposal
    text, tone = words.STATUS[p.status]
    rule = p.decision.notes[0].id if p.decision and p.decision.notes else ""
    words_ = words.said(rule).lower()
    yield Tag(f"{text}: {words_}" if p.status is Status.WAITING and words_ else text, tone)
    confidence = p.draft.confidence
    yield Tag("confidence not known" if confidence is None else f"confidence {confidence} %")
    yield Tag(*words.RISK[p.draft.risk])
    yield Tag("can be undone") if view.reversible else Tag("cannot be undone", "warn")


def _origins(view: ProposalView, setting: Setting) -> Iterable[Origin]:
    p = view.proposal
    kind = "agent" if isinstance(p.actor, Agent) else "person"
    yield Origin("Proposed by", f"{p.actor.name}, {kind}", at=p.created_at)
    if p.run:
        yield Origin("Run", p.run)
    if p.approver:
        yield Origin("Approved by", setting.people(p.approver) or p.approver)
    for label, id in (
        ("Replaces", p.draft.supersedes),
        ("Replaced by", p.superseded_by),
        ("Takes back", p.draft.undoes),
        ("Taken back by", view.undone_by.id if view.undone_by else None),
    ):
        if id:
            yield Origin(label, id, f"/proposals/{id}")


def _outcome(p: Proposal) -> Tag | None:
    said = " ".join(step.message for step in p.steps if step.message)
    if p.status is Status.STALE:
        text = "Nothing was written: it changed in the CRM after it was read."
        return Tag(f"{text} {said}".strip(), "warn")
    if p.status in (Status.FAILED, Status.UNSURE):
        return Tag(said or words.said(words.STATUS[p.status][0]) + ".", "bad")
    return None
