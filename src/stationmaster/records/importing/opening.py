"""Opening a file to import: its bytes, unpacked, with the digest of what was read."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from stationmaster.core.errors import InvalidInput

GZIP = b"\x1f\x8b"
BLOCK = 1 << 20
_FOREIGN = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"SQLite": "a SQLite database",
}


class _Hashed(io.RawIOBase):
    """Passes bytes through and hashes them on the way."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self._sha256 = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a buffer, as it is called
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block
        self._sha256.update(block)
        return len(block)

    def finish(self) -> str:
        """The digest, with what nobody has read yet; also when the readers above are closed."""
        while block := self._file.read(BLOCK):
            self._sha256.update(block)
        return self._sha256.hexdigest()


class OpenFile:
    """`bytes`: what is in the file, unpacked."""

    def __init__(self, file: BinaryIO, packed: bool):
        self._hashed = _Hashed(file)
        self.bytes: BinaryIO = io.BufferedReader(self._hashed, BLOCK)
        if packed:
            self.bytes = io.BufferedReader(gzip.GzipFile(fileobj=self.bytes), BLOCK)

    def digest(self) -> str:
        """SHA-256 of the whole file as it lies there, in hexadecimal; reads what is left of it."""
        return self._hashed.finish()


@contextmanager
def opened(path: Path) -> Iterator[OpenFile]:
    """Raises InvalidInput for a file that is not there, not readable, empty, damaged, or of a kind
    that holds no rows of text; also where that shows only while it is being read."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise _unusable(path, "is no file but a pipe or a device", "Copy it into a file.")
        with path.open("rb") as file:
            head = file.read(6)
            _refuse_foreign(path, head)
            file.seek(0)
            yield OpenFile(file, head.startswith(GZIP))
    except FileNotFoundError:
        raise _unusable(path, "is not there", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise _unusable(path, "is a folder", "Name one file; import several one by one.") from None
    except PermissionError:
        raise _unusable(path, "may not be read", "Change its permissions.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise _unusable(path, "is damaged: it cannot be unpacked", "Fetch it again.") from None
    except OSError as error:
        raise _unusable(path, f"cannot be read ({error.strerror})", "Copy it elsewhere.") from None


def _refuse_foreign(path: Path, head: bytes) -> None:
    if not head:
        raise _unusable(path, "is empty", "Export it again.")
    for start, kind in _FOREIGN.items():
        if head.startswith(start):
            raise _unusable(path, f"is {kind}", "Save it as CSV (UTF-8) or JSON Lines.")


def _unusable(path: Path, what: str, way_out: str) -> InvalidInput:
    return InvalidInput(f"The file {path.name} {what}.", field="path", way_out=way_out)
