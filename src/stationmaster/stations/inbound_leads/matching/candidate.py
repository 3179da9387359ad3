"""A record that a lead may be, and what speaks for it. Confidence is reckoned from that alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod

from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record
from stationmaster.kit.evidence import quote_of

SURE = 99


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two values that agree: `lead_property` of the lead, `property` of the candidate. `strength`:
    how far this alone would convince, 0 to 1. `says`: in words."""

    lead_property: str
    property: str
    strength: float
    says: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """`contradicts`: what speaks against it, in words; None: nothing."""

    record: Record
    agreements: tuple[Agreement, ...]
    contradicts: str | None = None

    @property
    def confidence(self) -> int:
        return confidence(a.strength for a in self.agreements)

    @property
    def says(self) -> str:
        """ "same email address, same name"."""
        said = ", ".join(a.says for a in self.agreements)
        return f"{said}; but {self.contradicts}" if self.contradicts else said

    def has(self, *properties: str) -> bool:
        return any(a.property in properties for a in self.agreements)

    def evidence(self, lead: Record) -> tuple[Evidence, ...]:
        """Both values of each agreement, word for word from both records."""
        pairs = (
            quote
            for a in self.agreements
            for quote in (
                quote_of(lead, a.lead_property, "Lead"),
                quote_of(self.record, a.property, self.record.ref.type.capitalize()),
            )
        )
        return tuple(dict.fromkeys(quote for quote in pairs if quote is not None))


def confidence(strengths: Iterable[float]) -> int:
    """Per cent: as if each agreement were an independent witness, 1 - (1-a)(1-b)...; at most 99."""
    return min(SURE, round(100 * (1 - prod(1 - s for s in strengths))))
