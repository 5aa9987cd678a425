"""`watch` on a real broker: whatever is killed, every committed event is in one report, once."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.streams.watch_runs import (
    Traffic,
    WatchProcess,
    expected,
    left_to_read,
    make_watch_topics,
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
def test_an_error_ends_the_process_and_acknowledges_nothing(
    kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path
) -> None:
    make_watch_topics(make_topic)
    traffic = Traffic(kafka, topic_prefix, time.time() - 3_600)
    for _ in range(4):
        traffic.send(50)
    watch = WatchProcess(tmp_path, brokers=kafka, prefix=topic_prefix)
    watch.start(raise_at=60)
    assert watch.wait(60) == 1
    assert sum(left_to_read(kafka, topic_prefix).values()) >= 50
    watch.start()
    found = until_reported(kafka, topic_prefix, len(traffic.sent), 60)
    assert watch.stop() == 0
    assert found == expected(traffic.sent)
    assert not any("canary" in line for line in watch.lines())
