"""Something wrong with a configuration, told so that an admin can put it right."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR: must not be saved, or work suffers now. WARNING: works, but look at it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is the path of the setting (`pools.north.members.2.weight`)."""

    severity: Severity
    field: str
    message: str
    way_out: str
