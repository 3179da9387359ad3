"""The order of a list of records, the same on both databases, and where a page of it ends."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, collate, func, or_

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyType
from stationmaster.crm.reader import Sort
from stationmaster.records.cursor import read_cursor, write_cursor
from stationmaster.records.tables import record

MOMENTS = {"created_at": record.c.created_at, "updated_at": record.c.updated_at}
"""Every record has these; they sort like properties."""


@dataclass(frozen=True, slots=True)
class Order:
    """By `key`, what is not set last, then by id. Without a key by id: in order of making."""

    name: str
    id: ColumnElement[str]
    key: ColumnElement[Any] | None = None
    numeric: bool = False
    descending: bool = False

    def clauses(self) -> list[ColumnElement[Any]]:
        if self.key is None:
            return [self.id]
        key = self.key.desc() if self.descending else self.key.asc()
        return [key.nulls_last(), self.id]

    def behind(self, cursor: str) -> ColumnElement[bool]:
        """What comes after the page that ended at `cursor`. Raises InvalidInput for a wrong one."""
        if self.key is None:
            (last_id,) = read_cursor(self.name, (str,), cursor)
            return self.id > str(last_id)
        kinds = (int, float, type(None)) if self.numeric else (str, type(None))
        value, last_id = read_cursor(self.name, (kinds, str), cursor)
        if value is None:
            return and_(self.key.is_(None), self.id > last_id)
        beyond = self.key < value if self.descending else self.key > value
        return or_(beyond, and_(self.key == value, self.id > last_id), self.key.is_(None))

    def cursor(self, value: object, last_id: str) -> str:
        if self.key is None:
            return write_cursor(self.name, last_id)
        return write_cursor(self.name, value, last_id)


def order_of(
    kind: ObjectType, sort: Sort | None, dialect: str, id: ColumnElement[str] = record.c.id
) -> Order:
    """Raises InvalidInput for a property that the type does not have."""
    if sort is None:
        return Order(kind.name, id)
    key, numeric = _key(kind, sort.property, dialect)
    direction = "down" if sort.descending else "up"
    name = f"{kind.name}.{sort.property}.{direction}"
    return Order(name, id, key, numeric, sort.descending)


def _key(kind: ObjectType, name: str, dialect: str) -> tuple[ColumnElement[Any], bool]:
    definition = kind.properties.get(name)
    if definition is None:
        if name in MOMENTS:
            return MOMENTS[name], False
        raise InvalidInput(
            f"{kind.plural} cannot be sorted by {name!r}.",
            field="sort",
            way_out=f"Use one of {', '.join((*kind.properties, *MOMENTS))}.",
        )
    value = record.c.properties[name]
    if definition.type is PropertyType.NUMBER:
        return value.as_float(), True
    if definition.type is PropertyType.BOOLEAN:
        return cast(value.as_boolean(), Integer), True
    if definition.type is PropertyType.OPTION and definition.options:
        places = {option: place for place, option in enumerate(definition.options)}
        return case(places, value=value.as_string()), True
    # Both databases then fold ASCII and compare bytes, whatever their own locale is.
    collation = "C" if dialect == "postgresql" else "BINARY"
    return func.lower(collate(value.as_string(), collation)), False
