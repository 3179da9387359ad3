"""`serve`: the pages, the API and the sweep."""

from typing import Annotated

import typer

from stationmaster.cli.listening import listen, require_safe, serve
from stationmaster.cli.opening import installation, settings
from stationmaster.cli.output import tell

Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=1, max=65535, help="Port to listen on; STATIONMASTER_PORT unless said."
    ),
]


def serve_pages(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; STATIONMASTER_HOST unless said.")
    ] = "",
    port: Port = None,
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Serve other machines without https all the same.")
    ] = False,
) -> None:
    """Serve the pages and the API until stopped."""
    found = settings()
    host, port = host or found.host, port or found.port
    require_safe(host, found.public_url, plain_http)
    app = installation(found)
    with listen(host, port) as taken:
        tell(f"Stationmaster is at {found.public_url or address(host, port)}. Stop it with Ctrl-C.")
        serve(app, taken)


def address(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
