"""The loop of a worker, on a session without brokers: what it shows, and what it leaves to others when told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from guards.case import Case, Guard, Verdict
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.kafka.clients import Partition
from streams.kafka.session import Outgoing
from streams.process.health import Health
from streams.screen.doors import Doors
from streams.screen.inbox import Inbox
from streams.screen.metrics import ScreenMetrics
from streams.screen.worker import Screen
from streams.settings import Settings
from streams.wire.values import Writer

TOPIC = "llm.interactions.v1"


class Message:
    """An event as a consumer hands it out."""

    def __init__(self, offset: int, value: bytes = b"{}") -> None:
        self._offset, self._value = offset, value

    def topic(self) -> str:
        return TOPIC

    def partition(self) -> int:
        return 0

    def offset(self) -> int:
        return self._offset

    def timestamp(self) -> tuple[int, int]:
        return 1, 1_790_000_000_000

    def key(self) -> None:
        return None

    def value(self) -> bytes:
        return self._value

    def headers(self) -> None:
        return None


class Session:
    """A session whose every round is played by a test: `rounds` are called one after the other, then it stops."""

    def __init__(self, stop: threading.Event, *rounds: Callable[[Session], list[Message]]) -> None:
        self._stop, self._rounds = stop, list(rounds)
        self.behind: dict[Partition, int] = {}
        self.committed: list[int] = []
        self.rewound: list[int] = []
        self.revoke: Callable[[Iterable[Partition]], None]

    def opened(self, _settings: Settings, _assigned: Any, revoked: Any, _waiting: Any) -> Session:
        self.revoke = revoked
        return self

    def poll(self) -> list[Message]:
        if self._rounds:
            return self._rounds.pop(0)(self)
        self._stop.set()
        return []

    def commit(self, batch: Sequence[Message], outgoing: Sequence[Outgoing]) -> None:
        assert {record.origin for record in outgoing} == set(range(len(batch)))
        self.committed += [message.offset() for message in batch]

    def rewind(self, batch: Iterable[Message]) -> None:
        self.rewound += [message.offset() for message in batch]

    def lag(self) -> dict[Partition, int]:
        return self.behind

    def ready(self) -> bool:
        return True

    def close(self) -> None:
        pass


def serve(
    monkeypatch: pytest.MonkeyPatch, session: Session, metrics: ScreenMetrics, stop: threading.Event, *guards: Guard
) -> None:
    monkeypatch.setattr("streams.screen.worker.Session", session.opened)
    settings, policy = Settings(), Policy()
    inbox, doors = Inbox(settings, None), Doors(settings.topics, Writer(None))
    Screen(settings, court_of(policy, {}, guards), inbox, doors, metrics, Health()).run(stop)


def test_the_lag_of_a_partition_goes_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.screen.worker._LAG_EVERY_S", 0.0)
    metrics, seen, stop = ScreenMetrics(CollectorRegistry()), [], threading.Event()

    def shown() -> dict[str, float]:
        samples = [sample for family in metrics.registry.collect() for sample in family.samples]
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

    serve(monkeypatch, Session(stop, has_two, loses_one, looks), metrics, stop)
    assert seen == [{"0": 7, "1": 9}, {"0": 5}]
    assert shown() == {}, "a worker without a session has no partitions"


class Counts:
    """A guard that notes what it was given, and has the worker told to stop while it judges."""

    name = "counts"

    def __init__(self, stop: threading.Event, stop_at: int) -> None:
        self._stop, self._stop_at = stop, stop_at
        self.judged = 0

    def check(self, cases: Sequence[Case]) -> list[Verdict]:
        self.judged += len(cases)
        if self.judged >= self._stop_at:
            self._stop.set()
        return [Verdict() for _ in cases]


def fetched(size: int, value: bytes = b"{}") -> Callable[[Session], list[Message]]:
    return lambda _: [Message(offset, value) for offset in range(size)]


LONG = b'{"messages": "' + b"a " * 60_000 + b'"}'


@pytest.mark.parametrize(
    ("size", "value", "stop_at", "committed"),
    [
        (500, b"{}", 1, 50),
        (500, b"{}", 101, 150),
        (500, b"{}", 500, 500),
        (30, LONG, 1, 2),
        (40, LONG, 33, 34),
        (3, b"no json", 1, 3),
    ],
)
def test_a_worker_that_is_to_stop_leaves_what_it_has_not_judged(
    monkeypatch: pytest.MonkeyPatch, size: int, value: bytes, stop_at: int, committed: int
) -> None:
    """However many events wait, it is done with a few more of them; two of 120 kB fill a chunk."""
    stop = threading.Event()
    session, guard = Session(stop, fetched(size, value)), Counts(stop, stop_at)
    metrics = ScreenMetrics(CollectorRegistry())
    serve(monkeypatch, session, metrics, stop, guard)
    assert session.committed == list(range(committed))
    assert session.rewound == list(range(committed, size))
    assert metrics.registry.get_sample_value("tidegate_committed_events_total") == committed


def test_a_batch_that_takes_long_is_committed_as_far_as_it_got(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.screen.worker._JUDGING_S", 0.0)
    stop = threading.Event()
    session = Session(stop, fetched(120), lambda _: [Message(offset) for offset in range(50, 100)])
    serve(monkeypatch, session, ScreenMetrics(CollectorRegistry()), stop, Counts(stop, 1_000))
    assert session.committed == list(range(100))
    assert session.rewound == list(range(50, 120))


def test_what_cannot_be_read_keeps_its_place_among_the_records_of_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[int] = []
    stop = threading.Event()
    batch = [Message(offset, value) for offset, value in enumerate((b"{}", b"{", b"{}", b"["))]
    session = Session(stop, lambda _: batch)
    monkeypatch.setattr(session, "commit", lambda _batch, outgoing: said.extend(each.origin for each in outgoing))
    serve(monkeypatch, session, ScreenMetrics(CollectorRegistry()), stop)
    assert len(set(said)) == len(batch)
    assert said == sorted(said)
