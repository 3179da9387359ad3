"""Answers that were worked out before, the least recently asked for forgotten first."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Bounded and safe to share between threads. `size` is the most answers it holds."""

    def __init__(self, size: int):
        self._size = size
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def known(self, keys: Iterable[K]) -> dict[K, V]:
        """The answers that are held, of those asked for."""
        found: dict[K, V] = {}
        with self._lock:
            for key in keys:
                if key in self._held:
                    self._held.move_to_end(key)
                    found[key] = self._held[key]
        return found

    def keep(self, answers: Mapping[K, V]) -> None:
        with self._lock:
            self._held.update(answers)
            while len(self._held) > self._size:
                self._held.popitem(last=False)
