"""Against forged requests: a token that only this session's own pages know, and the Origin header."""

import hmac
from collections.abc import Collection
from hashlib import sha256

from stationmaster.core.errors import Forbidden

PURPOSE = b"stationmaster csrf"


def csrf_token(session_token: str) -> str:
    """What forms of a session carry: bound to its secret, and of no use to find that out."""
    return hmac.new(session_token.encode(errors="surrogatepass"), PURPOSE, sha256).hexdigest()


def check_csrf(expected: str, sent: str | None) -> None:
    """Raises Forbidden unless `sent` is the session's own token. Takes the same time either way."""
    given = (sent or "").encode(errors="surrogatepass")
    if not hmac.compare_digest(expected.encode(), given):
        raise Forbidden(
            "This form is not from your current session.",
            field="csrf",
            way_out="Reload the page and send it again.",
        )


def check_origin(
    origin: str | None, allowed: Collection[str], *, fetch_site: str | None = None
) -> None:
    """Raises Forbidden where the browser says that a foreign page sent this request.

    `origin` and `fetch_site` are the headers Origin and Sec-Fetch-Site; `allowed` are our own
    origins (`https://host[:port]`), asked for only by browsers too old for Sec-Fetch-Site. A client
    that sends neither header is no browser and holds no cookie by accident; the token decides.
    """
    if fetch_site is not None:
        ours = fetch_site in ("same-origin", "none")
    else:
        ours = origin is None or origin in allowed
    if not ours:
        raise Forbidden(
            "This request was sent by another site, so it was not carried out.",
            field="origin",
            way_out="Open Stationmaster itself and do it there.",
        )
