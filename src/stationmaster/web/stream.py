"""The queue as one stream: group by group, a page of rows at a time, however long it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from stationmaster.core.proposal import Proposal, Risk
from stationmaster.proposals.queue import Queue, QueueGroup
from stationmaster.web.detail import station_label
from stationmaster.web.names import Names
from stationmaster.web.pieces import Piece, line
from stationmaster.web.words import said

PAGE = 50
ASK = "ask"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the queue is asked for. Empty texts: all of it."""

    station: str = ""
    risk: Risk | None = None
    text: str = ""
    sort: str = "oldest"

    @property
    def narrowed(self) -> bool:
        return bool(self.station or self.risk or self.text)

    @property
    def query(self) -> str:
        """As the query of an address, without what is empty."""
        named = {
            "station": self.station,
            "risk": self.risk.value if self.risk else "",
            "text": self.text,
            "sort": "" if self.sort == "oldest" else self.sort,
        }
        return urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the stream: in this group, after this row."""

    station: str
    kind: str
    after: str | None = None

    @property
    def key(self) -> str:
        return f"{self.station}:{self.kind}"


@dataclass(frozen=True, slots=True)
class Group:
    """A header. `count` is None where a text filter would make counting a read of everything."""

    key: str
    station: str
    kind: str
    label: str
    station_label: str
    count: int | None
    is_question: bool
    batch_href: str


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    digest: str
    group: str
    station: str
    title: str
    line: Sequence[Piece]
    confidence: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    group: Group | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the stream before it is put in words. `start` is not None where a group begins."""

    start: tuple[QueueGroup, bool] | None
    proposals: tuple[Proposal, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Stream:
    items: tuple[Item, ...] = ()
    more: str = ""


def read(
    queue: Queue, narrowing: Narrowing, place: Place | None, size: int = PAGE
) -> tuple[list[Found], Place | None]:
    """Up to `size` proposals from `place` on (None: from the start), and where the next ones begin."""
    found: list[Found] = []
    left = size
    for group in _groups_from(queue, narrowing, place):
        here = place if place and place.key == f"{group.station}:{group.kind}" else None
        page = queue.page(
            station=group.station,
            kind=group.kind,
            risk=narrowing.risk,
            text=narrowing.text or None,
            sort=narrowing.sort,
            limit=left,
            after=here.after if here else None,
        )
        at = Place(group.station, group.kind, page.next)
        if page.rows:
            begins = here is None or here.after is None
            asks = not page.rows[0].draft.operations
            found.append(Found((group, asks) if begins else None, page.rows, at))
        left -= len(page.rows)
        if page.next or left <= 0:
            return found, at if page.next else _following(queue, narrowing, at)
    return found, None


def _groups_from(queue: Queue, narrowing: Narrowing, place: Place | None) -> Iterator[QueueGroup]:
    """The groups in order, from the one of `place` on (or the one that follows it by name)."""
    groups = queue.groups(station=narrowing.station or None, risk=narrowing.risk)
    for group in groups:
        if place is None or (group.station, group.kind) >= (place.station, place.kind):
            yield group


def _following(queue: Queue, narrowing: Narrowing, place: Place) -> Place | None:
    groups = queue.groups(station=narrowing.station or None, risk=narrowing.risk)
    later = [g for g in groups if (g.station, g.kind) > (place.station, place.kind)]
    return Place(later[0].station, later[0].kind) if later else None


def stream(
    found: Sequence[Found],
    following: Place | None,
    narrowing: Narrowing,
    names: Names,
    stations: Mapping[str, str],
) -> Stream:
    """The same in words, ready to be shown."""
    items: list[Item] = []
    for part in found:
        if part.start is not None:
            items.append(Item(group=_group(*part.start, narrowing, stations)))
        items += (Item(row=row_of(p, names)) for p in part.proposals)
    return Stream(tuple(items), more_href(narrowing, following) if following else "")


def more_href(narrowing: Narrowing, place: Place) -> str:
    named = {"from_station": place.station, "from_kind": place.kind, "after": place.after or ""}
    return "/queue/rows?" + "&".join(q for q in (urlencode(named), narrowing.query) if q)


def _group(
    group: QueueGroup, asks: bool, narrowing: Narrowing, stations: Mapping[str, str]
) -> Group:
    named = {"in_station": group.station, "in_kind": group.kind}
    query = "&".join(q for q in (urlencode(named), narrowing.query) if q)
    return Group(
        key=f"{group.station}:{group.kind}",
        station=group.station,
        kind=group.kind,
        label=said(group.kind),
        station_label=station_label(group.station, stations),
        count=None if narrowing.text else group.count,
        is_question=asks,
        batch_href=f"/queue/batch?{query}",
    )


def row_of(p: Proposal, names: Names) -> Row:
    draft = p.draft
    return Row(
        id=p.id,
        digest=p.digest,
        group=f"{p.station}:{draft.kind}",
        station=p.station,
        title=draft.title,
        line=line(draft, names),
        confidence=draft.confidence,
        at=p.created_at,
    )
