"""What a station may read: the lists, and nothing beside them."""

from stationmaster.policy.switches import Switches


def readable(switches: Switches, station: str, type: str) -> frozenset[str]:
    """Properties of `type` the station's reader shows. Empty means the type does not exist for it.

    A sensitive property is among them only where the list names it; there is no wildcard. A
    station that is unknown or switched off reads nothing. The workspace's stop does not narrow
    reading, for reading changes nothing and what is stopped must stay explainable.
    """
    known = switches.stations.get(station)
    if known is None or not known.enabled:
        return frozenset()
    return frozenset(known.read.get(type, ()))


def readable_types(switches: Switches, station: str) -> dict[str, frozenset[str]]:
    """All that a station may read: object type -> property names, types without any left out."""
    known = switches.stations.get(station)
    narrowed = {t: readable(switches, station, t) for t in (known.read if known else ())}
    return {type: names for type, names in narrowed.items() if names}
