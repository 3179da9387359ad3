"""`export`: records as CSV or JSON Lines, to be read back to the same values."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from stationmaster.cli.bars import bar
from stationmaster.cli.opening import acting, workspace
from stationmaster.cli.options import Acting, AsJson, Slug
from stationmaster.cli.output import say, say_json
from stationmaster.core.errors import InvalidInput
from stationmaster.core.filter import EVERYTHING, parse
from stationmaster.identity.permissions import Ability
from stationmaster.records.exporting import Format, export


def export_records(
    type: Annotated[str, typer.Argument(metavar="TYPE", help="Object type, such as lead.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Standard output unless said.")
    ] = None,
    where: Annotated[str, typer.Option("--where", help='A filter, such as "status eq new".')] = "",
    format: Annotated[
        Format | None, typer.Option("--format", help="By the file's name unless said.")
    ] = None,
    email: Acting = "",
    as_json: AsJson = False,
    slug: Slug = "",
) -> None:
    """Write the records of a type that are not archived, whole or not at all."""
    here = workspace(slug)
    acting(here, email, Ability.EXPORT)
    if as_json and file is None:
        raise InvalidInput(
            "The records would stand in the answer.",
            field="--json",
            way_out="Name a FILE, or leave out --json; --format jsonl writes JSON lines.",
        )
    chosen = format or (Format.JSONL if file and file.suffix == ".jsonl" else Format.CSV)
    wanted = parse(where) if where else EVERYTHING
    with bar(f"Writing {type}") as report, _output(file) as out:
        count = export(
            here.reader, type, out, where=wanted, format=chosen, progress=lambda n: report(n, 0)
        )
    if as_json:
        say_json({"file": str(file), "records": count})
    elif file is not None:
        say(f"{count:,} records are in {file}.")


@contextmanager
def _output(file: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that takes its place once it is whole."""
    if file is None:
        yield sys.stdout
        return
    try:
        handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    except OSError as error:
        raise _unwritable(file, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        os.replace(unfinished, file)
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        Path(unfinished).unlink(missing_ok=True)


def _unwritable(file: Path, error: OSError) -> InvalidInput:
    return InvalidInput(
        f"{file} cannot be written: {error.strerror}.",
        field="FILE",
        way_out="Name a file in a folder that exists and that you may write to.",
    )
