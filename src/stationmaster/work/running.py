"""One run of one station: select what waits, draft, submit to the line."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from stationmaster.core.actor import Agent
from stationmaster.core.errors import Forbidden, StationmasterError
from stationmaster.core.operation import records_of, values_of
from stationmaster.core.proposal import Draft, Proposal
from stationmaster.kit.station import Context, Station
from stationmaster.proposals.flow import Line
from stationmaster.work.runs import Run, Runs

BATCH = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished run and what it submitted."""

    run: Run
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """What a run needs: the station, its context for a run id, the line, and the runs."""

    station: Station
    context: Callable[[str], Context]
    line: Line
    runs: Runs

    def run(
        self, *, agent: Agent, limit: int, dry_run: bool = False, progress: Progress | None = None
    ) -> Ran:
        """Work at most `limit` records. A run that fails is closed as failed, with its reason; what
        it had submitted before stays submitted."""
        started = self.runs.start(self.station.name, actor=agent.id, dry=dry_run)
        done: list[Proposal] = []
        counts: Counter[str] = Counter()
        try:
            self._work(started.id, agent, limit, dry_run, progress, done, counts)
        except Exception as error:
            words = str(error) if isinstance(error, StationmasterError) else type(error).__name__
            self.runs.finish(started.id, counts, error=words)
            raise
        return Ran(self.runs.finish(started.id, counts), tuple(done))

    def _work(
        self,
        run: str,
        agent: Agent,
        limit: int,
        dry_run: bool,
        progress: Progress | None,
        done: list[Proposal],
        counts: Counter[str],
    ) -> None:
        context = self.context(run)
        waiting = self.station.select(context, limit)
        for start in range(0, len(waiting), BATCH):
            records = waiting[start : start + BATCH]
            drafts = iter(self.station.baseline(context, records))
            while some := list(islice(drafts, BATCH)):
                self._submit(some, run, agent, dry_run, done, counts)
            counts["records"] += len(records)
            if progress:
                progress(start + len(records), len(waiting))

    def _submit(
        self,
        drafts: Sequence[Draft],
        run: str,
        agent: Agent,
        dry_run: bool,
        done: list[Proposal],
        counts: Counter[str],
    ) -> None:
        for draft in drafts:
            check_reach(self.station, draft)
        name = self.station.name
        new = self.line.submit(drafts, actor=agent, station=name, run=run, dry_run=dry_run)
        counts.update(p.status.value for p in new)
        counts["drafts"] += len(new)
        done += new


def check_reach(station: Station, draft: Draft) -> None:
    """A station never drafts what its manifest does not name, whatever a policy would allow.

    Raises Forbidden that names the first such property.
    """
    operations = [*draft.operations, *(o for c in draft.choices for o in c.operations)]
    for operation in operations:
        type = records_of(operation)[0].type
        allowed: Mapping[str, frozenset[str]] = station.writes
        beyond = sorted(set(values_of(operation)) - allowed.get(type, frozenset()))
        if beyond:
            raise Forbidden(
                f"{station.title} drafted {type}.{beyond[0]}, which it does not say it writes.",
                field=beyond[0],
                way_out="Name the property in the station's `writes`.",
            )
