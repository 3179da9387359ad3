"""Secrets that machines keep: 256 random bits, of which only the SHA-256 is stored.

A slow hash such as argon2 makes guessing a person's password expensive. Nobody guesses 256 random
bits, however fast the hash, so here it would only slow down every request.
"""

import secrets
from hashlib import sha256


def new_secret(prefix: str = "") -> str:
    """`prefix` and 43 characters that stand for 256 random bits (base64url)."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored and looked up. Equal digests, equal secrets; no way back."""
    return sha256(secret.encode(errors="surrogatepass")).hexdigest()
