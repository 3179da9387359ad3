"""Evidence: a verbatim quote and where it stands. Without it in its source, a claim does not count."""

from dataclasses import dataclass
from datetime import datetime

from stationmaster.core.record import Ref


@dataclass(frozen=True, slots=True)
class Evidence:
    """`quote` stands at `offset` (characters) of `property` of `source`.

    `at` is when the source came to be: "newer" is judged by it. `label` says in words what the
    source is ("Contact form", "Routing rule T-04"). `found` is set by code, never by an author.
    """

    quote: str
    source: Ref
    property: str
    offset: int
    at: datetime
    label: str = ""
    found: bool = False
