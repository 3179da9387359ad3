"""Evidence in its place: quotes marked in the text they stand in, so that a reader can judge them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record, Ref
from stationmaster.web.names import Names

AROUND = 160

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Some of a text, quotes marked. `whole` is all of it, where `parts` is not."""

    parts: tuple[Part, ...]
    label: str
    source: str
    href: str
    at: datetime
    found: bool
    whole: str = ""


def passages(
    evidence: Sequence[Evidence], records: Mapping[Ref, Record], names: Names
) -> tuple[Passage, ...]:
    """Quotes of one text together, in the order in which the texts are first quoted."""
    order = list(dict.fromkeys((e.source, e.property, e.label, e.found) for e in evidence))
    placed = sorted(evidence, key=lambda e: order.index((e.source, e.property, e.label, e.found)))
    return tuple(
        _passage(list(several), records, names)
        for _, several in groupby(placed, key=lambda e: (e.source, e.property, e.label, e.found))
    )


def _passage(quotes: list[Evidence], records: Mapping[Ref, Record], names: Names) -> Passage:
    first = quotes[0]
    ref = first.source
    record = records.get(ref)
    text = record.get(first.property) if record else None
    spans = [(e.offset, e.offset + len(e.quote)) for e in quotes]
    stands = isinstance(text, str) and all(
        text[start:end] == e.quote for (start, end), e in zip(spans, quotes, strict=True)
    )
    if isinstance(text, str) and stands:
        parts, whole = _in_place(text, _merged(spans))
    else:
        parts, whole = [Part(e.quote, True) for e in quotes], ""
    return Passage(
        parts=tuple(parts),
        label=_label(first, names),
        source=names.record(ref),
        href="" if ref.is_new else f"/records/{ref.type}/{ref.id}",
        at=max(e.at for e in quotes),
        found=first.found,
        whole=whole,
    )


def _label(evidence: Evidence, names: Names) -> str:
    """What the text is: what the author calls it, and the property it stands in."""
    where = names.property(evidence.source.type, evidence.property)
    return f"{evidence.label}, {where.lower()}" if evidence.label else where


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The same characters, as spans that do not overlap, in order."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _in_place(text: str, spans: Sequence[Span]) -> tuple[list[Part], str]:
    """The quotes with what stands around them, and the whole text where that leaves some out."""
    parts = [Part(_tail(text[: spans[0][0]]))]
    for (start, end), (following, _) in zip(spans, [*spans[1:], (len(text), 0)], strict=True):
        parts.append(Part(text[start:end], True))
        gap = text[end:following]
        last = following == len(text)
        parts.append(Part(_head(gap) if last else _middle(gap)))
    shown = "".join(part.text for part in parts)
    return [part for part in parts if part.text], text if shown != text else ""


def _tail(text: str) -> str:
    return text if len(text) <= AROUND else "… " + text[-AROUND:].split(" ", 1)[-1]


def _head(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND].rsplit(" ", 1)[0] + " …"


def _middle(text: str) -> str:
    return text if len(text) <= 2 * AROUND else f"{_head(text)} {_tail(text)[2:]}"
