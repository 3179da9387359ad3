"""Checking an export with nothing but the file and the public key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from stationmaster.audit.chain import Break, link
from stationmaster.audit.export import END, ENTRY, FORMAT, HASH, HEAD
from stationmaster.audit.head import Head, Position, start
from stationmaster.audit.signing import PublicKey
from stationmaster.audit.verify import Verification
from stationmaster.core.errors import InvalidInput

HASH_DIGITS, SIGNATURE_DIGITS = 64, 128
CHUNK = 8192
SIGNATURE = b',"signature":"'


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The last line of an export. `text` is what was signed."""

    head: Head
    text: bytes
    signature: bytes


def verify_export(path: Path, public_key: PublicKey) -> Verification:
    """Whether the file is a whole, untouched export, signed with that key.

    Sees an edit, a cut (also one at the end), rows removed, added, swapped or out of order, rows of
    another workspace, and a head that another key signed. Raises InvalidInput only where there is
    no file to read.
    """
    reader = _Reader()
    broken = None
    for line in _lines(path):
        broken = reader.take(line)
        if broken:
            break
    reader.settle()
    broken = broken or reader.at_end(public_key)
    return Verification(
        ok=broken is None,
        rows=reader.position.tree.size,
        first_broken=broken.seq if broken else None,
        why=broken.why if broken else "",
        head=reader.position.head(reader.workspace),
    )


def read_head(path: Path, public_key: PublicKey) -> Head:
    """The signed head of an export, to hand to `verify` as `known`. Its rows are not looked at.

    Raises InvalidInput where the file does not end with a head signed with that key.
    """
    last = b""
    for line in _lines(path):
        last = line
    signed = _parse_head(last)
    if signed is None or not public_key.verifies(signed.signature, signed.text):
        raise InvalidInput(
            f"{path} does not end with a head that this key signed.",
            field="path",
            way_out="Give an unchanged export and the public key that was written with it.",
        )
    return signed.head


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be read: {error.strerror}.",
            field="path",
            way_out="Give a file that `stationmaster audit export` wrote.",
        ) from error


@dataclass(slots=True)
class _Reader:
    """What is known of the file so far."""

    position: Position = field(default_factory=start)
    unsettled: list[bytes] = field(default_factory=list)
    workspace: str = ""
    signed: SignedHead | None = None

    def take(self, line: bytes) -> Break | None:
        if self.signed is not None:
            return Break(None, "Something stands behind the signed head: it was added.")
        if line.startswith(HEAD):
            self.signed = _parse_head(line)
            return None if self.signed else Break(None, "The signed head is damaged.")
        return self._row(line)

    def _row(self, line: bytes) -> Break | None:
        seq = self.position.tree.size + len(self.unsettled) + 1
        cut = len(line) - len(END) - HASH_DIGITS - len(HASH)
        body, digits = line[len(ENTRY) : cut], line[-len(END) - HASH_DIGITS : -len(END)]
        if line != ENTRY + body + HASH + digits + END:
            return Break(seq, f"Line {seq} is not a row of the log: it was cut or edited.")
        found = link(self.position.hash, body)
        if found.hex().encode() != digits:
            return Break(seq, _why_not(seq, body))
        self.position.hash = found
        self.unsettled.append(found)
        if len(self.unsettled) == CHUNK:
            self.settle()
        if seq == 1:
            self.workspace = str(_fields(body).get("workspace"))
        return None

    def settle(self) -> None:
        """Take the hashes so far into the tree, where many at once cost less than one by one."""
        self.position.tree.extend(self.unsettled)
        self.unsettled.clear()

    def at_end(self, public_key: PublicKey) -> Break | None:
        rows, signed = self.position.tree.size, self.signed
        if signed is None:
            return Break(
                rows + 1, f"The file ends after row {rows}, without a signed head: it was cut."
            )
        if not public_key.verifies(signed.signature, signed.text):
            return Break(
                None, "The head is not signed with this key: it was changed, or is another's."
            )
        if rows < signed.head.seq:
            return Break(
                rows + 1, f"Row {rows + 1} is missing: {signed.head.seq} rows were signed."
            )
        self.workspace = self.workspace or signed.head.workspace
        if self.position.head(self.workspace) != signed.head:
            return Break(None, "The rows hang together, but are not those that were signed.")
        return None


def _why_not(seq: int, body: bytes) -> str:
    stands = _fields(body).get("seq")
    if stands != seq:
        return f"Row {seq} is missing or out of place: row {stands} stands there."
    return f"Row {seq} does not follow from the row before it: one of them was edited."


def _fields(body: bytes) -> dict[str, object]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _parse_head(line: bytes) -> SignedHead | None:
    cut = len(line) - len(END) - SIGNATURE_DIGITS - len(SIGNATURE)
    text, digits = line[len(HEAD) : cut], line[-len(END) - SIGNATURE_DIGITS : -len(END)]
    if line != HEAD + text + SIGNATURE + digits + END:
        return None
    fields = _fields(text)
    try:
        signature = bytes.fromhex(digits.decode())
        head = Head(*(fields[n] for n in ("workspace", "rows", "hash", "root")))  # type: ignore[arg-type]  # signed by us, or refused for its signature
    except (KeyError, ValueError):
        return None
    return SignedHead(head, text, signature) if fields.get("format") == FORMAT else None
