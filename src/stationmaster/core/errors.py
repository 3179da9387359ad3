"""Errors that explain themselves: what was wrong, where, and the way out.

Surfaces show `str(error)` to people; it never holds a secret or a stack trace.
"""


class StationmasterError(Exception):
    """Every error of ours that a user may see. `status` is the HTTP status of its problem report."""

    status = 400
    code = "bad-request"

    def __init__(self, message: str, *, field: str | None = None, way_out: str | None = None):
        super().__init__(message)
        self.message = message
        self.field = field
        self.way_out = way_out


class InvalidInput(StationmasterError):
    """A value that cannot be used. Names the field, the reason and the way out."""

    status = 422
    code = "invalid-input"


class NotFound(StationmasterError):
    """No such thing in this workspace. Says the same for another workspace's id."""

    status = 404
    code = "not-found"


class NotSignedIn(StationmasterError):
    status = 401
    code = "not-signed-in"


class Forbidden(StationmasterError):
    """Known actor, not allowed."""

    status = 403
    code = "forbidden"


class Conflict(StationmasterError):
    """The thing moved meanwhile: another reviewer, another worker, a newer version."""

    status = 409
    code = "conflict"


class TooManyRequests(StationmasterError):
    status = 429
    code = "too-many-requests"


class Unavailable(StationmasterError):
    """A part that is needed does not answer; writes stop rather than guess."""

    status = 503
    code = "unavailable"
