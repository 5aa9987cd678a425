"""The join window: how a response finds its request, and how a second event with an equal id is noticed.

What enters are events in the order of their partition; what leaves are the earlier events of the same
conversation. Nothing here is stored: the log is the memory, and `screen` re-reads it when a partition is assigned.
Bounded in age and in bytes; what falls out is gone, and a response then answers to `cannot_tell`.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from schemas.decision import Source
from schemas.interaction import Interaction

# Earlier events handed to guards: the last exchanges of a chat, not its whole history.
_OTHERS_MAX = 20

# What an event costs in memory beyond its bytes as produced: its models and entries. Measured with tracemalloc on
# 1 KB events: 5.6 KB an event, hence bytes times three and a fixed part.
_EVENT_FACTOR, _EVENT_FIXED = 3, 2_600


class _Entry(NamedTuple):
    source: Source
    at: datetime
    key: str | None
    event: Interaction
    cost: int


class ConversationWindow:
    """Recent events by conversation and by id. One per process, all partitions in it.

    Args:
        max_age: events older than this, by the broker's clock, are forgotten.
        max_bytes: memory that the window may hold, in bytes; the oldest events go first.
    """

    def __init__(self, max_age: timedelta, max_bytes: int) -> None:
        self._max_age = max_age
        self._max_bytes = max_bytes
        self._order: deque[_Entry] = deque()
        self._conversations: dict[str, OrderedDict[Source, Interaction]] = {}
        self._ids: dict[str, OrderedDict[Source, None]] = {}
        self._known: set[tuple[str, int, int]] = set()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._order)

    def join(
        self, event: Interaction, source: Source, at: datetime, size: int
    ) -> tuple[Sequence[Interaction], Source | None]:
        """Earlier events of the conversation, oldest first, and the first event with the same id, if any.

        The event is remembered. Reading the same coordinates again (after an abort) changes nothing and gives the
        same answer: only what stands before the event in its own partition counts.
        """
        self._forget(at)
        key = event.join_key()
        others = [other for where, other in self._conversations.get(key or "", {}).items() if _before(where, source)]
        first = next((where for where in self._ids.get(event.event_id or "", ()) if _before(where, source)), None)
        self._remember(event, source, at, key, size)
        return others[-_OTHERS_MAX:], first

    def drop(self, topic: str, partition: int) -> None:
        """Forgets a partition that another worker now has."""
        kept = [entry for entry in self._order if (entry.source.topic, entry.source.partition) != (topic, partition)]
        self._order.clear()
        self._conversations.clear()
        self._ids.clear()
        self._known.clear()
        self.bytes = 0
        for entry in kept:
            self._add(entry)

    def _remember(self, event: Interaction, source: Source, at: datetime, key: str | None, size: int) -> None:
        if (source.topic, source.partition, source.offset) not in self._known:
            self._add(_Entry(source, at, key, event, size * _EVENT_FACTOR + _EVENT_FIXED))

    def _add(self, entry: _Entry) -> None:
        self._order.append(entry)
        self._known.add((entry.source.topic, entry.source.partition, entry.source.offset))
        self.bytes += entry.cost
        if entry.key:
            self._conversations.setdefault(entry.key, OrderedDict())[entry.source] = entry.event
        if entry.event.event_id:
            self._ids.setdefault(entry.event.event_id, OrderedDict())[entry.source] = None
        while self._order and self.bytes > self._max_bytes:
            self._remove(self._order.popleft())

    def _forget(self, now: datetime) -> None:
        while self._order and self._order[0].at < now - self._max_age:
            self._remove(self._order.popleft())

    def _remove(self, entry: _Entry) -> None:
        self._known.discard((entry.source.topic, entry.source.partition, entry.source.offset))
        self.bytes -= entry.cost
        _discard(self._conversations, entry.key, entry.source)
        _discard(self._ids, entry.event.event_id, entry.source)


def _before(earlier: Source, later: Source) -> bool:
    return earlier.topic == later.topic and earlier.partition == later.partition and earlier.offset < later.offset


def _discard(table: dict[str, Any], key: str | None, source: Source) -> None:
    held = table.get(key or "")
    if held is not None:
        held.pop(source, None)
        if not held:
            del table[key or ""]
