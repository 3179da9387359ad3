"""Names in rows, resolved to the records they mean. What leads nowhere is remarked and kept."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from stationmaster.core.record import ObjectType, Ref
from stationmaster.records.importing.items import Item, Remark
from stationmaster.records.importing.plan import LinkPlan, Plan
from stationmaster.records.importing.resolving import BY_ID, Resolver


class Linker:
    """Resolves the names of one plan, batch by batch."""

    def __init__(
        self, connection: Connection, workspace: str, plan: Plan, types: Mapping[str, ObjectType]
    ):
        self._types = types
        self._resolvers = {
            link.column: Resolver(connection, workspace, types[link.type], link.by)
            for link in plan.links
        }

    def link(self, items: Sequence[Item]) -> None:
        """Give open items their links, and the values that depend on them."""
        pairs = [(item, link, text) for item in items if item.is_open for link, text in item.names]
        named: dict[str, set[str]] = {column: set() for column in self._resolvers}
        for _, link, text in pairs:
            if text:
                named[link.column].add(_meant(link, text))
        found = {column: self._resolvers[column].resolve(texts) for column, texts in named.items()}
        for item, link, text in pairs:
            if text:
                self._link_one(item, link, text, found[link.column][_meant(link, text)])
            else:
                reason = f"no {self._types[link.type].label.lower()} is named"
                item.remark(Remark.BLANK, link.column, "", reason)

    def _link_one(self, item: Item, link: LinkPlan, text: str, ids: Sequence[str]) -> None:
        kind = self._types[link.type]
        if len(ids) == 1:
            self._linked(item, link, Ref(kind.name, ids[0]))
            return
        if ids:
            reason = f"{len(ids)} {kind.plural.lower()} are called that"
            item.remark(Remark.AMBIGUOUS, link.column, text, reason)
        else:
            known = "has that id" if link.by == BY_ID else "is called that"
            reason = f"no {kind.label.lower()} {known}"
            suggestion = self._resolvers[link.column].nearest(text)
            item.remark(Remark.UNLINKED, link.column, text, reason, suggestion)
        item.state = ""
        if link.unresolved is not None:
            item.values[link.unresolved] = text

    @staticmethod
    def _linked(item: Item, link: LinkPlan, ref: Ref) -> None:
        if link.into is not None:
            item.values[link.into] = ref.id
        else:
            item.links.append((link.label, ref))
        if link.unresolved is not None:
            item.values[link.unresolved] = None


def _meant(link: LinkPlan, text: str) -> str:
    return link.replace.get(text, text)
