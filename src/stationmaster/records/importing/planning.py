"""Making a plan for a file: what each column is, what identifies a row, what it leads to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyType
from stationmaster.records import schema
from stationmaster.records.definitions import NO_KEYS, check_type
from stationmaster.records.importing.columns import own_ids, plan_columns
from stationmaster.records.importing.dates import USUAL, DateFormat, zone_of
from stationmaster.records.importing.defining import planned_type
from stationmaster.records.importing.headers import plain
from stationmaster.records.importing.links import plan_links
from stationmaster.records.importing.mapping import is_id
from stationmaster.records.importing.plan import ColumnPlan, Plan
from stationmaster.records.importing.survey import Survey, survey_file

BETWEEN = " · "
"""Stands between the parts of a text made of several columns; empty parts fall away with it."""
ELSE = " || "
"""Stands between ways to make a text: the first that gives any is taken."""
_SIGNS = re.compile(r"[{}]| · | \|\| ")
"""What a name in a template cannot hold."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the caller knows better than a guess could.

    `layout`: fields of the layout (encoding, delimiter, quote, escape, header). `dates`: how dates
    are read where a column does not tell day from month, and the zone of times without one.
    `define`: the object type is new and is to be defined.
    """

    layout: Mapping[str, object] = field(default_factory=dict)
    dates: DateFormat = USUAL
    define: bool = False


def make_plan(connection: Connection, workspace: str, path: Path, type: str, hints: Hints) -> Plan:
    """Reads the file twice through and changes nothing. Raises InvalidInput."""
    types = schema.load(connection, workspace)
    zone_of(hints.dates.zone)
    kind, new_type = _kind(type, types, hints)
    survey = survey_file(path, hints.layout)
    columns, warnings = plan_columns(survey, kind, hints.dates)
    links = plan_links(connection, workspace, survey, kind, types, columns)
    plan = Plan(
        file=str(path),
        digest=survey.digest,
        rows=survey.rows,
        unreadable=survey.unreadable,
        type=type,
        layout=survey.layout,
        columns=tuple(links.columns),
        links=tuple(links.links),
        ids=own_ids(survey, kind),
        new_type=new_type,
        new=tuple(links.new),
    )
    if new_type is not None:
        plan = _titled(plan, new_type)
        check_type(planned_type(plan, types))
    warnings = [*survey.warnings, *warnings, *links.warnings]
    return _completed(plan, planned_type(plan, types), survey, warnings)


def _kind(
    name: str, types: Mapping[str, ObjectType], hints: Hints
) -> tuple[ObjectType, ObjectType | None]:
    if name in types:
        return types[name], None
    if not hints.define:
        raise InvalidInput(
            f"There is no object type {name!r}.",
            field="type",
            way_out=f"Use one of {', '.join(types)}, or let the import define it.",
        )
    label = plain(name).capitalize()
    made = ObjectType(name, label, f"{label}s", (), {}, custom=True)
    return made, made


def _titled(plan: Plan, new_type: ObjectType) -> Plan:
    """Records of a new type are named by a column, and found by that name."""
    title = _title(plan.columns)
    columns = tuple(
        replace(c, new=replace(c.new, indexed=c.new.type not in NO_KEYS))
        if c.new and c.to in title
        else c
        for c in plan.columns
    )
    return replace(plan, columns=columns, new_type=replace(new_type, title=title))


def _title(columns: Sequence[ColumnPlan]) -> tuple[str, ...]:
    texts = [c for c in columns if c.new is not None and c.new.type is PropertyType.STRING]
    named = [c for c in texts if c.new is not None and not c.new.unique] or texts
    filled = named or [c for c in columns if c.to is not None]
    return (filled[0].to or "",) if filled else ()


def _completed(plan: Plan, kind: ObjectType, survey: Survey, warnings: list[str]) -> Plan:
    plan = replace(plan, match=_match(plan, kind))
    if plan.match is None and plan.ids is None:
        warnings.append(
            "No column identifies a row, so rows are known by all they hold: a row that changed "
            "comes in as a new record. Name a property with a key of its own to match by it."
        )
    filled = {c.to for c in plan.columns} | {link.into for link in plan.links}
    fill = {}
    for definition in kind.properties.values():
        if definition.required and definition.name not in filled:
            template = _template(plan, survey) if definition.type in _TEXTS else ""
            if template:
                fill[definition.name] = template
            else:
                warnings.append(
                    f"{definition.label} is required and no column fills it: every new row would "
                    "be rejected. Say what to fill it with."
                )
    return replace(plan, fill=fill, warnings=tuple(warnings))


_TEXTS = (PropertyType.STRING, PropertyType.TEXT)


def _match(plan: Plan, kind: ObjectType) -> str | None:
    """The unique property that most rows fill; an id before anything else."""
    unique = [c for c in plan.columns if c.to and c.filled and kind.properties[c.to].unique]
    best = max(unique, key=lambda c: (c.to == "external_id", c.filled), default=None)
    return best.to if best else None


def _template(plan: Plan, survey: Survey) -> str:
    """A name for records that have none: of what they are linked to, else of their id."""
    fit = [c for c in plan.columns if not _SIGNS.search(c.name)]
    linking = {link.column for link in plan.links if link.into is None}
    links = [c.name for c in fit if c.name in linking][:2]
    ids = [c.name for c in fit if is_id(survey.profiles[c.name], survey.rows)][:1]
    ways = [links, ids or [c.name for c in fit if c.to and c.filled == survey.rows][:1]]
    return ELSE.join(BETWEEN.join(f"{{{name}}}" for name in way) for way in ways if way)
