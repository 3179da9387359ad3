"""Cells as values of properties, the way the plan reads their column."""

from collections.abc import Callable

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import PropertyDefinition, PropertyType, Value
from stationmaster.records.formulas import unguard
from stationmaster.records.importing.columns import nearest_option
from stationmaster.records.importing.dates import as_date, as_moment
from stationmaster.records.importing.plan import ColumnPlan
from stationmaster.records.importing.survey import cell_text
from stationmaster.records.values import coerce

REMEMBERED = 20_000
"""Cells of a column whose values are kept, as most columns say few things many times."""
_TRUTHS = {
    **dict.fromkeys(("y", "t", "on"), True),
    **dict.fromkeys(("n", "f", "off"), False),
}


class Unreadable(Exception):
    """A cell that cannot be a value of its property: why, and what was most likely meant."""

    def __init__(self, reason: str, suggestion: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


class CellReader:
    """Reads the cells of one column. `guarded`: texts that look like formulas were guarded."""

    def __init__(self, column: ColumnPlan, definition: PropertyDefinition, *, guarded: bool):
        self._column = column
        self._definition = definition
        self._guarded = guarded
        self._missing = frozenset(column.missing)
        self._read = _READERS.get(definition.type, _as_text)
        self._known: dict[str, Value] = {}

    def read(self, cell: object) -> Value:
        """The value, None for none. Raises Unreadable."""
        if not isinstance(cell, str):
            return self._coerce(self._as_given(cell))
        if cell in self._known:
            return self._known[cell]
        value = self._read_text(cell)
        if len(self._known) < REMEMBERED and len(cell) < 100:
            self._known[cell] = value
        return value

    def _read_text(self, cell: str) -> Value:
        text = unguard(cell) if self._guarded else cell
        bare = text.strip()
        if not bare or bare in self._missing or text in self._missing:
            return None
        if bare in self._column.replace:
            text = self._column.replace[bare]
        return self._coerce(self._read(text, self._column, self._definition))

    def _as_given(self, cell: object) -> object:
        """A JSON value: numbers and truths as they are, the rest as text."""
        if cell is None or isinstance(cell, bool | int | float):
            return cell
        if isinstance(cell, dict):
            raise Unreadable("a JSON object cannot be a value")
        text = cell_text(cell)
        return self._read(text, self._column, self._definition) if text else None

    def _coerce(self, raw: object) -> Value:
        try:
            return coerce(self._definition, raw)
        except InvalidInput as error:
            suggestion = ""
            if self._definition.type in (PropertyType.OPTION, PropertyType.OPTIONS):
                suggestion = nearest_option(str(raw), self._definition.options)
            raise Unreadable(error.message.rstrip("."), suggestion) from None


def _as_text(text: str, _column: ColumnPlan, _definition: PropertyDefinition) -> object:
    return text


def _as_number(text: str, column: ColumnPlan, _definition: PropertyDefinition) -> object:
    number = column.number.read(text.strip())
    if number is None:
        raise Unreadable(f"{_shown(text)} is not a number written like {column.number}")
    return number


def _as_date(text: str, column: ColumnPlan, _definition: PropertyDefinition) -> object:
    day = as_date(text, column.date)
    if day is None:
        raise Unreadable(f"{_shown(text)} is not a date; the column is read as {column.date.words}")
    return day


def _as_moment(text: str, column: ColumnPlan, _definition: PropertyDefinition) -> object:
    moment = as_moment(text, column.date)
    if moment is None:
        raise Unreadable(
            f"{_shown(text)} is not a date and time; the column is read as {column.date.words}"
        )
    return moment


def _as_truth(text: str, _column: ColumnPlan, _definition: PropertyDefinition) -> object:
    return _TRUTHS.get(text.strip().lower(), text)


def _as_option(text: str, _column: ColumnPlan, _definition: PropertyDefinition) -> object:
    return text.strip()


def _as_options(text: str, column: ColumnPlan, _definition: PropertyDefinition) -> object:
    parts = (part.strip() for part in text.split(";"))
    return [column.replace.get(part, part) for part in parts if part] or None


_READERS: dict[PropertyType, Callable[[str, ColumnPlan, PropertyDefinition], object]] = {
    PropertyType.NUMBER: _as_number,
    PropertyType.DATE: _as_date,
    PropertyType.DATETIME: _as_moment,
    PropertyType.BOOLEAN: _as_truth,
    PropertyType.OPTION: _as_option,
    PropertyType.OPTIONS: _as_options,
}


def _shown(text: str) -> str:
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
