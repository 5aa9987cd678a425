"""`watch` on a real broker: whatever is killed, every committed event is in one report, once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from schemas.decision import Approved
from streams.kafka.embedded import EmbeddedCluster
from tests.kafka.brokers import Cluster
from tests.streams.watch.runs import (
    PARTITIONS,
    WATCH_TOPICS,
    Traffic,
    WatchProcess,
    expected,
    left_to_read,
    make_watch_topics,
    move_committed_offsets,
    record,
    until_reported,
)


def killed_at_random(
    kafka: str, prefix: str, folder: Path, seed: int, kills: int, events: int, workers: int = 2
) -> None:
    rng = random.Random(seed)
    print(f"seed {seed}, {kills} kills, {events} events")
    traffic = Traffic(kafka, prefix, time.time() - 12 * 3_600)
    processes = [WatchProcess(folder, brokers=kafka, prefix=prefix, idle_s=6) for _ in range(workers)]
    for process in processes:
        process.start()

    def produce() -> None:
        for _ in range(events // 100):
            traffic.send(100)
            time.sleep(kills * 8 / (events / 100))
        traffic.send_garbage()

    producing = threading.Thread(target=produce)
    producing.start()
    try:
        for _ in range(kills):
            time.sleep(rng.uniform(2, 8))
            victim = rng.choice(processes)
            victim.kill()
            victim.start()
        producing.join()
        found = until_reported(kafka, prefix, len(traffic.sent), 90)
        time.sleep(2)
        left = left_to_read(kafka, prefix)
    finally:
        producing.join()
        codes = [process.stop() for process in processes]
    assert found == expected(traffic.sent)
    assert sum(report.late_events for report in found.values()) == 0
    assert not left
    assert codes == [0] * workers
    assert all("canary" not in line for process in processes for line in process.lines())


@pytest.mark.slow
def test_kills_lose_and_double_nothing(
    kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path
) -> None:
    make_watch_topics(make_topic)
    killed_at_random(kafka, topic_prefix, tmp_path, random.randrange(10**6), kills=4, events=6_000)


@pytest.mark.chaos
@pytest.mark.timeout(1_800)
def test_many_kills_lose_and_double_nothing(
    kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path
) -> None:
    make_watch_topics(make_topic)
    killed_at_random(kafka, topic_prefix, tmp_path, random.randrange(10**6), kills=20, events=40_000, workers=3)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["raise_at", "fail_at"])
def test_an_error_ends_the_process_and_acknowledges_nothing(
    where: str, kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path
) -> None:
    make_watch_topics(make_topic)
    traffic = Traffic(kafka, topic_prefix, time.time() - 3_600)
    for _ in range(4):
        traffic.send(50)
    watch = WatchProcess(tmp_path, brokers=kafka, prefix=topic_prefix)
    watch.start(**{where: 5})
    traffic.send(50)
    assert watch.wait(60) == 1
    assert sum(left_to_read(kafka, topic_prefix).values()) >= len(traffic.sent)
    watch.start()
    found = until_reported(kafka, topic_prefix, len(traffic.sent), 60)
    assert watch.stop() == 0
    assert found == expected(traffic.sent)
    assert not any("canary" in line for line in watch.lines())


@pytest.mark.slow
def test_the_state_says_where_to_read_on(
    kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path
) -> None:
    """Committed offsets that lie, ahead or behind, neither lose nor double an event."""
    make_watch_topics(make_topic)
    traffic = Traffic(kafka, topic_prefix, time.time() - 3_600)
    for _ in range(4):
        traffic.send(50)
    # No window closes in this run, or the rest of its events were late.
    watch = WatchProcess(tmp_path, brokers=kafka, prefix=topic_prefix, idle_s=60)
    watch.start()
    watch.until("counted", len(traffic.sent), 40)
    time.sleep(2)
    assert watch.stop() == 0
    for _ in range(4):
        traffic.send(50)
    move_committed_offsets(kafka, topic_prefix, {"approved": "end", "quarantine": "beginning"})
    watch.start(idle_s=3)
    found = until_reported(kafka, topic_prefix, len(traffic.sent), 60)
    watch.stop()
    assert found == expected(traffic.sent)


@pytest.mark.slow
def test_it_leaves_when_asked_though_the_broker_is_gone(brokers: Callable[[int], Cluster], tmp_path: Path) -> None:
    cluster = brokers(1)
    admin = AdminClient({"bootstrap.servers": cluster.bootstrap})
    for made in admin.create_topics([NewTopic(f"t.{name}", PARTITIONS) for name in WATCH_TOPICS]).values():
        made.result(30)
    watch = WatchProcess(tmp_path, brokers=cluster.bootstrap, prefix="t.")
    watch.start()
    watch.until(f"recovered {PARTITIONS}", 1, 40)
    cluster.kill(1)
    time.sleep(2)
    assert watch.stop() == 0


def test_on_the_embedded_cluster(embedded: EmbeddedCluster, topic_prefix: str, tmp_path: Path) -> None:
    """It counts and reports there too, without a claim about delivery."""
    embedded.create(*(f"{topic_prefix}{name}" for name in WATCH_TOPICS))
    producer = Producer({"bootstrap.servers": embedded.bootstrap})
    start_s = time.time() - 3_600
    sent = [record(number, start_s + number / 10) for number in range(300)]
    for made in sent:
        door = "approved" if isinstance(made, Approved) else "quarantine"
        producer.produce(topic_prefix + door, made.model_dump_json().encode(), key=made.event_id.encode())
    producer.flush(10)
    watch = WatchProcess(tmp_path, brokers=embedded.bootstrap, prefix=topic_prefix, idle_s=2)
    watch.start()
    found = until_reported(embedded.bootstrap, topic_prefix, len(sent), 40)
    assert watch.stop() == 0
    assert found == expected(sent)
