"""Idempotency keys: a POST that carries one is carried out once, however often it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

import orjson
from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from stationmaster.api.caller import Called, Caller
from stationmaster.api.problems import MEDIA_TYPE, problem_of
from stationmaster.core.errors import StationmasterError
from stationmaster.work.idempotency import Answer

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A new one for each request; the same one when that request is repeated. The "
        "repeated request is answered as the first was, for a day.",
    ),
]


@dataclass(frozen=True, slots=True)
class Once:
    """One request, and the key it carried if any."""

    request: Request
    caller: Caller
    key: str | None

    def __call__(
        self,
        body: BaseModel,
        work: Callable[[], BaseModel],
        *,
        status: int = 200,
        kept: Callable[[BaseModel], BaseModel] | None = None,
    ) -> Response:
        """The answer of `work`, or what this key was answered before.

        `kept` makes what is stored for a repetition, where the answer holds a secret.
        """
        if self.key is None:
            return _response(Answer(status, work().model_dump_json()))

        def answer() -> Answer:
            try:
                made = work()
            except StationmasterError as error:
                problem = problem_of(error, self.request.url.path)
                return Answer(error.status, problem.model_dump_json(exclude_none=True))
            stored = kept(made).model_dump_json() if kept else None
            return Answer(status, made.model_dump_json(), stored)

        keys, mine = self.caller.workspace.idempotency, self._fingerprint(body)
        return _response(keys.once(self.caller.actor.id, self.key, mine, answer))

    def _fingerprint(self, body: BaseModel) -> str:
        said = orjson.dumps(body.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
        head = f"{self.request.method} {self.request.url.path}\n".encode()
        return sha256(head + said).hexdigest()


def once(request: Request, caller: Called, key: Key = None) -> Once:
    return Once(request, caller, key)


DoOnce = Annotated[Once, Depends(once)]


def _response(answer: Answer) -> Response:
    media_type = MEDIA_TYPE if answer.status >= 400 else "application/json"
    headers = {"Idempotency-Replayed": "true"} if answer.replayed else {}
    return Response(answer.body, answer.status, headers, media_type)
