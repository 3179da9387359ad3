"""What an admin sets for this station. Read strictly: an unknown or unreadable setting is an error
that names its place, never a silent default."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
)

from stationmaster.core import filter as filters
from stationmaster.core.errors import InvalidInput
from stationmaster.kit.hours import parse_hours, parse_zone
from stationmaster.kit.problem import Problem, Severity

EVERYONE = "everyone"


class OutsideHours(StrEnum):
    """What working hours mean for routing. PREFER: who is at work now goes first, and when nobody of
    a pool is, all who are not away take part. REQUIRE: only who is at work now. IGNORE: no matter."""

    PREFER = "prefer"
    REQUIRE = "require"
    IGNORE = "ignore"


def _filter(data: object) -> filters.Filter:
    try:
        return filters.parse(data) if isinstance(data, str) else filters.from_json(data)
    except InvalidInput as error:
        raise ValueError(f"{error.message} {error.way_out or ''}".strip()) from error


def _hours(text: str) -> str:
    try:
        parse_hours(text)
    except InvalidInput as error:
        raise ValueError(f"{error.message} {error.way_out}") from error
    return text


def _zone(name: str) -> str:
    try:
        parse_zone(name)
    except InvalidInput as error:
        raise ValueError(f"{error.message} {error.way_out}") from error
    return name


Where = Annotated[filters.Filter, PlainValidator(_filter)]
_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
_Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
_Capacity = Annotated[int, Field(ge=0, le=1_000_000)]
_Minutes = Annotated[int, Field(ge=1, le=60 * 24 * 90)]
_Many = BeforeValidator(lambda data: tuple(data) if isinstance(data, list) else data)
_Set = BeforeValidator(lambda data: frozenset(data) if isinstance(data, list) else data)


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True
    )


class Member(_Part):
    """An owner in a pool. What is not said here is taken from the owner's record."""

    owner: str
    weight: _Weight | None = None
    capacity: _Capacity | None = None


class Pool(_Part):
    """Owners who share leads: named one by one, or all that a filter over owners matches."""

    label: str = ""
    members: Annotated[tuple[Member, ...], _Many] = ()
    where: Where | None = None


class Territory(_Part):
    """Leads (or companies, `on`) that a filter matches go to a pool. The first that matches counts."""

    name: _Name
    label: str = ""
    on: Literal["lead", "company"] = "lead"
    where: Where
    pool: _Name


class Outcome(_Part):
    """Which leads are closed, and how they ended: what the score is learned from."""

    won: Where
    lost: Where


class Closed(_Part):
    """Which statuses of a lead and stages of a deal mean that it is closed."""

    lead: Annotated[frozenset[str], _Set]
    deal: Annotated[frozenset[str], _Set]


class Rules(_Part):
    """All settings of the station."""

    pools: dict[_Name, Pool]
    territories: Annotated[tuple[Territory, ...], _Many]
    default_pool: _Name | None
    fallback_owner: str | None
    second_fallback_owner: str | None
    capacity: _Capacity | None
    open_load: Annotated[tuple[Literal["lead", "deal"], ...], _Many]
    closed: Closed
    outside_hours: Annotated[OutsideHours, Field(strict=False)]
    time_zone: Annotated[str, AfterValidator(_zone)]
    working_hours: Annotated[str, AfterValidator(_hours)]
    respond_within_minutes: dict[str, _Minutes]
    outcome: Outcome
    columns: dict[str, Literal["allow", "refuse"]]
    rematch_days: Annotated[int, Field(ge=0, le=365)]

    def is_open(self, type: str, state: object) -> bool:
        """Whether a lead or deal in this status or stage is open; without one it is."""
        return state not in (self.closed.lead if type == "lead" else self.closed.deal)


DEFAULTS: Mapping[str, object] = {
    "pools": {EVERYONE: {"label": "Everyone", "where": "active eq true"}},
    "territories": [],
    "default_pool": EVERYONE,
    "fallback_owner": None,
    "second_fallback_owner": None,
    "capacity": None,
    "open_load": ["lead"],
    "closed": {"lead": ["converted", "disqualified"], "deal": ["won", "lost"]},
    "outside_hours": "prefer",
    "time_zone": "UTC",
    "working_hours": "Mon-Fri 09:00-17:00",
    "respond_within_minutes": {"hot": 60, "warm": 240, "cool": 480, "cold": 960, "unknown": 240},
    "outcome": {
        "won": "status eq converted OR converted eq true",
        "lost": "status eq disqualified OR converted eq false",
    },
    "columns": {},
    "rematch_days": 14,
}


def read(settings: Mapping[str, object]) -> Rules:
    """The settings, what is not said filled in from the defaults.

    Raises InvalidInput naming the place of the first thing that cannot be used.
    """
    try:
        return Rules.model_validate({**DEFAULTS, **settings})
    except ValidationError as error:
        first = _problems(error)[0]
        raise InvalidInput(
            f"{first.field}: {first.message}", field=first.field, way_out=first.way_out
        ) from error


def problems(settings: Mapping[str, object]) -> list[Problem]:
    """Everything in the settings that cannot be read."""
    try:
        Rules.model_validate({**DEFAULTS, **settings})
    except ValidationError as error:
        return _problems(error)
    return []


def _problems(error: ValidationError) -> list[Problem]:
    return [
        Problem(
            Severity.ERROR,
            ".".join(str(part) for part in found["loc"]) or "settings",
            _words(str(found["type"]), str(found["msg"])),
            "Correct it under Stations, Inbound leads, Settings.",
        )
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def _words(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "There is no such setting."
    return message.removeprefix("Value error, ")
