"""What comes in: a consumed message becomes a case, with all that its event is judged against.

What enters are Kafka messages; what leaves are cases, or an `InputError` that makes a dead letter. The inbox holds
the join window and re-reads it when this worker is given a partition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from confluent_kafka import Message

from guards.case import Case
from schemas.decision import Source
from schemas.errors import InputError
from streams.judging.court import Court
from streams.judging.join import ConversationWindow
from streams.kafka.clients import Partition, headers_of, offset_of, partition_of
from streams.screen.replay import Replayer
from streams.settings import Settings
from streams.wire.values import SchemaSource, read_interaction

# A transaction of huge events would judge for minutes; it closes at this many bytes of input.
_BATCH_BYTES = 4 * 1024 * 1024

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
    source = Source(topic=topic, partition=partition, offset=offset_of(message))
    at = datetime.fromtimestamp(min(max(0, message.timestamp()[1]), _AT_MAX_MS) / 1000, UTC)
    return Arrived(source, at, message.key(), message.value(), _traceparent(message), origin)


def _traceparent(message: Message) -> bytes | None:
    return next((value for name, value in headers_of(message) if name == "traceparent" and value is not None), None)


def parts_of(batch: Sequence[Message]) -> Iterator[tuple[int, Sequence[Message]]]:
    """Cuts a batch where its bytes would make one transaction too long. Gives each part's first index with it."""
    begin = size = 0
    for index, message in enumerate(batch):
        size += len(message.value() or b"")
        if size > _BATCH_BYTES and index > begin:
            yield begin, batch[begin:index]
            begin, size = index, len(message.value() or b"")
    yield begin, batch[begin:]


class Inbox:
    """Reads the events of one worker."""

    def __init__(self, settings: Settings, schemas: SchemaSource | None) -> None:
        self._settings, self._schemas = settings, schemas
        self.window = ConversationWindow(settings.join_age, settings.join_bytes)

    def case(self, record: Arrived, court: Court) -> tuple[Case, Source | None]:
        """The case of an event, and the earlier event with the same id. Raises InputError or DependencyError."""
        event = read_interaction(record.value, self._schemas)
        others, first = self.window.join(event, record.source, record.at, len(record.value or b""))
        return court.case(event, others, record.source, record.at), first

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Reads again, silently, what the window held before each partition's first unjudged event."""
        Replayer(self._settings, self._remember).replay(starts)

    def revoked(self, partitions: Iterable[Partition]) -> None:
        """Forgets partitions that others now have."""
        for topic, partition in partitions:
            self.window.drop(topic, partition)

    def _remember(self, message: Message) -> None:
        record = arrived(message, 0)
        try:
            event = read_interaction(record.value, self._schemas)
        except InputError:
            return  # a dead letter when it was judged, and part of nobody's conversation
        self.window.join(event, record.source, record.at, len(record.value or b""))
