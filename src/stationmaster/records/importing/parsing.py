"""Rows as items: cells read as the plan says, names set aside to be resolved."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import cast

from stationmaster.core.record import ObjectType, PropertyType, Value
from stationmaster.records.formulas import looks_like_formula, unguard
from stationmaster.records.importing.cells import CellReader, Unreadable
from stationmaster.records.importing.items import Item, Remark
from stationmaster.records.importing.layout import FileKind
from stationmaster.records.importing.plan import LinkPlan, Plan
from stationmaster.records.importing.planning import BETWEEN, ELSE
from stationmaster.records.importing.rows import Row
from stationmaster.records.importing.survey import cell_text

_PLACE = re.compile(r"\{([^{}]*)\}")
_TEXTS = frozenset(PropertyType) - {
    *(PropertyType.NUMBER, PropertyType.BOOLEAN, PropertyType.DATE, PropertyType.DATETIME),
    PropertyType.PHONE,
}
"""Types whose values are kept as they are written; a phone number may begin like a formula."""


class RowParser:
    """`kind`: the object type as the plan makes it."""

    def __init__(self, plan: Plan, kind: ObjectType):
        self._names = [column.name for column in plan.columns]
        self._salt = blake2b("\0".join(self._names).encode(), digest_size=16).digest()
        self._guarded = plan.layout.kind is FileKind.CSV
        places = {name: place for place, name in enumerate(self._names)}
        self._readers = [
            (places[c.name], c.to, CellReader(c, kind.properties[c.to], guarded=self._guarded))
            for c in plan.columns
            if c.to is not None
        ]
        self._texts = [
            places[c.name]
            for c in plan.columns
            if c.to is not None and kind.properties[c.to].type in _TEXTS
        ]
        self._doubtful = [
            (places[c.name], c)
            for c in plan.columns
            if c.to is not None and (c.suggested or c.suggested_missing)
        ]
        self._links = [(places[link.column], link) for link in plan.links]
        self._ids = places[plan.ids] if plan.ids else None
        self._missing = {c.name: frozenset(c.missing) for c in plan.columns}
        self._fill = [
            (name, template, CellReader(plan.columns[0], kind.properties[name], guarded=False))
            for name, template in plan.fill.items()
        ]
        self._places = places

    def parse(self, row: Row) -> Item:
        item = Item(row, {}, (), b"")
        if row.problem:
            column = self._names[row.column] if row.column is not None else ""
            item.reject(column, row.problem)
            return item
        texts = self._texts_of(row)
        item.digest = self._digest(texts)
        if self._read_values(item):
            if self._ids is not None:
                item.own_id = texts[self._ids].strip()
            item.names = [self._name(place, link, texts) for place, link in self._links]
            self._fill_in(item, texts)
            self._remark_formulas(item, texts)
            self._remark_doubts(item, texts)
        return item

    def _texts_of(self, row: Row) -> Sequence[str]:
        if self._guarded:
            return cast(Sequence[str], row.cells)  # CSV has no other cells
        return [cell_text(cell) for cell in row.cells]

    def _digest(self, texts: Sequence[str]) -> bytes:
        content = "\0".join(texts)  # no cell holds a NUL
        return blake2b(content.encode(), digest_size=16, key=self._salt).digest()

    def _read_values(self, item: Item) -> bool:
        values: dict[str, Value] = item.values
        for place, name, reader in self._readers:
            try:
                value = reader.read(item.row.cells[place])
            except Unreadable as problem:
                item.reject(self._names[place], problem.reason, problem.suggestion)
                return False
            if value is not None:
                values[name] = value
        return True

    def _name(self, place: int, link: LinkPlan, texts: Sequence[str]) -> tuple[LinkPlan, str]:
        text = texts[place].strip()
        if self._guarded:
            text = unguard(text)
        if text in self._missing[link.column]:
            text = ""
        return link, text

    def _fill_in(self, item: Item, texts: Sequence[str]) -> None:
        for name, template, reader in self._fill:
            if name not in item.values:
                text = self._filled(template, texts)
                try:
                    value = reader.read(text)
                except Unreadable as problem:
                    item.reject(name, problem.reason, problem.suggestion)
                    return
                if value is not None:
                    item.values[name] = value

    def _filled(self, template: str, texts: Sequence[str]) -> str:
        def cell(place: re.Match[str]) -> str:
            return texts[self._places[place[1]]].strip()

        for way in template.split(ELSE):
            parts = [_PLACE.sub(cell, part) for part in way.split(BETWEEN)]
            if any(parts):
                return BETWEEN.join(part for part in parts if part)
        return ""

    def _remark_formulas(self, item: Item, texts: Sequence[str]) -> None:
        for place in self._texts:
            text = texts[place]
            if not text or text[0].isalnum():
                continue
            if self._guarded and text.startswith("'"):
                text = unguard(text)
            if looks_like_formula(text):
                reason = "it looks like a formula; kept as text, and guarded when exported"
                item.remark(Remark.FORMULA, self._names[place], text[:60], reason)

    def _remark_doubts(self, item: Item, texts: Sequence[str]) -> None:
        for place, column in self._doubtful:
            text = texts[place].strip()
            if text in column.suggested:
                reason = "it looks misspelled; loaded as it is"
                item.remark(Remark.MISSPELLED, column.name, text, reason, column.suggested[text])
            elif text in column.suggested_missing:
                reason = "it may stand for nothing; loaded as it is"
                item.remark(Remark.PLACEHOLDER, column.name, text, reason, "take it as missing")
