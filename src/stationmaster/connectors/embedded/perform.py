"""Do a change whose every operation was checked: in memory, to be written with its batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from stationmaster.connectors.embedded.plan import Plan
from stationmaster.core.clock import from_text
from stationmaster.core.operation import (
    Archive,
    AssignOwner,
    Associate,
    Create,
    Dissociate,
    LogActivity,
    Operation,
    Restore,
    SetProperties,
    Written,
)
from stationmaster.core.proposal import Step, StepState
from stationmaster.core.record import Ref, Source, Value
from stationmaster.records.write.staging import Staging
from stationmaster.records.write.working import Working

ACTIVITY_LABEL = ""
"""The label of a link between an activity and what it is about: none is needed."""


@dataclass(slots=True)
class Performance:
    """One change being done. `names` are the real refs of the records it creates."""

    staging: Staging
    source: Source
    names: dict[str, Ref] = field(default_factory=dict)

    def perform(self, plans: Sequence[Plan]) -> tuple[Step, ...]:
        done = [self._one(p) for p in plans]
        if len(done) > 1:
            done = [(operation, self._final(written)) for operation, written in done]
        return tuple(Step(StepState.WRITTEN, operation, written) for operation, written in done)

    def _one(self, p: Plan) -> tuple[Operation, Written]:
        match p.operation:
            case SetProperties() | AssignOwner():
                return self._set(p, p.operation)
            case Create() | LogActivity():
                return self._create(p, p.operation)
            case Associate() | Dissociate():
                return self._link(p.operation)
            case Archive() | Restore():
                return self._archive(p.operation)

    def _set(self, p: Plan, o: SetProperties | AssignOwner) -> tuple[Operation, Written]:
        working = self._working(o.record)
        held = working.properties
        after = {name: value for name, value in p.values.items() if held.get(name) != value}
        before = {name: held.get(name) for name in after}
        if after:
            self.staging.set(working, after, self.source)
        operation: Operation
        if isinstance(o, SetProperties):
            operation = SetProperties(working.ref, p.values, o.base)
        else:
            operation = AssignOwner(working.ref, o.owner, o.base)
        if not after:
            return operation, Written(working.ref, version=working.version, changed=False)
        return operation, self._written(working, before, after)

    def _create(self, p: Plan, o: Create | LogActivity) -> tuple[Operation, Written]:
        working = self.staging.create(p.kind, p.values, self.source)
        self.names[o.record.id] = working.ref
        written = self._written(working, {}, dict(working.properties))
        if isinstance(o, Create):
            return Create(working.ref, p.values, o.match), written
        on = tuple(map(self._real, o.on))
        for ref in on:
            self.staging.link(working.ref, ref, ACTIVITY_LABEL, self.source)
        return LogActivity(working.ref, p.values, on), written

    def _link(self, o: Associate | Dissociate) -> tuple[Operation, Written]:
        source, target = self._real(o.source), self._real(o.target)
        associate = isinstance(o, Associate)
        changed = self.staging.linked(source, target, o.label) != associate
        if changed and associate:
            self.staging.link(source, target, o.label, self.source)
        elif changed:
            self.staging.unlink(source, target, o.label)
        at = self.staging.moment if changed else None
        return type(o)(source, target, o.label), Written(source, at=at, changed=changed)

    def _archive(self, o: Archive | Restore) -> tuple[Operation, Written]:
        working = self._working(o.record)
        archive = isinstance(o, Archive)
        if working.archived == archive:
            return o, Written(working.ref, version=working.version, changed=False)
        if archive:
            self.staging.archive(working, self.source)
        else:
            self.staging.restore(working, self.source)
        return o, self._written(working, {}, {})

    def _written(
        self, working: Working, before: Mapping[str, Value], after: Mapping[str, Value]
    ) -> Written:
        in_step = working.updated_at == self.staging.now
        at = self.staging.moment if in_step else from_text(working.updated_at)
        return Written(working.ref, before, after, at, working.version)

    def _final(self, written: Written) -> Written:
        """With the version that the record has when the whole change is done: the reverse of an
        early operation meets the record as the last one left it."""
        working = self._working(written.record)
        return replace(written, version=working.version)

    def _real(self, ref: Ref) -> Ref:
        return self.names.get(ref.id, ref)

    def _working(self, ref: Ref) -> Working:
        working = self.staging.get(self._real(ref))
        assert working is not None, "a checked operation names a record that is there"
        return working
