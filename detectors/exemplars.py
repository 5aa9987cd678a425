"""A few ids of events to look at: ids enter with what they are an example of, a bounded choice leaves.

Chosen by the least hash, so that the choice is as good as random and depends on neither order nor merging.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self
from zlib import crc32

MAX_IDS = 5
"""Of any kind."""

MAX_KEYS = 12
"""Things that there may be examples of."""

MAX_PER_KEY = 2
MAX_ID = 64
"""Characters. Ids that are longer are left out: cut, they would name nothing."""

ANY = ""


class Exemplars:
    """Ids by what they are examples of; `ANY` for every event.

    Example:
        >>> found = Exemplars()
        >>> found.add("e-1", ())
        >>> found.add("e-2", ("stop",))
        >>> found.of("stop"), sorted(found.of(ANY))
        (('e-2',), ['e-1', 'e-2'])
    """

    __slots__ = ("_ids", "_worst")

    def __init__(self, ids: Mapping[str, list[str]] | None = None) -> None:
        self._ids: dict[str, list[tuple[int, str]]] = {
            key: sorted((_rank(each), each) for each in found) for key, found in (ids or {}).items()
        }
        self._worst = -1
        self._mark()

    def add(self, event_id: str, keys: tuple[str, ...]) -> None:
        """One event, an example of each of these."""
        rank = _rank(event_id)
        if (not keys and rank > self._worst) or not 0 < len(event_id) <= MAX_ID:
            return
        self._put(ANY, rank, event_id)
        for key in keys:
            self._put(key, rank, event_id)
        self._mark()

    def merge(self, other: Exemplars) -> None:
        """All that the other has."""
        for key, ids in other._ids.items():
            for rank, each in ids:
                self._put(key, rank, each)
        self._mark()

    def of(self, key: str) -> tuple[str, ...]:
        """Ids of examples of it, or of any event."""
        found = self._ids.get(key, []) if key else []
        more = [each for each in self._ids.get(ANY, []) if each not in found] if not found else []
        return tuple(each for _, each in [*found, *more][:MAX_IDS])

    def state(self) -> dict[str, list[str]]:
        """As plain JSON values."""
        return {key: [each for _, each in ids] for key, ids in sorted(self._ids.items())}

    @classmethod
    def of_state(cls, state: Mapping[str, list[str]]) -> Self:
        """The inverse of `state`."""
        return cls(state)

    def _put(self, key: str, rank: int, event_id: str) -> None:
        ids = self._ids.setdefault(key, [])
        if (rank, event_id) not in ids:
            ids.append((rank, event_id))
            ids.sort()
            del ids[MAX_IDS if key == ANY else MAX_PER_KEY :]
        if len(self._ids) > MAX_KEYS + 1:
            del self._ids[max((each for each in self._ids if each != ANY), key=lambda each: (_rank(each), each))]

    def _mark(self) -> None:
        ids = self._ids.get(ANY, [])
        self._worst = ids[-1][0] if len(ids) >= MAX_IDS else 2**32


def _rank(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))
