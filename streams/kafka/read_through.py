"""Reads partitions of topics, as a `read_committed` consumer: without a group, without a trace.

What enters are ranges of offsets; what leaves are messages, in the order of each partition. A range ends when every
offset below its end is past, be it a message, a marker of a transaction, or a hole. Nothing is ever committed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from schemas.errors import DependencyError
from streams.kafka.clients import TRANSIENT, Partition, offset_of, partition_of
from streams.kafka.cluster import QUIET
from streams.settings import Settings

Range = tuple[int, int | None]
"""The first offset, and the one after the last; None for the end that readers see when they come to it."""

# Readers wait behind a transaction that a crash left open for at most 10 s (`transaction.timeout.ms` of `screen`), and
# a broker takes seconds to fail over. Nothing new for longer than this is a fault.
_PATIENCE_S = 45.0

# Between looks at the clock. A batch that does not fill takes as long.
_POLL_S = 0.1


class Reader:
    """A consumer of some ranges, from `with` to the end of its block. Its group name only fills a field."""

    def __init__(self, settings: Settings, ranges: Mapping[Partition, Range]) -> None:
        self._ranges = ranges
        self._ends = {where: math.inf if end is None else end for where, (_, end) in ranges.items()}
        """Of the partitions that are read."""
        self._open = {where for where, (begin, end) in ranges.items() if end is None or begin < end}
        self._faults: list[DependencyError] = []
        self._consumer = Consumer(
            {
                **settings.client_config(),
                **QUIET,
                "group.id": "tidegate-reader",
                "enable.auto.commit": False,
                "enable.auto.offset.store": False,
                "enable.partition.eof": True,
                "auto.offset.reset": "error",
                "isolation.level": "read_committed",
                "fetch.wait.max.ms": 50,
            }
        )
        self._consumer.assign([TopicPartition(*where, ranges[where][0]) for where in self._open])

    def poll(self, wait_s: float) -> list[Message]:
        """The records that come within a time. A partition that cannot be read is left; `to_end` and `follow` say so.

        Raises DependencyError where the fault is not one partition's.
        """
        records = []
        for message in self._consumer.consume(1000, wait_s):
            where, error = partition_of(message), message.error()
            if error is None:
                if offset_of(message) < self._ends.get(where, 0):
                    records.append(message)
                self._pass(where, offset_of(message) + 1)
            elif error.code() == KafkaError._PARTITION_EOF:
                self._pass(where, offset_of(message), at_end=True)
            elif error.fatal() or error.code() not in TRANSIENT:
                self._fail(where, error)
        return records

    def to_end(self, limit_s: float = math.inf, partly: bool = False) -> Iterator[Message]:
        """Every committed record of the ranges.

        Args:
            limit_s: the most seconds that all of it may take.
            partly: one partition that cannot be read does not end the reading of the others.

        Raises DependencyError where a range cannot be read to its end, or not in that time; with `partly`, last.
        """
        begun = last_news = time.monotonic()
        while self._open:
            records = self.poll(_POLL_S)
            yield from records
            now = time.monotonic()
            last_news = now if records else last_news
            if self._faults and not partly:
                break
            if self._open and (now - last_news > _PATIENCE_S or now - begun > limit_s):
                topic, partition = min(self._open)
                raise DependencyError(f"{topic}/{partition} cannot be read to its end: is a transaction left open?")
        if self._faults:
            raise self._faults[0]

    def follow(self) -> Iterator[Message]:
        """Whatever comes, for ever. Raises DependencyError where a partition cannot be read on."""
        while not self._faults:
            yield from self.poll(_POLL_S)
        raise self._faults[0]

    def leave(self, where: Partition) -> None:
        """Reads no more of a partition."""
        self._open.discard(where)
        if self._ends.pop(where, None) is not None:
            self._consumer.pause([TopicPartition(*where)])

    def _pass(self, where: Partition, reached: int, at_end: bool = False) -> None:
        end = self._ends.get(where, 0)
        if reached >= end:
            self.leave(where)
        elif at_end and end == math.inf:
            self._open.discard(where)

    def _fail(self, where: Partition, error: KafkaError) -> None:
        topic, partition = where
        fault = DependencyError(f"{topic}/{partition} cannot be read ({error.name()})")
        if error.code() == KafkaError._AUTO_OFFSET_RESET:
            fault = DependencyError(
                f"{topic}/{partition}: its oldest records were deleted while it was read; try again"
            )
        if where not in self._ranges:
            raise fault
        if where in self._ends:
            self._faults.append(fault)
            self.leave(where)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()


def read_through(
    settings: Settings, ranges: Mapping[Partition, Range], limit_s: float = math.inf, partly: bool = False
) -> Iterator[Message]:
    """Every committed record of some ranges. Arguments and errors as of `Reader.to_end`."""
    with Reader(settings, ranges) as reader:
        yield from reader.to_end(limit_s, partly)


def read_first(
    settings: Settings, ranges: Mapping[Partition, Range], limit_s: float = math.inf, partly: bool = False
) -> Iterator[Message]:
    """The oldest record of each range that holds one. Arguments and errors as of `Reader.to_end`."""
    with Reader(settings, ranges) as reader:
        seen: set[Partition] = set()
        for message in reader.to_end(limit_s, partly):
            where = partition_of(message)
            if where not in seen:
                seen.add(where)
                reader.leave(where)
                yield message
