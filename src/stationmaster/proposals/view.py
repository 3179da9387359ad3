"""One proposal as a reviewer reads it: what would change, against what the CRM holds now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.operation import (
    OWNER_PROPERTY,
    Archive,
    AssignOwner,
    Associate,
    Dissociate,
    Operation,
    Restore,
    Seen,
    SetProperties,
    records_of,
    values_of,
)
from stationmaster.core.proposal import Proposal, Status, StepState
from stationmaster.core.record import (
    ObjectType,
    PropertyDefinition,
    PropertyType,
    Record,
    Ref,
    Source,
    Value,
)
from stationmaster.crm.manifest import Manifest
from stationmaster.crm.reader import CrmReader
from stationmaster.proposals.queue import Queue


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One property of one operation. `base` is what the proposer saw, `now` what the CRM holds.

    For a link or an archive there is no property: `property` is "" and the texts tell it.
    """

    operation_index: int
    record: Ref
    action: str
    property: str
    label: str
    type: PropertyType
    options: tuple[str, ...]
    base: Value
    now: Value
    proposed: Value
    base_text: str
    now_text: str
    proposed_text: str
    changed_since: bool
    now_at: datetime | None
    now_by: Source | None
    editable: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    """`titles` names every record that is mentioned. `irreversible_why` is "" where undo can be."""

    proposal: Proposal
    changes: tuple[ChangeRow, ...]
    titles: Mapping[Ref, str]
    irreversible_why: str
    undone_by: Proposal | None

    @property
    def reversible(self) -> bool:
        return not self.irreversible_why

    @property
    def can_undo(self) -> bool:
        p = self.proposal
        written = any(s.state is StepState.WRITTEN for s in p.steps)
        undone = self.undone_by is not None and self.undone_by.status is Status.APPLIED
        return p.status in (Status.APPLIED, Status.FAILED) and written and not undone


@dataclass(frozen=True, slots=True)
class Viewer:
    """Makes views. The CRM is read anew for each."""

    queue: Queue
    reader: CrmReader
    manifest: Manifest

    def view(self, id: str) -> ProposalView:
        """Raises NotFound."""
        return self.of(self.queue.get(id))

    def of(self, p: Proposal) -> ProposalView:
        types = self.reader.types()
        records = dict(self.reader.get_many(_mentioned(p, types)))
        names = titles(records, types)
        for operation in p.draft.operations:
            ref = records_of(operation)[0]
            if ref.is_new:
                names[ref] = (
                    title_of(values_of(operation), types.get(ref.type)) or f"new {ref.type}"
                )
        rows = [
            row
            for i, o in enumerate(p.draft.operations)
            for row in _rows(i, o, records, types, names)
        ]
        reversals = self.queue.reversals(p.id)
        why = _irreversible(p, self.manifest)
        return ProposalView(p, tuple(rows), names, why, reversals[0] if reversals else None)


def title_of(values: Mapping[str, Value], type: ObjectType | None) -> str:
    """The words that name a record for people; "" where it has none."""
    parts = (values.get(name) for name in (type.title if type else ()))
    return " ".join(str(part) for part in parts if part is not None)


def titles(records: Mapping[Ref, Record], types: Mapping[str, ObjectType]) -> dict[Ref, str]:
    return {
        ref: title_of(record.properties, types.get(ref.type)) or str(ref)
        for ref, record in records.items()
    }


def _mentioned(p: Proposal, types: Mapping[str, ObjectType]) -> list[Ref]:
    """Every record a reader of this proposal must see named, owners in values included."""
    operations = [*p.draft.operations, *(o for c in p.draft.choices for o in c.operations)]
    operations += [s.operation for s in p.steps]
    refs = [p.draft.about, *(r for o in operations for r in records_of(o))]
    refs += [e.source for e in p.draft.evidence]
    for operation in operations:
        refs += _owners(operation, types.get(records_of(operation)[0].type))
    return [r for r in dict.fromkeys(refs) if not r.is_new]


