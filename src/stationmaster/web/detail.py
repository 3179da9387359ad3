"""One proposal as the page shows it: made from the line's view, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from stationmaster.core.actor import Agent
from stationmaster.core.decision import PolicyNote
from stationmaster.core.operation import Create, LogActivity, values_of
from stationmaster.core.proposal import Proposal, Status
from stationmaster.core.record import Record, Ref, Value
from stationmaster.proposals.view import ChangeRow, ProposalView
from stationmaster.web import words
from stationmaster.web.answers import Answer, answers
from stationmaster.web.names import Names
from stationmaster.web.pieces import sentence
from stationmaster.web.quotes import Passage, passages
from stationmaster.web.score import Bar, bars


@dataclass(frozen=True, slots=True)
class Tag:
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A property: `now` in the CRM, `base` when the proposer read it, `proposed`."""

    label: str
    base: str
    now: str
    proposed: str
    moved: bool
    differs: bool
    now_note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """What happens to one record."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A property that changed meanwhile; theirs is kept."""

    label: str
    base: str
    theirs: str
    proposed: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Origin:
    """A line of where it came from: `href` leads there, `at` says when."""

    label: str
    text: str
    href: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page knows beside the proposal itself."""

    crm: str
    stations: Mapping[str, str]
    people: Callable[[str], str]
    may_decide: bool = False
    may_undo: bool = False


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
        blocks=tuple(_blocks(view.changes, p, names, setting)),
        conflicts=tuple(_clashes(p, names, setting)),
        choices=answers(p.draft, records, names),
        evidence=passages(p.draft.evidence, records, names),
        bars=bars(p.draft.factors),
        tags=tuple(_tags(view)),
        origins=tuple(_origins(view, setting)),
        irreversible_why=view.irreversible_why,
        can_undo=view.can_undo and setting.may_undo,
        outcome=outcome or _outcome(p),
    )


def _blocks(
    rows: Sequence[ChangeRow], p: Proposal, names: Names, setting: Setting
) -> Iterable[Block]:
    single = len({row.record for row in rows}) == 1
    for (record, kind), several in groupby(rows, key=lambda row: (row.record, _kind(row))):
        found = list(several)
        heading = "What changes"
        if kind != "set" or not single:
            heading = _heading(found[0], record, p, names)
        yield Block(heading, tuple(_row(row, names, setting) for row in found))


def _kind(row: ChangeRow) -> str:
    """Owner and properties of one record read as one table; everything else stands alone."""
    return "set" if row.action in ("set", "assign_owner") else f"{row.action}{row.operation_index}"


def _heading(row: ChangeRow, record: Ref, p: Proposal, names: Names) -> str:
    operation = p.draft.operations[row.operation_index]
    if row.property == "" or isinstance(operation, Create | LogActivity):
        return words.said(sentence(operation, names))
    return f"{names.type(record.type)} {names.record(record)}"


def _row(row: ChangeRow, names: Names, setting: Setting) -> Row:
    made = row.action in ("create", "log_activity")

    def text(value: Value) -> str:
        if row.property == "":
            return "no" if value is None else str(value)
        return names.value(row.record.type, row.property, value)

    note = ""
    if row.now_by is not None and row.now_at is not None and row.now is not None:
        note = f"set by {_who(row, setting)}"
    return Row(
        label=row.label,
        base=text(row.base),
        now="nothing yet" if made else text(row.now),
        proposed=text(row.proposed),
        moved=row.changed_since,
        differs=made or row.now != row.proposed,
        now_note=note,
    )


def _who(row: ChangeRow, setting: Setting) -> str:
    source = row.now_by
    if source is None:
        return ""
    kind = words.SOURCES[source.kind]
    name = setting.people(source.id)
    return f"{name}, {kind}" if name else kind


def _clashes(p: Proposal, names: Names, setting: Setting) -> Iterable[Clash]:
    for step in p.steps:
        for c in step.conflicts:
            kind = c.record.type
            yield Clash(
                names.property(kind, c.property) if c.property else names.record(c.record),
                names.value(kind, c.property, c.base),
                names.value(kind, c.property, c.theirs),
                names.value(kind, c.property, c.proposed),
                setting.people(c.theirs_by) or c.theirs_by if c.theirs_by else "",
                c.theirs_at,
            )


def _tags(view: ProposalView) -> Iterable[Tag]:
    p = view.proposal
    text, tone = words.STATUS[p.status]
    reason = p.decision.notes[0].reason if p.decision and p.decision.notes else ""
    yield Tag(f"{text}: {reason}" if p.status is Status.WAITING and reason else text, tone)
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
