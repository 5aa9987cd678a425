"""Reads topics to their end as a careful consumer would: `read_committed`, from the first record to the last."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from streams.topics import Topics


def make_topics(
    bootstrap: str,
    topics: Topics,
    partitions: int,
    replication: int = -1,
    other: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Every topic of a deployment, as the table says, but for what is to be other about some."""
    admin = AdminClient({"bootstrap.servers": bootstrap})
    wanted = [
        NewTopic(
            topic.name,
            partitions,
            replication_factor=replication,
            config={**topic.config(), **(other or {}).get(topic.name, {})},
        )
        for topic in topics.all()
    ]
    for made in admin.create_topics(wanted).values():
        made.result(30)


def read_all(bootstrap: str, *topics: str, limit_s: float = 60.0) -> Iterator[Message]:
    """Every committed record of some topics, up to the ends they have now."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "reader",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
        }
    )
    known = consumer.list_topics(timeout=30).topics
    waiting = {(topic, partition) for topic in topics for partition in known[topic].partitions}
    consumer.assign([TopicPartition(topic, partition, 0) for topic, partition in waiting])
    deadline = time.monotonic() + limit_s
    while waiting:
        assert time.monotonic() < deadline, "the topics could not be read to their end"
        for message in consumer.consume(1000, 0.2):
            error = message.error()
            if error is None:
                yield message
            elif error.code() == KafkaError._PARTITION_EOF:
                waiting.discard((message.topic(), message.partition()))
            else:
                raise AssertionError(error)
    consumer.close()


def header(message: Message, name: str) -> str:
    """One header's text; empty where there is none."""
    return next((value.decode() for key, value in message.headers() or () if key == name), "")


def sources(bootstrap: str, *topics: str) -> Counter[str]:
    """How often each input coordinate is named on some topics."""
    return Counter(header(message, "tidegate-source") for message in read_all(bootstrap, *topics))


def coordinates(bootstrap: str, topic: str) -> set[str]:
    """Every event of the input, by its coordinate."""
    return {f"{m.topic()}/{m.partition()}/{m.offset()}" for m in read_all(bootstrap, topic)}
