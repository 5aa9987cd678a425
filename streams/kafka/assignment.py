"""Which partitions a worker has, and where each of them starts.

What enters are the group's rebalances; what leaves are explicit start offsets. librdkafka must never choose them:
version 2.16 starts at `auto.offset.reset` when a second rebalance meets a member that still waits for a
predecessor's open transaction, though an offset is committed. So `auto.offset.reset` is `error`, and every
partition is assigned at its committed offset, or at its beginning only where there plainly is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog
from confluent_kafka import Consumer, KafkaException, TopicPartition

from streams.kafka.clients import CALL_TIMEOUT_S, Partition, error_name

log = structlog.get_logger(__name__)


class Assignment:
    """The partitions of one consumer, kept by its rebalance callbacks.

    Args:
        on_assigned: called with partitions and the offsets they start at, before their first message.
        on_revoked: called with partitions that now belong to others.
    """

    def __init__(
        self,
        on_assigned: Callable[[dict[Partition, int]], None],
        on_revoked: Callable[[Iterable[Partition]], None],
    ) -> None:
        self._on_assigned = on_assigned
        self._on_revoked = on_revoked
        self.starts: dict[Partition, int] = {}
        self.ends: dict[Partition, int] = {}
        """Where a partition's end was last seen: transaction markers count as offsets and are never handed out."""
        self.changed = False
        """A rebalance happened since this was last reset."""
        self.failure = ""
        """Why the last rebalance could not be followed; the session must then be rebuilt."""

    def assigned(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Callback of a rebalance that gives partitions to this member."""
        self.changed = True
        try:
            started = [_start(consumer, where) for where in consumer.committed(partitions, timeout=CALL_TIMEOUT_S)]
            starts = {(where.topic, where.partition): where.offset for where in started}
            self._on_assigned(starts)
            consumer.incremental_assign(started)
            self.starts.update(starts)
        except Exception as error:
            # An exception that crosses librdkafka's callback would be lost or misread; the next poll raises it.
            self.failure = f"assign:{error_name(error)}"

    def revoked(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Callback of a rebalance that takes partitions from this member, or of their loss."""
        self.changed = True
        gone = [(where.topic, where.partition) for where in partitions]
        for where in gone:
            self.starts.pop(where, None)
            self.ends.pop(where, None)
        try:
            consumer.incremental_unassign(partitions)
        except KafkaException as error:
            self.failure = f"revoke:{error_name(error)}"
        self._on_revoked(gone)


def _start(consumer: Consumer, committed: TopicPartition) -> TopicPartition:
    """The committed offset; the beginning only where there plainly is none, or where the log no longer holds it."""
    if committed.error is not None:
        raise KafkaException(committed.error)
    low, high = consumer.get_watermark_offsets(TopicPartition(committed.topic, committed.partition), CALL_TIMEOUT_S)
    if committed.offset < 0:
        return TopicPartition(committed.topic, committed.partition, low)
    if low <= committed.offset <= high:
        return TopicPartition(committed.topic, committed.partition, committed.offset)
    # Retention overtook us, or the topic was made anew. Both are for a person to know: events went unjudged.
    log.error(
        "committed_offset_not_in_log",
        topic=committed.topic, partition=committed.partition, committed=committed.offset, low=low, high=high,
    )  # fmt: skip
    return TopicPartition(committed.topic, committed.partition, low)
