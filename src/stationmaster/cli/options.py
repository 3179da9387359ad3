"""Options that many commands share."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Slug = Annotated[
    str,
    typer.Option(
        "--workspace",
        metavar="SLUG",
        envvar="STATIONMASTER_WORKSPACE",
        help="The workspace, where there are several.",
    ),
]
Acting = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        envvar="STATIONMASTER_AS",
        help="Who decides: the address of an active person of the workspace.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; what is done is printed.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=500, help="At most so many.")]
