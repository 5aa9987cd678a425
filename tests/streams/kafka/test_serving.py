"""The loop of a processor on a session that is played: what it shows, what it holds back, where it cuts a batch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import cast

import pytest
from confluent_kafka import Message as Consumed
from prometheus_client import CollectorRegistry

from schemas.errors import DependencyError
from streams.kafka.clients import Member, Partition, offset_of, partition_of
from streams.kafka.serving import Processor, Serving, parts_of
from streams.kafka.session import Outgoing
from streams.kafka.session_metrics import SessionMetrics
from streams.process.health import Health
from streams.settings import Settings
from tests.streams.kafka.played import TOPIC, Message, Session
from tests.streams.kafka.toy_worker import Copied

MIB = 1024 * 1024
MEMBER = Member((TOPIC,), "tidegate-toy", "a")


class Copies:
    """A processor whose messages of some offsets cannot be read, until they can."""

    def __init__(self, *unreadable: int) -> None:
        self.unreadable = set(unreadable)

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Nothing to prepare."""

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """Nothing to forget."""

    def work(self, part: Sequence[Consumed], stop: threading.Event) -> Copied:
        work = Copied([], [], {})
        for origin, message in enumerate(part):
            where = partition_of(message)
            if where in work.waiting:
                continue
            if offset_of(message) in self.unreadable:
                work.waiting[where] = "the registry is down"
                continue
            work.messages.append(message)
            work.outgoing.append(Outgoing("copies", None, b"", [], origin))
        return work


def serve(
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    stop: threading.Event,
    processor: Processor | None = None,
    registry: CollectorRegistry | None = None,
    health: Health | None = None,
) -> None:
    monkeypatch.setattr("streams.kafka.serving.Session", session.opened)
    metrics = SessionMetrics(registry or CollectorRegistry())
    Serving(Settings(), MEMBER, processor or Copies(), metrics, health or Health()).run(stop)


def test_the_lag_of_a_partition_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.kafka.serving._LAG_EVERY_S", 0.0)
    registry, seen, stop = CollectorRegistry(), [], threading.Event()

    def shown() -> dict[str, float]:
        samples = [sample for family in registry.collect() for sample in family.samples]
        return {each.labels["partition"]: each.value for each in samples if each.name == "tidegate_consumer_lag"}

    def has_two(session: Session) -> list[Message]:
        session.behind = {(TOPIC, 0): 7, (TOPIC, 1): 9}
        return []

    def loses_one(session: Session) -> list[Message]:
        seen.append(shown())
        session.behind = {(TOPIC, 0): 5}
        session.revoke([(TOPIC, 1)])
        return []

    def looks(_session: Session) -> list[Message]:
        seen.append(shown())
        return []

    serve(monkeypatch, Session(stop, has_two, loses_one, looks), stop, registry=registry)
    assert seen == [{"0": 7, "1": 9}, {"0": 5}]
    assert shown() == {}, "a worker without a session has no partitions"


def test_a_message_that_waits_holds_its_partition_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named, left alone longer and longer, and why the worker is not ready; then it has its turn."""
    stop, health, processor = threading.Event(), Health(), Copies(1)
    ready: list[tuple[int, str, bytes]] = []
    registry, shown = CollectorRegistry(), []
    zero, one = (TOPIC, 0), (TOPIC, 1)

    def comes(_session: Session) -> list[Message]:
        return [Message(0), Message(7, partition=1), Message(1), Message(8, partition=1), Message(2)]

    def comes_again(_session: Session) -> list[Message]:
        ready.append(health.ready_answer())
        shown.append(registry.get_sample_value("tidegate_partitions_held"))
        return [Message(1), Message(2), Message(9, partition=1)]

    def is_readable(_session: Session) -> list[Message]:
        processor.unreadable.clear()
        return [Message(1), Message(2)]

    def looks(_session: Session) -> list[Message]:
        ready.append(health.ready_answer())
        shown.append(registry.get_sample_value("tidegate_partitions_held"))
        return []

    session = Session(stop, comes, comes_again, comes_again, is_readable, looks)
    serve(monkeypatch, session, stop, processor, registry, health)
    assert session.committed == [0, 7, 8, 9, 9, 1, 2]
    assert session.rewound == [1, 2] * 3
    assert [(where, offset) for where, offset, _ in session.held] == [(zero, 1)] * 3
    assert [0.5 <= for_s / (1 << turn) <= 1.0 for turn, (_, _, for_s) in enumerate(session.held)] == [True] * 3
    waits = 503, "text/plain; charset=utf-8", f"{TOPIC}/0/1 waits: the registry is down\n".encode()
    assert ready == [waits, waits, (200, waits[1], b"ok\n")]
    assert shown == [1, 1, 0]
    assert one not in {where for where, _, _ in session.held}


class Waits(Copies):
    """A processor whose work as a whole cannot be done, for some times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def work(self, part: Sequence[Consumed], stop: threading.Event) -> Copied:
        self._times -= 1
        if self._times >= 0:
            raise DependencyError("the policies cannot be read")
        return super().work(part, stop)


