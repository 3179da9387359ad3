"""What becomes of what goes wrong: a line or two for people, an exit code for scripts, and never a
stack trace. An error nobody foresaw is written to a log file that is named."""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from typer import Abort, TyperException

from stationmaster.cli import opening
from stationmaster.cli.output import tell, tell_error
from stationmaster.core.clock import to_text, utc_now
from stationmaster.core.errors import Conflict, StationmasterError, Unavailable

OK, NOT_WELL, USAGE, UNFORESEEN, STOPPED = 0, 1, 2, 70, 130
LOG = "errors.log"


def guarded(work: Callable[[], object]) -> int:
    """Do it, and answer the exit code."""
    try:
        code = work()
        sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except BrokenPipeError:
        return _piped_away()
    except (KeyboardInterrupt, Abort):
        tell("Stopped.")
        return STOPPED
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else OK
    except Exception as error:  # the last place where anything can be caught
        return _told(error)


def _told(error: Exception) -> int:
    if isinstance(error, StationmasterError):
        tell_error(error)
        return NOT_WELL if isinstance(error, Conflict | Unavailable) else USAGE
    if isinstance(error, TyperException):
        tell(f"Error: {' '.join(error.format_message().split())}", "red")
        tell("`--help` behind a command shows what it takes.")
        return USAGE
    tell(f"Error: something went wrong that nobody foresaw ({type(error).__name__}).", "red")
    tell(f"The details are in {_log(error)}; please report them.")
    return UNFORESEEN


def _piped_away() -> int:
    """Whoever read the output has gone; so must what is still to be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return OK


def _log(error: Exception) -> Path:
    details = "".join(traceback.format_exception(error))
    text = f"{to_text(utc_now())} stationmaster {' '.join(sys.argv[1:2])}\n{details}\n"
    for folder in (_home(), Path(tempfile.mkdtemp(prefix="stationmaster-"))):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(folder / LOG, _APPEND, 0o600), "a", encoding="utf-8") as file:
                file.write(text)
            return folder / LOG
        except OSError:
            continue
    return Path(os.devnull)


_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND


def _home() -> Path:
    try:
        return opening.settings().home
    except StationmasterError:
        return Path(os.devnull)
