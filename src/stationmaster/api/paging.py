"""Cursor pages: how many, and from where on."""

from typing import Annotated

from fastapi import Query

Limit = Annotated[int, Query(ge=1, le=200, description="The most items of a page.")]
After = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=500,
        pattern=r"^[\x21-\x7e]+$",
        description="`next` of the page before.",
    ),
]
