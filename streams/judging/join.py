"""The join window: how a response finds its request, and how a second event with an equal id is noticed.

What enters are events in the order of their partition; what leaves are the earlier events of the same
conversation. Nothing here is stored: the log is the memory, and `screen` re-reads it when a partition is assigned.
Bounded in age and in bytes; what falls out is gone, and a response then answers to `cannot_tell`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from schemas.decision import Source
from schemas.interaction import Interaction

# Earlier events handed to guards: the last exchanges of a chat, not its whole history.
_OTHERS_MAX = 20

# What an event costs in memory: its text, a fixed part (the record and its entries here) and each record within it.
# Measured with tracemalloc on events of 0.1 to 8 KB: 7.2 KB for an exchange of 1 KB, yet 22 KB for 1 KB of twenty
# short messages. Text is counted twice, which leaves room for free JSON.
_EVENT_FACTOR, _EVENT_FIXED, _RECORD_FIXED = 2, 2_900, 850


class _Entry(NamedTuple):
    at: datetime
    offset: int
    key: str | None
    event: Interaction
    cost: int


class _Partition:
    """The window of one partition. Its clock is its own: another that is read behind or ahead must not age it."""

    def __init__(self) -> None:
        self._order: deque[_Entry] = deque()
        self._offsets: set[int] = set()
        self._conversations: dict[str, list[_Entry]] = {}
        self._ids: dict[str, list[_Entry]] = {}
        """Both in the order of `_order`, so that the oldest event is the first of each. Nearly all are short."""
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._order)

    def oldest(self) -> datetime:
        return self._order[0].at

    def before(self, event: Interaction, key: str | None, offset: int) -> tuple[Sequence[Interaction], int | None]:
        """The last events of its conversation and the first event with its id, of those that stand before it."""
        conversation, same = self._conversations.get(key or "", []), self._ids.get(event.event_id or "", [])
        newest = (each.event for each in reversed(conversation) if each.offset < offset)
        first = next((each.offset for each in same if each.offset < offset), None)
        return tuple(islice(newest, _OTHERS_MAX))[::-1], first

    def add(self, entry: _Entry) -> None:
        if entry.offset in self._offsets:
            return
        self._order.append(entry)
        self._offsets.add(entry.offset)
        self.bytes += entry.cost
        if entry.key:
            self._conversations.setdefault(entry.key, []).append(entry)
        if entry.event.event_id:
            self._ids.setdefault(entry.event.event_id, []).append(entry)

    def pop(self) -> int:
        """Forgets the oldest event; gives back what it cost."""
        entry = self._order.popleft()
        self._offsets.discard(entry.offset)
        self.bytes -= entry.cost
        _discard_first(self._conversations, entry.key)
        _discard_first(self._ids, entry.event.event_id)
        return entry.cost


class ConversationWindow:
    """Recent events by conversation and by id. One per process, all partitions in it.

    Args:
        max_age: events this much older than the newest of their partition, by the records' time, are forgotten.
        max_bytes: memory that the window may hold, in bytes; the oldest events go first.
    """

    def __init__(self, max_age: timedelta, max_bytes: int) -> None:
        self._max_age = max_age
        self._max_bytes = max_bytes
        self._partitions: dict[tuple[str, int], _Partition] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return sum(map(len, self._partitions.values()))

    def join(
        self, event: Interaction, source: Source, at: datetime, size: int
    ) -> tuple[Sequence[Interaction], Source | None]:
        """Earlier events of the conversation, oldest first, and the first event with the same id, if any.

        The event is remembered. Reading the same coordinates again (after an abort) changes nothing and gives the
        same answer: only what stands before the event in its own partition counts.
        """
        place = source.topic, source.partition
        window = self._partitions.get(place)
        if window is None:
            window = self._partitions[place] = _Partition()
        while window.bytes and window.oldest() < at - self._max_age:
            self.bytes -= window.pop()
        key = event.join_key()
        others, first = window.before(event, key, source.offset)
        held = window.bytes
        window.add(_Entry(at, source.offset, key, event, _cost(event, size)))
        self.bytes += window.bytes - held
        self._make_room()
        return others, None if first is None else source.model_copy(update={"offset": first})

    def drop(self, topic: str, partition: int) -> None:
        """Forgets a partition that another worker now has."""
        gone = self._partitions.pop((topic, partition), None)
        if gone is not None:
            self.bytes -= gone.bytes

    def _make_room(self) -> None:
        while self.bytes > self._max_bytes:
            oldest = min((window for window in self._partitions.values() if window.bytes), key=_Partition.oldest)
            self.bytes -= oldest.pop()


def _cost(event: Interaction, size: int) -> int:
    said = (*event.messages, *event.output)
    within = len(said) + len(event.context) + len(event.tools) + len(event.tool_calls)
    within += sum([len(message.parts) for message in said])
    return size * _EVENT_FACTOR + _EVENT_FIXED + within * _RECORD_FIXED


def _discard_first(table: dict[str, list[_Entry]], key: str | None) -> None:
    if key:
        held = table[key]
        del held[0]
        if not held:
            del table[key]
