"""How good a lead is: by the model learned from this workspace's closed leads, else by the rubric."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from stationmaster.core.errors import Unavailable
from stationmaster.core.operation import SetProperties, seen
from stationmaster.core.proposal import Draft
from stationmaster.core.record import ObjectType, PropertyType, Record, Ref, Value
from stationmaster.kit.evidence import quote_of
from stationmaster.kit.station import Context
from stationmaster.scoring.by_rubric import RubricScorer
from stationmaster.scoring.rubric import shipped
from stationmaster.scoring.score import Explained, Scorer
from stationmaster.scoring.storage import from_bytes
from stationmaster.stations.inbound_leads.sla import UNKNOWN
from stationmaster.stations.inbound_leads.words import lead_words

MODEL = "inbound_leads"
"""The model's name on the shelf."""
GIVEN = "given"
WRITTEN = ("score", "score_band", "score_version")


def scorer_of(context: Context) -> Scorer:
    """The newest model on the shelf; the shipped rubric while there is none that can be loaded."""
    stored = context.models.latest(MODEL)
    if stored is not None:
        with suppress(Unavailable):
            return from_bytes(stored.data)
    return RubricScorer(shipped(), context.reader.types()["lead"].properties)


def explain(context: Context, scorer: Scorer, leads: Sequence[Record]) -> dict[Ref, Explained]:
    """The score of each lead with its factors."""
    lead_type = context.reader.types()["lead"]
    rows = [typed(lead.properties, lead_type) for lead in leads]
    known_at = [lead.created_at or context.clock() for lead in leads]
    return {
        lead.ref: found
        for lead, found in zip(leads, scorer.explain(rows, known_at) if rows else (), strict=True)
    }


def typed(properties: Mapping[str, Value], lead: ObjectType) -> Mapping[str, Value]:
    """The properties a score may look at: of free text only that there is some, so that nothing that
    somebody writes into a form, at whatever length, moves a score."""
    free = {n for n, d in lead.properties.items() if d.type is PropertyType.TEXT}
    return {n: GIVEN if n in free and v is not None else v for n, v in properties.items()}


def draft_scores(leads: Sequence[Record], explained: Mapping[Ref, Explained]) -> Iterator[Draft]:
    """A draft per lead that has no score. One that cannot be scored gets the band "unknown" and a
    list of what is missing, so that nobody takes a low score for an opinion."""
    for lead in leads:
        found = explained[lead.ref]
        if lead.get("score") is not None or _says_so_already(lead, found):
            continue
        yield _unknown(lead, found) if found.score.abstained else _scored(lead, found)


def missing_words(found: Explained) -> str:
    """`source, website visits`."""
    return ", ".join(name.replace("_", " ") for name in found.score.missing)


def _says_so_already(lead: Record, found: Explained) -> bool:
    same = lead.get("score_version") == found.score.version
    return found.score.abstained and same and lead.get("score_band") == UNKNOWN


def _scored(lead: Record, found: Explained) -> Draft:
    score = found.score
    values = {"score": score.points, "score_band": score.band, "score_version": score.version}
    chance = f"{score.probability:.0%} of leads like this one convert" if score.probability else ""
    listed = "; ".join(f"{f.label} {f.points:+d}" for f in found.factors)
    return Draft(
        kind="score_lead",
        title=f"Score {lead_words(lead)} {score.points} ({score.band})",
        about=lead.ref,
        operations=(_set(lead, values),),
        reason=". ".join(filter(None, (chance, listed))) + ".",
        evidence=tuple(
            quote
            for name in dict.fromkeys(f.property for f in found.factors if f.property)
            if (quote := quote_of(lead, name, "Lead"))
        ),
        factors=found.factors,
        notes=(("Scored by", score.version),),
        dedup=f"score:{lead.ref.id}",
    )


def _unknown(lead: Record, found: Explained) -> Draft:
    missing = missing_words(found)
    values: dict[str, Value] = {"score_band": UNKNOWN, "score_version": found.score.version}
    return Draft(
        kind="score_lead",
        title=f"Leave {lead_words(lead)} without a score",
        about=lead.ref,
        operations=(_set(lead, values),),
        reason=f"Too little is known of it to say: {missing or 'nothing is filled in'}.",
        notes=(("Missing", missing or "everything"), ("Scored by", found.score.version)),
        dedup=f"score:{lead.ref.id}",
    )


def _set(lead: Record, values: Mapping[str, Value]) -> SetProperties:
    return SetProperties(lead.ref, values, seen(lead, values))
