"""How many of everything, for a scale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    companies: int
    contacts: int
    closed_leads: int
    open_leads: int
    night_leads: int
    deals: int
    activities: int

    @classmethod
    def at(cls, scale: float) -> "Sizes":
        """The whole company at 1.0. The night never has fewer than 40 leads: it holds every kind."""

        def scaled(full: int, least: int) -> int:
            return max(least, round(full * scale))

        night = scaled(60, 40)
        return cls(
            companies=scaled(1_000, 20),
            contacts=scaled(4_000, 80),
            closed_leads=scaled(2_000, 40),
            open_leads=max(scaled(1_000, 20), night + 10),
            night_leads=night,
            deals=scaled(900, 18),
            activities=scaled(25_000, 500),
        )
