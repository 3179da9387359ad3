"""What can be done to a record, by the names that operations carry, and in words for people."""

from collections.abc import Collection, Mapping

from stationmaster.core.operation import OWNER_PROPERTY

ACTIONS: Mapping[str, str] = {
    "set": "set properties",
    "create": "create records",
    "associate": "link records",
    "dissociate": "unlink records",
    "log_activity": "log activities",
    "assign_owner": "change owners",
    "archive": "archive records",
    "restore": "restore records",
    "merge": "merge records",
    "send": "send messages",
    "ask": "ask questions",
}
"""Every action a switch can name. An action that is not here is denied to everybody."""

LISTED_ACTIONS = tuple(a for a in ACTIONS if a not in ("set", "assign_owner", "ask"))
"""Actions a station may do to a type only where its action list names them. Setting properties and
changing owners are granted by the write list instead; a question changes nothing."""

_TAKES_BACK: Mapping[str, tuple[str, ...]] = {
    "archive": ("create", "log_activity"),
    "associate": ("dissociate",),
    "dissociate": ("associate",),
    "restore": ("archive",),
}


def done_by(action: str, properties: Collection[str]) -> tuple[str, ...]:
    """What an action amounts to, for switches and tiers: setting the owner's property among others
    changes the owner, and is not a way around what is said of changing owners."""
    changes_owner = action == "set" and OWNER_PROPERTY in properties
    return (action, "assign_owner") if changes_owner else (action,)


def granted_by(action: str, *, undo: bool) -> tuple[str, ...]:
    """The entries of an action list that cover `action`: itself, and in an undo what it takes back.

    A station that may create a record may thus ask to have what it created archived again.
    """
    return (action, *(_TAKES_BACK.get(action, ()) if undo else ()))
