"""The harness itself: brokers start, keep what they acknowledged through a kill, and never outlive their run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from tests.kafka.brokers import PORTS, Cluster, free_port, scratch_folder

FAST = {"reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 300, "log_level": 0}


def make(bootstrap: str, topic: str, partitions: int = 1) -> None:
    admin = AdminClient({"bootstrap.servers": bootstrap, **FAST})
    admin.create_topics([NewTopic(topic, partitions)])[topic].result(30)


def produce(bootstrap: str, topic: str, count: int) -> list[KafkaError]:
    """Produce `count` numbered records and give the errors of those that were not acknowledged by all."""
    errors: list[KafkaError] = []

    def delivered(error: KafkaError | None, _: object) -> None:
        if error is not None:
            errors.append(error)

    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, **FAST})
    for number in range(count):
        producer.produce(topic, str(number).encode(), on_delivery=delivered)
    assert producer.flush(60) == 0
    return errors


def read(bootstrap: str, topic: str, count: int) -> list[int]:
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "harness", **FAST})
    consumer.assign([TopicPartition(topic, 0, OFFSET_BEGINNING)])
    numbers: list[int] = []
    deadline = time.monotonic() + 60
    while len(numbers) < count and time.monotonic() < deadline:
        numbers += [int(m.value() or b"-1") for m in consumer.consume(500, timeout=0.2) if m.error() is None]
    consumer.close()
    return numbers


def test_the_shared_broker_takes_records(kafka: str, make_topic: Callable[..., str]) -> None:
    topic = make_topic("shared")
    assert produce(kafka, topic, 100) == []
    assert read(kafka, topic, 100) == list(range(100))


def test_a_topic_that_nobody_made_is_an_error(brokers: Callable[[int], Cluster]) -> None:
    found = AdminClient({"bootstrap.servers": brokers(1).bootstrap, **FAST}).list_topics("nobody", timeout=10)
    error = found.topics["nobody"].error
    assert error is not None
    assert error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART


def test_a_killed_broker_returns_with_its_data(brokers: Callable[[int], Cluster]) -> None:
    cluster = brokers(1)
    make(cluster.bootstrap, "kept")
    assert produce(cluster.bootstrap, "kept", 1_000) == []
    killed = cluster.nodes[0].pid
    cluster.kill(1)
    assert not cluster.nodes[0].alive()
    cluster.restart(1)
    assert cluster.nodes[0].pid != killed
    assert read(cluster.bootstrap, "kept", 1_000) == list(range(1_000))


@pytest.mark.slow
def test_three_nodes_go_on_while_one_is_dead_or_paused(brokers: Callable[[int], Cluster]) -> None:
    cluster = brokers(3)
    make(cluster.bootstrap, "replicated")
    cluster.kill(2)
    assert produce(cluster.bootstrap, "replicated", 500) == []
    cluster.restart(2)
    cluster.pause(3)
    assert produce(cluster.bootstrap, "replicated", 500) == []
    cluster.resume(3)
    cluster.wait_ready()
    assert read(cluster.bootstrap, "replicated", 1_000) == [*range(500), *range(500)]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_brokers_die_with_a_killed_test_run(kafka: str) -> None:
    script = (
        "import time; from tests.kafka.brokers import Cluster; cluster = Cluster(); cluster.start();"
        "print(cluster.nodes[0].pid, flush=True); time.sleep(300)"
    )
    if "TIDEGATE_KAFKA" in os.environ:
        pytest.skip("the brokers are not ours")
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    pid = int(run.stdout.readline())
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _runs(pid):
        time.sleep(0.05)
    assert not _runs(pid)
    scratch_folder().rmdir()
    assert not list(Path(tempfile.gettempdir()).glob(f"tidegate-kafka-{run.pid}-*"))


def _runs(pid: int) -> bool:
    """Whether the process runs; one that is dead and not yet reaped does not."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_ports_are_outside_what_clients_are_given() -> None:
    assert free_port() in PORTS
