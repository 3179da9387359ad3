"""The key that signs heads: made once, readable by its owner only."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from stationmaster.audit.signing import PublicKey, SigningKey
from stationmaster.core.errors import InvalidInput


def other_kind() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "home" / "audit.key"
    first, second = SigningKey.open(path), SigningKey.open(path)
    assert (first.made, second.made) == (True, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(os.listdir(path.parent)) == ["audit.key", "audit.key.pub"]
    assert first.public_path.read_text() == first.public.pem
    assert first.public == second.public
    assert second.public.verifies(first.sign(b"head"), b"head")
    assert not second.public.verifies(first.sign(b"head"), b"other")
    assert not second.public.verifies(b"short", b"head")


def test_the_private_half_is_in_no_text(tmp_path: Path) -> None:
    key = SigningKey.open(tmp_path / "audit.key")
    secret = (tmp_path / "audit.key").read_text().splitlines()[1]
    assert "_private=" not in repr(key)
    assert secret not in repr(key) + key.public_path.read_text()


def test_a_lost_public_half_comes_back(tmp_path: Path) -> None:
    key = SigningKey.open(tmp_path / "audit.key")
    key.public_path.write_text("something else")
    assert SigningKey.open(tmp_path / "audit.key").public_path.read_text() == key.public.pem
    key.public_path.unlink()
    assert SigningKey.open(tmp_path / "audit.key").public_path.read_text() == key.public.pem


def test_of_many_that_make_it_at_once_all_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(SigningKey.open, [tmp_path / "audit.key"] * 16))
    assert len({key.public for key in keys}) == 1
    assert sum(key.made for key in keys) == 1
    assert len(os.listdir(tmp_path)) == 2


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    SigningKey.open(path)
    path.chmod(0o640)
    with pytest.raises(InvalidInput) as caught:
        SigningKey.open(path)
    assert caught.value.way_out == f"Run: chmod 600 {path}"


def test_what_is_no_private_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    pem = other_kind().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (b"", b"nonsense", pem):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(InvalidInput, match="no Ed25519 private key"):
            SigningKey.open(path)


def test_what_is_no_public_key_is_refused() -> None:
    pem = other_kind().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for text in ("", "nonsense", "\ud800", pem.decode()):
        with pytest.raises(InvalidInput, match="no Ed25519 public key"):
            PublicKey.read(text)
