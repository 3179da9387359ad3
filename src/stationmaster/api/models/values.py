"""The small types that all models share."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from stationmaster.audit.canonical import LARGEST, storable
from stationmaster.core.record import Ref
from stationmaster.core.record import Value as CoreValue

EXAMPLE_LEAD = "lead_0199a0b0c0d0e0f0a0b0c0d0e0f0a0b0"
EXAMPLE_OWNER = "owner_0199a0b0c0d0e0f0a0b0c0d0e0f0a0b1"


def _storable(text: str) -> str:
    if not storable(text):
        raise ValueError("holds a NUL character or half of a surrogate pair; send valid UTF-8")
    return text


def _in_utc(given: datetime) -> datetime:
    try:
        return given.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside of the years 1 to 9999") from None


Text = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(_storable)]
Line = Annotated[str, StringConstraints(max_length=1_000), AfterValidator(_storable)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_storable)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:@~-]{1,100}$")]
TypeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Whole = Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
Decimal = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Value = Text | Whole | Decimal | bool | None
Values = dict[Name, Value]
OutValue = str | int | float | bool | None
OutValues = dict[str, OutValue]

_T = TypeVar("_T")


class In(BaseModel):
    """A request: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


class RefIn(In):
    """Points at a record. An id that starts with `@` names one that an earlier operation creates."""

    type: TypeName = Field(examples=["lead"])
    id: Id = Field(examples=[EXAMPLE_LEAD])

    def core(self) -> Ref:
        return Ref(self.type, self.id)


class RefOut(Out):
    """Points at a record."""

    type: str = Field(examples=["lead"])
    id: str = Field(examples=[EXAMPLE_LEAD])

    @classmethod
    def of(cls, ref: Ref) -> "RefOut":
        return cls(type=ref.type, id=ref.id)


class Page(Out, Generic[_T]):
    """Some items, and where the next ones begin."""

    items: list[_T]
    next: str | None = Field(
        description="Send it as `after` to get the next page; null: there is none."
    )


def core_values(values: Values) -> dict[str, CoreValue]:
    """Values as the core knows them: a number that is whole is an integer."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in values.items()
    }
