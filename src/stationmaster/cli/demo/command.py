"""The command: build what is not there, say where and who, and serve."""

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from stationmaster.cli.asking import confirmed
from stationmaster.cli.demo import building, notes
from stationmaster.cli.demo.notes import Notes
from stationmaster.cli.listening import listen, serve
from stationmaster.cli.opening import settings
from stationmaster.cli.options import Yes
from stationmaster.cli.output import say, say_table, tell
from stationmaster.cli.serving import Port, address
from stationmaster.settings import Settings
from stationmaster.wiring import build

HOST = "127.0.0.1"


def demo(
    port: Port = None,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", help="Folder of the demo; `demo` in STATIONMASTER_HOME unless said."
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw it away and build it anew.")
    ] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build it, and no more.")] = False,
    scale: Annotated[
        float,
        typer.Option("--scale", min=0.01, max=1.0, help="Size of the company; 1: 3,000 leads."),
    ] = 1.0,
    yes: Yes = False,
) -> None:
    """Look around in a sample company. The first start builds it; later ones keep what was done."""
    outer = settings()
    home = (home or outer.home / "demo").absolute()
    building.require_demo(home)
    taken = None if no_serve else listen(HOST, port or outer.port)
    if fresh and not _emptied(home, yes):
        return
    kept = notes.read(home) if notes.exist(home) else _built(home, outer, scale)
    _introduce(kept, home, address(HOST, port or outer.port), served=taken is not None)
    if taken is not None:
        inner = building.settings_of(home, outer)
        _point_to(inner)
        serve(build(inner), taken)


def _emptied(home: Path, yes: bool) -> bool:
    if not home.exists():
        return True
    if not yes and not confirmed(
        f"Throw away {home} and all that was done in it?", instead="--yes"
    ):
        tell("Nothing was done.")
        return False
    building.remove(home)
    return True


def _built(home: Path, outer: Settings, scale: float) -> Notes:
    tell("Building a sample company; this happens once and takes less than a minute.")
    if home.exists():
        shutil.rmtree(home)  # empty: `require_demo` has looked
    made = building.build(home, outer, scale)
    longest = sorted(made.seconds.items(), key=lambda part: -part[1])
    told = ", ".join(f"{part.lower()} {seconds} s" for part, seconds in longest[:3])
    tell(f"Built in {sum(made.seconds.values()):.0f} s ({told}).")
    return made


def _introduce(kept: Notes, home: Path, where: str, *, served: bool) -> None:
    if served:
        say(f"Stationmaster is at {where}. Stop it with Ctrl-C.", "bold")
    say("Sign in as one of these:")
    rows = [(s.role, s.name, s.email, s.password) for s in building.shown(kept.sign_ins)]
    say_table(("Role", "Name", "Email", "Password"), rows, "")
    say("Look at these first, as revops:")
    for number, sight in enumerate(kept.sights, 1):
        say(f"  {number}. {sight.what}")
        say(f"     {where}{sight.path}")
    say(f"The other reps' passwords are in {home / notes.FILE}. For the command line:")
    say(f"  export STATIONMASTER_HOME={home}")


def _point_to(inner: Settings) -> None:
    """The server reads its settings from the environment, as any server does."""
    os.environ["STATIONMASTER_HOME"] = str(inner.home)
    for name in ("STATIONMASTER_DATABASE_URL", "STATIONMASTER_RECORDS_URL"):
        os.environ.pop(name, None)
