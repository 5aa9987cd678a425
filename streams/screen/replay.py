"""Re-reads the join window of a partition before its first unjudged event, silently.

What enters are partitions with the offsets they start at; what leaves are the events before, as far back as the
window reaches, handed to a callback in order. Nothing is judged or produced. This is how a response finds its
request after a crash without any state of ours beside the log.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import structlog
from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from streams.kafka.clients import Partition, offset_of, partition_of
from streams.settings import Settings

log = structlog.get_logger(__name__)

# A window that cannot be read in this time is given up: responses then lack context, which is said (`no_context`),
# while a worker that never starts is an outage.
_REPLAY_LIMIT_S = 30.0
_CALL_TIMEOUT_S = 10.0


class Replayer:
    """Reads without a group, so that it disturbs nobody's offsets."""

    def __init__(self, settings: Settings, remember: Callable[[Message], None]) -> None:
        self._settings = settings
        self._remember = remember

    def replay(self, starts: dict[Partition, int]) -> int:
        """Reads every partition from where its window begins up to its start. Returns the number of events read."""
        waiting = {where: offset for where, offset in starts.items() if offset > 0}
        if not waiting:
            return 0
        consumer = Consumer(_reader_config(self._settings))
        try:
            begins = self._window_begins(consumer, waiting)
            read = self._read(consumer, begins, waiting)
        finally:
            consumer.close()
        log.info("join_window_read", events=read, partitions=len(waiting))
        return read

    def _window_begins(self, consumer: Consumer, starts: dict[Partition, int]) -> list[TopicPartition]:
        """The first offset within the window, per partition; partitions with nothing to read are left out."""
        age_ms = int(self._settings.join_age.total_seconds() * 1000)
        asked = [
            TopicPartition(*where, max(0, _time_at(consumer, where, start) - age_ms)) for where, start in starts.items()
        ]
        found = consumer.offsets_for_times(asked, timeout=_CALL_TIMEOUT_S)
        return [where for where in found if 0 <= where.offset < starts[where.topic, where.partition]]

    def _read(self, consumer: Consumer, begins: list[TopicPartition], starts: dict[Partition, int]) -> int:
        open_partitions = {(where.topic, where.partition) for where in begins}
        consumer.assign(begins)
        deadline = time.monotonic() + _REPLAY_LIMIT_S
        read = 0
        while open_partitions and time.monotonic() < deadline:
            for message in consumer.consume(1_000, 0.5):
                read += self._take(message, starts, open_partitions)
        if open_partitions:
            log.warning("join_window_incomplete", partitions=len(open_partitions))
        return read

    def _take(self, message: Message, starts: dict[Partition, int], open_partitions: set[Partition]) -> int:
        where = partition_of(message)
        error = message.error()
        if error is not None:
            if error.code() == KafkaError._PARTITION_EOF:
                open_partitions.discard(where)
            return 0
        if offset_of(message) + 1 >= starts[where]:
            open_partitions.discard(where)
        if offset_of(message) >= starts[where]:
            return 0
        self._remember(message)
        return 1


def _time_at(consumer: Consumer, where: Partition, offset: int) -> int:
    """The broker's time of the record at an offset, in ms; now, where the record is still to come."""
    _, high = consumer.get_watermark_offsets(TopicPartition(*where), _CALL_TIMEOUT_S)
    now = int(time.time() * 1000)
    if offset >= high:
        return now
    consumer.assign([TopicPartition(*where, offset)])
    first = next(iter(_events(consumer.consume(1, 2.0))), None)
    consumer.unassign()
    return first.timestamp()[1] if first is not None else now


def _events(messages: Iterable[Message]) -> Iterable[Message]:
    return (message for message in messages if message.error() is None)


def _reader_config(settings: Settings) -> dict[str, object]:
    return {
        **settings.client_config(),
        "group.id": f"{settings.group}-replay",
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "error",
        "isolation.level": "read_committed",
        "enable.partition.eof": True,
    }
