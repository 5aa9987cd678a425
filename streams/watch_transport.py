"""Faust's Kafka transport with the changes that exact counting behind transactional producers needs.

Faust 0.15 asks for uncommitted records unless it is itself transactional, and takes every hole that a transaction
marker leaves in the offsets for an event in flight. Each change here has a test of its own against a real broker
(`tests/streams/test_watch_transport.py`), so that an upgrade which breaks one is seen. It must change nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP


@dataclass(frozen=True, slots=True)
class Position:
    """Where a partition was being read when it was last asked for records."""

    next_offset: int
    """The next one to fetch."""
    end_offset: int
    """End of what a `read_committed` reader may see."""
    last_record: int
    """Offset of the last record that was handed out in this process; -1 before the first."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Reads committed records only, and notes how far each partition has been read."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.positions: dict[TP, Position] = {}

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # Handed to the fetcher when the consumer starts; Faust sets it for its own transactions only.
        consumer._isolation_level = "read_committed"
        return consumer

    async def _fetch_records(
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,
        max_records: int | None = None,
    ) -> Mapping[TP, list[Any]]:
        records = await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        self._note_positions(consumer, records)
        return records

    def _note_positions(self, consumer: AIOKafkaConsumer, records: Mapping[TP, list[Any]]) -> None:
        # One assignment per partition, so that the main thread never sees half of it.
        assignment = consumer._subscription.subscription and consumer._subscription.subscription.assignment
        for partition in assignment.tps if assignment else ():
            state = assignment.state_value(partition)
            if state is None or state.lso is None or not state.has_valid_position:
                continue
            tp = TP(partition.topic, partition.partition)
            handed = records.get(partition)
            before = self.positions.get(tp)
            last = handed[-1].offset if handed else before.last_record if before else -1
            self.positions[tp] = Position(state.position, state.lso, last)


class Consumer(driver.Consumer):
    """Commits what was acknowledged, across the holes of transaction markers and aborted records."""

    _thread: ConsumerThread

    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    def _new_offset(self, tp: TP) -> int | None:
        """One past the highest acknowledged offset: `watch` acknowledges in order, so nothing before it is open."""
        acked = self._acked[tp]
        if not acked:
            return None
        highest = max(acked)
        acked.clear()
        self._acked_index[tp].clear()
        return int(highest) + 1

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Holes need no bookkeeping: nothing asks for them, and one per transaction would never be freed."""

    def at_end(self, tp: TP, applied: int) -> bool:
        """True where everything that can be read has been handed out and applied up to this offset."""
        found = self._thread.positions.get(tp)
        return found is not None and found.next_offset >= found.end_offset and found.last_record <= applied

    def lag(self, tp: TP) -> int | None:
        """Offsets between the end and what was fetched; None before the first answer of the broker."""
        found = self._thread.positions.get(tp)
        return None if found is None else max(0, found.end_offset - found.next_offset)

    def partition_count(self, topic: str) -> int:
        """As the broker says; 0 where there is no such topic. Faust's own count is known to the group's leader only."""
        return len(self._thread._ensure_consumer().partitions_for_topic(topic) or ())

    def forget_positions(self) -> None:
        """After a rebalance: what was handed out before is read again."""
        self._thread.positions = {}


class Producer(driver.Producer):
    """An idempotent producer.

    A broker may still hold a request of a broken connection and append it after its retry and all that followed:
    in a changelog, the older value would win. Sequence numbers make the broker drop it.
    """

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}


class Transport(driver.Transport):
    """The three above."""

    Consumer = Consumer
    Producer = Producer


__all__ = ["Consumer", "ConsumerThread", "Position", "Producer", "Transport"]
