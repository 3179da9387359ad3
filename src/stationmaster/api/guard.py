"""What every request must pass and every answer carries, whatever the route."""

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stationmaster.api.problems import Problem, respond

LARGEST_BODY = 4 * 1024 * 1024
HEADERS = {
    "Cache-Control": "no-store",  # answers hold customer data
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guard:
    """ASGI middleware: host check, limit of the body, headers.

    `hosts` are the names this server answers to, without port; `*` answers to all. A foreign name
    that points here is how another site's page would get to talk to a server on this machine.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]):
        self.app = app
        self.hosts = frozenset(h.strip().lower() for h in hosts if h.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self.refusal(Headers(scope=scope), scope["path"])
        await (refusal or self.app)(scope, receive, marked)

    def refusal(self, headers: Headers, path: str) -> Response | None:
        """Why this request is not even looked at, or None."""
        host = _name(headers.get("host", ""))
        if "*" not in self.hosts and host not in self.hosts:
            detail = f"This server does not answer to the name {host[:100]!r}."
            return _refused(
                400, "unknown-host", detail, path, "Add it to STATIONMASTER_ALLOWED_HOSTS."
            )
        length = headers.get("content-length")
        if length is None and "transfer-encoding" in headers:
            return _refused(
                411, "length-required", "The request does not say how long it is.", path
            )
        if length is not None and (not length.isdecimal() or int(length) > LARGEST_BODY):
            detail = f"A body may have {LARGEST_BODY:,} bytes at most."
            return _refused(413, "content-too-large", detail, path, "Send it in several requests.")
        return None


def _refused(
    status: int, code: str, detail: str, path: str, way_out: str | None = None
) -> Response:
    return respond(
        Problem(
            type=f"urn:stationmaster:problem:{code}",
            title=code.replace("-", " ").capitalize(),
            status=status,
            detail=detail,
            instance=path,
            way_out=way_out,
        )
    )


def _name(host: str) -> str:
    """The name in a Host header, without its port; an IPv6 address keeps its brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.rpartition(":")[0] if ":" in host else host
