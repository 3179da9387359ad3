"""A person changes a record: by the same line as everybody, so it is decided, audited, undoable."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from stationmaster.core.decision import Effect
from stationmaster.core.errors import Conflict, InvalidInput, StationmasterError
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Archive,
    AssignOwner,
    Operation,
    Restore,
    SetProperties,
    seen,
)
from stationmaster.core.proposal import Draft, Proposal, Status
from stationmaster.core.record import PropertyType, Record
from stationmaster.core.record import Value as Held
from stationmaster.web import words
from stationmaster.web.editing import owner_pairs
from stationmaster.web.fields import Field, as_value, field_for, sent, tidy
from stationmaster.web.names import names_for, title_of
from stationmaster.web.pages.records import the_record
from stationmaster.web.session import Posted, Signed
from stationmaster.web.visit import Visit

router = APIRouter()

BY_HAND = ""


@router.get("/records/{type}/{id}/edit")
def form(visit: Signed, type: str, id: str) -> HTMLResponse:
    record = the_record(visit, type, id)
    fields = _fields(visit, record)
    return _form(visit, record, fields, {f.property: f.text for f in fields})


@router.post("/records/{type}/{id}/edit")
def save(visit: Posted, type: str, id: str) -> Response:
    record = the_record(visit, type, id)
    fields = _fields(visit, record)
    definitions = visit.workspace.reader.types()[type].properties
    typed = {f.property: sent(visit.form, f, definitions[f.property]) for f in fields}
    was = {n: tidy(definitions[n], visit.text(f"was.{n}")) for n in typed}
    now = {f.property: tidy(definitions[f.property], f.text) for f in fields}
    changed = [f for f in fields if typed[f.property] != was[f.property]]
    filled = [replace(f, text=typed[f.property]) for f in fields]
    moved = {f.property: f.text for f in changed if now[f.property] != was[f.property]}
    if moved:
        problem = Conflict("Somebody changed this record while you were editing it.")
        return _form(visit, record, filled, now, problem, moved)
    if not changed:
        return visit.go(_href(record), "Nothing was changed.")
    values = {f.property: as_value(definitions[f.property], typed[f.property]) for f in changed}
    title = title_of(record, visit.workspace.reader.types())
    try:
        proposal = _submit(visit, record, f"Edit {title}", _operations(record, values))
    except InvalidInput as error:
        return _form(visit, record, filled, was, error)
    return _gone_through(visit, record, proposal)


@router.post("/records/{type}/{id}/archive")
def archive(visit: Posted, type: str, id: str) -> Response:
    record = the_record(visit, type, id)
    title = title_of(record, visit.workspace.reader.types())
    operation = Archive(record.ref, _version(visit))
    return _gone_through(visit, record, _submit(visit, record, f"Archive {title}", [operation]))


@router.post("/records/{type}/{id}/restore")
def restore(visit: Posted, type: str, id: str) -> Response:
    record = the_record(visit, type, id)
    title = title_of(record, visit.workspace.reader.types())
    operation = Restore(record.ref, _version(visit))
    return _gone_through(visit, record, _submit(visit, record, f"Bring back {title}", [operation]))


def _version(visit: Posted) -> int:
    text = visit.text("version")
    if not text.isdecimal() or len(text) > 12:
        raise InvalidInput("The form does not say which version it was made from.", field="version")
    return int(text)


def _fields(visit: Visit, record: Record) -> list[Field]:
    kind = visit.workspace.reader.types()[record.ref.type]
    has_owner = any(d.type is PropertyType.OWNER for d in kind.properties.values())
    owners = owner_pairs(visit.workspace.reader) if has_owner else ()
    return [
        field_for(f"v.{name}", definition, record.get(name), owners, first=index == 0)
        for index, (name, definition) in enumerate(kind.properties.items())
    ]


def _operations(record: Record, values: Mapping[str, Held]) -> list[Operation]:
    operations: list[Operation] = []
    base = seen(record, values)
    plain = {name: value for name, value in values.items() if name != OWNER_PROPERTY}
    if plain:
        seen_then = {name: base[name] for name in plain}
        operations.append(SetProperties(record.ref, plain, seen_then))
    if OWNER_PROPERTY in values:
        owner = values[OWNER_PROPERTY]
        to = None if owner is None else str(owner)
        operations.append(AssignOwner(record.ref, to, base[OWNER_PROPERTY]))
    return operations


def _submit(visit: Posted, record: Record, title: str, operations: Sequence[Operation]) -> Proposal:
    draft = Draft(
        kind="by_hand",
        title=title,
        about=record.ref,
        operations=tuple(operations),
        reason=f"{visit.person.name} did it on the record's page.",
    )
    return visit.workspace.line.submit([draft], actor=visit.person, station=BY_HAND)[0]


def _gone_through(visit: Posted, record: Record, proposal: Proposal) -> Response:
    """What came of it, said on the record's page."""
    said = words.said(words.STATUS[proposal.status][0]) + "."
    if proposal.status is Status.APPLIED:
        said = "Saved."
    elif proposal.status is Status.WAITING:
        said = "Not written yet: somebody else has to approve it."
    decision = proposal.decision
    if decision and decision.effect is not Effect.ALLOW:
        said += " " + " ".join(note.reason for note in decision.notes)
    said += "".join(f" {step.message}" for step in proposal.steps if step.message)
    return visit.go(_href(record), said)


def _form(
    visit: Visit,
    record: Record,
    fields: Sequence[Field],
    was: Mapping[str, str],
    problem: StationmasterError | None = None,
    moved: Mapping[str, str] | None = None,
) -> HTMLResponse:
    names = names_for(visit.workspace.reader, [record.ref])
    return visit.page(
        "record-edit.html",
        "records",
        status=problem.status if problem else 200,
        href=_href(record),
        title=names.record(record.ref),
        version=record.version,
        fields=fields,
        was=was,
        moved=moved or {},
        problem_found=problem,
        shown_beside=problem is not None and any(f.property == problem.field for f in fields),
    )


def _href(record: Record) -> str:
    return f"/records/{record.ref.type}/{record.ref.id}"
