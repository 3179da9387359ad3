"""A port of our own, taken before anything else is begun; and the server on it."""

import logging
import signal
import socket
from types import FrameType

import uvicorn

from stationmaster.cli.sweeping import sweeping
from stationmaster.core.errors import Conflict, InvalidInput
from stationmaster.insight.installation import is_exposed
from stationmaster.wiring import Stationmaster

APPLICATION = "stationmaster.serving:create"
GRACE = 5
"""Seconds that requests under way have when the server stops."""


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises Conflict where another program has it, InvalidInput for no address."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise InvalidInput(
            f"{host!r} is no address of this machine.",
            field="STATIONMASTER_HOST",
            way_out="Use 127.0.0.1, or the address that others are to reach.",
        ) from error
    taken = socket.socket(family, kind, protocol)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
        taken.listen(2048)
    except OSError as error:
        taken.close()
        raise Conflict(
            f"Port {port} of {host} cannot be used: {error.strerror}.",
            field="--port",
            way_out=f"Stop what uses it, or choose another: --port {_neighbour(port)}.",
        ) from error
    return taken


def _neighbour(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8701


def require_safe(host: str, public_url: str, plain: bool) -> None:
    """Raises InvalidInput where passwords would travel in the clear and nobody said they may."""
    if is_exposed(host, public_url) and not plain:
        raise InvalidInput(
            f"{host} is reached from other machines, and no https address is set: "
            "passwords and sessions would travel in the clear.",
            field="STATIONMASTER_PUBLIC_URL",
            way_out="Put a proxy with https in front and set its address, or say --plain-http.",
        )


def serve(app: Stationmaster, taken: socket.socket) -> None:
    """Serve until told to stop (Ctrl-C, SIGTERM); requests under way are finished."""
    level = app.settings.log_level
    logging.basicConfig(level=level.upper(), format="%(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        lifespan="off",
        log_level=level,
        log_config=None,
        access_log=level in ("debug", "info"),
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    signal.signal(signal.SIGTERM, _stopped)
    with sweeping(app, app.settings.sweep_seconds):
        try:
            uvicorn.Server(config).run(sockets=[taken])
        except KeyboardInterrupt:
            return


def _stopped(_signal: int, _frame: FrameType | None) -> None:
    """The server raises the signal again once it has stopped; there is nothing left to do."""
