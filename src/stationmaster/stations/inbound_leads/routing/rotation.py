"""Smooth weighted round robin: fair at every length of the sequence, not only in the long run.

Each draw gives every eligible member its weight in points; the one with the most points is chosen and
pays the sum of those weights (the balancing that nginx's upstream module made known). Between members
with equal points a hash of subject and owner decides, so no order in a list and no age favours anyone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is chosen, the places since, and by how much this turn moved each of them."""

    owner: str
    places: Mapping[str, int]
    moved: Mapping[str, int]


def turn(
    places: Mapping[str, int], weights: Mapping[str, int], resting: Collection[str], subject: str
) -> Turn:
    """Choose among `weights` (eligible owner -> weight, a positive whole number; at least one).

    `resting` members keep their place (they are full, or not at work just now). Everybody else in
    `places` gives it up: who is away or has left comes back at the average of those present, as
    somebody new does, and is neither owed what went by meanwhile nor behind.
    """
    before = admitted(places, weights)
    total = sum(weights.values())
    after = {owner: place + weights[owner] for owner, place in before.items()}
    chosen = max(after, key=lambda owner: (after[owner], _lot(subject, owner)))
    after[chosen] -= total
    kept = {owner: places[owner] for owner in resting if owner in places and owner not in after}
    moved = {owner: after[owner] - before[owner] for owner in after}
    return Turn(chosen, {**kept, **after}, moved)


def admitted(places: Mapping[str, int], weights: Mapping[str, int]) -> dict[str, int]:
    """The places of the eligible members; who has none starts at the average of the others."""
    present = [places[owner] for owner in weights if owner in places]
    average = sum(present) // len(present) if present else 0
    return {owner: places.get(owner, average) for owner in weights}


def _lot(subject: str, owner: str) -> bytes:
    return blake2b(f"{subject}\n{owner}".encode(), digest_size=8).digest()
