"""One line that says what a draft changes: words, what goes, what comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Archive,
    AssignOwner,
    Associate,
    Create,
    Dissociate,
    LogActivity,
    Operation,
    Restore,
    SetProperties,
)
from stationmaster.core.proposal import Draft
from stationmaster.core.record import Ref
from stationmaster.web.names import Names
from stationmaster.web.words import said


@dataclass(frozen=True, slots=True)
class Piece:
    """`tone` is "del" for what goes, "ins" for what comes, "" for the words around them."""

    tone: str
    text: str


def line(draft: Draft, names: Names) -> list[Piece]:
    """The whole change in one line. The list shows as much as fits, the detail shows it all."""
    if not draft.operations:
        return _question(draft)
    return steps_line(draft.operations, names)


def steps_line(operations: Sequence[Operation], names: Names) -> list[Piece]:
    pieces: list[Piece] = []
    for operation in operations:
        if pieces:
            pieces.append(Piece("", ", "))
        pieces += _operation(operation, names)
    return pieces


def _question(draft: Draft) -> list[Piece]:
    pieces: list[Piece] = []
    for choice in draft.choices:
        pieces.append(Piece("", " or " if pieces else ""))
        pieces.append(Piece("ins", choice.label))
    return pieces or [Piece("", draft.reason)]


def _operation(operation: Operation, names: Names) -> Iterator[Piece]:
    match operation:
        case SetProperties(record=record, values=values, base=base):
            for index, (name, value) in enumerate(values.items()):
                if index:
                    yield Piece("", ", ")
                yield Piece("", names.property(record.type, name).lower() + " ")
                if name in base and base[name].value is not None:
                    yield Piece("del", names.value(record.type, name, base[name].value))
                    yield Piece("", " → ")
                yield Piece("ins", names.value(record.type, name, value))
        case AssignOwner(record=record, owner=owner, base=base):
            yield Piece("del", names.value(record.type, OWNER_PROPERTY, base.value))
            yield Piece("", " → ")
            yield Piece("ins", names.value(record.type, OWNER_PROPERTY, owner))
        case _:
            yield Piece("ins", sentence(operation, names))


def sentence(operation: Operation, names: Names) -> str:
    """What an operation does, as a sentence without its values."""
    match operation:
        case Create(record=record):
            return f"new {names.type(record.type).lower()}{_called(operation, names)}"
        case Associate(source=source, target=target, label=label):
            return f"link {names.record(source)} with {names.record(target)}{_as(label)}"
        case Dissociate(source=source, target=target, label=label):
            return f"unlink {names.record(source)} from {names.record(target)}{_as(label)}"
        case LogActivity(values=values, on=on):
            kind = str(values.get("kind") or "activity")
            return f"log a {kind} on {', '.join(names.record(r) for r in on)}"
        case Archive(record=record):
            return f"archive {names.record(record)}"
        case Restore(record=record):
            return f"bring back {names.record(record)}"
        case SetProperties(record=record) | AssignOwner(record=record):
            return f"change {names.record(record)}"


def _called(operation: Create, names: Names) -> str:
    known = names.types.get(operation.record.type)
    title = [operation.values.get(name) for name in known.title] if known else []
    text = " ".join(str(v) for v in title if v is not None)
    return f" {text}" if text else ""


def _as(label: str) -> str:
    return f" as {said(label).lower()}" if label else ""


def refs_in(draft: Draft) -> Iterator[Ref]:
    """Every record a draft speaks of, owners included, so that all can be called by name."""
    yield draft.about
    operations = (*draft.operations, *(o for c in draft.choices for o in c.operations))
    for operation in operations:
        yield from _refs(operation)
    for evidence in draft.evidence:
        yield evidence.source


def _refs(operation: Operation) -> Iterator[Ref]:
    match operation:
        case Associate(source=source, target=target) | Dissociate(source=source, target=target):
            yield source
            yield target
        case LogActivity(on=on):
            yield from on
        case AssignOwner(record=record, owner=owner, base=base):
            yield record
            yield from (Ref("owner", str(v)) for v in (owner, base.value) if v is not None)
        case SetProperties(record=record, values=values, base=base):
            yield record
            seen = base.get(OWNER_PROPERTY)
            owners = (values.get(OWNER_PROPERTY), seen.value if seen else None)
            yield from (Ref("owner", str(v)) for v in owners if v is not None)
        case Create(values=values):
            if values.get(OWNER_PROPERTY) is not None:
                yield Ref("owner", str(values[OWNER_PROPERTY]))
        case _:
            yield operation.record
