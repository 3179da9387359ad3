"""Reading what a page of proposals speaks of, so that it can be called by name."""

from collections.abc import Iterable, Sequence

from stationmaster.core.proposal import Proposal
from stationmaster.core.record import Record, Ref
from stationmaster.web.answers import candidate_refs
from stationmaster.web.detail import DetailView, Tag, detail_view
from stationmaster.web.names import Names, names_for, title_of
from stationmaster.web.pieces import refs_in
from stationmaster.web.stream import Narrowing, Place, Row, Stream, read, row_of, stream
from stationmaster.web.visit import Visit


def stream_for(visit: Visit, narrowing: Narrowing, place: Place | None = None) -> Stream:
    """A page of the queue."""
    found, following = read(visit.workspace.queue, narrowing, place)
    names = names_of(visit, (p for part in found for p in part.proposals))
    return stream(found, following, narrowing, names, visit.stations)


def names_of(visit: Visit, proposals: Iterable[Proposal]) -> Names:
    return names_for(visit.workspace.reader, (r for p in proposals for r in refs_in(p.draft)))


def rows_of(visit: Visit, proposals: Sequence[Proposal]) -> list[Row]:
    names = names_of(visit, proposals)
    return [row_of(p, names) for p in proposals]


def detail_of(visit: Visit, proposal: Proposal, outcome: Tag | None = None) -> DetailView:
    """One proposal, against what the CRM holds at this moment."""
    reader = visit.workspace.reader
    view = visit.workspace.viewer.of(proposal)
    wanted = {e.source for e in proposal.draft.evidence} | set(candidate_refs(proposal.draft))
    records: dict[Ref, Record] = dict(reader.get_many(wanted)) if wanted else {}
    types = reader.types()
    titles = {ref: title_of(record, types) for ref, record in records.items()}
    names = Names(types, {**titles, **view.titles})
    return detail_view(view, names, records, visit.setting, outcome)