def _owners(operation: Operation, type: ObjectType | None) -> list[Ref]:
    base: Mapping[str, Seen] = {}
    if isinstance(operation, SetProperties):
        base = operation.base
    elif isinstance(operation, AssignOwner):
        base = {OWNER_PROPERTY: operation.base}
    values = [*values_of(operation).items(), *((n, s.value) for n, s in base.items())]
    return [Ref("owner", str(v)) for n, v in values if v is not None and _is_owner(n, type)]


def _is_owner(name: str, type: ObjectType | None) -> bool:
    definition = type.properties.get(name) if type else None
    return definition is not None and definition.type is PropertyType.OWNER


def _rows(
    index: int,
    operation: Operation,
    records: Mapping[Ref, Record],
    types: Mapping[str, ObjectType],
    names: Mapping[Ref, str],
) -> list[ChangeRow]:
    match operation:
        case SetProperties(base=base):
            pass
        case AssignOwner(base=seen):
            base = {OWNER_PROPERTY: seen}
        case Associate() | Dissociate() | Archive() | Restore():
            return [_whole(index, operation, records, names)]
        case _:
            base = {}
    ref = records_of(operation)[0]
    record, type = records.get(ref), types.get(ref.type)
    shown = _shower(type, names)
    return [
        _row(index, operation, record, _definition(type, name), base.get(name), proposed, shown)
        for name, proposed in values_of(operation).items()
    ]


def _definition(type: ObjectType | None, name: str) -> PropertyDefinition:
    known = type.properties.get(name) if type else None
    return known or PropertyDefinition(name, name)


Show = Callable[[PropertyDefinition, Value], str]


def _shower(type: ObjectType | None, names: Mapping[Ref, str]) -> Show:
    """Values as people read them: an owner by name, yes and no for booleans."""

    def show(definition: PropertyDefinition, value: Value) -> str:
        if value is None:
            return ""
        if definition.type is PropertyType.OWNER:
            return names.get(Ref("owner", str(value)), str(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value)

    return show


def _row(
    index: int,
    operation: Operation,
    record: Record | None,
    definition: PropertyDefinition,
    base: Seen | None,
    proposed: Value,
    show: Show,
) -> ChangeRow:
    name = definition.name
    now = record.get(name) if record else None
    stamp = record.stamps.get(name) if record else None
    seen = base.value if base else None
    return ChangeRow(
        operation_index=index,
        record=records_of(operation)[0],
        action=operation.name,
        property=name,
        label=definition.label,
        type=definition.type,
        options=definition.options,
        base=seen,
        now=now,
        proposed=proposed,
        base_text=show(definition, seen),
        now_text=show(definition, now),
        proposed_text=show(definition, proposed),
        changed_since=base is not None and now != seen,
        now_at=stamp.at if stamp else None,
        now_by=stamp.source if stamp else None,
        editable=True,
    )


def _whole(
    index: int, operation: Operation, records: Mapping[Ref, Record], names: Mapping[Ref, str]
) -> ChangeRow:
    """An operation that sets no property: a link made or cut, a record taken away or back."""
    ref = records_of(operation)[0]
    before, after, since = "", "", False
    match operation:
        case Associate(target=target, label=label):
            after = f"{label.replace('_', ' ')}: {names.get(target, str(target))}"
        case Dissociate(target=target, label=label):
            before = f"{label.replace('_', ' ')}: {names.get(target, str(target))}"
        case Archive(version=version) | Restore(version=version):
            archives = isinstance(operation, Archive)
            before, after = ("in use", "archived") if archives else ("archived", "in use")
            record = records.get(ref)
            since = record is None or record.version != version
    return ChangeRow(
        index,
        ref,
        operation.name,
        "",
        names.get(ref, str(ref)),
        PropertyType.STRING,
        (),
        before or None,
        before or None,
        after or None,
        before,
        before,
        after,
        since,
        None,
        None,
        False,
    )


def _irreversible(p: Proposal, manifest: Manifest) -> str:
    """Why this cannot be taken back, or ""."""
    for operation in p.draft.operations:
        why = manifest.exempt.get(f"undo:{operation.name}")
        if why:
            return why
    return ""
