"""Editing a proposal: its values as inputs, and what a person changed in them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.datastructures import FormData

from stationmaster.core.filter import EVERYTHING
from stationmaster.core.proposal import Proposal
from stationmaster.core.record import PropertyDefinition, PropertyType, Ref, Value
from stationmaster.crm.reader import CrmReader
from stationmaster.proposals.view import ChangeRow
from stationmaster.web.fields import Field, Pairs, as_value, field_for, sent
from stationmaster.web.names import names_for, title_of
from stationmaster.web.visit import Posted, Visit

MOST_OWNERS = 500

Values = Mapping[int, Mapping[str, Value]]
LeftOut = Mapping[int, Sequence[str]]


def owner_pairs(reader: CrmReader) -> Pairs:
    """Every owner as (id, name), by name; none where there are more than a list can hold."""
    types = reader.types()
    page = reader.find("owner", EVERYTHING, limit=MOST_OWNERS)
    if page.next:
        return ()
    pairs = ((r.ref.id, title_of(r, types)) for r in page.records)
    return tuple(sorted(pairs, key=lambda pair: pair[1].lower()))


def edit_fields(visit: Visit, proposal: Proposal, form: FormData | None = None) -> list[Field]:
    """One input per value the proposal would write; with a form, as that form holds them."""
    rows = _rows(visit, proposal)
    owners = _owners(visit, rows)
    names = names_for(visit.workspace.reader, (_owner_refs(rows)))
    fields = []
    for index, row in enumerate(rows):
        field = field_for(
            f"v.{row.operation_index}.{row.property}",
            _definition(row),
            row.proposed,
            owners,
            now=names.value(row.record.type, row.property, row.now),
            may_drop=row.action in ("set", "assign_owner"),
            first=index == 0,
        )
        fields.append(field if form is None else _as_sent(field, row, form))
    return fields


def changed_values(
    visit: Posted, proposal: Proposal, fields: Sequence[Field]
) -> tuple[Values, LeftOut]:
    """What differs from the proposal: operation index -> property -> value, and what to leave out."""
    dropped = set(visit.texts("without"))
    values: dict[int, dict[str, Value]] = {}
    without: dict[int, list[str]] = {}
    for row, field in zip(_rows(visit, proposal), fields, strict=True):
        definition = _definition(row)
        text = sent(visit.form, field, definition)
        if field.name in dropped:
            without.setdefault(row.operation_index, []).append(row.property)
        elif text != field.text and field.name in visit.form:
            new = as_value(definition, text)
            values.setdefault(row.operation_index, {})[row.property] = new
    return values, without


def _rows(visit: Visit, proposal: Proposal) -> list[ChangeRow]:
    changes = visit.workspace.viewer.of(proposal).changes
    return [row for row in changes if row.editable and row.property]


def _definition(row: ChangeRow) -> PropertyDefinition:
    return PropertyDefinition(row.property, row.label, row.type, row.options)


def _as_sent(field: Field, row: ChangeRow, form: FormData) -> Field:
    text = sent(form, field, _definition(row))
    return replace(field, text=text, dropped=field.name in form.getlist("without"))


def _owners(visit: Visit, rows: Sequence[ChangeRow]) -> Pairs:
    needed = any(row.type is PropertyType.OWNER for row in rows)
    return owner_pairs(visit.workspace.reader) if needed else ()


def _owner_refs(rows: Sequence[ChangeRow]) -> list[Ref]:
    owners = (row.now for row in rows if row.type is PropertyType.OWNER)
    return [Ref("owner", str(value)) for value in owners if value is not None]
