"""Passwords: argon2id (RFC 9106), a minimum length, and no rules of composition (NIST SP 800-63B)."""

import unicodedata
from functools import cached_property
from threading import BoundedSemaphore

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from stationmaster.core.errors import InvalidInput

SHORTEST, LONGEST = 12, 1024
AT_ONCE = 4
"""Hashes computed at the same time; each takes as much memory as `PARAMETERS` says (64 MiB)."""

PARAMETERS = RFC_9106_LOW_MEMORY


class Passwords:
    """Makes and checks hashes. Changed parameters take effect at each person's next sign-in."""

    def __init__(self, parameters: Parameters = PARAMETERS):
        self._hasher = PasswordHasher.from_parameters(parameters)
        self._slots = BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        """Raises InvalidInput for a password that is too short, too long or not valid text."""
        text = _normal(password)
        if text is None:
            raise _unusable("is not valid text")
        if len(text) < SHORTEST:
            raise _unusable(f"has {len(text)} characters; it needs at least {SHORTEST}")
        if len(text) > LONGEST:
            raise _unusable(f"is longer than {LONGEST} characters")
        with self._slots:
            return self._hasher.hash(text)

    def verify(self, hash: str | None, password: str) -> bool:
        """Whether it is the password. No hash: no, after the same time as with one."""
        text = _normal(password[: LONGEST + 1])
        nobody = self._nobody  # also where there is a hash: the first question must not stand out
        with self._slots:
            try:
                self._hasher.verify(hash or nobody, text or "")
            except (VerificationError, InvalidHashError):
                return False
        return hash is not None and bool(text)

    def rehash(self, hash: str, password: str) -> str | None:
        """A new hash of a password that was right, where the old one was made with other parameters
        than those of now; else None."""
        if not self._hasher.check_needs_rehash(hash):
            return None
        with self._slots:
            return self._hasher.hash(_normal(password) or "")


def _normal(password: str) -> str | None:
    """One form for what looks the same (NFKC); None for what cannot be encoded."""
    text = unicodedata.normalize("NFKC", password)
    return None if any("\ud800" <= c <= "\udfff" for c in text) else text


def _unusable(why: str) -> InvalidInput:
    return InvalidInput(
        f"The password {why}.",
        field="password",
        way_out="Use a sentence or four words; digits and signs are welcome but not needed.",
    )
