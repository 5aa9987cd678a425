"""Each change of ours to Faust's transport, seen to work on a real broker behind a transactional producer.

An upgrade of Faust or aiokafka that breaks one of them fails here, by name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiokafka.errors import KafkaConnectionError

from schemas.decision import Approved, Quarantined
from schemas.drift import DriftReport
from streams.topics import Topics
from streams.watch.app import make_app
from streams.watch.config import WatchConfig
from streams.watch.transport import Producer, Transport, patient
from streams.watch.window import Window
from tests.kafka.brokers import Cluster
from tests.streams.reading import make_topics
from tests.streams.watch.runs import (
    Traffic,
    WatchProcess,
    expected,
    left_to_read,
    make_watch_topics,
    until_reported,
)
from tests.streams.workers import Worker


@dataclass
class Run:
    """One quiet run over a log full of markers, with an aborted transaction at its very end."""

    sent: list[Approved | Quarantined]
    reports: dict[Window, DriftReport]
    exit_code: int
    log: list[str]
    brokers: str
    prefix: str


@pytest.fixture
def run(kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path) -> Run:
    make_watch_topics(make_topic)
    traffic = Traffic(kafka, topic_prefix, time.time() - 3_600)
    for _ in range(20):
        traffic.send(20, step_s=0.5)
    traffic.send(40, abort=True)
    watch = WatchProcess(tmp_path, brokers=kafka, prefix=topic_prefix)
    watch.start()
    found = until_reported(kafka, topic_prefix, len(traffic.sent), 60)
    time.sleep(2)  # the last commit follows the last report within a second
    return Run(traffic.sent, found, watch.stop(), watch.lines(), kafka, topic_prefix)


@pytest.mark.slow
def test_behind_transactions(run: Run) -> None:
    """One run for all that needs a whole worker, because it takes seconds to start."""
    # `read_committed`: aborted records have a segment of their own.
    assert not any(window.workflow == "aborted" for window in run.reports)
    assert sum(report.events for report in run.reports.values()) == len(run.sent)
    # Positions pass markers and aborted records, else nothing were ever idle and the last windows stayed open.
    assert run.reports == expected(run.sent)
    # `_new_offset`: offsets are committed to the end of the log, across all holes.
    assert not left_to_read(run.brokers, run.prefix)
    assert run.exit_code == 0
    # `_NotKept`: Faust keeps an interval per hole otherwise, for ever.
    assert run.log[-1] == "holes 0"


async def test_the_producer_is_idempotent(kafka: str, make_topic: Callable[..., str]) -> None:
    topic = make_topic("idempotent")
    app = make_app(WatchConfig(brokers=kafka))
    assert isinstance(app.transport, Transport)
    producer = app.transport.create_producer()
    assert isinstance(producer, Producer)
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"key", b"value", 0, None, None)
        # The broker gave a producer id, which goes with every batch.
        assert producer._ensure_producer()._txn_manager.producer_id >= 0
    finally:
        await producer.stop()


async def test_a_client_asks_again_while_no_broker_answers() -> None:
    asked = []

    async def bootstrap() -> None:
        asked.append(len(asked))
        if len(asked) < 3:
            raise KafkaConnectionError

    await patient(bootstrap, within_s=30, again_s=0)()
    assert asked == [0, 1, 2]


async def test_a_client_gives_up_after_its_time() -> None:
    async def bootstrap() -> None:
        raise KafkaConnectionError

    with pytest.raises(KafkaConnectionError):
        await patient(bootstrap, within_s=0, again_s=0)()


@pytest.mark.kafka
def test_watch_waits_for_a_broker_that_is_not_there_yet(brokers: Callable[..., Cluster], tmp_path: Path) -> None:
    cluster = brokers(1)
    make_topics(cluster.bootstrap, Topics(), 2)
    cluster.kill(0)
    with Worker("watch", tmp_path, "early", {"TIDEGATE_KAFKA": cluster.bootstrap}) as worker:
        deadline = time.monotonic() + 60
        while "Unable connect" not in worker.log.read_text() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert worker.running
        cluster.restart(0)
        while "recovered" not in worker.log.read_text() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert "recovered" in worker.log.read_text()
