"""Which record a row means, if there is one already."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from sqlalchemy import Connection, select

from stationmaster.core.record import ObjectType, PropertyDefinition, Record
from stationmaster.records.importing.items import Item, Outcome, Remark
from stationmaster.records.importing.plan import Identical, Plan
from stationmaster.records.importing.seen import Seen
from stationmaster.records.importing.tables import import_row
from stationmaster.records.keys import holders, normalise
from stationmaster.records.rows import in_chunks, read_rows, to_record

OWN_ID = "id"
"""Stands for the record's own id where properties are named; no property can have this name."""


class Matcher:
    """Matches rows, batch by batch, within the file and with what is stored.

    `reading`: digest of how the plan reads rows; the state of a row says whether anything is new.
    """

    def __init__(
        self,
        connection: Connection,
        workspace: str,
        kind: ObjectType,
        plan: Plan,
        seen: Seen,
        reading: bytes,
    ):
        self._connection = connection
        self._workspace = workspace
        self._kind = kind
        self._plan = plan
        self._seen = seen
        self._reading = reading
        self._match = kind.properties[plan.match] if plan.match else None
        self._unique = [d for d in kind.properties.values() if d.unique]

    def match(self, items: Sequence[Item]) -> None:
        """Give every open item its key, state and record, or the reason why it cannot be loaded."""
        for item in items:
            if item.is_open:
                self._identify(item)
        self._remember(item for item in items if item.is_open)
        self._find(items)

    def _identify(self, item: Item) -> None:
        times, first = self._seen.count(item.digest, item.row.line)
        identity = self._identity(item)
        item.state = blake2b(item.digest, digest_size=16, key=self._reading).hexdigest()
        if times and (identity or self._plan.identical is Identical.SKIP):
            item.outcome = Outcome.REPEATED
            item.remark(Remark.REPEATED, "", "", f"it is the same row as line {first}; not loaded")
            return
        if times:
            item.remark(
                Remark.IDENTICAL, "", "", f"it is the same as line {first}; loaded all the same"
            )
        self._claim(item)
        content, base = (identity, b"") if identity else (str(times), item.digest)
        item.key = blake2b(content.encode(), digest_size=16, key=base).hexdigest()

    def _identity(self, item: Item) -> str:
        """What tells a row from all others, whatever else it holds; empty: nothing does."""
        if item.own_id:
            return f"{OWN_ID}\0{item.own_id}"
        key = self._key_of(self._match, item) if self._match else ""
        return f"{self._match.name}\0{key}" if self._match and key else ""

    def _claim(self, item: Item) -> None:
        line, digest = item.row.line, item.digest
        if item.own_id and (other := self._seen.claim(OWN_ID, item.own_id, line, digest)):
            item.reject(self._plan.ids or "", f"line {other[0]} has the same id and says otherwise")
            return
        claimed = [self._match] if self._match and not self._match.unique else []
        for definition in (*self._unique, *claimed):
            key = self._key_of(definition, item)
            if key and (other := self._seen.claim(definition.name, key, line, digest)):
                value = item.values[definition.name]
                item.reject(
                    self._column(definition),
                    f"line {other[0]} has the same {definition.label} ({value}) and says otherwise",
                )
                return

    def _column(self, definition: PropertyDefinition) -> str:
        return next((c.name for c in self._plan.columns if c.to == definition.name), "")

    def _remember(self, items: Iterable[Item]) -> None:
        """What the rows became when they were last loaded."""
        r = import_row.c
        for chunk in in_chunks(items):
            by_key = {item.key: item for item in chunk}
            query = select(r.key, r.record_id, r.state).where(
                r.workspace == self._workspace, r.type == self._kind.name, r.key.in_(by_key)
            )
            for key, record_id, state in self._connection.execute(query):
                by_key[key].known, by_key[key].known_state = record_id, state

    def _find(self, items: Sequence[Item]) -> None:
        own = self._records(item.own_id for item in items if item.is_open and item.own_id)
        for item in items:
            record = own.get(item.own_id)
            if record is not None and record.ref.id != item.known:
                item.known, item.known_state = record.ref.id, ""
        if self._match:
            by_match = [i for i in items if i.is_open and not (i.own_id and i.known)]
            self._find_by(self._match, by_match)
        for definition in self._unique:
            self._check_free(definition, [item for item in items if item.is_open])
        known = [item for item in items if item.is_open and item.known]
        records = own | self._records({i.known for i in known if i.known} - own.keys())
        for item in known:
            item.record = records.get(item.known or "")

    def _records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Ids of another workspace, or of another type, are no ids here."""
        found = map(to_record, read_rows(self._connection, self._workspace, ids))
        return {record.ref.id: record for record in found if record.ref.type == self._kind.name}

    def _find_by(self, definition: PropertyDefinition, items: Sequence[Item]) -> None:
        """Who holds the value now counts for more than what the row became once."""
        keys = {item: self._key_of(definition, item) for item in items}
        found = self._holders(definition, keys.values())
        for item, key in keys.items():
            ids = found.get(key, ())
            if len(ids) > 1:
                item.reject(
                    self._column(definition),
                    f"{len(ids)} {self._kind.plural.lower()} have the {definition.label} "
                    f"{item.values[definition.name]}",
                )
            elif ids and ids[0] != item.known:
                item.known, item.known_state = ids[0], ""

    def _check_free(self, definition: PropertyDefinition, items: Sequence[Item]) -> None:
        keys = {item: self._key_of(definition, item) for item in items}
        found = self._holders(definition, keys.values())
        for item, key in keys.items():
            if any(id != item.known for id in found.get(key, ())):
                value = item.values[definition.name]
                reason = f"another {self._kind.label.lower()} has the {definition.label} {value}"
                item.reject(self._column(definition), reason)

    def _holders(self, definition: PropertyDefinition, keys: Iterable[str]) -> dict[str, list[str]]:
        wanted = filter(None, keys)
        return holders(self._connection, self._workspace, self._kind.name, definition.name, wanted)

    @staticmethod
    def _key_of(definition: PropertyDefinition, item: Item) -> str:
        name = definition.name
        if name not in item.keys:
            value = item.values.get(name)
            item.keys[name] = "" if value is None else normalise(definition, value)
        return item.keys[name]
