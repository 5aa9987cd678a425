"""What tests of `watch` share: topics, traffic through transactions, processes, and what came of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, Producer, TopicPartition

from detectors.counts import Counts
from detectors.observation import Skew, observe
from schemas.decision import Approved, DecisionBrief, Quarantined
from schemas.drift import DriftReport
from schemas.interaction import Interaction
from streams.watch.window import Window
from tests.streams.reading import read_all

PARTITIONS = 4
WINDOW_MS = 60_000


WATCH_TOPICS = ("approved", "quarantine", "partials", "drift", "watch-segments-changelog")


def make_watch_topics(make_topic: Callable[..., str]) -> None:
    for name in WATCH_TOPICS:
        config = {"cleanup.policy": "compact"} if name.endswith("changelog") else None
        make_topic(name, partitions=PARTITIONS, config=config)


def record(number: int, time_s: float, workflow: str = "") -> Approved | Quarantined:
    event = Interaction.model_validate(
        {
            "event_id": str(number),
            "tenant": "acme",
            "workflow": workflow or f"w{number % 3}",
            "model": "m",
            "occurred_at": datetime.fromtimestamp(time_s, UTC),
            "latency_ms": float(number % 900),
            "finish_reasons": ["length" if number % 11 == 0 else "stop"],
            "output": json.dumps({"member": {"plan": "gold"}}) if number % 2 else "plain",
        }
    )
    if number % 7 == 0:
        return Quarantined(event_id=str(number), event=event, decision=DecisionBrief(action="quarantine"))
    return Approved(event_id=str(number), event=event, decision=DecisionBrief(action="allow"))


class Traffic:
    """Records through transactions, every fourth of which is aborted; committed ones are remembered."""

    def __init__(self, brokers: str, prefix: str, start_s: float) -> None:
        self.prefix = prefix
        self.start_s = start_s
        self.sent: list[Approved | Quarantined] = []
        self._number = 0
        self._batch = 0
        self._producer = Producer({"bootstrap.servers": brokers, "transactional.id": f"{prefix}{uuid.uuid4()}"})
        self._producer.init_transactions(30)

    def send(self, events: int, step_s: float = 0.1, abort: bool | None = None) -> None:
        """One transaction. Event time goes on by `step_s` per event."""
        self._batch += 1
        abort = self._batch % 4 == 0 if abort is None else abort
        self._producer.begin_transaction()
        batch = [self._next(step_s, aborted=abort) for _ in range(events)]
        for made in batch:
            self._produce(made)
        if abort:
            self._producer.flush(30)  # so that the aborted records really are in the log
            self._producer.abort_transaction(30)
        else:
            self._producer.commit_transaction(30)
            self.sent += batch

    def send_garbage(self) -> None:
        """Records that no reader understands, committed."""
        self._producer.begin_transaction()
        for value in (b"not json", b"\x00\x00\x00\x00\x09avro", b"[]", None):
            self._producer.produce(f"{self.prefix}approved", value, key=b"acme|0")
        self._producer.commit_transaction(30)

    def _next(self, step_s: float, aborted: bool) -> Approved | Quarantined:
        self._number += 1
        return record(self._number, self.start_s + self._number * step_s, "aborted" if aborted else "")

    def _produce(self, made: Approved | Quarantined) -> None:
        door = "approved" if isinstance(made, Approved) else "quarantine"
        key = f"acme|{self._number % 97}-{int(made.event_id) % 41}"
        self._producer.produce(self.prefix + door, made.model_dump_json().encode(), key=key.encode())
        self._producer.poll(0)


class WatchProcess:
    """One `watch` in a process of its own."""

    def __init__(self, folder: Path, **told: Any) -> None:
        self._told = told
        self.log = folder / f"watch-{uuid.uuid4().hex[:6]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **more: Any) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.streams.watch.process", json.dumps({**self._told, **more})],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def wait(self, timeout_s: float) -> int:
        assert self._process is not None
        return self._process.wait(timeout_s)

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def until(self, line: str, times: int, timeout_s: float) -> None:
        """Wait until the process has said so, so many times."""
        deadline = time.monotonic() + timeout_s
        while self.lines().count(line) < times:
            assert time.monotonic() < deadline, f"{line} was said {self.lines().count(line)} times"
            time.sleep(0.2)

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise


def reports(brokers: str, prefix: str) -> dict[Window, DriftReport]:
    """By window. Fails where one window has two that differ in a byte."""
    found: dict[Window, bytes] = {}
    for message in read_all(brokers, f"{prefix}drift"):
        raw = message.value() or b""
        report = DriftReport.model_validate_json(raw)
        assert report.window_start is not None
        window = Window.of(report.segment, int(report.window_start.timestamp() * 1000), WINDOW_MS)
        assert found.setdefault(window, raw) == raw, "two reports of one window differ"
    return {window: DriftReport.model_validate_json(raw) for window, raw in found.items()}


def expected(sent: Iterable[Approved | Quarantined]) -> dict[Window, DriftReport]:
    """Counted here, all at once."""
    counts: dict[Window, Counts] = {}
    now_ms = int(time.time() * 1000)
    for made in sent:
        seen = observe(made, now_ms, Skew())
        counts.setdefault(Window.of(seen.segment, seen.time_ms, WINDOW_MS), Counts()).update(seen)
    return {window: made.report(window.segment, window.start_ms, window.end_ms) for window, made in counts.items()}


def until_reported(brokers: str, prefix: str, events: int, timeout_s: float) -> dict[Window, DriftReport]:
    """The reports, once they hold so many events (late ones included) or time is up."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = reports(brokers, prefix)
        reported = sum(report.events + report.late_events for report in found.values())
        if reported >= events or time.monotonic() > deadline:
            return found
        time.sleep(1)


def left_to_read(brokers: str, prefix: str) -> Counter[str]:
    """Committed records at or after the committed offsets of `watch`, by topic: what a restart would read again."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": f"{prefix}watch", "enable.auto.commit": False})
    topics = [f"{prefix}{name}" for name in ("approved", "quarantine", "partials")]
    wanted = [TopicPartition(topic, partition) for topic in topics for partition in range(PARTITIONS)]
    at = {(tp.topic, tp.partition): tp.offset for tp in consumer.committed(wanted, timeout=30)}
    consumer.close()
    return Counter(
        message.topic()
        for message in read_all(brokers, *topics)
        if message.offset() >= at[message.topic(), message.partition()]
    )


def move_committed_offsets(brokers: str, prefix: str, to: dict[str, str]) -> None:
    """As an operator might: some topics of the group of `watch` to their `end` or their `beginning`."""
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": f"{prefix}watch", "enable.auto.commit": False})
    moved = []
    for name, where in to.items():
        for partition in range(PARTITIONS):
            at = TopicPartition(prefix + name, partition)
            low, high = consumer.get_watermark_offsets(at, timeout=30)
            moved.append(TopicPartition(prefix + name, partition, high if where == "end" else low))
    consumer.commit(offsets=moved, asynchronous=False)
    consumer.close()
