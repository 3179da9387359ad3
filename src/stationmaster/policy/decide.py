"""One answer per change: deny, review or allow, with the policies that determined it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import cedarpy
import orjson

from stationmaster.core.decision import Decision, Effect, PolicyNote
from stationmaster.core.errors import InvalidInput
from stationmaster.policy import compiled
from stationmaster.policy.memo import Memo
from stationmaster.policy.reasons import words_for
from stationmaster.policy.request import Request
from stationmaster.policy.sources import PolicyFile, Rule, rules_of, schema_text, shipped_files
from stationmaster.policy.switches import Switches, checked
from stationmaster.policy.validate import faults_in

DEFAULT_DENY = PolicyNote("default-deny", "No policy allows this, and what none allows is denied.")
DEFAULT_REVIEW = PolicyNote(
    "default-review", "No policy lets this be written with nobody looking, so a person looks."
)
POLICY_ERROR = "policy-error"
REMEMBERED = 8_192
"""Answers each policy remembers; about 2 kB each."""

_NUMBERED = re.compile(r"`policy(\d+)`")


class Phase(StrEnum):
    """PROPOSE: may it be stored and shown? APPLY: may it be written, once a person has said yes?

    They differ at level draft alone: its proposals wait and can be edited, and are never written.
    """

    PROPOSE = "propose"
    APPLY = "apply"


_CEDAR_ACTION = {Phase.PROPOSE: "propose", Phase.APPLY: "write"}


@dataclass(frozen=True, slots=True)
class _Shipped:
    """What is the same for every workspace, read and parsed once a process."""

    files: tuple[PolicyFile, ...]
    rules: tuple[Rule, ...]
    policies: cedarpy.PolicySet
    schema_text: str
    schema: cedarpy.Schema


@cache
def _shipped() -> _Shipped:
    found, schema = shipped_files(), schema_text()
    return _Shipped(
        found,
        tuple(rule for file in found for rule in rules_of(file)),
        cedarpy.PolicySet.from_str("\n".join(file.text for file in found)),
        schema,
        cedarpy.Schema.from_str(schema),
    )


class Policy:
    """Shipped policies, an admin's own, and switches, parsed once. Pure and safe to share.

    `version` changes if and only if one of them changes, and is the same in every process.
    """

    def __init__(self, switches: Switches, custom: Sequence[PolicyFile]):
        self.switches = checked(switches)
        self.custom = tuple(custom)
        shipped = _shipped()
        faults = faults_in(self.custom, shipped.schema_text, taken=shipped.rules)
        if faults:
            raise InvalidInput(
                f"The workspace's own policies have {len(faults)} fault(s), first: {faults[0]}",
                field="policies",
                way_out="Mend what `policy check` lists, or take the file out.",
            )
        self._scopes = compiled.scope_file(switches)
        added = (self._scopes, *self.custom)
        rules = (*shipped.rules, *(rule for file in added for rule in rules_of(file)))
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self._order = {id: place for place, id in enumerate(self.rules)}
        texts = (*shipped.files, *self.custom)
        self.version = compiled.version(switches, texts, shipped.schema_text)
        self._policies = shipped.policies.with_added_str("\n".join(f.text for f in added))
        self._data = orjson.dumps(compiled.entities(switches)).decode()
        self._entities = cedarpy.Entities.from_json_str(self._data, shipped.schema)
        self._memo: Memo[tuple[Request, Phase], Decision] = Memo(REMEMBERED)

    @classmethod
    def load(cls, switches: Switches, custom: Sequence[PolicyFile] = ()) -> "Policy":
        """Raises InvalidInput for switches or own policies that are not sound: no policy, no write."""
        return cls(switches, custom)

    def decide(self, requests: Sequence[Request], phase: str = Phase.PROPOSE) -> list[Decision]:
        """Decisions in the order of the requests."""
        asked = [(request, Phase(phase)) for request in requests]
        answers = self._memo.known(asked)
        missing = [key for key in dict.fromkeys(asked) if key not in answers]
        if missing:
            fresh = dict(zip(missing, self._evaluate(missing), strict=True))
            self._memo.keep(fresh)
            answers |= fresh
        return [answers[key] for key in asked]

    def sources(self) -> tuple[PolicyFile, ...]:
        """All that decides: shipped policies, what the switches compile to, own policies."""
        data = orjson.dumps(orjson.loads(self._data), option=orjson.OPT_INDENT_2).decode()
        switches = PolicyFile("entities (from the switches)", data)
        return (*_shipped().files, self._scopes, switches, *self.custom)

    def _evaluate(self, asked: Sequence[tuple[Request, Phase]]) -> Iterable[Decision]:
        batch = [
            cedar
            for request, phase in asked
            for cedar in compiled.cedar_requests(request, (_CEDAR_ACTION[phase], "writeAlone"))
        ]
        results = cedarpy.is_authorized_batch(batch, self._policies, self._entities)
        for (request, _), change, alone in zip(asked, results[::2], results[1::2], strict=True):
            yield self._decision(request, change, alone)

    def _decision(
        self, request: Request, change: cedarpy.AuthzResult, alone: cedarpy.AuthzResult
    ) -> Decision:
        if errors := (*change.diagnostics.errors, *alone.diagnostics.errors):
            # Cedar leaves out a policy it cannot work out, which could be the one that forbids.
            return Decision(Effect.DENY, (self._error(errors[0]),), self.version)
        if not change.allowed:
            return self._answer(Effect.DENY, request, change, DEFAULT_DENY)
        if not alone.allowed:
            return self._answer(Effect.REVIEW, request, alone, DEFAULT_REVIEW)
        return self._answer(Effect.ALLOW, request, alone, DEFAULT_DENY)

    def _answer(
        self, effect: Effect, request: Request, result: cedarpy.AuthzResult, silent: PolicyNote
    ) -> Decision:
        ids = sorted(
            set(result.diagnostics.id_annotations_by_reason.values()), key=self._order.__getitem__
        )
        words = words_for(request, self.switches)
        notes = (PolicyNote(id, self.rules[id].reason.format_map(words)) for id in ids)
        return Decision(effect, tuple(notes) or (silent,), self.version)

    def _error(self, error: str) -> PolicyNote:
        # Cedar numbers policies by their place; people know them by their ids.
        ids = tuple(self.rules)
        named = _NUMBERED.sub(lambda found: f"`{ids[int(found.group(1))]}`", error)
        return PolicyNote(
            POLICY_ERROR,
            f"A policy cannot be worked out for this change, so it is denied: {named}.",
        )
