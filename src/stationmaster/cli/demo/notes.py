"""What a demo keeps about itself in its folder: who can sign in, and what to look at first."""

import os
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from stationmaster.core.errors import InvalidInput

FILE = "demo.json"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One account. The password is here because this is a demo on one's own machine."""

    name: str
    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Something worth looking at: what it is, and where below the address."""

    what: str
    path: str


@dataclass(frozen=True, slots=True)
class Notes:
    """`seconds`: how long each part of building took."""

    sign_ins: tuple[SignIn, ...]
    sights: tuple[Sight, ...]
    seconds: dict[str, float]


def exist(home: Path) -> bool:
    return (home / FILE).is_file()


def write(home: Path, notes: Notes) -> None:
    """Readable by its owner alone."""
    data = orjson.dumps(asdict(notes), option=orjson.OPT_INDENT_2)
    with os.fdopen(os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def read(home: Path) -> Notes:
    """Raises InvalidInput where they cannot be read."""
    try:
        data = orjson.loads((home / FILE).read_bytes())
        return Notes(
            tuple(SignIn(**each) for each in data["sign_ins"]),
            tuple(Sight(**each) for each in data["sights"]),
            data["seconds"],
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InvalidInput(
            f"The notes of the demo, {home / FILE}, cannot be read.",
            field="demo",
            way_out="Start over with `stationmaster demo --fresh`.",
        ) from error
