"""Reads ranges of offsets to their end, as a `read_committed` consumer: without a group, without a trace.

What enters are ranges; what leaves are messages, in the order of each partition. A range ends when every offset below
its end is past, be it a message, a marker of a transaction, or a hole.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from typing import Literal

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from schemas.errors import DependencyError
from streams.kafka.clients import TRANSIENT, Partition, offset_of, partition_of
from streams.kafka.cluster import QUIET
from streams.settings import Settings

# Readers wait behind a transaction that a crash left open for at most 10 s (`transaction.timeout.ms` of `screen`), and
# a broker takes seconds to fail over. Nothing new for longer than this is a fault.
_PATIENCE_S = 45.0


def reader(settings: Settings) -> Consumer:
    """A consumer that commits nothing and joins no group; its group name only fills a field."""
    return Consumer(
        {
            **settings.client_config(),
            **QUIET,
            "group.id": "tidegate-reader",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "error",
            "isolation.level": "read_committed",
        }
    )


def read_through(
    settings: Settings, ranges: Mapping[Partition, tuple[int, int]], limit_s: float = math.inf
) -> Iterator[Message]:
    """Every committed message from the first offset of each range up to, not including, the second.

    Args:
        limit_s: the most seconds that all of it may take.

    Raises DependencyError where a range cannot be read to its end, or not in that time.
    """
    open_ = {where: end for where, (begin, end) in ranges.items() if begin < end}
    if not open_:
        return
    consumer = reader(settings)
    try:
        consumer.assign([TopicPartition(*where, ranges[where][0]) for where in open_])
        begun = last_news = time.monotonic()
        while open_:
            for message in consumer.consume(1000, 0.1):
                where = partition_of(message)
                kind = kind_of(message)
                if kind == "record":
                    last_news = time.monotonic()
                    if offset_of(message) < open_.get(where, 0):
                        yield message
                if kind != "notice":
                    _pass(consumer, open_, where, offset_of(message) + (kind == "record"))
            now = time.monotonic()
            if now - last_news > _PATIENCE_S or now - begun > limit_s:
                topic, partition = next(iter(open_))
                raise DependencyError(f"{topic}/{partition} cannot be read to its end: is a transaction left open?")
    finally:
        consumer.close()


def _pass(consumer: Consumer, open_: dict[Partition, int], where: Partition, reached: int) -> None:
    if where in open_ and reached >= open_[where]:
        del open_[where]
        consumer.pause([TopicPartition(*where)])


def kind_of(message: Message) -> Literal["record", "end", "notice"]:
    """What a consumer hands out: a record, the end of a partition, or an error that heals by itself.

    Raises DependencyError for one that does not.
    """
    error = message.error()
    if error is None:
        return "record"
    if error.code() == KafkaError._PARTITION_EOF:
        return "end"
    if error.code() in TRANSIENT and not error.fatal():
        return "notice"
    topic, partition = partition_of(message)
    if error.code() == KafkaError._AUTO_OFFSET_RESET:
        raise DependencyError(f"{topic}/{partition}: its oldest records were deleted while it was read; try again")
    raise DependencyError(f"{topic}/{partition} cannot be read ({error.name()})")


def read_first(settings: Settings, where: Partition, begin: int, end: int) -> int:
    """The time of the oldest record in a range, in milliseconds; now, where there is none to be seen."""
    for message in read_through(settings, {where: (begin, end)}):
        return int(message.timestamp()[1])
    return int(time.time() * 1000)
