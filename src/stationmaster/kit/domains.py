"""Which domain stands for a company: the registrable one, and never a free mail provider's."""

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

from stationmaster.kit.free_mail import FREE_MAIL

_SUFFIXES = PublicSuffixList()


@lru_cache(maxsize=65_536)
def registrable(text: str) -> str | None:
    """The registrable domain of an address, a URL or a host name, in lower case and Unicode.

    `mail.acme.co.uk` -> `acme.co.uk`. None where there is none: a bare suffix, an IP address, plain
    words. By the Public Suffix List (publicsuffix.org), its private part included.
    """
    host = _host(text.strip().lower())
    if not host or _is_ip(host):
        return None
    try:
        found: str | None = _SUFFIXES.privatesuffix(host.encode("idna").decode())
        return found.encode().decode("idna") if found else None
    except UnicodeError:
        return None


def company_domain(text: str) -> str | None:
    """The registrable domain, unless everybody can have a mailbox there."""
    domain = registrable(text)
    return None if domain is None or domain in FREE_MAIL else domain


def is_free_mail(address: str) -> bool:
    """Whether a mail address says nothing of the company its owner works for."""
    return registrable(address) in FREE_MAIL


def _host(text: str) -> str:
    if "@" in text and "/" not in text:
        return text.rsplit("@", 1)[1].strip(".>")
    try:
        split = urlsplit(text if "//" in text else f"//{text}")
        return (split.hostname or "").strip(".")
    except ValueError:
        return ""


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
