"""Names in a file, and the records that they mean."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import ObjectType, PropertyDefinition
from stationmaster.records.keys import holders, is_key, normalise
from stationmaster.records.rows import in_chunks
from stationmaster.records.tables import record

BY_ID = "id"
BY_TITLE = ""
MOST_NAMES = 200_000
"""Records whose names are compared for a suggestion, or looked through by title."""
LIKE = 60
"""From this likeness (of 100) on, a known name is suggested for an unknown one."""
REMEMBERED = 50_000

_PLAIN = PropertyDefinition("", "")


class Resolver:
    """Finds records of one type by a name; remembers what it found."""

    def __init__(self, connection: Connection, workspace: str, kind: ObjectType, by: str):
        self._connection = connection
        self._workspace = workspace
        self._kind = kind
        self._by = by
        self._definition = _definition(kind, by)
        self._found: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, list[str]] | None = None
        self._names: Mapping[str, str] | None = None
        self._nearest: dict[str, str] = {}

    def resolve(self, texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
        """Text -> ids of the records it names: one where it is clear, none where nobody is."""
        wanted = {text: self._key(text) for text in texts}
        missing = {key for key in wanted.values() if key not in self._found}
        if missing:
            if len(self._found) > REMEMBERED:
                self._found.clear()
                missing = set(wanted.values())
            self._found.update(self._look_up(sorted(missing)))
        return {text: self._found[key] for text, key in wanted.items()}

    def nearest(self, text: str) -> str:
        """The known name that is most like `text`; empty where none is like it at all, or where
        there are too many to compare."""
        if text not in self._nearest:
            if self._names is None:
                titles = () if self._by == BY_ID else self._read_titles() or ()
                self._names = {self._key(title): title for _, title in titles}
            found = process.extractOne(
                self._key(text), self._names.keys(), scorer=fuzz.ratio, score_cutoff=LIKE
            )
            self._nearest[text] = self._names[found[0]] if found else ""
        return self._nearest[text]

    def _key(self, text: str) -> str:
        return text.strip() if self._by == BY_ID else normalise(self._definition, text)

    def _look_up(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        found: Mapping[str, Sequence[str]]
        if self._by == BY_ID:
            found = {id: (id,) for id in self._existing(keys)}
        elif is_key(self._definition):
            found = holders(
                self._connection, self._workspace, self._kind.name, self._definition.name, keys
            )
        else:
            if self._titles is None:
                self._titles = self._all_titles()
            found = self._titles
        return {key: tuple(found.get(key, ())) for key in keys}

    def _existing(self, ids: Sequence[str]) -> list[str]:
        r = record.c
        mine = (r.workspace == self._workspace) & (r.type == self._kind.name)
        query = select(r.id).where(mine, r.archived.is_(False))
        return [
            id
            for chunk in in_chunks(ids)
            for id in self._connection.scalars(query.where(r.id.in_(chunk)))
        ]

    def _all_titles(self) -> dict[str, list[str]]:
        read = self._read_titles()
        if read is None:
            raise InvalidInput(
                f"There are too many {self._kind.plural.lower()} to find them by name.",
                field="links",
                way_out="Link by an indexed property instead, such as external_id or email.",
            )
        titles: dict[str, list[str]] = {}
        for id, title in read:
            titles.setdefault(self._key(title), []).append(id)
        return titles

    def _read_titles(self) -> list[tuple[str, str]] | None:
        """Id and name of every record; None where there are more than we hold in memory."""
        r = record.c
        names = [self._definition.name] if self._definition.name else list(self._kind.title)
        query = (
            select(r.id, *(r.properties[name].as_string() for name in names))
            .where(r.workspace == self._workspace, r.type == self._kind.name)
            .where(r.archived.is_(False))
        )
        rows = self._connection.execute(query.limit(MOST_NAMES + 1)).all()
        if len(rows) > MOST_NAMES:
            return None
        titles = ((id, " ".join(str(part) for part in parts if part)) for id, *parts in rows)
        return [(id, title) for id, title in titles if title]


def _definition(kind: ObjectType, by: str) -> PropertyDefinition:
    """Raises InvalidInput for a property that the type does not have."""
    if by == BY_ID:
        return _PLAIN
    if by == BY_TITLE:
        return kind.properties[kind.title[0]] if len(kind.title) == 1 else _PLAIN
    if by not in kind.properties:
        raise InvalidInput(
            f"{kind.label} has no property {by!r} to link by.",
            field="links",
            way_out=f"Use one of {', '.join(kind.properties)}, or id.",
        )
    return kind.properties[by]
