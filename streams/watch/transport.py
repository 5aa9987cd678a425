"""Faust's Kafka transport with the changes that exact counting behind transactional producers needs.

Faust 0.15 asks for uncommitted records unless it is itself transactional, and takes every hole that a transaction
marker leaves in the offsets for an event in flight. Each change here has a test of its own against a real broker
(`tests/streams/watch/test_transport.py`), so that an upgrade which breaks one is seen. It must change nothing else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

# A worker may start while its only broker restarts; a broker is back in seconds, and a minute covers a slow one.
_BROKERS_WITHIN_S = 60.0
_ASK_AGAIN_S = 0.5


def patient(
    bootstrap: Callable[[], Awaitable[None]], within_s: float = _BROKERS_WITHIN_S, again_s: float = _ASK_AGAIN_S
) -> Callable[[], Awaitable[None]]:
    """A client's first contact that asks again where no broker answers. Raises KafkaConnectionError after the time."""

    async def asking() -> None:
        deadline = time.monotonic() + within_s
        while True:
            try:
                return await bootstrap()
            except KafkaConnectionError:
                if time.monotonic() >= deadline:
                    raise
            await asyncio.sleep(again_s)

    return asking


@dataclass(frozen=True, slots=True)
class Position:
    """Where a partition was being read when it was last asked for records."""

    next_offset: int
    """The next one to fetch."""
    end_offset: int
    """End of what a `read_committed` reader may see."""
    after: int
    """One past the last record that was handed out, or where reading began."""

    @property
    def at_end(self) -> bool:
        """True where all that can be read was handed out."""
        return self.next_offset >= self.end_offset

    @property
    def lag(self) -> int:
        """Offsets between what was fetched and the end."""
        return max(0, self.end_offset - self.next_offset)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Where the inputs stand since the last rebalance. Replaced as a whole, so that two threads may hold it."""

    positions: dict[TP, Position] = field(default_factory=dict)
    begun: dict[TP, int] = field(default_factory=dict)
    """Where every input was told to begin."""
    after: dict[TP, int] = field(default_factory=dict)
    """One past the last record that was handed out, or where reading began."""
    follows: dict[TP, dict[int, int]] = field(default_factory=dict)
    """By record that was handed out: what `after` was before it."""


class ConsumerThread(driver.AIOKafkaConsumerThread):
    """Reads committed records only, from where it was told to, and notes what each record follows."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.reading = _Reading()

    def forget(self) -> None:
        """Hand out nothing of the inputs until `go_to` says where to begin."""
        self.reading = _Reading()

    async def go_to(self, starts: Mapping[TP, int]) -> None:
        """Read on from these offsets."""
        for tp, offset in starts.items():
            self._ensure_consumer().seek(tp, offset)
            self.reading.follows[tp] = {}
            self.reading.after[tp] = self.reading.begun[tp] = offset
            self.reading.positions.pop(tp, None)

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # Handed to the fetcher when the consumer starts; Faust sets it for its own transactions only.
        consumer._isolation_level = "read_committed"
        consumer._client.bootstrap = patient(consumer._client.bootstrap)
        return consumer

    async def _fetch_records(
        self,
        consumer: AIOKafkaConsumer,
        active_partitions: set[TP],
        timeout: float | None = None,
        max_records: int | None = None,
    ) -> dict[TP, list[Any]]:
        records = await super()._fetch_records(consumer, active_partitions, timeout, max_records)
        # Nothing is awaited from here on, so no seek comes between the records and the position they led to.
        reading, changelogs = self.reading, self.app.tables.changelog_topics
        subscription = consumer._subscription.subscription
        if subscription is not None and subscription.assignment is not None:
            for tp in list(reading.begun):
                self._note(reading, tp, subscription.assignment.state_value(tp), records.get(tp, []))
        return {tp: batch for tp, batch in records.items() if tp in reading.begun or tp.topic in changelogs}

    def _note(self, reading: _Reading, tp: TP, state: Any, batch: list[Any]) -> None:
        if state is None or state.lso is None or not state.has_valid_position:
            return
        for record in batch:
            reading.follows[tp][record.offset] = reading.after[tp]
            reading.after[tp] = record.offset + 1
        # One assignment, so that the main thread never sees half of it.
        reading.positions[tp] = Position(state.position, state.lso, reading.after[tp])


