"""The key that signs heads (Ed25519, RFC 8032). The private half stays where the application runs;
whoever is to check an export gets the public half once, by a way that is not the export's."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from stationmaster.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Checks signatures. `pem` is what is handed around."""

    pem: str

    @classmethod
    def read(cls, pem: str) -> "PublicKey":
        """Raises InvalidInput for text that is no Ed25519 public key in PEM."""
        try:
            key = load_pem_public_key(pem.encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise _no_key("public") from error
        if not isinstance(key, Ed25519PublicKey):
            raise _no_key("public")
        return cls(_pem(key))

    def verifies(self, signature: bytes, data: bytes) -> bool:
        key = load_pem_public_key(self.pem.encode())
        try:
            assert isinstance(key, Ed25519PublicKey)  # `read` and `SigningKey` see to it
            key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Makes signatures. `made` says whether `open` had to make the key file."""

    public: PublicKey
    public_path: Path
    made: bool
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def open(cls, path: Path) -> "SigningKey":
        """Read the key file, or make it (mode 0600, the public half beside it as `<name>.pub`).

        Raises InvalidInput where the file is no Ed25519 key, or others may read it.
        """
        made = not path.exists() and _make(path)
        _check_mode(path)
        try:
            private = load_pem_private_key(path.read_bytes(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _no_key("private", path) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise _no_key("private", path)
        public = PublicKey(_pem(private.public_key()))
        public_path = path.with_name(path.name + ".pub")
        if not public_path.exists() or public_path.read_text() != public.pem:
            public_path.write_text(public.pem)
        return cls(public, public_path, made, private)

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)


def _pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _make(path: Path) -> bool:
    """Make a whole key file or none. Of two that try at once, the first to link it wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, path)
    except FileExistsError:
        return False
    finally:
        os.unlink(unfinished)
    return True


def _check_mode(path: Path) -> None:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise InvalidInput(
            f"Others than its owner may read the signing key {path}.",
            field="key",
            way_out=f"Run: chmod 600 {path}",
        )


def _no_key(half: str, path: Path | None = None) -> InvalidInput:
    where = f" in {path}" if path else ""
    return InvalidInput(
        f"There is no Ed25519 {half} key{where}.",
        field="key",
        way_out="Give the PEM file that `stationmaster audit export` wrote.",
    )
