"""How a worker ends: asked to, it drains and leaves; stalled, it stops itself; without a broker, it waits."""

from __future__ import annotations

import json
import socket
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from streams.process.watchdog import Watchdog
from streams.settings import Settings
from tests.streams.reading import make_topics, read_all
from tests.streams.running import produce, what_left
from tests.streams.workers import Worker

EVENTS = 300


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    made = Settings(kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}screen", instance="a")
    make_topics(kafka, made.topics, partitions=2)
    return made


def worker(settings: Settings, folder: Path, instance: str = "a", **environment: str) -> Worker:
    return Worker(
        "screen",
        folder,
        instance,
        {
            "TIDEGATE_KAFKA": settings.kafka,
            "TIDEGATE_TOPIC_PREFIX": settings.topic_prefix,
            "TIDEGATE_GROUP": settings.group,
            **environment,
        },
    )


def lines(log: Path) -> list[str]:
    return [json.loads(line)["event"] for line in log.read_text().splitlines() if line.startswith("{")]


def until(wanted: str, log: Path, limit_s: float = 60.0) -> None:
    deadline = time.monotonic() + limit_s
    while wanted not in lines(log):
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)


def decided(settings: Settings) -> int:
    return sum(1 for _ in read_all(settings.kafka, settings.topics.decisions.name))


def wait_for_decisions(settings: Settings, events: int, limit_s: float) -> None:
    deadline = time.monotonic() + limit_s
    while (seen := decided(settings)) < events:
        assert time.monotonic() < deadline, f"{seen} of {events}"
        time.sleep(0.1)


def event(number: int) -> bytes:
    return json.dumps({"event_id": str(number), "messages": f"question {number}"}).encode()


def test_a_worker_that_is_asked_to_stop_drains_and_leaves(settings: Settings, tmp_path: Path) -> None:
    """Nothing is left open: the next worker, of another name, has the partitions and commits at once."""
    first = worker(settings, tmp_path)
    with first:
        produce(settings, *map(event, range(EVENTS)))
        wait_for_decisions(settings, 1, 60)
        begun = time.monotonic()
        assert first.stop() == 0
        assert time.monotonic() - begun < 10
    assert lines(first.log)[-1] == "screen_stopped"
    done = len(what_left(settings))
    assert done >= 1
    second = worker(settings, tmp_path, "b", TIDEGATE_GROUP=settings.group)
    with second:
        until("screen_starts", second.log)
        produce(settings, *map(event, range(EVENTS, EVENTS + 10)))
        # Had the first not left, or left a transaction open, this would take one of the two time-outs of 10 s more.
        wait_for_decisions(settings, EVENTS + 10, 9)
        assert second.stop() == 0
    assert len(what_left(settings)) == EVENTS + 10


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_a_worker_without_a_broker_waits_says_so_and_can_be_stopped(tmp_path: Path) -> None:
    lonely = Worker(
        "screen", tmp_path, "a", {"TIDEGATE_KAFKA": f"127.0.0.1:{free_port()}", "TIDEGATE_STALL_LIMIT": "3 s"}
    )
    with lonely:
        until("brokers_not_reached", lonely.log, 60)
        time.sleep(6)  # the watchdog is for work that is not done, and nobody knows of any
        assert lonely.running, lonely.log.read_text()
        begun = time.monotonic()
        assert lonely.stop() == 0
        assert time.monotonic() - begun < 5
    assert lines(lonely.log)[-1] == "screen_stopped"


def test_the_watchdog_stops_a_stalled_process() -> None:
    stopped = threading.Event()
    Watchdog(timedelta(seconds=0.2), stopped.set).start()
    assert stopped.wait(2)


def test_the_watchdog_leaves_a_process_that_gets_on_alone() -> None:
    stopped = threading.Event()
    watchdog = Watchdog(timedelta(seconds=0.4), stopped.set)
    watchdog.start()
    for _ in range(8):
        time.sleep(0.1)
        watchdog.progress()
    assert not stopped.is_set()
    assert stopped.wait(2)


def test_the_watchdog_ends_with_the_work() -> None:
    stopped = threading.Event()
    watchdog = Watchdog(timedelta(seconds=0.2), stopped.set)
    watchdog.start()
    watchdog.end()
    assert not stopped.wait(1)
