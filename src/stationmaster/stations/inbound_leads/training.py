"""Learning what a good lead is from the leads this workspace has closed."""

from collections.abc import Iterator
from datetime import datetime

from stationmaster.core.clock import from_text
from stationmaster.core.filter import Filter, Predicate, predicate
from stationmaster.core.record import Record
from stationmaster.kit.models import StoredModel
from stationmaster.kit.paging import all_of
from stationmaster.kit.station import Context
from stationmaster.scoring.examples import Examples
from stationmaster.scoring.leaks import Overrule
from stationmaster.scoring.storage import to_bytes
from stationmaster.scoring.train import train as train_scorer
from stationmaster.stations.inbound_leads.scoring import MODEL, WRITTEN
from stationmaster.stations.inbound_leads.settings import Rules, read

OWN = frozenset((*WRITTEN, "respond_by", "owner_id"))
"""What this station writes itself: a model must not learn from its own answers."""


def train(context: Context) -> StoredModel | None:
    """Train on all closed leads and put the result on the shelf. None: there are no closed leads.

    With too little history, or where nothing predicts, what is put there is the rubric or the base
    rate, and its card says why. Raises InvalidInput where the settings cannot be read.
    """
    rules = read(context.settings)
    examples = closed_leads(context, rules)
    if not examples.rows:
        return None
    overrules = {name: Overrule(word) for name, word in rules.columns.items()}
    scorer = train_scorer(examples, trained_at=context.clock(), overrules=overrules)
    return context.models.put(MODEL, scorer.card, to_bytes(scorer))


def closed_leads(context: Context, rules: Rules) -> Examples:
    """Closed leads as the settings define them, with when each property was last set.

    A lead that both filters match tells nothing and is left out.
    """
    lead = context.reader.types()["lead"]
    won, lost = predicate(rules.outcome.won, lead), predicate(rules.outcome.lost, lead)
    either = Filter((*rules.outcome.won.groups, *rules.outcome.lost.groups))
    leads = [(r, w) for r in all_of(context.reader, "lead", either) for w in _ended(r, won, lost)]
    leads.sort(key=lambda pair: pair[0].ref)
    now = context.clock()
    return Examples(
        rows=[r.properties for r, _ in leads],
        outcomes=[w for _, w in leads],
        definitions={n: d for n, d in lead.properties.items() if n not in OWN},
        known_at=[r.created_at or now for r, _ in leads],
        closed_at=[_closed_at(r) for r, _ in leads],
        set_at=[{name: stamp.at for name, stamp in r.stamps.items()} for r, _ in leads],
    )


def _ended(record: Record, won: Predicate, lost: Predicate) -> Iterator[bool]:
    """True or False where the lead ended one way, nothing where it ended both ways."""
    is_won, is_lost = won(record.properties), lost(record.properties)
    if is_won != is_lost:
        yield is_won


def _closed_at(record: Record) -> datetime | None:
    """By its own property, else by when the status or the outcome was set."""
    held = record.get("closed_at")
    if isinstance(held, str):
        return from_text(held)
    stamps = (record.stamps.get(name) for name in ("converted", "status"))
    return next((stamp.at for stamp in stamps if stamp), None)
