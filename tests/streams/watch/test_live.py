"""`tidegate watch` on a real broker: kills change no alert, and `tidegate backtest` of the topics says the same."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic_core import from_json

from schemas.decision import Approved, DecisionBrief, Quarantined
from schemas.drift import DriftReport
from schemas.interaction import Interaction
from streams.history.backtest.file import line_of
from streams.operate.topics_apply import apply_topics
from streams.settings import Settings
from tests.kafka.brokers import Cluster
from tests.streams.reading import read_all
from tests.streams.watch.runs import Traffic

WINDOW_S, LEARN, SHIFTED, WINDOWS = 60, 12, 20, 32
EVENTS_A_WINDOW = 80

POLICY = f"""
name: live
version: 1
drift: {{window: {WINDOW_S} s, lateness: 20 s, learn: {LEARN * WINDOW_S} s, segments: 4}}
"""


class Slower(Traffic):
    """Two workflows; answers of one of them get slower, and lose a field."""

    def _next(self, step_s: float, aborted: bool) -> Approved | Quarantined:
        self._number += 1
        number, rng = self._number, random.Random(self._number)
        shifted = number * step_s >= SHIFTED * WINDOW_S and number % 2
        latency = rng.lognormvariate(6, 0.4) * (3 if shifted else 1)
        at = datetime.fromtimestamp(self.start_s + number * step_s, UTC)
        event = Interaction.model_validate(
            {
                "event_id": str(number), "tenant": "acme", "workflow": f"w{number % 2}", "model": "m",
                "occurred_at": at, "latency_ms": latency, "output": '{"a": 1}' if shifted else '{"a": 1, "b": 2}',
            }
        )  # fmt: skip
        if aborted:
            event = event.model_copy(update={"workflow": "aborted"})
        if rng.random() < 0.1:
            return Quarantined(event_id=str(number), event=event, decision=DecisionBrief(action="quarantine"))
        return Approved(event_id=str(number), event=event, decision=DecisionBrief(action="allow"))

    def _produce(self, made: Approved | Quarantined) -> None:
        door = "approved" if isinstance(made, Approved) else "quarantine"
        topic = f"{self.prefix}llm.{door}.v1"
        self._producer.produce(topic, made.model_dump_json().encode(), key=f"k{int(made.event_id) % 97}".encode())
        self._producer.poll(0)


class Watch:
    """The command, as a process that is killed and started again."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._env, self._log = env, folder / f"watch-{id(self)}.log"

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "streams.cli", "watch"], env=self._env, stdout=log, stderr=log
            )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(30)


def environment(kafka: str, prefix: str, folder: Path) -> dict[str, str]:
    (folder / "policy.yaml").write_text(POLICY)
    told = {
        "TIDEGATE_KAFKA": kafka,
        "TIDEGATE_TOPIC_PREFIX": prefix,
        "TIDEGATE_POLICY": str(folder / "policy.yaml"),
        "TIDEGATE_IDLE": "8 s",
        "TIDEGATE_HTTP_PORT": "0",
    }
    return {**os.environ, **told}


def published(kafka: str, prefix: str) -> tuple[int, dict[str, bytes]]:
    """How many events the summaries hold, late ones included, and alerts by id; fails where two of an id differ."""
    events: dict[str, int] = {}
    alerts: dict[str, bytes] = {}
    for message in read_all(kafka, f"{prefix}llm.drift.v1"):
        raw = message.value() or b""
        report = DriftReport.model_validate_json(raw)
        if report.kind == "summary":
            events[report.report_id] = report.events + report.late_events
        else:
            assert alerts.setdefault(report.report_id, raw) == raw
    return sum(events.values()), alerts


def watched_through_kills(
    kafka: str, prefix: str, folder: Path, kills: int, also_kill: Callable[[], None] | None = None
) -> None:
    env = environment(kafka, prefix, folder)
    settings = Settings(kafka=kafka, topic_prefix=prefix, partitions=4)
    apply_topics(settings, dry_run=False)
    traffic = Slower(kafka, prefix, time.time() // WINDOW_S * WINDOW_S - 3 * 3_600)
    watches = [Watch(folder, env) for _ in range(2)]
    for watch in watches:
        watch.start()
    batches = WINDOWS * EVENTS_A_WINDOW // 80

    def produce() -> None:
        for _ in range(batches):
            traffic.send(80, step_s=WINDOW_S / EVENTS_A_WINDOW)
            time.sleep(kills * 4 / batches)

    producing = threading.Thread(target=produce)
    producing.start()
    rng = random.Random(kills)
    try:
        for number in range(kills):
            time.sleep(rng.uniform(1, 4))
            watches[number % 2].kill()
            if also_kill is not None:
                also_kill()
            watches[number % 2].start()
        producing.join()
        deadline = time.monotonic() + 90
        while published(kafka, prefix)[0] < len(traffic.sent) and time.monotonic() < deadline:
            time.sleep(1)
        time.sleep(2)
    finally:
        producing.join()
        codes = [watch.stop() for watch in watches]
    events, alerts = published(kafka, prefix)
    assert (codes, events) == ([0, 0], len(traffic.sent))
    told = subprocess.run(
        [sys.executable, "-m", "streams.cli", "backtest", "doors"], env=env, capture_output=True, text=True, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert "late" not in told.stderr
    live = [DriftReport.model_validate_json(raw) for raw in alerts.values()]
    last = {report.alert.fingerprint: line_of(report) for report in live if report.alert}
    assert [from_json(line) for line in told.stdout.splitlines()] == list(last.values())
    kept = subprocess.run(
        [sys.executable, "-m", "streams.cli", "baseline", "create", "seen", "doors"],
        env=env,
        capture_output=True,
        text=True,
    )
    assert (kept.returncode, f"{len(traffic.sent):,} events" in kept.stdout) == (0, True), kept.stderr
    [alert] = last.values()
    fields = {alert["field"], *(each["field"] for each in alert["comoving"])}
    assert (alert["segment"]["workflow"], fields >= {"latency_ms", "$.b"}) == ("w1", True)


@pytest.mark.slow
def test_worker_kills_change_no_alert_and_the_backtest_says_the_same(
    kafka: str, make_topic: Callable[..., str], topic_prefix: str, tmp_path: Path
) -> None:
    for topic in Settings(topic_prefix=topic_prefix).topics.all():
        make_topic(topic.name.removeprefix(topic_prefix), partitions=4)
    watched_through_kills(kafka, topic_prefix, tmp_path, kills=3)


@pytest.mark.chaos
@pytest.mark.timeout(600)
def test_worker_and_broker_kills_change_no_alert(brokers: Callable[[int], Cluster], tmp_path: Path) -> None:
    cluster = brokers(3)
    rng = random.Random(8)

    def kill_a_broker() -> None:
        node = rng.randint(1, 3)
        cluster.kill(node)
        time.sleep(2)
        cluster.restart(node)

    watched_through_kills(cluster.bootstrap, "t.", tmp_path, kills=5, also_kill=kill_a_broker)
