"""Records: a list with search and the filter language, and the page of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from stationmaster.core import filter as filters
from stationmaster.core.errors import InvalidInput, NotFound
from stationmaster.core.record import (
    STANDARD_TYPES,
    ObjectType,
    PropertyDefinition,
    PropertyType,
    Record,
    Ref,
)
from stationmaster.core.record import Value as Held
from stationmaster.crm.reader import Page, Sort
from stationmaster.identity.permissions import Ability
from stationmaster.web.history import past, proposals_in, values
from stationmaster.web.linked import activities, linked
from stationmaster.web.names import Names, names_for, title_of
from stationmaster.web.session import Signed
from stationmaster.web.showing import rows_of
from stationmaster.web.visit import Visit

router = APIRouter()

PAGE = 50
COLUMNS = 5
HISTORY = 100


@dataclass(frozen=True, slots=True)
class Listed:
    href: str
    title: str
    cells: Sequence[tuple[str, str]]


@router.get("/records")
def index(
    visit: Signed,
    type: str = "lead",
    text: str = "",
    where: str = "",
    sort: str = "",
    after: str = "",
) -> HTMLResponse:
    reader = visit.workspace.reader
    types = reader.types()
    if type not in types:
        raise NotFound(f"There are no records of type {type!r} here.", field="type")
    problem = None
    page = Page(())
    try:
        page = _find(visit, types[type], text.strip(), where.strip(), sort, after)
    except InvalidInput as error:
        problem = error
    columns = _columns(types[type], page.records)
    names = names_for(reader, _owner_refs(types[type], page.records, columns))
    return visit.page(
        "records.html",
        "records",
        status=422 if problem else 200,
        types=_in_order(types),
        kind=types[type],
        text=text,
        where=where,
        sort=sort,
        columns=columns,
        records=[_listed(r, columns, names) for r in page.records],
        next=page.next or "",
        is_first=not after,
        problem_found=problem,
        may_import=visit.may(Ability.IMPORT),
    )


def _find(visit: Visit, kind: ObjectType, text: str, where: str, sort: str, after: str) -> Page:
    reader = visit.workspace.reader
    if text:
        return Page(tuple(reader.search(text[:200], types=(kind.name,), limit=PAGE)))
    name = sort.removeprefix("-")
    order = Sort(name, sort.startswith("-")) if name in kind.properties else None
    wanted = filters.check(filters.parse(where), kind)
    return reader.find(kind.name, wanted, sort=order, limit=PAGE, after=after or None)


def _in_order(types: Mapping[str, ObjectType]) -> list[ObjectType]:
    standard = [types[name] for name in STANDARD_TYPES if name in types]
    return [*standard, *(t for name, t in types.items() if name not in STANDARD_TYPES)]


_DULL = (PropertyType.TEXT, PropertyType.URL)


def _columns(kind: ObjectType, records: Sequence[Record]) -> list[PropertyDefinition]:
    """What tells these records apart at a glance: properties that most of them have, those that
    are looked up by before others, shown in their usual order."""
    usable = [
        d
        for d in kind.properties.values()
        if d.name not in kind.title and d.type not in _DULL and d.name != "external_id"
    ]

    def rank(definition: PropertyDefinition) -> tuple[int, bool]:
        held = sum(1 for record in records if record.get(definition.name) is not None)
        return (-held, not definition.indexed)

    chosen = sorted(usable, key=rank)[:COLUMNS]
    return [definition for definition in usable if definition in chosen]


def _owner_refs(
    kind: ObjectType, records: Sequence[Record], columns: Sequence[PropertyDefinition]
) -> list[Ref]:
    owners = [d.name for d in columns if d.type is PropertyType.OWNER]
    held: list[Held] = [r.get(name) for r in records for name in owners]
    return [Ref("owner", str(value)) for value in held if value is not None]


def _listed(record: Record, columns: Sequence[PropertyDefinition], names: Names) -> Listed:
    ref = record.ref
    cells = [
        (
            d.label,
            "" if record.get(d.name) is None else names.value(ref.type, d.name, record.get(d.name)),
        )
        for d in columns
    ]
    return Listed(f"/records/{ref.type}/{ref.id}", title_of(record, names.types), cells)


def the_record(visit: Visit, type: str, id: str) -> Record:
    """Raises NotFound, the same for a type or an id that is not there."""
    record = visit.workspace.reader.get_many([Ref(type, id)]).get(Ref(type, id))
    if record is None:
        raise NotFound(
            "There is no such record.", field="record", way_out="Search for it in the list."
        )
    return record


@router.get("/records/{type}/{id}")
def page(visit: Signed, type: str, id: str) -> HTMLResponse:
    reader = visit.workspace.reader
    record = the_record(visit, type, id)
    ref = record.ref
    history = reader.history(ref)
    carried = visit.workspace.queue.get_many(proposals_in(record, history))
    links = reader.associations([ref]).get(ref, ())
    names = names_for(reader, [*_mentioned(record, reader.types()), *(a.target for a in links)])
    about = visit.workspace.queue.of_record(ref, 20)
    return visit.page(
        "record.html",
        "records",
        record=record,
        title=title_of(record, names.types),
        kind=names.types[type],
        crm=visit.workspace.manifest.label,
        values=values(record, names, carried, visit.people, visit.stations),
        history=past(record, history[:HISTORY], names, visit.people),
        history_left=max(0, len(history) - HISTORY),
        links=linked(links, names),
        timeline=activities(visit, ref),
        about=rows_of(visit, about),
        statuses={p.id: p.status for p in about},
        may_edit=visit.may(Ability.EDIT),
        may_undo=visit.may(Ability.UNDO),
    )


@router.get("/records/{type}/{id}/timeline")
def timeline(visit: Signed, type: str, id: str, after: str = "") -> HTMLResponse:
    record = the_record(visit, type, id)
    return visit.page(
        "parts/timeline.html", record=record, timeline=activities(visit, record.ref, after or None)
    )


def _mentioned(record: Record, types: Mapping[str, ObjectType]) -> list[Ref]:
    kind = types[record.ref.type]
    owners = [n for n, d in kind.properties.items() if d.type is PropertyType.OWNER]
    return [record.ref, *(Ref("owner", str(v)) for n in owners if (v := record.get(n)) is not None)]
