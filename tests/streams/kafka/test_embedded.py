"""The embedded cluster does what the demo needs, and its stated limits are true of the librdkafka in use."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

from schemas.errors import DependencyError
from streams.kafka.embedded import PARTITIONS, EmbeddedCluster

QUIET = {"log_level": 0}


@contextmanager
def reader(bootstrap: str) -> Iterator[Consumer]:
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "embedded-test",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            **QUIET,
        }
    )
    try:
        yield consumer
    finally:
        consumer.close()


def read(consumer: Consumer, topic: str, expected: int) -> list[bytes]:
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in range(PARTITIONS)])
    values: list[bytes] = []
    deadline = time.monotonic() + 10
    while len(values) < expected and time.monotonic() < deadline:
        values += [m.value() or b"" for m in consumer.consume(500, timeout=0.1) if m.error() is None]
    return values


def test_a_made_topic_has_four_partitions_and_no_record(embedded: EmbeddedCluster, topic_prefix: str) -> None:
    topic = topic_prefix + "made"
    embedded.create(topic)
    with reader(embedded.bootstrap) as consumer:
        marks = [consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=5) for p in range(PARTITIONS)]
    assert marks == [(0, 0)] * PARTITIONS


def test_what_is_produced_is_read(embedded: EmbeddedCluster, topic_prefix: str) -> None:
    topic = topic_prefix + "read"
    embedded.create(topic)
    producer = Producer({"bootstrap.servers": embedded.bootstrap, **QUIET})
    for number in range(100):
        producer.produce(topic, str(number).encode())
    assert producer.flush(10) == 0
    with reader(embedded.bootstrap) as consumer:
        assert sorted(int(value) for value in read(consumer, topic, 100)) == list(range(100))


def test_making_a_topic_again_leaves_its_records(embedded: EmbeddedCluster, topic_prefix: str) -> None:
    topic = topic_prefix + "again"
    embedded.create(topic, topic)
    producer = Producer({"bootstrap.servers": embedded.bootstrap, **QUIET})
    producer.produce(topic, b"kept", partition=0)
    assert producer.flush(10) == 0
    embedded.create(topic)
    with reader(embedded.bootstrap) as consumer:
        assert read(consumer, topic, 1) == [b"kept"]


def test_another_process_reaches_it(embedded: EmbeddedCluster, topic_prefix: str) -> None:
    topic = topic_prefix + "other"
    embedded.create(topic)
    script = (
        "import sys; from confluent_kafka import Producer; p = Producer({'bootstrap.servers': sys.argv[1]});"
        "p.produce(sys.argv[2], b'from outside'); sys.exit(p.flush(10))"
    )
    subprocess.run([sys.executable, "-c", script, embedded.bootstrap, topic], check=True, timeout=30)
    with reader(embedded.bootstrap) as consumer:
        assert read(consumer, topic, 1) == [b"from outside"]


def test_several_brokers() -> None:
    with EmbeddedCluster(brokers=3) as cluster:
        assert len(cluster.bootstrap.split(",")) == 3


def test_a_closed_cluster_says_so() -> None:
    cluster = EmbeddedCluster()
    with pytest.raises(DependencyError):
        _ = cluster.bootstrap
    with cluster:
        pass
    with pytest.raises(DependencyError):
        cluster.create("late")


class TestLimits:
    """When one of these fails, librdkafka has learned something: say less in `streams/kafka/embedded.py`."""

    def test_it_drops_what_exceeds_five_megabytes(self, embedded: EmbeddedCluster, topic_prefix: str) -> None:
        topic = topic_prefix + "drops"
        embedded.create(topic)
        producer = Producer({"bootstrap.servers": embedded.bootstrap, **QUIET})
        for _ in range(12):
            producer.produce(topic, b"x" * 900_000, partition=0)
            assert producer.flush(10) == 0
        with reader(embedded.bootstrap) as consumer:
            low, high = consumer.get_watermark_offsets(TopicPartition(topic, 0), timeout=5)
        assert high == 12
        assert 12 - low == 5

    def test_it_shows_aborted_records_and_forgets_sent_offsets(
        self, embedded: EmbeddedCluster, topic_prefix: str
    ) -> None:
        topic = topic_prefix + "aborted"
        embedded.create(topic)
        producer = Producer({"bootstrap.servers": embedded.bootstrap, "transactional.id": topic, **QUIET})
        producer.init_transactions(10)
        producer.begin_transaction()
        producer.produce(topic, b"aborted", partition=0)
        producer.flush(10)
        producer.abort_transaction(10)
        with reader(embedded.bootstrap) as consumer:
            assert read(consumer, topic, 1) == [b"aborted"]
            producer.begin_transaction()
            sent = [TopicPartition(topic, 0, 1)]
            producer.send_offsets_to_transaction(sent, consumer.consumer_group_metadata(), 10)
            producer.commit_transaction(10)
            assert consumer.committed([TopicPartition(topic, 0)], timeout=5)[0].offset < 0
