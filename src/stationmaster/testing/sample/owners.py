"""The reps: twelve in four territories, and two who left and whose records nobody took over."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample.chance import Chance
from stationmaster.testing.sample.company_names import slug
from stationmaster.testing.sample.facts import Owner
from stationmaster.testing.sample.model import Row

VENDOR_DOMAIN = "harbourlight.example"

_REPS = (
    "Chidi Okafor|North|United Kingdom|3|Europe/London",
    "Kari Moen|North|Norway|3|Europe/Oslo",
    "Siv Bergström|North|Sweden|2|Europe/Stockholm",
    "Leonie Haas|Central|Germany|3|Europe/Berlin",
    "Tomasz Gąsior|Central|Poland|2|Europe/Warsaw",
    "Anouk Dijkstra|Central|Netherlands|2|Europe/Amsterdam",
    "Solène Hébert|South|France|3|Europe/Paris",
    "Iñaki Zubizarreta|South|Spain|2|Europe/Madrid",
    "Chiara Dell'Orto|South|Italy|1|Europe/Rome",
    "Mei Ito|Overseas|Singapore|2|Asia/Singapore",
    "Marcus Whitfield|Overseas|United States|3|America/New_York",
    "Dana Reyes|Overseas|United States|2|America/Los_Angeles",
)
_LEFT = (
    "Gordon Pryor|North|United Kingdom|0|Europe/London",
    "Jana Novák|Central|Czechia|0|Europe/Prague",
)

ABSENT, PART_TIME, FULL = "owner-0003", "owner-0009", "owner-0012"
LEFT = ("owner-0013", "owner-0014")


def make_owners(now: datetime) -> tuple[Owner, ...]:
    """All owners, those who left last.

    One is on leave from three days ago until eleven days from now, one works two days a week, and
    one has as many open leads as she may have.
    """
    leave = (
        (now - timedelta(days=3)).date().isoformat(),
        (now + timedelta(days=11)).date().isoformat(),
    )
    owners = []
    for number, line in enumerate((*_REPS, *_LEFT), start=1):
        name, territory, country, weight, zone = line.split("|")
        key = f"owner-{number:04d}"
        away = leave if key == ABSENT else (None, None)
        hours = "Tue,Thu 09:00-15:00" if key == PART_TIME else "Mon-Fri 08:30-17:30"
        owners.append(
            Owner(
                key, name, _address(name), territory, country, int(weight), zone, hours,
                absent_from=away[0], absent_until=away[1], left=number > len(_REPS),
            )
        )  # fmt: skip
    return tuple(owners)


def _address(name: str) -> str:
    first, _, last = name.partition(" ")
    return f"{slug(first)}.{slug(last)}@{VENDOR_DOMAIN}"


def rep_draw(chance: Chance, owners: tuple[Owner, ...], territory: str) -> Callable[[], str]:
    """Draws the key of a rep of the territory, each as often as the rep's weight says."""
    here = {o.key: float(o.weight) for o in owners if o.territory == territory and not o.left}
    return chance.weighted(here)


def owner_rows(owners: tuple[Owner, ...], load: Mapping[str, int], now: datetime) -> dict[str, Row]:
    """Rows of the owners. Room for a third more than the present `load` of open leads, but for one."""
    return {owner.key: _row(owner, load.get(owner.key, 0), now) for owner in owners}


def _row(owner: Owner, load: int, now: datetime) -> Row:
    room = load if owner.key == FULL else max(10, load * 4 // 3)
    values: dict[str, Value] = {
        "name": owner.name,
        "email": owner.email,
        "active": not owner.left,
        "team": f"{owner.territory} sales",
        "territory": owner.territory,
        "time_zone": owner.time_zone,
        "working_hours": owner.hours,
        "weight": owner.weight,
        "capacity": 0 if owner.left else room,
        "absent_from": owner.absent_from,
        "absent_until": owner.absent_until,
    }
    return Row(values, now - timedelta(days=4 * 365), SourceKind.SYSTEM, "setup")
