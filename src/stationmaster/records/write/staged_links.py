"""Associations as they will be: what the database holds, and what this transaction changes."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, tuple_

from stationmaster.core.record import Ref
from stationmaster.records.bulk import delete_rows, insert_rows
from stationmaster.records.rows import RawStamp, in_chunks
from stationmaster.records.tables import association

Link = tuple[Ref, Ref, str]
"""Both ends in order of id, and the label: the same however the link was named."""

_KEY = ("from_id", "to_type", "to_id", "label")
_COLUMNS = (*_KEY, "from_type", "workspace", "at", "kind", "source", "proposal")


def link_of(source: Ref, target: Ref, label: str) -> Link:
    return (source, target, label) if source.id <= target.id else (target, source, label)


class StagedLinks:
    def __init__(self, connection: Connection, workspace: str):
        self._connection = connection
        self._workspace = workspace
        self._stored: dict[Link, bool] = {}
        self._staged: dict[Link, RawStamp | None] = {}

    def load(self, links: Iterable[Link]) -> None:
        """Read which of these exist."""
        a = association.c
        wanted = [link for link in dict.fromkeys(links) if link not in self._stored]
        self._stored |= dict.fromkeys(wanted, False)
        for chunk in in_chunks(wanted):
            rows = {(s.id, t.type, t.id, label): (s, t, label) for s, t, label in chunk}
            key = tuple_(a.from_id, a.to_type, a.to_id, a.label)
            query = select(a.from_id, a.to_type, a.to_id, a.label).where(
                a.workspace == self._workspace, key.in_(list(rows))
            )
            for from_id, to_type, to_id, label in self._connection.execute(query):
                self._stored[rows[from_id, to_type, to_id, label]] = True

    def exists(self, link: Link, *, of_new_record: bool = False) -> bool:
        """`of_new_record`: one of its ends is new, so the database need not be asked."""
        if link in self._staged or of_new_record:
            return self._staged.get(link) is not None
        self.load([link])
        return self._stored[link]

    def put(self, link: Link, stamp: RawStamp) -> None:
        self._staged[link] = stamp

    def take(self, link: Link) -> None:
        self._staged[link] = None

    def flush(self) -> None:
        come, gone = [], []
        for (a, b, label), stamp in self._staged.items():
            for start, end in ((a, b), (b, a)):
                key = (start.id, end.type, end.id, label)
                if stamp is None:
                    gone.append(key)
                else:
                    come.append((*key, start.type, self._workspace, *stamp))
        delete_rows(self._connection, association, _KEY, gone)
        insert_rows(self._connection, association, _COLUMNS, come, keep=True)
