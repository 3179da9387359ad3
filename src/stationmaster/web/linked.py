"""What a record is linked with, and what happened around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.clock import from_text
from stationmaster.core.record import Association, Record, Ref
from stationmaster.web.names import Names, title_of
from stationmaster.web.visit import Visit
from stationmaster.web.words import said

PAGE = 20
_HEAD = ("subject", "kind", "at", "body", "owner_id", "external_id")


@dataclass(frozen=True, slots=True)
class Link:
    type: str
    label: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Activity:
    """`facts` are what it holds beside what is shown by name."""

    href: str
    kind: str
    title: str
    text: str
    at: datetime | None
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Timeline:
    activities: Sequence[Activity]
    next: str


def linked(links: Sequence[Association], names: Names) -> list[Link]:
    found = [
        Link(
            names.type(a.target.type),
            said(a.label).lower(),
            names.record(a.target),
            f"/records/{a.target.type}/{a.target.id}",
        )
        for a in links
        if a.target.type != "activity"
    ]
    return sorted(found, key=lambda link: (link.type, link.title))


def activities(visit: Visit, ref: Ref, after: str | None = None) -> Timeline:
    reader = visit.workspace.reader
    page = reader.timeline(ref, limit=PAGE, after=after)
    names = Names(reader.types(), {})
    return Timeline([_activity(r, names) for r in page.records], page.next or "")


def _activity(record: Record, names: Names) -> Activity:
    kind, at = record.get("kind"), record.get("at")
    facts = [
        (names.property("activity", n), names.value("activity", n, v))
        for n, v in record.properties.items()
        if v is not None and n not in _HEAD
    ]
    body = record.get("body")
    return Activity(
        href=f"/records/{record.ref.type}/{record.ref.id}",
        kind=said(str(kind)) if kind else "Activity",
        title=title_of(record, names.types),
        text="" if body is None else str(body),
        at=from_text(at) if isinstance(at, str) else None,
        facts=facts,
    )
