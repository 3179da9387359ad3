"""What a station is: it reads, and it drafts. It holds no writer, no session, no other station."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stationmaster.core.clock import Clock
from stationmaster.core.proposal import Draft, Proposal
from stationmaster.core.record import Record
from stationmaster.crm.reader import CrmReader
from stationmaster.kit.ledger import Ledger
from stationmaster.kit.models import ModelShelf, StoredModel
from stationmaster.kit.problem import Problem


@dataclass(frozen=True, slots=True)
class Context:
    """All that a run hands to a station. `reader` shows only what its read allow-list names.

    `settings` is the station's own configuration as the workspace keeps it (JSON values), and
    `settings_version` which of its versions that is (0: the shipped defaults).
    `run` names this run.
    """

    workspace: str
    reader: CrmReader
    clock: Clock
    settings: Mapping[str, object]
    ledger: Ledger
    models: ModelShelf
    run: str
    settings_version: int = 0


@dataclass(frozen=True, slots=True)
class Station:
    """One job. `reads` and `writes` are the most it may ever be allowed, per object type; of the types
    in `learns_from` an admin may besides let it read any further property, those of the workspace's
    own making included, because a model learns from them.

    `select` names the records that wait for work, most urgent first. `baseline` works them and
    drafts; it needs no key and no network. A record without a draft has nothing to be done.

    The rest is optional: `check` finds what is wrong with settings before they are saved and when
    the doctor looks; `train` learns from the workspace's own past and answers the model now on the
    shelf (None: too little to learn from); `switches` are the policy switches it is shipped with, as
    JSON values (none: it may do nothing until an admin says so); `ended` is told of proposals that
    came to nothing (rejected, expired, denied, stale, failed), so that what they had reserved is
    given back.
    """

    name: str
    title: str
    summary: str
    reads: Mapping[str, frozenset[str]]
    writes: Mapping[str, frozenset[str]]
    select: Callable[[Context, int], Sequence[Record]]
    baseline: Callable[[Context, Sequence[Record]], Iterable[Draft]]
    defaults: Mapping[str, object] = field(default_factory=dict)
    switches: Mapping[str, object] = field(default_factory=dict)
    learns_from: frozenset[str] = frozenset()
    check: Callable[[Context], Sequence[Problem]] | None = None
    train: Callable[[Context], StoredModel | None] | None = None
    ended: Callable[[Ledger, Sequence[Proposal]], None] | None = None
