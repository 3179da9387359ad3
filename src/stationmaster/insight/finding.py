"""What a doctor says: one finding about one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """OK: as it should be. LOOK: works, but somebody should look. WRONG: unsafe or broken."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`area` is what was looked at ("people"); `way_out` is "" where all is well."""

    area: str
    level: Level
    message: str
    way_out: str = ""


def ok(area: str, message: str) -> Finding:
    return Finding(area, Level.OK, message)


def look(area: str, message: str, way_out: str) -> Finding:
    return Finding(area, Level.LOOK, message, way_out)


def wrong(area: str, message: str, way_out: str) -> Finding:
    return Finding(area, Level.WRONG, message, way_out)
