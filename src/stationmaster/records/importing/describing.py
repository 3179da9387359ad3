"""Plans and reports in words, for a terminal or a page that shows plain text."""

from collections.abc import Iterable

from stationmaster.core.record import PropertyType
from stationmaster.records.importing.items import Outcome, Remark
from stationmaster.records.importing.layout import FileKind, Layout
from stationmaster.records.importing.plan import ColumnPlan, Existing, LinkPlan, Plan
from stationmaster.records.importing.report import Report, Tally

SHOWN = 20
"""Remarks of one kind that are shown one by one."""
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def describe_plan(plan: Plan) -> str:
    """The whole plan in lines of text: file, columns with samples, links, warnings."""
    lines = [
        f"{plan.file}: {_layout(plan.layout)}, {plan.rows:,} rows"
        + (f", {plan.unreadable:,} unreadable" if plan.unreadable else ""),
        f"Into: {plan.type}" + (" (a new object type)" if plan.new_type else ""),
        f"A row is known by: {plan.ids or plan.match or 'all it holds'}",
        _EXISTING[plan.existing],
        "",
        *_table([_column(column) for column in plan.columns]),
    ]
    lines += [f"{name} is filled with: {template}" for name, template in plan.fill.items()]
    lines += [_link(link) for link in plan.links]
    lines += [f"! {warning}" for warning in (*plan.warnings, *_suggestions(plan))]
    return "\n".join(lines)


_EXISTING = {
    Existing.OWN: "Known records: values that an import set are replaced, others are kept",
    Existing.FILL: "Known records: only what was never set is filled",
    Existing.REPLACE: "Known records: the file replaces every value, whoever set it",
}


def _layout(layout: Layout) -> str:
    if layout.kind is FileKind.JSONL:
        return f"JSON Lines, {layout.encoding}"
    delimiter = _DELIMITERS.get(layout.delimiter, layout.delimiter)
    header = "" if layout.header else ", no header"
    return f"CSV, {layout.encoding}, {delimiter}, quote {layout.quote}{header}"


def _column(column: ColumnPlan) -> tuple[str, str, str, str]:
    if column.to is None:
        target = "(link)" if column.why.startswith("names") else "(left out)"
    elif column.new is not None:
        target = f"+ {column.to}: {column.new.type.value}"
    else:
        target = f"{column.to}" + (f" (+{len(column.options)} options)" if column.options else "")
    return column.name, target, column.why + _read_as(column), ", ".join(column.samples)


def _read_as(column: ColumnPlan) -> str:
    said = []
    if column.new is not None and column.new.type in (PropertyType.DATE, PropertyType.DATETIME):
        said.append(column.date.words)
    if column.number.thousands or column.number.decimal != "." or column.number.currency:
        said.append(f"numbers like {column.number}")
    if column.missing:
        said.append(f"missing: {', '.join(column.missing)}")
    return f" ({'; '.join(said)})" if said else ""


def _table(rows: list[tuple[str, str, str, str]]) -> Iterable[str]:
    rows = [("Column", "Fills", "Why", "Samples"), *rows]
    widths = [min(max(len(row[i]) for row in rows), 48) for i in range(3)]
    for row in rows:
        head = "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=False))
        yield f"{head}  {row[3]}".rstrip()


def _link(link: LinkPlan) -> str:
    way = {"": "by name", "id": "by id"}.get(link.by, f"by {link.by}")
    into = f"as {link.into}" if link.into else f"as “{link.label}”"
    kept = f"; what is not found is kept in {link.unresolved}" if link.unresolved else ""
    return f"{link.column} links to {link.type} {way}, {into}{kept}"


def _suggestions(plan: Plan) -> Iterable[str]:
    for column in plan.columns:
        if column.suggested_missing:
            words = ", ".join(f"“{w}”" for w in column.suggested_missing)
            yield f"{column.name}: {words} may stand for nothing; name it as missing if so."
        for value, meant in column.suggested.items():
            yield f"{column.name}: “{value}” looks like “{meant}”; replace it if so."


_OUTCOMES = {
    Outcome.CREATED: "created",
    Outcome.UPDATED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REPEATED: "repeated rows, not loaded",
    Outcome.ARCHIVED: "of archived records, left alone",
    Outcome.REJECTED: "rejected",
}
_REMARKS = {
    Remark.REJECTED: "Rejected",
    Remark.UNLINKED: "Names that lead nowhere (loaded, the text is kept)",
    Remark.AMBIGUOUS: "Names that several records have (loaded, not linked)",
    Remark.BLANK: "Linking cells that are empty",
    Remark.KEPT: "Values that were kept",
    Remark.MISSPELLED: "Values that look misspelled (loaded as they are)",
    Remark.PLACEHOLDER: "Values that may stand for nothing (loaded as they are)",
    Remark.FORMULA: "Cells that look like formulas (loaded as text)",
    Remark.IDENTICAL: "Rows that stand there more than once (each loaded)",
    Remark.REPEATED: "Rows that stand there more than once (loaded once)",
    Remark.ARCHIVED: "Rows of archived records (left alone)",
}


def describe_report(report: Report) -> str:
    """What was done (or would be), and why not more, in lines of text."""
    done = "would be" if report.run is None else "were"
    counts = [f"{n:,} {_OUTCOMES[o]}" for o in Outcome if (n := report.outcomes.get(o))]
    lines = [f"{report.file}: of {report.rows:,} rows {', '.join(counts)} ({done})."]
    if report.links:
        lines.append(f"{report.links:,} links {done} made.")
    if report.defined:
        lines.append(f"New properties: {', '.join(report.defined)}.")
    for remark, heading in _REMARKS.items():
        tallies = [t for t in report.tallies if t.remark is remark]
        if tallies:
            lines.append(f"{heading}: {sum(t.count for t in tallies):,}")
            lines += [f"  {_tally(t)}" for t in tallies[:SHOWN]]
            if len(tallies) > SHOWN:
                lines.append(f"  and {len(tallies) - SHOWN:,} more kinds, all in the files")
    return "\n".join(lines)


def _tally(tally: Tally) -> str:
    where = f"{tally.column}: " if tally.column else ""
    value = f"“{tally.value}” " if tally.value else ""
    meant = f"; perhaps {tally.suggestion}" if tally.suggestion else ""
    return f"{tally.count:,} × {where}{value}{tally.reason}{meant} (first in line {tally.line})"
