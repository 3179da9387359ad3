"""Records: find them, read them, and what is around them. Changes go through proposals."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from stationmaster.api.caller import Called, Caller
from stationmaster.api.models.proposals import ProposalOut
from stationmaster.api.models.records import (
    AssociationOut,
    HistoryOut,
    ObjectTypeOut,
    RecordOut,
    StampedRecordOut,
)
from stationmaster.api.models.values import EXAMPLE_LEAD, Id, Page, Text, TypeName
from stationmaster.api.paging import After, Limit
from stationmaster.api.problems import documented
from stationmaster.core.errors import InvalidInput, NotFound
from stationmaster.core.filter import EVERYTHING, parse
from stationmaster.core.record import ObjectType, Record, Ref
from stationmaster.crm.reader import Sort

router = APIRouter(tags=["records"], responses=documented(401, 403, 404, 422, 503))

OfType = Annotated[TypeName, Path(description="Object type.", examples=["lead"])]
OfId = Annotated[Id, Path(description="Id of the record.", examples=[EXAMPLE_LEAD])]
Where = Annotated[
    Text | None,
    Query(
        description="Conditions: `property operator value`, joined by `and`, groups by `or`.",
        examples=["status eq new and visits gt 3"],
    ),
]


@router.get("/record-types")
def list_record_types(caller: Called) -> Page[ObjectTypeOut]:
    """Object types and their properties, as far as the caller may read them."""
    types = caller.reader.types().values()
    return Page(items=[ObjectTypeOut.of(t) for t in types], next=None)


@router.get("/record-types/{type}")
def get_record_type(caller: Called, type: OfType) -> ObjectTypeOut:
    """One object type."""
    return ObjectTypeOut.of(_type(caller, type))


@router.get("/search")
def search_records(
    caller: Called,
    text: Annotated[Text, Query(min_length=1, max_length=500, examples=["Halvorsen"])],
    type: Annotated[
        list[TypeName] | None, Query(max_length=20, description="Only these types.")
    ] = None,
    limit: Limit = 20,
) -> Page[RecordOut]:
    """Full-text search, best first."""
    wanted = [_type(caller, name).name for name in type or ()]
    found = caller.reader.search(text, types=wanted, limit=limit)
    return Page(items=[RecordOut.of(r) for r in found], next=None)


@router.get("/records/{type}")
def find_records(
    caller: Called,
    type: OfType,
    where: Where = None,
    sort: Annotated[
        str | None,
        Query(
            pattern=r"^-?[A-Za-z][A-Za-z0-9_]{0,99}$",
            description="A property; with `-` before it, descending. Else in order of making.",
            examples=["-visits"],
        ),
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[RecordOut]:
    """Records that are not archived and match a filter."""
    kind = _type(caller, type)
    order = Sort(sort.removeprefix("-"), sort.startswith("-")) if sort else None
    if order and order.property not in kind.properties:
        raise InvalidInput(f"There is no property {order.property!r}.", field="sort")
    page = caller.reader.find(
        type, parse(where) if where else EVERYTHING, sort=order, limit=limit, after=after
    )
    return Page(items=[RecordOut.of(r) for r in page.records], next=page.next)


@router.get("/records/{type}/{id}")
def get_record(caller: Called, type: OfType, id: OfId) -> StampedRecordOut:
    """One record, archived or not, with when and by what each value was set."""
    return StampedRecordOut.of(_record(caller, type, id))


@router.get("/records/{type}/{id}/history")
def get_record_history(
    caller: Called,
    type: OfType,
    id: OfId,
    property: Annotated[
        list[Text] | None, Query(max_length=100, description="Only these properties.")
    ] = None,
) -> Page[HistoryOut]:
    """Past and present values, newest first."""
    record = _record(caller, type, id)
    known = _type(caller, type).properties
    for name in property or ():
        if name not in known:
            raise InvalidInput(f"There is no property {name!r}.", field="property")
    found = caller.reader.history(record.ref, property or ())
    return Page(items=[HistoryOut.of(entry) for entry in found], next=None)


@router.get("/records/{type}/{id}/associations")
def get_record_associations(
    caller: Called,
    type: OfType,
    id: OfId,
    to_type: Annotated[TypeName | None, Query(description="Only links to this type.")] = None,
) -> Page[AssociationOut]:
    """Records that this one is linked to."""
    ref = _record(caller, type, id).ref
    links = caller.reader.associations([ref], to_type).get(ref, ())
    return Page(items=[AssociationOut.of(link) for link in links], next=None)


@router.get("/records/{type}/{id}/timeline")
def get_record_timeline(
    caller: Called, type: OfType, id: OfId, limit: Limit = 50, after: After = None
) -> Page[RecordOut]:
    """Activities on a record, newest first."""
    ref = _record(caller, type, id).ref
    page = caller.reader.timeline(ref, limit=limit, after=after)
    return Page(items=[RecordOut.of(r) for r in page.records], next=page.next)


@router.get("/records/{type}/{id}/proposals")
def get_record_proposals(
    caller: Called, type: OfType, id: OfId, limit: Limit = 50
) -> Page[ProposalOut]:
    """What was ever proposed about a record, newest first. For people."""
    caller.require_person()
    ref = _record(caller, type, id).ref
    found = caller.workspace.queue.of_record(ref, limit)
    return Page(items=[ProposalOut.of(p) for p in found], next=None)


def _type(caller: Caller, name: str) -> ObjectType:
    """Raises NotFound for a type that there is not, or that the caller may not read."""
    known = caller.reader.types()
    if name not in known:
        raise NotFound(f"There is no object type {name!r}.", field="type")
    return known[name]


def _record(caller: Caller, type: str, id: str) -> Record:
    ref = Ref(type, id)
    found = caller.reader.get_many([ref]).get(ref)
    if found is None:
        raise NotFound(f"There is no {type} {id}.", field="id")
    return found
