"""`stationmaster`: every command by its name."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from stationmaster import __version__
from stationmaster.cli import (
    accounts,
    auditing,
    beginning,
    deciding,
    doctor,
    exporting,
    importing,
    looking,
    policing,
    serving,
    tokens,
    working,
)
from stationmaster.cli.demo.command import demo
from stationmaster.cli.failing import guarded

app = typer.Typer(
    name="stationmaster",
    help="Lets AI agents work a CRM without being able to harm it.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Lets AI agents work a CRM without being able to harm it."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


app.command()(demo)
app.command("import")(importing.import_file)
app.command("export")(exporting.export_records)
app.command("serve")(serving.serve_pages)
for command in (
    beginning.init,
    working.run,
    working.train,
    looking.queue,
    looking.show,
    deciding.approve,
    deciding.reject,
    deciding.undo,
    deciding.edit,
    deciding.choose,
    doctor.doctor,
):
    app.command()(command)
app.add_typer(auditing.app, name="audit")
app.add_typer(policing.app, name="policy")
app.add_typer(accounts.app, name="user")
app.add_typer(tokens.app, name="token")


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code."""
    return guarded(
        lambda: app(args=list(arguments), prog_name="stationmaster", standalone_mode=False)
    )


def run() -> None:
    """The entry point."""
    os.umask(0o077)  # what is written holds customers' data: it is for its owner alone
    sys.exit(main(sys.argv[1:]))
