"""The loop of a worker, on a session without brokers: what it shows, and what it leaves to others when told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from prometheus_client import CollectorRegistry

from guards.case import Case, Guard, Verdict
from schemas.policy import Policy
from streams.judging.court import court_of
from streams.kafka.clients import screen_member
from streams.kafka.serving import Serving
from streams.process.health import Health
from streams.screen.doors import Doors
from streams.screen.inbox import Inbox
from streams.screen.metrics import ScreenMetrics
from streams.screen.worker import Screen
from streams.settings import Settings
from streams.wire.values import Writer
from tests.streams.kafka.played import Message, Session


def serve(
    monkeypatch: pytest.MonkeyPatch, session: Session, metrics: ScreenMetrics, stop: threading.Event, *guards: Guard
) -> None:
    monkeypatch.setattr("streams.kafka.serving.Session", session.opened)
    settings, policy = Settings(), Policy()
    inbox, doors = Inbox(settings, None), Doors(settings.topics, Writer(None))
    screen = Screen(court_of(policy, {}, guards), inbox, doors, metrics)
    Serving(settings, screen_member(settings), screen, metrics.sessions, Health()).run(stop)


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
