"""Reading more than a page."""

from collections.abc import Collection, Iterator, Mapping

from stationmaster.core.filter import Filter
from stationmaster.core.record import Record, Ref
from stationmaster.crm.reader import CrmReader, Sort

PAGE = 500


def all_of(
    reader: CrmReader, type: str, where: Filter, *, sort: Sort | None = None
) -> Iterator[Record]:
    """Every record that `where` matches, read page by page as they are taken."""
    after: str | None = None
    while True:
        page = reader.find(type, where, sort=sort, limit=PAGE, after=after)
        yield from page.records
        if page.next is None:
            return
        after = page.next


def get_all(reader: CrmReader, refs: Collection[Ref]) -> Mapping[Ref, Record]:
    """Records by ref, however many, in reads of one page."""
    listed = sorted(set(refs))
    found: dict[Ref, Record] = {}
    for start in range(0, len(listed), PAGE):
        found.update(reader.get_many(listed[start : start + PAGE]))
    return found
