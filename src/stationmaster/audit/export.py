"""A copy of the log that proves itself: JSON lines, and a signed head as the last of them.

    {"entry":<body>,"hash":"<hexadecimal>"}          one line per row, from the first on
    {"head":{...},"signature":"<hexadecimal>"}       Ed25519 over the RFC 8785 text of the head

Bodies and hashes are those of `audit.chain`, byte for byte, so a reader in any language can check
them. `audit.check` does, without a database.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Engine

from stationmaster.audit.canonical import canonical
from stationmaster.audit.chain import Break, body
from stationmaster.audit.head import Head, start
from stationmaster.audit.signing import PublicKey, SigningKey
from stationmaster.audit.verify import Progress, at_end
from stationmaster.audit.walk import read_end, walk
from stationmaster.core.clock import to_text
from stationmaster.core.errors import Conflict, InvalidInput

FORMAT = "stationmaster-audit/1"
ENTRY, HASH, END, HEAD = b'{"entry":', b',"hash":"', b'"}\n', b'{"head":'


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and the key that whoever checks it needs."""

    path: Path
    head: Head
    public_key: PublicKey
    public_path: Path


def export(
    engine: Engine,
    workspace: str,
    path: Path,
    key: SigningKey,
    *,
    at: datetime,
    progress: Progress | None = None,
) -> Exported:
    """Write the log as it is now to `path`, whole or not at all. `at` goes into the signed head.

    Raises Conflict where the log does not verify: nothing broken is signed. Raises InvalidInput
    where the file cannot be written.
    """
    with _whole_file(path) as file:
        head = _write_rows(engine, workspace, file, progress)
        file.write(_signed(head, key, at))
    return Exported(path, head, key.public, key.public_path)


@contextmanager
def _whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` once all is well, and vanishes otherwise."""
    try:
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror}.",
            field="path",
            way_out="Name a file in a folder that exists and that you may write to.",
        ) from error


def _write_rows(engine: Engine, workspace: str, file: IO[bytes], progress: Progress | None) -> Head:
    end = read_end(engine, workspace)
    position = start()
    for rows, broken in walk(engine, workspace, position, end.seq):
        for row in rows:
            file.write(ENTRY + body(workspace, row) + HASH + row[7].hex().encode() + END)
        if broken:
            raise _broken(broken)
        if progress:
            progress(position.tree.size, end.seq)
    if broken_end := at_end(end, position):
        raise _broken(broken_end)
    return position.head(workspace)


def _broken(broken: Break) -> Conflict:
    return Conflict(
        f"The audit log does not verify, so nothing was exported. {broken.why}",
        way_out="Keep the database as it is; compare it with a backup and an earlier export.",
    )


def _signed(head: Head, key: SigningKey, at: datetime) -> bytes:
    text = canonical(
        {
            "exported_at": to_text(at),
            "format": FORMAT,
            "hash": head.hash,
            "root": head.root,
            "rows": head.seq,
            "workspace": head.workspace,
        }
    )
    return HEAD + text + b',"signature":"' + key.sign(text).hex().encode() + END
