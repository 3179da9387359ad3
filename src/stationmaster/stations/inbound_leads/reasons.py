"""Why an owner was chosen, in words, quotes and a percentage, read from the stored path."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stationmaster.core.evidence import Evidence
from stationmaster.core.record import Record
from stationmaster.kit.evidence import quote_of
from stationmaster.scoring.score import Explained
from stationmaster.stations.inbound_leads.matching.candidate import SURE, Candidate, confidence
from stationmaster.stations.inbound_leads.matching.match import Match
from stationmaster.stations.inbound_leads.matching.quoting import evidence_of as match_evidence
from stationmaster.stations.inbound_leads.routing.path import Out
from stationmaster.stations.inbound_leads.routing.plan import (
    OPEN_DEAL,
    SAME_PERSON,
    STRATEGIC,
    TERRITORY,
)
from stationmaster.stations.inbound_leads.routing.roster import Roster
from stationmaster.stations.inbound_leads.scoring import missing_words
from stationmaster.stations.inbound_leads.settings import Rules

STATED = 0.85
"""How far a place or size that a lead states of itself convinces; the company's record may agree."""
MOST_QUOTED = 300
UNLISTED = (Out.NO_SHARE, Out.INACTIVE)
"""Who takes no leads at all is no news to a reader; the path has them all the same."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n")

Path = Mapping[str, Any]


def rule_words(path: Path, roster: Roster) -> str:
    """`Territory North: country in ("Norway"). It is the turn of K. Moen (2 of 7 leads, 14 of 20 open).`"""
    step = _deciding(path)
    candidates = step.get("candidates", ())
    chosen = next((c for c in candidates if c["owner"] == path["owner"]), None)
    if chosen is None:
        return f"{step['says']}."
    total = sum(c["weight"] for c in candidates if "out" not in c)
    share = f"{_plain(chosen['weight'])} of {_plain(total)} leads"
    room = chosen["open"] if chosen["cap"] is None else f"{chosen['open']} of {chosen['cap']}"
    name = roster.name(str(path["owner"]))
    return f"{step['says']}. It is the turn of {name} ({share}, {room} open)."


def not_chosen(path: Path, roster: Roster) -> str:
    """`S. Berg (absent until 3 Dec), K. Moen (20 of 20 open)`: who was out, each once, and why."""
    out: dict[str, str] = {}
    for step in path["steps"]:
        if "out" in step:
            out.setdefault(step["owner"], step["out_says"])
        for candidate in step.get("candidates", ()):
            if candidate.get("out", Out.NO_SHARE) not in UNLISTED:
                out.setdefault(candidate["owner"], candidate["says"])
    return ", ".join(f"{roster.name(owner)} ({says})" for owner, says in out.items())


def score_words(lead: Record, found: Explained) -> str:
    """`82 (hot)`: the score the lead has, else the one just reckoned; without one what is missing."""
    if lead.get("score") is not None:
        return f"{lead.get('score')} ({band_of(lead, found) or 'no band'})"
    if found.score.abstained:
        return f"none; missing: {missing_words(found) or 'everything'}"
    return f"{found.score.points} ({found.score.band})"


def band_of(lead: Record, found: Explained) -> str | None:
    """The band the lead has, which a person may have set; else the one just reckoned."""
    held = lead.get("score_band")
    return str(held) if held is not None else found.score.band


def confidence_of(found: Match, path: Path, rules: Rules) -> int | None:
    """Of the match that the rule hangs on, or of the place that was stated. Whose turn it is in a
    pool, and who the fallback is, are no matter of evidence: None."""
    rule = path["rule"]
    if rule in (OPEN_DEAL, STRATEGIC):
        return min((c.confidence for c in _settled(found)), default=SURE)
    if rule == SAME_PERSON:
        return SURE
    if rule == TERRITORY:
        return confidence([STATED] * len(list(_agreeing(found, path, rules))))
    return None


def evidence_of(found: Match, path: Path, rules: Rules) -> tuple[Evidence, ...]:
    """What the deciding rule read, and the first words of what the lead wrote."""
    quotes = [*_of_rule(found, path, rules), _message(found.lead)]
    return tuple(dict.fromkeys(quote for quote in quotes if quote is not None))


def _of_rule(found: Match, path: Path, rules: Rules) -> Iterator[Evidence | None]:
    rule = path["rule"]
    if rule in (OPEN_DEAL, STRATEGIC):
        yield from match_evidence(found.lead, _settled(found))
    elif rule == SAME_PERSON and found.twin is not None:
        yield quote_of(found.twin, "email", "Earlier lead")
        yield quote_of(found.twin, "phone", "Earlier lead")
    elif rule == TERRITORY:
        for record, name in _agreeing(found, path, rules):
            yield quote_of(record, name, record.ref.type.capitalize())


def _settled(found: Match) -> list[Candidate]:
    kinds = (found.people, found.companies)
    return [kind.candidates[0] for kind in kinds if kind.settled and kind.candidates]


def _agreeing(found: Match, path: Path, rules: Rules) -> Iterator[tuple[Record, str]]:
    """The properties that the territory's filter reads: of the record it is about, and of the other
    one (lead or company) where that holds the same."""
    name = _deciding(path).get("territory")
    territory = next((t for t in rules.territories if t.name == name), None)
    if territory is None:
        return
    pair: list[Record | None] = [found.lead, found.company]
    first, second = pair if territory.on == "lead" else reversed(pair)
    conditions = (c for group in territory.where.groups for c in group.conditions)
    for property in dict.fromkeys(c.property for c in conditions):
        value = first.get(property) if first else None
        if first is not None and value is not None:
            yield first, property
            if second is not None and second.get(property) == value:
                yield second, property


def _deciding(path: Path) -> Mapping[str, Any]:
    """The last step: the one that found somebody, or the last that did not."""
    return path["steps"][-1] if path["steps"] else {"says": "No rule applies"}


def _message(lead: Record) -> Evidence | None:
    """The first sentences of what the lead wrote, word for word."""
    whole = quote_of(lead, "message", "In their words")
    if whole is None:
        return None
    ends = (m.start() for m in _SENTENCE_END.finditer(whole.quote, MOST_QUOTED // 2))
    return replace(whole, quote=whole.quote[: min(next(ends, MOST_QUOTED), MOST_QUOTED)])


def _plain(hundredths: int) -> str:
    return f"{hundredths / 100:g}"
