"""Where the values of a record come from: who set them, and what carried them here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.actor import SourceKind
from stationmaster.core.decision import PolicyNote
from stationmaster.core.proposal import Proposal
from stationmaster.core.record import HistoryEntry, Record, Source
from stationmaster.web import words
from stationmaster.web.detail import station_label
from stationmaster.web.names import Names

People = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Lineage:
    """All that led to a value an agent wrote, and the way back."""

    proposal: str
    title: str
    station: str
    run: str
    at: datetime
    evidence: Sequence[tuple[str, str]]
    policies: Sequence[PolicyNote]
    policy_version: str
    effect: str
    approver: str
    confidence: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class Value:
    """A property as the record page shows it."""

    name: str
    label: str
    text: str
    is_set: bool
    who: str
    at: datetime | None
    by_agent: bool
    lineage: Lineage | None


@dataclass(frozen=True, slots=True)
class Past:
    label: str
    text: str
    at: datetime
    who: str
    proposal: str


def proposals_in(record: Record, history: Sequence[HistoryEntry]) -> list[str]:
    """The proposals that carried values of this record, present and past."""
    sources = [s.source for s in record.stamps.values()] + [h.source for h in history]
    return list(dict.fromkeys(s.proposal for s in sources if s.proposal))


def values(
    record: Record,
    names: Names,
    proposals: Mapping[str, Proposal],
    people: People,
    stations: Mapping[str, str],
) -> list[Value]:
    """Every property of the type, those with a value first in their order, then the empty ones."""
    kind = names.types[record.ref.type]
    shown = []
    for name, definition in kind.properties.items():
        held, stamp = record.get(name), record.stamps.get(name)
        source = stamp.source if stamp else None
        carried = proposals.get(source.proposal or "") if source else None
        shown.append(
            Value(
                name=name,
                label=definition.label,
                text=names.value(record.ref.type, name, held),
                is_set=held is not None,
                who=who(source, people) if source else "",
                at=stamp.at if stamp else None,
                by_agent=source is not None and source.kind is SourceKind.AGENT,
                lineage=lineage(carried, people, stations) if carried else None,
            )
        )
    return sorted(shown, key=lambda value: not value.is_set)


def who(source: Source, people: People) -> str:
    """ "Ida Moe", "Inbound leads, an agent", "an import"."""
    name = people(source.id)
    kind = words.SOURCES[source.kind]
    if source.kind is SourceKind.PERSON:
        return name or kind
    return f"{name}, {kind}" if name else kind


def lineage(p: Proposal, people: People, stations: Mapping[str, str]) -> Lineage:
    decision = p.decision
    return Lineage(
        proposal=p.id,
        title=p.draft.title,
        station=station_label(p.station, stations),
        run=p.run or "",
        at=p.created_at,
        evidence=[(e.quote, e.label or e.property) for e in p.draft.evidence],
        policies=decision.notes if decision else (),
        policy_version=decision.policy_version if decision else "",
        effect=decision.effect.value if decision else "",
        approver=(people(p.approver) or p.approver) if p.approver else "",
        confidence=p.draft.confidence,
        digest=p.digest,
    )


def past(
    record: Record, entries: Iterable[HistoryEntry], names: Names, people: People
) -> list[Past]:
    kind = record.ref.type
    return [
        Past(
            names.property(kind, e.property),
            names.value(kind, e.property, e.value),
            e.at,
            who(e.source, people),
            e.source.proposal or "",
        )
        for e in entries
    ]
