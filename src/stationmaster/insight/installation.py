"""What can be said of an installation before any workspace is opened: files, databases, address."""

import ctypes.util
import os
import stat
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path

from stationmaster.db.migrate import Version
from stationmaster.insight.finding import Finding, look, ok, wrong

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OPENMP = "gomp"


def is_exposed(host: str, public_url: str) -> bool:
    """Whether other machines reach the server without https."""
    return not _is_loopback(host) and not public_url.lower().startswith("https://")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def listening(host: str, port: int, public_url: str) -> Finding:
    where = f"{host}, port {port}"
    if is_exposed(host, public_url):
        return wrong(
            "address",
            f"The server listens on {where} without https: passwords would travel in the clear.",
            "Set STATIONMASTER_HOST=127.0.0.1, or put a proxy with https in front and set "
            "STATIONMASTER_PUBLIC_URL.",
        )
    return ok("address", f"The server listens on {where}; people use {public_url or 'that'}.")


def files(home: Path) -> Iterator[Finding]:
    """Who else may read what is in the home folder. Where the folder is closed, so is all in it."""
    if not home.is_dir():
        return
    if os.name != "posix" or not home.stat().st_mode & OTHERS:
        yield ok("files", f"Nobody but their owner reaches the files in {home}.")
        return
    yield wrong("files", f"Others may look into {home}.", f"Run: chmod 700 '{home}'")
    for path in sorted(home.iterdir()):
        if path.is_file() and path.stat().st_mode & OTHERS and path.suffix != ".pub":
            yield wrong("files", f"Others may read {path.name}.", f"Run: chmod 600 '{path}'")


def versions(found: Sequence[Version]) -> Iterator[Finding]:
    for version in found:
        name = f"The {version.tree} database"
        if version.is_current:
            yield ok("database", f"{name} answers, and is at version {version.head}.")
        elif version.current is None:
            yield look("database", f"{name} is empty.", "Run `stationmaster init`.")
        else:
            yield look(
                "database",
                f"{name} is at version {version.current}; this program needs {version.head}.",
                "Make a backup, then run any other command once, such as `stationmaster queue`: "
                "it brings it up.",
            )


def scoring_library() -> Finding:
    """LightGBM brings everything but the OpenMP run-time, which a minimal Debian does not have."""
    if ctypes.util.find_library(OPENMP) or os.uname().sysname != "Linux":
        return ok("scoring", "The library that scoring learns with can be loaded.")
    return look(
        "scoring",
        "The system library libgomp.so.1 is missing, so LightGBM cannot be loaded: leads are "
        "scored by the rubric.",
        "Run: apt-get install libgomp1",
    )
