"""What a proposal changes, property by property, and what changed meanwhile."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from stationmaster.core.operation import Create, LogActivity
from stationmaster.core.proposal import Proposal, Status
from stationmaster.core.record import Ref, Value
from stationmaster.proposals.view import ChangeRow
from stationmaster.web import words
from stationmaster.web.diffs import Parts, compared
from stationmaster.web.names import Names
from stationmaster.web.pieces import sentence


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page knows beside the proposal itself."""

    crm: str
    stations: Mapping[str, str]
    people: Callable[[str], str]
    may_decide: bool = False
    may_undo: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A property: `now` in the CRM, `base` when the proposer read it, `proposed`."""

    label: str
    base: str
    now: Parts
    proposed: Parts
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


def blocks(
    rows: Sequence[ChangeRow], p: Proposal, names: Names, setting: Setting
) -> Iterable[Block]:
    single = len({row.record for row in rows}) == 1
    for (record, kind), several in groupby(rows, key=lambda row: (row.record, _kind(row))):
        found = list(several)
        heading = "What changes"
        if kind != "set" or not single:
            heading = _heading(found[0], record, p, names)
        yield Block(heading, tuple(_row(row, p.status, names, setting) for row in found))


def _kind(row: ChangeRow) -> str:
    """Owner and properties of one record read as one table; everything else stands alone."""
    return "set" if row.action in ("set", "assign_owner") else f"{row.action}{row.operation_index}"


def _heading(row: ChangeRow, record: Ref, p: Proposal, names: Names) -> str:
    operation = p.draft.operations[row.operation_index]
    if row.property == "" or isinstance(operation, Create | LogActivity):
        return words.said(sentence(operation, names))
    return f"{names.type(record.type)} {names.record(record)}"


def _row(row: ChangeRow, status: Status, names: Names, setting: Setting) -> Row:
    """While it waits, against what the CRM holds now; after it ended, against what was read then."""
    made = row.action in ("create", "log_activity")
    waits = status is Status.WAITING

    def text(value: Value) -> str:
        if row.property == "":
            return "no" if value is None else str(value)
        return names.value(row.record.type, row.property, value)

    note = ""
    if row.now_by is not None and row.now is not None and waits:
        note = f"set by {_who(row, setting)}"
    elif not waits and not made and row.property and row.now not in (row.base, row.proposed):
        note = f"{text(row.now)} now, set by {_who(row, setting)}"
    held = row.now if waits else row.base
    there, comes = compared("nothing yet" if made else text(held), text(row.proposed))
    return Row(
        label=row.label,
        base=text(row.base),
        now=there,
        proposed=comes,
        moved=row.changed_since and waits,
        differs=made or held != row.proposed,
        now_note=note,
    )


def _who(row: ChangeRow, setting: Setting) -> str:
    source = row.now_by
    if source is None:
        return ""
    kind = words.SOURCES[source.kind]
    name = setting.people(source.id)
    return f"{name}, {kind}" if name else kind


def clashes(p: Proposal, names: Names, setting: Setting) -> Iterable[Clash]:
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
