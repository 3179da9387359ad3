"""Templates to responses. Everything is escaped by default; text from outside goes through `visible`."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from stationmaster.web import moments, words
from stationmaster.web.visible import is_hidden, visible

HERE = Path(__file__).parent
STATIC = HERE / "static"


def asset(name: str) -> str:
    """The address of a static file, changing when the file does, so that it may be kept for long."""
    return f"/static/{name}?v={_fingerprint(name)}"


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@pass_context
def _ago(context: Context, moment: datetime) -> str:
    return moments.ago(moment, context["now"])


@pass_context
def _left(context: Context, moment: datetime) -> str:
    return moments.span(moment - context["now"], parts=2)


@pass_context
def _at(context: Context, moment: datetime | None) -> Markup:
    """A `<time>` by the reader's clock; nothing for None."""
    if moment is None:
        return Markup("")
    zone: ZoneInfo | None = context.get("zone")
    text = moments.clock_time(moment, context["now"], zone)
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), text)


def _hiding(text: str) -> bool:
    """Whether a text holds characters that an input would not show."""
    return any(is_hidden(char) for char in text)


def _bars(confidence: int | None) -> int:
    """How many of three bars a confidence lights: 80 and above three, 50 and above two."""
    if confidence is None:
        return 0
    return 3 if confidence >= 80 else 2 if confidence >= 50 else 1


def _fold(digest: str) -> str:
    """The first eight digits of a digest in fours, enough to compare by eye."""
    return f"{digest[:4]} {digest[4:8]}"


def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        visible=visible, ago=_ago, left=_left, at=_at, bars=_bars, fold=_fold, said=words.said
    )
    env.tests.update(hiding=_hiding)
    env.globals.update(asset=asset, words=words)
    return env


TEMPLATES = environment()


def html(
    name: str,
    context: Mapping[str, object],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    text = TEMPLATES.get_template(name).render(context)
    return HTMLResponse(text, status_code=status, headers=dict(headers or {}))
