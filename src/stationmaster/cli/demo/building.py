"""Building the demo, whole or not at all: beside its place first, and moved there at the end."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stationmaster.cli.demo import notes
from stationmaster.cli.demo.notes import Notes, Sight, SignIn
from stationmaster.cli.output import tell
from stationmaster.core.actor import Role
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.core.proposal import Status
from stationmaster.settings import Settings
from stationmaster.testing.sample import generate
from stationmaster.testing.sample_workspace import STATION, SampleWorkspace
from stationmaster.testing.sample_workspace import build as build_workspace
from stationmaster.wiring import Stationmaster
from stationmaster.wiring import build as build_app

SEED = 1


@dataclass(slots=True)
class Laps:
    """Tells what begins, and keeps how long each part took."""

    seconds: dict[str, float] = field(default_factory=dict)
    part: str = ""
    since: float = 0.0

    def begin(self, part: str) -> None:
        self.end()
        tell(f"  {part} ...")
        self.part, self.since = part, time.monotonic()

    def end(self) -> None:
        if self.part:
            self.seconds[self.part] = round(time.monotonic() - self.since, 1)
        self.part = ""


def settings_of(home: Path, outer: Settings) -> Settings:
    """The demo's own settings: two SQLite files in its folder, whatever else is configured."""
    return outer.model_copy(update={"home": home, "database_url": "", "records_url": ""})


def build(home: Path, outer: Settings, scale: float) -> Notes:
    """Build the demo that is to be in `home`. What an earlier try left lying is taken away first.

    Raises Conflict while another process is at it.
    """
    unfinished = home.with_name(home.name + ".building")
    home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(home.with_name(home.name + ".lock")):
        if notes.exist(home):
            return notes.read(home)
        shutil.rmtree(unfinished, ignore_errors=True)
        made = _fill(unfinished, outer, scale)
        os.replace(unfinished, home)
    return made


def remove(home: Path) -> None:
    """Take the demo away. Raises InvalidInput for a folder that holds something else."""
    if not home.exists():
        return
    require_demo(home)
    shutil.rmtree(home)


def require_demo(home: Path) -> None:
    if home.exists() and not notes.exist(home) and any(home.iterdir()):
        raise InvalidInput(
            f"{home} holds something that is no demo.",
            field="--home",
            way_out="Name a folder that does not exist yet, or take it away yourself.",
        )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """The operating system lets go of the lock when its holder dies, however that was."""
    with path.open("a") as file:
        try:
            os.lockf(file.fileno(), os.F_TLOCK, 0)
        except OSError as error:
            raise Conflict(
                "Another process is building the demo.",
                field="demo",
                way_out="Wait until it has come up, or stop it.",
            ) from error
        yield


def _fill(home: Path, outer: Settings, scale: float) -> Notes:
    laps = Laps()
    laps.begin("Sample company")
    # What is cut short is thrown away, so nothing is waited for until the end.
    app = build_app(settings_of(home, outer).model_copy(update={"durable": False}))
    sample = generate(SEED, scale, app.clock())
    made = build_workspace(app, sample, laps.begin)
    laps.begin("Training the score on closed leads")
    made.workspace.train_station(STATION)
    laps.begin("Working the night's leads")
    made.workspace.run_station(STATION)
    laps.end()
    kept = Notes(_sign_ins(made), tuple(_sights(made)), laps.seconds)
    notes.write(home, kept)
    _close(app)
    return kept


def _close(app: Stationmaster) -> None:
    """Let go of the files, so that they can be moved, and are whole by themselves."""
    app.governance.dispose()
    app.records.dispose()


def _sign_ins(made: SampleWorkspace) -> tuple[SignIn, ...]:
    accounts = [(a.person.name, a.person.role.value, a.email, a.password) for a in made.accounts]
    return tuple(SignIn(*each) for each in accounts)


def shown(sign_ins: tuple[SignIn, ...]) -> list[SignIn]:
    """One of each role: twelve reps are too many to print."""
    reps = [s for s in sign_ins if s.role == Role.REP.value]
    return [s for s in sign_ins if s.role != Role.REP.value] + reps[:1]


def _sights(made: SampleWorkspace) -> Iterator[Sight]:
    queue = made.workspace.queue
    waiting = sum(group.count for group in queue.groups())
    yield Sight(
        f"{waiting} proposals wait for you: approve some, reject one (keys: j k a r)", "/queue"
    )
    for p in queue.page(kind="two_candidates", limit=1).rows:
        yield Sight(f"A question only a person can answer: {p.draft.title}", f"/proposals/{p.id}")
    for p in queue.recent(status=Status.APPLIED, limit=1).rows:
        ref = p.draft.about
        what = f"Written with nobody looking, and why; undo it there: {p.draft.title}"
        yield Sight(what, f"/records/{ref.type}/{ref.id}")