def watched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each time that the watchdog is told of progress."""
    progress: list[str] = []
    monkeypatch.setattr("streams.kafka.serving.Watchdog.progress", lambda _self: progress.append("progress"))
    return progress


def test_work_that_waits_as_a_whole_is_why_the_worker_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing that a fresh process would do better."""
    monkeypatch.setattr("streams.kafka.serving._BACKOFF_S", 0.001)
    stop, health, progress = threading.Event(), Health(), watched(monkeypatch)
    seen: list[tuple[int, bytes, int]] = []

    def comes(_session: Session) -> list[Message]:
        return [Message(0)]

    def comes_again(_session: Session) -> list[Message]:
        status, _, text = health.ready_answer()
        seen.append((status, text, len(progress)))
        return [Message(0)]

    def looks(_session: Session) -> list[Message]:
        seen.append((health.ready_answer()[0], b"", 0))
        return []

    session = Session(stop, comes, comes_again, looks)
    serve(monkeypatch, session, stop, Waits(1), health=health)
    (status, text, told), (after, _, _) = seen
    assert (status, text, after) == (503, b"the policies cannot be read\n", 200)
    assert told > 1, "started, and waiting"
    assert session.committed == [0]


def test_what_a_batch_waited_for_goes_with_its_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has nothing left to do is not unready for what others now wait for."""
    monkeypatch.setattr("streams.kafka.serving._BACKOFF_S", 0.001)
    stop, health, ready = threading.Event(), Health(), []

    def goes(session: Session) -> list[Message]:
        ready.append(health.ready_answer()[0])
        session.revoke([(TOPIC, 0)])
        return []

    def looks(_session: Session) -> list[Message]:
        ready.append(health.ready_answer()[0])
        return []

    serve(monkeypatch, Session(stop, lambda _: [Message(0)], goes, looks), stop, Waits(1), health=health)
    assert ready == [503, 200]


def test_work_that_does_nothing_is_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    class Idles(Copies):
        def work(self, part: Sequence[Consumed], stop: threading.Event) -> Copied:
            return Copied([], [], {})

    monkeypatch.setattr("streams.kafka.serving._LAG_EVERY_S", 1e9)
    stop, progress = threading.Event(), watched(monkeypatch)
    session = Session(stop, lambda _: [Message(0)], lambda _: [Message(0)])
    serve(monkeypatch, session, stop, Idles())
    assert progress == ["progress"], "of its start"


def test_a_partition_that_went_keeps_nobody_from_being_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, health, ready = threading.Event(), Health(), []

    def goes(session: Session) -> list[Message]:
        ready.append(health.ready_answer()[0])
        session.revoke([(TOPIC, 0)])
        return []

    def looks(_session: Session) -> list[Message]:
        ready.append(health.ready_answer()[0])
        return []

    session = Session(stop, lambda _: [Message(0)], goes, looks)
    serve(monkeypatch, session, stop, Copies(0), health=health)
    assert ready == [503, 200]


@pytest.mark.parametrize(
    ("sizes", "lengths"),
    [
        ([1, 1, 1], [3]),
        ([2 * MIB, 2 * MIB], [2]),
        ([2 * MIB, 2 * MIB, 1, 1], [2, 2]),
        ([5 * MIB, 5 * MIB, 1], [1, 1, 1]),
        ([1, 5 * MIB], [1, 1]),
        ([3 * MIB, 3 * MIB, 3 * MIB], [1, 1, 1]),
        ([3 * MIB, 3 * MIB, 1 * MIB, 1], [1, 2, 1]),
    ],
)
def test_a_batch_is_cut_at_four_mebibytes_and_nothing_of_it_is_dropped(sizes: list[int], lengths: list[int]) -> None:
    batch = [cast(Consumed, Message(offset, bytes(size))) for offset, size in enumerate(sizes)]
    parts = list(parts_of(batch))
    assert [len(part) for _, part in parts] == lengths
    assert [begin for begin, _ in parts] == [sum(lengths[:index]) for index in range(len(lengths))]
    assert [each for _, part in parts for each in part] == batch


def test_tombstones_count_nothing_toward_the_size_of_a_batch() -> None:
    batch = [cast(Consumed, Message(offset, None)) for offset in range(3)]
    assert list(parts_of(batch)) == [(0, batch)]
