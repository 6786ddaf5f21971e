"""What was computed last, kept for all sessions up to so many bytes.

Streamlit's `cache_data`, which counts bytes as well, packs a value to keep it and unpacks it for each who asks, so that
nobody changes another's: of a run that takes a third of the time that computing it took. What is kept here nobody can
change.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Frozen values by what they were made of; what nobody has asked for longest gives way.

    Two who ask for the same at once may both make it: then one of the two is kept.
    """

    def __init__(self, most: int, size: Callable[[V], int]) -> None:
        self._most, self._size_of = most, size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value that is kept, else the one that is now made. What `make` raises is raised, and nothing is kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            kept = self._values.setdefault(key, made)
            if kept is made:
                self._bytes += self._size_of(made)
            while self._bytes > self._most:
                _, last = self._values.popitem(last=False)
                self._bytes -= self._size_of(last)
        return kept
