"""The first test of every release: input = approved + quarantined + dead-lettered, one decision each.

A real broker, bad input among the good, two `screen` and a `watch` killed with SIGKILL at random moments and the
broker once. Nothing may be lost and nothing may be seen twice by a reader with `isolation.level=read_committed`, and
the summaries of `watch` must count exactly what passed and what was held.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from confluent_kafka import Producer

from schemas.decision import Approved
from schemas.drift import DriftReport
from streams.topics import Topics
from streams.wire.values import read_record
from tests.kafka.brokers import Cluster
from tests.streams.reading import coordinates, header, make_topics, read_all, sources
from tests.streams.workers import Worker

EVENTS = 20_000
KILLS = 6
PARTITIONS = 6

# Events happened five days ago, over four hours. A killed worker may hold a partition back for longer than that in
# event time, which a lateness of a day forgives. Windows are closed by the silence after the last event; it must
# be longer than any outage of the storm, or what comes after the outage comes late.
BEGAN = datetime.now(UTC) - timedelta(days=5)
STEP = timedelta(hours=4) / EVENTS
WATCH = {"TIDEGATE_LATENESS": "1 d", "TIDEGATE_IDLE": "30 s"}

BAD = (b"not json", b"", b"\x00\x00\x00\x00\x09avro?", b"[" * 5000, b'{"latency_ms": "soon"}')


def event(index: int, rng: random.Random) -> bytes:
    """Every tenth has an address to be redacted, every fortieth is cut off and is held."""
    said = f"please write to member{index}@example.com" if index % 10 == 0 else "what is my copay"
    return json.dumps(
        {
            "event_id": f"event-{index}",
            "tenant": "acme",
            "workflow": "benefits",
            "model": "m-1",
            "conversation_id": f"c-{rng.randrange(2000)}",
            "occurred_at": (BEGAN + index * STEP).isoformat(),
            "messages": [{"role": "user", "parts": [{"type": "text", "content": said}]}],
            "output": [{"role": "assistant", "parts": [{"type": "text", "content": "Your copay is listed."}]}],
            "finish_reasons": ["length" if index % 40 == 7 else "stop"],
        }
    ).encode()


def produce(bootstrap: str, topic: str, rng: random.Random, events: int) -> None:
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 20, "enable.idempotence": True})
    for index in range(events):
        value: bytes | None = event(index, rng)
        if index % 97 == 13:
            value = rng.choice([*BAD, None])
        producer.produce(topic, value, key=str(rng.randrange(2000)))
        producer.poll(0)
        if index % 2000 == 1999:
            time.sleep(0.2)
    assert producer.flush(60) == 0


def storm(workers: list[Worker], cluster: Cluster, rng: random.Random, done: Callable[[], bool]) -> None:
    """Kills workers at random, and once the broker, while events flow; every victim returns under its own name."""
    for kill in range(KILLS):
        time.sleep(rng.uniform(1.0, 4.0))
        victim = rng.choice(workers)
        victim.kill()
        if kill == KILLS // 2:
            cluster.kill(0)
            time.sleep(rng.uniform(0.2, 1.0))
            cluster.restart(0)
        time.sleep(rng.uniform(0.0, 1.0))
        victim.start()
    deadline = time.monotonic() + 240
    while not done():
        assert time.monotonic() < deadline, "the workers stand still"
        assert all(worker.running for worker in workers), "a worker died of itself"
        time.sleep(1)


def check_summaries(bootstrap: str, topics: Topics, watch: Worker) -> None:
    """Waits for the summaries, and compares them with the doors, hour by hour."""
    doors = read_all(bootstrap, topics.approved.name, topics.quarantine.name)
    events = [read_record(message.value(), Approved).event for message in doors]
    wanted = Counter(event.occurred_at.replace(minute=0, second=0, microsecond=0) for event in events)
    deadline = time.monotonic() + 120
    while (got := summed(bootstrap, topics.drift.name)) != wanted:
        assert watch.running, f"watch ended with {watch.exit_code}: {watch.log.read_text()[-3000:]}"
        assert time.monotonic() < deadline, f"watch counted {got}, not {wanted}: {watch.log.read_text()[-3000:]}"
        time.sleep(2)


def summed(bootstrap: str, topic: str) -> Counter[datetime]:
    """Events by hour. A summary that a crash made `watch` publish again has the same id and counts once."""
    reports = (read_record(message.value(), DriftReport) for message in read_all(bootstrap, topic))
    distinct = {report.report_id: report for report in reports}
    counted: Counter[datetime] = Counter()
    for report in distinct.values():
        assert report.late_events == 0
        assert report.window_start is not None
        counted[report.window_start] += report.events
    return counted


@pytest.mark.timeout(480)
def test_nothing_is_lost_and_nothing_is_doubled(brokers: Callable[..., Cluster], tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    cluster = brokers(1)
    topics = Topics()
    make_topics(cluster.bootstrap, topics, PARTITIONS)
    environment = {"TIDEGATE_KAFKA": cluster.bootstrap}
    workers = [Worker("screen", tmp_path, f"w{number}", environment) for number in range(2)]
    watch = Worker("watch", tmp_path, "watch", {**environment, **WATCH})
    with workers[0], workers[1], watch:
        produce(cluster.bootstrap, topics.interactions.name, rng, EVENTS)
        decisions = topics.decisions.name
        storm([*workers, watch], cluster, rng, lambda: len(sources(cluster.bootstrap, decisions)) >= EVENTS)
        check_summaries(cluster.bootstrap, topics, watch)
        assert [worker.stop() for worker in [*workers, watch]] == [0, 0, 0]

    given = coordinates(cluster.bootstrap, topics.interactions.name)
    assert len(given) == EVENTS
    doors = {topic.name: sources(cluster.bootstrap, topic.name) for topic in topics.doors()}
    passed = sum(doors.values(), start=type(next(iter(doors.values())))())
    decided = sources(cluster.bootstrap, decisions)
    assert given - passed.keys() == set(), "lost"
    assert {source: n for source, n in passed.items() if n != 1} == {}, "doubled"
    assert passed.keys() == given == decided.keys()
    assert set(decided.values()) == {1}
    assert all(doors.values()), "every door was used"
    for message in read_all(cluster.bootstrap, decisions):
        action = header(message, "tidegate-action")
        door = {"quarantine": topics.quarantine, "dead_letter": topics.deadletter}.get(action, topics.approved)
        assert header(message, "tidegate-source") in doors[door.name]
