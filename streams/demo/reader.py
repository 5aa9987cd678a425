"""Reads topics of the embedded cluster, to the end they have now or as they grow.

What enters are topic names; what leaves are messages. It belongs to no group and commits nothing, so that looking
changes nothing. `read_committed`, as every reader of Tidegate's topics should be.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from schemas.errors import DependencyError
from streams.kafka.clients import headers_of
from streams.kafka.embedded import PARTITIONS

_READ_LIMIT_S = 20.0


@contextmanager
def reader(bootstrap: str, topics: list[str]) -> Iterator[Consumer]:
    """A consumer at the beginning of every partition of some topics."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "tidegate-demo",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "fetch.wait.max.ms": 50,
            "log_level": 0,
        }
    )
    consumer.assign(
        [TopicPartition(topic, partition, OFFSET_BEGINNING) for topic in topics for partition in range(PARTITIONS)]
    )
    try:
        yield consumer
    finally:
        consumer.close()


def read_all(bootstrap: str, *topics: str) -> Iterator[Message]:
    """Every record of some topics, from the first to the last. Raises DependencyError where the end is not reached."""
    waiting = {(topic, partition) for topic in topics for partition in range(PARTITIONS)}
    deadline = time.monotonic() + _READ_LIMIT_S
    with reader(bootstrap, list(topics)) as consumer:
        while waiting:
            if time.monotonic() > deadline:
                raise DependencyError("the embedded cluster's topics could not be read to their end")
            for message in consumer.consume(500, 0.2):
                error: Any = message.error()
                if error is None:
                    yield message
                elif error.code() == KafkaError._PARTITION_EOF:
                    waiting.discard((message.topic(), message.partition()))


def header(message: Message, name: str) -> str:
    """One header as text; empty where there is none."""
    return next((value.decode() for key, value in headers_of(message) if key == name and value is not None), "")
