"""Trained models, kept between runs. A model is bytes with a card; what is inside is its maker's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StoredModel:
    """`card` says in JSON values what it was trained on, how well it did, what was refused and why."""

    name: str
    version: int
    card: Mapping[str, object]
    data: bytes


class ModelShelf(Protocol):
    def latest(self, name: str) -> StoredModel | None: ...

    def put(self, name: str, card: Mapping[str, object], data: bytes) -> StoredModel:
        """Store the next version."""
        ...