Turn = Literal["next", "stale", "gap"]


class _NotKept(dict[TP, int | None]):
    """What Faust last delivered: never known.

    Knowing it, Faust drops records with lower offsets, which after a seek are the very ones that are missing, and
    keeps an interval for every hole that a transaction marker leaves, for ever. `turn` tells what is due.
    """

    def __missing__(self, tp: TP) -> None:
        return None

    def __setitem__(self, tp: TP, offset: int | None) -> None:
        pass

    def update(self, *_: Any, **__: Any) -> None:
        pass


class Consumer(driver.Consumer):
    """Begins where `watch` says, and commits what was acknowledged, across the holes that transactions leave."""

    _thread: ConsumerThread

    starts: Callable[[], Mapping[TP, int]] = staticmethod(dict)
    """Where to read on by the state that was recovered; partitions without any are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._read_offset = _NotKept()

    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return ConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def perform_seek(self) -> None:
        """Put every input where its state says.

        Faust seeks to the committed offset, and nowhere where there is none yet: what it had fetched and thrown
        away in a rebalance would never come again.
        """
        await super().perform_seek()
        inputs = {tp for tp in self.assignment() if tp.topic not in self.app.tables.changelog_topics}
        begin = {tp: offset for tp in inputs if (offset := self._committed_offset[tp])} | dict(self.starts())
        unknown = inputs - set(begin)
        if unknown:
            begin |= await self.earliest_offsets(*unknown)
        await self.go_to({tp: offset for tp, offset in begin.items() if tp in inputs})

    async def go_to(self, begin: Mapping[TP, int]) -> None:
        """Read on from these offsets, whatever was handed out before."""
        await self._thread.call_thread(self._thread.go_to, begin)

    def turn(self, tp: TP, offset: int, applied: int) -> Turn:
        """`next` where nothing that can be read lies between this record and the last that was applied.

        Faust may throw away what it fetched before a rebalance, or deliver it after. `stale` is a record from
        before the last `go_to`, which comes again; before a `gap` something is missing.
        """
        reading = self._thread.reading
        follows = reading.follows.get(tp, {}).pop(offset, None)
        if follows is None:
            return "stale"
        return "next" if follows <= max(applied + 1, reading.begun[tp]) else "gap"

    def all_applied(self, tp: TP, applied: int) -> bool:
        """True where all that can be read now was handed out, and applied up to this offset."""
        reading = self._thread.reading
        found = reading.positions.get(tp)
        return found is not None and found.at_end and found.after <= max(applied + 1, reading.begun[tp])

    async def go_back(self, tp: TP, applied: int) -> None:
        """Read again what was handed out but never applied."""
        await self.go_to({tp: max(applied + 1, self._thread.reading.begun[tp])})

    def _new_offset(self, tp: TP) -> int | None:
        """One past the highest acknowledged offset: `watch` acknowledges in order, so nothing before it is open."""
        acked = self._acked[tp]
        if not acked:
            return None
        highest = max(acked)
        acked.clear()
        self._acked_index[tp].clear()
        return int(highest) + 1

    def reading(self, tp: TP) -> Position | None:
        """Where a partition is being read; None before the broker's first answer."""
        return self._thread.reading.positions.get(tp)

    def partition_count(self, topic: str) -> int:
        """As the broker says; 0 where there is no such topic. Faust's own count is known to the group's leader only."""
        return len(self._thread._ensure_consumer().partitions_for_topic(topic) or ())

    def forget(self) -> None:
        """After a rebalance: hand out nothing until the state is recovered and says where to read on."""
        self._thread.forget()


class Producer(driver.Producer):
    """An idempotent producer.

    A broker may still hold a request of a broken connection and append it after its retry and all that followed:
    in a changelog, the older value would win. Sequence numbers make the broker drop it.
    """

    def _settings_extra(self) -> Mapping[str, Any]:
        return {"acks": "all", "enable_idempotence": True}

    def _new_producer(self, transactional_id: str | None = None) -> AIOKafkaProducer:
        producer = super()._new_producer(transactional_id)
        producer.client.bootstrap = patient(producer.client.bootstrap)
        return producer


class Transport(driver.Transport):
    """The three above."""

    Consumer = Consumer
    Producer = Producer


__all__ = ["Consumer", "ConsumerThread", "Position", "Producer", "Transport"]
