"""What comes in: a consumed message becomes a case, with all that its event is judged against.

What enters are Kafka messages; what leaves are cases, an `InputError` that makes a dead letter, or a `DependencyError`
that makes the event wait. The inbox holds
the join window and re-reads it when this worker is given a partition.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple

from confluent_kafka import Message

from guards.case import Case
from schemas.base import trusted
from schemas.decision import Source
from schemas.errors import DependencyError, InputError
from streams.judging.court import Court
from streams.judging.join import ConversationWindow
from streams.kafka.clients import Partition, headers_of, offset_of, partition_of
from streams.screen.replay import Replayer
from streams.settings import Settings
from streams.wire.values import SchemaSource, read_interaction

# Where a topic keeps its producers' time stamps, a record can claim any millisecond of 300 million years. This is the
# last day but one of the calendar, so that a window's length can be added to it.
_AT_MAX_MS = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp() * 1000)


class Arrived(NamedTuple):
    """An input record before anything is read from its value."""

    source: Source
    at: datetime
    """The broker's time of the record."""
    key: bytes | None
    value: bytes | None
    traceparent: bytes | None
    origin: int
    """Index of its message in the part of a batch that is worked on."""


def arrived(message: Message, origin: int) -> Arrived:
    """What the record itself says. Of its headers only `traceparent` is looked at; the rest may be anything."""
    topic, partition = partition_of(message)
    source = trusted(Source, topic=topic, partition=partition, offset=offset_of(message))
    at = datetime.fromtimestamp(min(max(0, message.timestamp()[1]), _AT_MAX_MS) / 1000, UTC)
    return Arrived(source, at, message.key(), message.value(), _traceparent(message), origin)


def _traceparent(message: Message) -> bytes | None:
    return next((value for name, value in headers_of(message) if name == "traceparent" and value is not None), None)


class Inbox:
    """Reads the events of one worker."""

    def __init__(self, settings: Settings, schemas: SchemaSource | None, stop: threading.Event | None = None) -> None:
        self._settings, self._schemas = settings, schemas
        self._stop = stop or threading.Event()
        self._unread: dict[Partition, tuple[int, bytes | None]] = {}
        """Partitions whose part of the window could not be read: where they start, and what could not be read."""
        self.window = ConversationWindow(settings.join_age, settings.join_bytes)

    def case(self, record: Arrived, court: Court) -> tuple[Case, Source | None]:
        """The case of an event, and the earlier event with the same id. Raises InputError or DependencyError."""
        where = record.source.topic, record.source.partition
        if where in self._unread:
            self._read_windows(where)
        event = read_interaction(record.value, self._schemas)
        others, first = self.window.join(event, record.source, record.at, len(record.value or b""))
        return court.case(event, others, record.source, record.at), first

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Reads again, silently, what the window held before each partition's first unjudged event."""
        self._read_window(starts)

    def revoked(self, partitions: Iterable[Partition]) -> None:
        """Forgets partitions that others now have."""
        for where in partitions:
            self._unread.pop(where, None)
            self.window.drop(*where)

    def _read_windows(self, where: Partition) -> None:
        """Those of all partitions that wait for it, once the registry answers. Raises DependencyError: judged without
        its conversation, an event would be judged wrongly."""
        with suppress(InputError):
            read_interaction(self._unread[where][1], self._schemas)
        self._read_window({each: start for each, (start, _) in self._unread.items()})
        if where in self._unread:
            raise DependencyError("schema registry: the join window needs another schema")

    def _read_window(self, starts: dict[Partition, int]) -> None:
        """Where an event of the window needs a schema that cannot be asked for, its partition stays unread."""
        failed: dict[Partition, bytes | None] = {}

        def remember(message: Message) -> None:
            try:
                self._remember(message)
            except DependencyError:
                failed[partition_of(message)] = message.value()

        Replayer(self._settings, remember, self._stop).replay(starts)
        for where, start in starts.items():
            self._unread.pop(where, None)
            if where in failed:
                self.window.drop(*where)
                self._unread[where] = start, failed[where]

    def _remember(self, message: Message) -> None:
        record = arrived(message, 0)
        try:
            event = read_interaction(record.value, self._schemas)
        except InputError:
            return  # a dead letter when it was judged, and part of nobody's conversation
        self.window.join(event, record.source, record.at, len(record.value or b""))
