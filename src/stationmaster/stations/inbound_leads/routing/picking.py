"""Asking the rules: who is eligible, whose turn it is, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stationmaster.core.clock import to_text
from stationmaster.kit.ledger import Draw, Standing
from stationmaster.stations.inbound_leads.routing.availability import UNKNOWN
from stationmaster.stations.inbound_leads.routing.path import Candidate, Out, take_turn
from stationmaster.stations.inbound_leads.routing.plan import Named, Plan, Shared
from stationmaster.stations.inbound_leads.routing.roster import Member, Roster
from stationmaster.stations.inbound_leads.settings import OutsideHours

Step = dict[str, object]
REFUSED = "a reviewer said no to this owner for this lead"


@dataclass(slots=True)
class Picker:
    """`pick` is what the ledger calls, once per lead. `drawn`: owners of waiting assignments by subject,
    those drawn here added. `nobody`: paths of leads that found nobody."""

    roster: Roster
    plans: Mapping[str, Plan]
    refused: Mapping[str, frozenset[str]]
    drawn: dict[str, str] = field(default_factory=dict)
    nobody: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def pick(self, subject: str, standing: Standing) -> Draw | None:
        """Ask the lead's rules in order until one has somebody."""
        steps: list[Step] = []
        refused = self.refused.get(subject, frozenset())
        for step in self.plans[subject].steps:
            if isinstance(step, Named):
                draw = self._named(step, refused, steps)
            else:
                draw = self._shared(step, subject, refused, standing, steps)
            if draw is not None:
                self.drawn[subject] = draw.owner
                return replace(draw, path=self._path(subject, steps, step.rule, draw))
        self.nobody[subject] = self._path(subject, steps, None, Draw("", {}))
        return None

    def _path(self, subject: str, steps: list[Step], rule: str | None, draw: Draw) -> Step:
        return {
            "subject": subject,
            "moment": to_text(self.roster.moment),
            "rules_version": self.roster.rules_version,
            "rule": rule,
            "pool": draw.pool,
            "owner": draw.owner or None,
            "steps": steps,
            "places_after": dict(draw.places),
        }

    def _named(self, step: Named, refused: frozenset[str], steps: list[Step]) -> Draw | None:
        owner = step.owner or self.drawn.get(step.like or "")
        said: Step = {"rule": step.rule, "says": step.says, "owner": owner}
        steps.append(said)
        if owner is None:
            return None
        there = self.roster.available.get(owner, UNKNOWN)
        out, says = there.out, there.says
        if out is Out.ABSENT and step.insists:
            out = None
        if out is None and owner in refused:
            out, says = Out.REFUSED, REFUSED
        if out is None:
            return Draw(owner, {})
        said |= {"out": out.value, "out_says": says}
        return None

    def _shared(
        self,
        step: Shared,
        subject: str,
        refused: frozenset[str],
        standing: Standing,
        steps: list[Step],
    ) -> Draw | None:
        members = self.roster.pools.get(step.pool, ())
        places = standing.places.get(step.pool, {})
        candidates = self._within_hours(
            [self._candidate(m, refused, standing.waiting) for m in members]
        )
        steps.append(
            {
                "rule": step.rule,
                "says": step.says,
                "pool": step.pool,
                "territory": step.territory,
                "places": dict(places),
                "candidates": [c.to_json() for c in candidates],
            }
        )
        chosen = take_turn(places, candidates, subject)
        if chosen is None:
            return None
        return Draw(chosen.owner, {}, step.pool, chosen.places, chosen.moved)

    def _candidate(
        self, member: Member, refused: frozenset[str], waiting: Mapping[str, int]
    ) -> Candidate:
        owner, cap = member.owner, member.capacity
        held = self.roster.open.get(owner, 0) + waiting.get(owner, 0)
        there = self.roster.available.get(owner, UNKNOWN)
        out, says = there.out, there.says if there.out else ""
        if out is None:
            if owner in refused:
                out, says = Out.REFUSED, REFUSED
            elif member.weight == 0:
                out, says = Out.NO_SHARE, "takes no share of leads"
            elif cap is not None and held >= cap:
                out, says = Out.FULL, f"{held} of {cap} open"
        return Candidate(owner, member.weight, held, cap, out, says)

    def _within_hours(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        how = self.roster.outside_hours
        if how is OutsideHours.IGNORE:
            return candidates
        at_work = [c if c.out or self._working(c.owner) else self._resting(c) for c in candidates]
        if how is OutsideHours.PREFER and all(c.out for c in at_work):
            return candidates
        return at_work

    def _working(self, owner: str) -> bool:
        return self.roster.available[owner].working

    def _resting(self, candidate: Candidate) -> Candidate:
        says = self.roster.available[candidate.owner].says
        return replace(candidate, out=Out.AFTER_HOURS, says=says)
