"""What comes in: a consumed message becomes a case, with all that its event is judged against.

What enters are Kafka messages; what leaves are cases, or an `InputError` that makes a dead letter. The inbox holds
the join window and re-reads it when this worker is given a partition.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    """Index of its message in the batch."""


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

    def __init__(self, settings: Settings, schemas: SchemaSource | None) -> None:
        self._settings, self._schemas = settings, schemas
        self._unread: dict[Partition, int] = {}
        """Partitions whose part of the window could not be read, and where they start."""
        self.window = ConversationWindow(settings.join_age, settings.join_bytes)

    def case(self, record: Arrived, court: Court) -> tuple[Case, Source | None]:
        """The case of an event, and the earlier event with the same id. Raises InputError or DependencyError."""
        where = record.source.topic, record.source.partition
        if where in self._unread:
            self._read_window({where: self._unread[where]})
        if where in self._unread:  # judged without its conversation, an event would be judged wrongly
            raise DependencyError("schema registry: not reached for the join window")
        event = read_interaction(record.value, self._schemas)
        others, first = self.window.join(event, record.source, record.at, len(record.value or b""))
        return court.case(event, others, record.source, record.at), first

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Reads again, silently, what the window held before each partition's first unjudged event."""
        self._unread |= starts
        self._read_window(starts)

    def revoked(self, partitions: Iterable[Partition]) -> None:
        """Forgets partitions that others now have."""
        for where in partitions:
            self._unread.pop(where, None)
            self.window.drop(*where)

    def _read_window(self, starts: dict[Partition, int]) -> None:
        """Where an event of the window needs a schema that cannot be asked for, its partition stays unread."""
        failed: set[Partition] = set()

        def remember(message: Message) -> None:
            try:
                self._remember(message)
            except DependencyError:
                failed.add(partition_of(message))

        Replayer(self._settings, remember).replay(starts)
        for where in failed:
            self.window.drop(*where)
        for where in starts.keys() - failed:
            self._unread.pop(where, None)

    def _remember(self, message: Message) -> None:
        record = arrived(message, 0)
        try:
            event = read_interaction(record.value, self._schemas)
        except InputError:
            return  # a dead letter when it was judged, and part of nobody's conversation
        self.window.join(event, record.source, record.at, len(record.value or b""))
