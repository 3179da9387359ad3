"""What is proposed for a routed lead: its owner, that work begins, and by when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stationmaster.core.clock import to_text
from stationmaster.core.operation import (
    OWNER_PROPERTY,
    AssignOwner,
    LogActivity,
    Operation,
    SetProperties,
    seen,
)
from stationmaster.core.proposal import Choice, Draft, Factor, Risk
from stationmaster.core.record import Record, Ref
from stationmaster.scoring.score import Explained
from stationmaster.stations.inbound_leads.matching.match import Match
from stationmaster.stations.inbound_leads.reasons import (
    band_of,
    confidence_of,
    evidence_of,
    not_chosen,
    rule_words,
    score_words,
)
from stationmaster.stations.inbound_leads.routing.plan import FALLBACK, STRATEGIC
from stationmaster.stations.inbound_leads.routing.roster import Roster
from stationmaster.stations.inbound_leads.settings import Rules
from stationmaster.stations.inbound_leads.sla import UNKNOWN, in_words, respond_by
from stationmaster.stations.inbound_leads.words import lead_words

WORKING = "working"
MOST_CHOICES = 12
Path = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every assignment of a batch is drafted with."""

    rules: Rules
    roster: Roster
    explained: Mapping[Ref, Explained]

    def draft(self, match: Match, path: Path) -> Draft:
        """The owner that `path` led to; a question where it led to nobody."""
        return self._assign(match, path) if path["owner"] else self._ask(match, path)

    def _assign(self, match: Match, path: Path) -> Draft:
        lead, owner, rule = match.lead, str(path["owner"]), str(path["rule"])
        fallback = rule == FALLBACK
        operations = [*self._take(lead, owner)]
        if fallback:
            operations.append(self._task(match, path))
        return Draft(
            kind="assign_fallback" if fallback else "assign_owner",
            title=f"Assign {lead_words(lead)} to {self.roster.name(owner)}",
            about=lead.ref,
            operations=tuple(operations),
            reason=rule_words(path, self.roster),
            evidence=evidence_of(match, path, self.rules),
            confidence=confidence_of(match, path, self.rules),
            risk={STRATEGIC: Risk.HIGH, FALLBACK: Risk.MEDIUM}.get(rule, Risk.LOW),
            factors=self._factors(lead),
            notes=tuple(self._notes(lead, path)),
            dedup=f"assign:{lead.ref.id}",
        )

    def _take(self, lead: Record, owner: str) -> Sequence[Operation]:
        by = to_text(self._respond_by(lead, owner))
        values = {"status": WORKING, "respond_by": by}
        return (
            AssignOwner(lead.ref, owner, seen(lead, (OWNER_PROPERTY,))[OWNER_PROPERTY]),
            SetProperties(lead.ref, values, seen(lead, values)),
        )

    def _respond_by(self, lead: Record, owner: str) -> datetime:
        calendar = self.roster.reps[owner].calendar
        return respond_by(self.rules, self._band(lead), calendar, self.roster.moment)

    def _band(self, lead: Record) -> str:
        return band_of(lead, self.explained[lead.ref]) or UNKNOWN

    def _factors(self, lead: Record) -> tuple[Factor, ...]:
        """What the score is made of, unless the lead holds another score than the one reckoned now."""
        found = self.explained[lead.ref]
        return found.factors if lead.get("score") in (None, found.score.points) else ()

    def _task(self, match: Match, path: Path) -> LogActivity:
        """The exception, as a task for the fallback owner on the lead."""
        lead, owner = match.lead, str(path["owner"])
        values = {
            "kind": "task",
            "subject": f"Nobody could take {lead_words(lead)}",
            "body": not_chosen(path, self.roster) or "No rule names an owner for this lead.",
            "status": "open",
            "priority": "high",
            "at": to_text(self.roster.moment),
            "due": to_text(self._respond_by(lead, owner)),
            OWNER_PROPERTY: owner,
        }
        return LogActivity(Ref("activity", "@exception"), values, (lead.ref,))

    def _notes(self, lead: Record, path: Path) -> Iterator[tuple[str, str]]:
        minutes = self.rules.respond_within_minutes
        allowed = minutes.get(self._band(lead), minutes[UNKNOWN])
        yield "Rules", f"version {path['rules_version']}"
        others = not_chosen(path, self.roster)
        if others:
            yield "Not chosen", others
        yield "Score", score_words(lead, self.explained[lead.ref])
        yield "Respond within", f"{in_words(allowed)} of the owner"

    def _ask(self, match: Match, path: Path) -> Draft:
        """Nobody is left, not even a fallback: a person picks, and is told what to put right."""
        there = [r for r in self.roster.reps.values() if self.roster.available[r.id].out is None]
        there.sort(key=lambda rep: (self.roster.open.get(rep.id, 0), rep.id))
        lead = match.lead
        choices = tuple(
            Choice(
                f"Assign to {rep.name}",
                tuple(self._take(lead, rep.id)),
                f"{self.roster.open.get(rep.id, 0)} open",
            )
            for rep in there[:MOST_CHOICES]
        )
        return Draft(
            kind="no_owner",
            title=f"{lead_words(lead)}: nobody can take it",
            about=lead.ref,
            operations=(),
            reason="No rule has an eligible owner, and no fallback owner can take it. Name a fallback "
            "owner who is active under Stations, Inbound leads, Settings.",
            evidence=evidence_of(match, path, self.rules),
            risk=Risk.HIGH,
            notes=tuple(self._notes(lead, path)),
            choices=choices,
            dedup=f"assign:{lead.ref.id}",
        )
