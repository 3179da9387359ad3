"""What a sample is made of: rows with local keys, links between them, values set later, and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from stationmaster.core.actor import SourceKind
from stationmaster.core.record import Value
from stationmaster.testing.sample.answers import AnswerKey

FORMER_CRM = "former-crm"
"""What the import is called that brought the records of the CRM the company had before."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record to be. `values` that name an owner hold the owner's local key."""

    values: Mapping[str, Value]
    created_at: datetime
    kind: SourceKind = SourceKind.INTEGRATION
    by: str = "web-form"


@dataclass(frozen=True, slots=True)
class LaterValues:
    """Values that were set after a record was made: when, by what kind of source, by whom.

    `by` is the key of an owner where `kind` is person, else a name of what set them.
    """

    values: Mapping[str, Value]
    at: datetime
    kind: SourceKind
    by: str


@dataclass(frozen=True, slots=True)
class Link:
    """An association between two local keys."""

    source: str
    target: str
    label: str


def type_of(key: str) -> str:
    """The object type of a local key."""
    return key.rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class Sample:
    """A whole company. `objects` holds, per object type, the rows by local key, such as `lead-0001`.

    A row's values are as first set; `changes` hold by key what was set later, in order of time. `now`
    is the moment that counts as today.
    """

    seed: int
    scale: float
    now: datetime
    objects: Mapping[str, Mapping[str, Row]]
    links: Sequence[Link]
    changes: Mapping[str, Sequence[LaterValues]]
    answers: AnswerKey = field(repr=False)

    def final(self, key: str) -> Mapping[str, Value]:
        """The values of a record after all changes."""
        values = dict(self.objects[type_of(key)][key].values)
        for change in self.changes.get(key, ()):
            values.update(change.values)
        return values
