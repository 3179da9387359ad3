"""The answers to a question, side by side: what each would do, and what the record in it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stationmaster.core.operation import records_of
from stationmaster.core.proposal import Choice, Draft
from stationmaster.core.record import Record, Ref
from stationmaster.web.names import Names
from stationmaster.web.pieces import Piece, steps_line

FACTS = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """`facts` are (label, value) of the record that only this answer is about; `href` its page."""

    label: str
    reason: str
    line: tuple[Piece, ...]
    facts: tuple[tuple[str, str], ...]
    href: str


def answers(draft: Draft, records: Mapping[Ref, Record], names: Names) -> tuple[Answer, ...]:
    mentioned = [_refs(choice) for choice in draft.choices]
    return tuple(
        _answer(choice, _own(index, mentioned, draft.about), records, names)
        for index, choice in enumerate(draft.choices)
    )


def candidate_refs(draft: Draft) -> list[Ref]:
    """The records to read so that the answers can be told apart."""
    return [ref for choice in draft.choices for ref in _refs(choice) if not ref.is_new]


def _refs(choice: Choice) -> list[Ref]:
    return list(dict.fromkeys(r for o in choice.operations for r in records_of(o)))


def _own(index: int, mentioned: Sequence[Sequence[Ref]], about: Ref) -> Ref | None:
    """The first existing record that this answer names and the others do not."""
    others = {r for i, refs in enumerate(mentioned) if i != index for r in refs}
    own = (r for r in mentioned[index] if r not in others and r != about and not r.is_new)
    return next(own, None)


def _answer(choice: Choice, own: Ref | None, records: Mapping[Ref, Record], names: Names) -> Answer:
    facts: list[tuple[str, str]] = []
    record = records.get(own) if own else None
    if record is not None:
        known = names.types.get(record.ref.type)
        ordered = known.properties if known else record.properties
        held = [n for n in ordered if record.get(n) is not None]
        facts = [
            (names.property(record.ref.type, n), names.value(record.ref.type, n, record.get(n)))
            for n in held[:FACTS]
        ]
    href = f"/records/{own.type}/{own.id}" if own else ""
    line = tuple(steps_line(choice.operations, names))
    return Answer(choice.label, choice.reason, line, tuple(facts), href)
