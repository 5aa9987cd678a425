"""The two halves of `watch` without Kafka: ended between any two of its messages, they still count exactly.

Each run plays random traffic over a few partitions through both halves. A partition is moved to a fresh worker at
random, also in the middle of a flush: memory is lost, what was written stays, and events are read again from the
last offset that was acknowledged. Every run is given by its seed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from detectors.counts import Counts
from detectors.observation import Observation
from schemas.drift import DriftReport, Segment
from streams.watch.cells import Cells
from streams.watch.flush import Flush
from streams.watch.merge import Merge
from streams.watch.tenants import Detecting
from streams.watch.window import Rules, Window

DOORS = ("approved", "quarantine")
RULES = Rules(window_ms=60_000, lateness_ms=10_000, idle_ms=5_000, partitions=3, partials="partials", drift="drift")


def encode(report: DriftReport) -> bytes:
    return report.model_dump_json().encode()


@dataclass
class Log:
    """One partition of a topic. Transaction markers take offsets too, so offsets have holes."""

    records: list[tuple[int, object]] = field(default_factory=list)
    acked: int = 0
    """Index of the record to read after a crash."""


class Worker:
    """Both halves of one partition, in the hands of one worker after another."""

    def __init__(self, world: World, partition: int) -> None:
        self.world, self.partition = world, partition
        self.start()

    def start(self) -> None:
        world, kept = self.world, dict(self.world.changelog[self.partition])
        self.cells = Cells(self.partition, DOORS, world.rules, kept, world.now_ms)
        self.merge = Merge(self.partition, world.rules, encode, kept, world.detecting)
        self.at = {log: world.logs[log, self.partition].acked for log in (*DOORS, "partials")}

    def read(self, name: str, at_most: int) -> None:
        records = self.world.visible(name, self.partition)
        for offset, value in records[self.at[name] : self.at[name] + at_most]:
            self._take(name, offset, value)
            self.at[name] += 1
            if self.world.random.random() < self.world.redelivered:
                self._take(name, *records[self.world.random.randrange(self.at[name])])

    def _take(self, name: str, offset: int, value: object) -> None:
        if name == "partials":
            self.merge.apply(offset, value)  # type: ignore[arg-type]
        else:
            self.world.fates[self.cells.apply(name, offset, value, self.world.now_ms)] += 1  # type: ignore[arg-type]

    def flush(self, crash_after: int | None = None) -> None:
        """Write both halves; or end after so many messages, having acknowledged nothing."""
        read = dict(self.at)
        left = 10**9 if crash_after is None else crash_after
        for steps in (self.cells.flush(self.world.now_ms, self._at_end), self.merge.flush()):
            left = self._write(steps, left)
        if left <= 0:
            self.start()
            return
        for name, at in read.items():
            self.world.logs[name, self.partition].acked = at

    def _write(self, steps: Flush, left: int) -> int:
        for step in steps:
            # Messages of one step are in flight together: any of them may be the ones that a crash lets through.
            for message in self.world.random.sample(step, len(step)):
                left -= 1
                if left < 0:
                    return left
                self.world.write(message.topic, message.partition, message.key, message.value)
        return left

    def _at_end(self, topic: str, applied: int) -> bool:
        records = self.world.visible(topic, self.partition)
        return not records or records[-1][0] <= applied


class World:
    """The logs, and one worker per partition."""

    def __init__(self, seed: int, rules: Rules = RULES, detecting: Detecting | None = None) -> None:
        self.random = random.Random(seed)
        self.rules = rules
        self.detecting = detecting
        self.redelivered = 0.0
        """Share of records after which an earlier one comes again."""
        self.now_ms = 10_000_000
        self.logs = {(name, p): Log() for name in (*DOORS, "partials") for p in range(rules.partitions)}
        self.arrived = {(name, p): 0 for name in DOORS for p in range(rules.partitions)}
        self.changelog: list[dict[bytes, bytes]] = [{} for _ in range(rules.partitions)]
        self.reports: list[bytes] = []
        self.fates: Counter[str] = Counter()
        self.sent: list[Observation] = []

    def visible(self, name: str, partition: int) -> list[tuple[int, object]]:
        records = self.logs[name, partition].records
        return records if name == "partials" else records[: self.arrived[name, partition]]

    def produce(self, name: str, partition: int, seen: Observation) -> None:
        records = self.logs[name, partition].records
        records.append(((records[-1][0] if records else -1) + self.random.choice((1, 1, 2)), seen))
        self.sent.append(seen)

    def write(self, topic: str | None, partition: int | None, key: bytes, value: bytes | None) -> None:
        if topic == "drift":
            assert value is not None
            self.reports.append(value)
        elif topic == "partials":
            assert partition is not None
            records = self.logs["partials", partition].records
            records.append((len(records), value))
        elif value is None:
            self.changelog[partition or 0].pop(key, None)
        else:
            self.changelog[partition or 0][key] = value

    def run(self, crashes: float) -> None:
        self.workers = [Worker(self, p) for p in range(self.rules.partitions)]
        while any(self.arrived[at] < len(self.logs[at].records) for at in self.arrived):
            self._arrive()
            self._act(crashes)
            self.now_ms += self.random.choice((0, 10, 1_000))
        self.go_quiet()

    def go_quiet(self) -> None:
        """Nothing more comes: every input falls idle, and every window closes."""
        for _ in range(6):
            self.now_ms += self.rules.idle_ms
            self._act(0, everybody=True)

    def _arrive(self) -> None:
        for at, so_far in self.arrived.items():
            self.arrived[at] = min(so_far + self.random.choice((0, 0, 1, 5)), len(self.logs[at].records))

    def _act(self, crashes: float, everybody: bool = False) -> None:
        for worker in self.workers if everybody else [self.random.choice(self.workers)]:
            for name in self.random.sample((*DOORS, "partials"), 3):
                worker.read(name, 10**9 if everybody else self.random.randrange(8))
            crash = self.random.random() < crashes
            worker.flush(self.random.randrange(12) if crash else None)

    def distinct(self) -> dict[Window, DriftReport]:
        """The reports by window; fails where one window has two different ones."""
        found: dict[Window, bytes] = {}
        for raw in self.reports:
            report = DriftReport.model_validate_json(raw)
            if report.kind != "summary":
                continue
            assert report.window_start is not None
            window = Window.of(report.segment, int(report.window_start.timestamp() * 1000), self.rules.window_ms)
            assert found.setdefault(window, raw) == raw
        return {window: DriftReport.model_validate_json(raw) for window, raw in found.items()}


def observation(time_ms: int, rng: random.Random) -> Observation:
    return Observation(
        segment=Segment(tenant=rng.choice("ab")),
        time_ms=time_ms,
        mark_ms=time_ms,
        numbers={"input_tokens": rng.randrange(1_000)},
        categories={"actions": (rng.choice(("allow", "quarantine")),)},
    )


def in_order(world: World, events: int) -> None:
    """Traffic whose event time never falls back by more than the lateness within an input."""
    for number in range(events):
        time_ms = number * 1_000 + world.random.randrange(-9_000, 1)
        world.produce(
            world.random.choice(DOORS),
            world.random.randrange(world.rules.partitions),
            observation(max(0, time_ms), world.random),
        )


def expected(world: World) -> dict[Window, DriftReport]:
    counts: dict[Window, Counts] = {}
    for seen in world.sent:
        counts.setdefault(Window.of(seen.segment, seen.time_ms, world.rules.window_ms), Counts()).update(seen)
    return {window: made.report(window.segment, window.start_ms, window.end_ms) for window, made in counts.items()}


# Idle inputs are told by the wall clock, so a run in which none is idle must not depend on anything but the logs.
NEVER_IDLE = Rules(60_000, 10_000, 10**8, 3, "partials", "drift")


@pytest.mark.parametrize("seed", range(40))
def test_every_event_is_in_one_report(seed: int) -> None:
    world = World(seed, NEVER_IDLE)
    in_order(world, 400)
    world.run(crashes=0.4)
    assert world.distinct() == expected(world)
    assert world.fates["late"] == 0


@pytest.mark.parametrize("seed", range(40))
def test_without_crashes_every_report_is_published_once(seed: int) -> None:
    world = World(seed, NEVER_IDLE)
    in_order(world, 200)
    world.run(crashes=0)
    assert len(world.reports) == len(set(world.reports))


@pytest.mark.parametrize("seed", range(60))
def test_late_events_are_counted_once_and_windows_never_opened_again(seed: int) -> None:
    world = World(seed)
    for number in range(400):
        late = world.random.random() < 0.1
        time_ms = number * 1_000 - (world.random.randrange(200_000) if late else 0)
        world.produce(world.random.choice(DOORS), world.random.randrange(3), observation(max(0, time_ms), world.random))
    world.run(crashes=0.3)
    reports = world.distinct().values()
    assert sum(report.events + report.late_events for report in reports) == len(world.sent)


@pytest.mark.parametrize("seed", range(40))
def test_segments_beyond_the_cap_are_counted_together(seed: int) -> None:
    rules = Rules(60_000, 10_000, 10**8, 3, "partials", "drift", max_segments=4)
    world = World(seed, rules)
    for number in range(300):
        seen = Observation(Segment(model=str(world.random.randrange(30))), number * 1_000, number * 1_000)
        world.produce(world.random.choice(DOORS), world.random.randrange(3), seen)
    world.run(crashes=0.4)
    reports = world.distinct()
    assert sum(report.events for report in reports.values()) == len(world.sent)
    assert any(window.tenant == "other" for window in reports)


def test_what_is_kept_goes_when_all_is_closed() -> None:
    world = World(1)
    in_order(world, 400)
    world.run(crashes=0.2)
    kinds = Counter(json.loads(key)[1] for kept in world.changelog for key in kept)
    assert kinds == {"inputs": 3, "sources": 3}
