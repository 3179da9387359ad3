"""The audit log: `audit verify`, `audit export`, `audit list`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from stationmaster.audit.check import read_head, verify_export
from stationmaster.audit.head import Head
from stationmaster.audit.signing import PublicKey
from stationmaster.audit.verify import Verification
from stationmaster.cli.bars import bar
from stationmaster.cli.opening import workspace
from stationmaster.cli.options import AsJson, Limit, Slug
from stationmaster.cli.output import say, say_json, say_table
from stationmaster.core.clock import from_text, to_text
from stationmaster.core.errors import InvalidInput
from stationmaster.wiring import Workspace

app = typer.Typer(help="The audit log: who did what, and whether it still says so.")

Copy = Annotated[
    Path | None,
    typer.Option("--file", help="Check this export alone; no database is needed."),
]
Known = Annotated[
    Path | None, typer.Option("--against", help="An earlier export whose rows must still be there.")
]
Key = Annotated[
    Path | None, typer.Option("--key", help="The public key that was written with the export.")
]


@app.command()
def verify(
    copy: Copy = None,
    known: Known = None,
    key: Key = None,
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Check every row; the first broken one is named, and the exit code is 1."""
    if copy is not None:
        found = verify_export(copy, _public(key))
    else:
        here = workspace(slug)
        found = _verified(here, read_head(known, _public(key)) if known else None)
    if as_json:
        say_json(found)
    else:
        _say_verification(found)
    if not found.ok:
        raise typer.Exit(1)


def _verified(here: Workspace, known: Head | None) -> Verification:
    with bar("Checking the audit log") as report:
        return here.verify_audit(report, known=known)


def _say_verification(found: Verification) -> None:
    if found.ok:
        say(f"The audit log holds: {found.rows:,} rows, the last one {found.head.hash}.", "green")
        return
    where = "" if found.first_broken is None else f" at row {found.first_broken}"
    say(f"The audit log is broken{where}. {found.why}", "red")
    say(f"{found.rows:,} rows before that hold.")


def _public(key: Path | None) -> PublicKey:
    if key is None:
        raise InvalidInput(
            "Whose signature should it be?",
            field="--key",
            way_out="Give the .pub file that `stationmaster audit export` wrote.",
        )
    try:
        return PublicKey.read(key.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(
            f"{key} cannot be read as a key.", field="--key", way_out="Give the .pub file."
        ) from error


@app.command()
def export(
    path: Annotated[Path, typer.Argument(help="The file to write; one that is there is replaced.")],
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Write the log as JSON lines with a signed head, so that a copy can be checked anywhere."""
    here = workspace(slug)
    with bar("Writing the audit log") as report:
        done = here.export_audit(path, report)
    if as_json:
        say_json({"path": str(done.path), "head": done.head, "public_key": str(done.public_path)})
        return
    say(f"{done.head.seq:,} rows are in {done.path}, signed.")
    say(f"Whoever checks it needs the public key {done.public_path}, by another way than the file.")


@app.command("list")
def list_rows(
    actor: Annotated[str | None, typer.Option("--actor", help="Id of who acted.")] = None,
    action: Annotated[str | None, typer.Option("--action", help="What was done.")] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="Id of what it was about.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Some of subject or detail.")] = None,
    since: Annotated[str | None, typer.Option("--since", help="From this moment on.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Before this moment.")] = None,
    limit: Limit = 50,
    after: Annotated[
        str | None, typer.Option("--after", help="Where the page before ended.")
    ] = None,
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Who did what, newest first."""
    page = workspace(slug).audit.page(
        actor=actor,
        action=action,
        subject=subject,
        text=text,
        since=_moment(since, "--since"),
        until=_moment(until, "--until"),
        limit=limit,
        after=after,
    )
    if as_json:
        say_json({"rows": page.rows, "next": page.next})
        return
    rows = [
        (r.seq, to_text(r.at)[:19], f"{r.actor_kind} {r.actor}", r.action, r.subject)
        for r in page.rows
    ]
    say_table(("Row", "At (UTC)", "Who", "Did", "What"), rows, "Nothing.")
    if page.next:
        say(f"There are more: --after {page.next}")


def _moment(text: str | None, option: str) -> datetime | None:
    """A day, which begins in UTC, or a moment with its zone."""
    if text is None:
        return None
    try:
        return from_text(f"{text}T00:00:00Z" if len(text) == len("2026-11-20") else text)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(
            f"{text!r} is no moment.",
            field=option,
            way_out="Write 2026-11-20, or 2026-11-20T08:30:00Z.",
        ) from error
