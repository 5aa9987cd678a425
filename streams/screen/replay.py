"""Re-reads the join window of a partition before its first unjudged event, silently.

What enters are partitions with the offsets they start at; what leaves are the events before, as far back as the
window reaches, handed to a callback in order. Nothing is judged or produced. This is how a response finds its
request after a crash without any state of ours beside the log.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

import structlog
from confluent_kafka import Consumer, Message, TopicPartition

from schemas.errors import DependencyError
from streams.kafka.clients import Partition
from streams.kafka.read_through import read_through, reader
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
        consumer = reader(self._settings)
        try:
            ranges = self._ranges(consumer, waiting)
        finally:
            consumer.close()
        read = 0
        try:
            for message in read_through(self._settings, ranges, _REPLAY_LIMIT_S):
                self._remember(message)
                read += 1
        except DependencyError:
            log.warning("join_window_incomplete", events=read, partitions=len(waiting))
        log.info("join_window_read", events=read, partitions=len(waiting))
        return read

    def _ranges(self, consumer: Consumer, starts: dict[Partition, int]) -> dict[Partition, tuple[int, int]]:
        """The offsets within the window, per partition; partitions with nothing to read are left out."""
        age_ms = int(self._settings.join_age.total_seconds() * 1000)
        asked = [
            TopicPartition(*where, max(0, _time_at(consumer, where, start) - age_ms)) for where, start in starts.items()
        ]
        found = consumer.offsets_for_times(asked, timeout=_CALL_TIMEOUT_S)
        return {
            (each.topic, each.partition): (each.offset, starts[each.topic, each.partition])
            for each in found
            if 0 <= each.offset < starts[each.topic, each.partition]
        }


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
