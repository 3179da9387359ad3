"""What a model learns from: closed leads, one row each, with how each ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from stationmaster.core.errors import InvalidInput
from stationmaster.core.record import PropertyDefinition, Value

Row = Mapping[str, Value]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Examples:
    """Closed leads. `outcomes[i]` is True where lead i converted; every sequence is in row order.

    `known_at`: the moment from which the row is looked at (its creation); ages of dates are counted
    to it, and it gives the order in time. `closed_at`: when the outcome was known. `set_at`: per row
    and property, when the present value was set. All three are optional: less is then checked.

    Raises InvalidInput where the lengths differ.
    """

    rows: Sequence[Row]
    outcomes: Sequence[bool]
    definitions: Mapping[str, PropertyDefinition]
    known_at: Sequence[datetime] | None = None
    closed_at: Sequence[datetime | None] | None = None
    set_at: Sequence[Mapping[str, datetime]] | None = None

    def __post_init__(self) -> None:
        for name in ("outcomes", "known_at", "closed_at", "set_at"):
            values = getattr(self, name)
            if values is not None and len(values) != len(self.rows):
                raise InvalidInput(
                    f"There are {len(self.rows)} rows but {len(values)} {name}.",
                    field=name,
                    way_out="Give one entry per row, in the order of the rows.",
                )

    def column(self, name: str) -> list[Value]:
        return [row.get(name) for row in self.rows]

    def converted(self) -> Flags:
        return np.asarray(self.outcomes, dtype=np.bool_)
