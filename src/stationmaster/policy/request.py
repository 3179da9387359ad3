"""One operation of a proposal, reduced to what policies may look at."""

from dataclasses import dataclass, replace

from stationmaster.core.actor import Role


@dataclass(frozen=True, slots=True)
class Request:
    """Hashable: the same request under the same policy always has the same answer.

    `actor_kind` is "agent" or "person"; anything else is denied. `role` is that of the person
    acting, or of the person an agent acts for (None: an agent for itself). `station` is "" for a
    person's own edit. `action` is the name of the operation, or "ask" for a question without
    operations. `type` is the object type of the changed record, `properties` are those that would
    be written, `sets` holds `property=value` for option and boolean properties (case does not
    count). `scopes` names the switches' scopes that the record matches, now or after the change.
    `overwrites_person`: a value that a person set would be replaced. `undo`: this takes back an
    applied proposal.
    """

    actor_kind: str
    actor: str
    role: str | None
    station: str
    action: str
    type: str
    properties: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    overwrites_person: bool = False
    undo: bool = False

    def by_person(self, person: str, role: Role) -> "Request":
        """The same change as that person's own edit: whether somebody may approve what an agent
        proposed is asked with this, so that nobody approves what they could not do themselves."""
        return replace(self, actor_kind="person", actor=person, role=role.value, station="")
