"""What a worker does before it is ready: every guard has judged once, nobody was asked, and it can be called off."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from guards.case import Case, Verdict
from schemas.policy import Policy
from streams.judging import court
from streams.judging.court import court_of, seated
from streams.screen import run
from streams.screen.warming import warm
from streams.settings import Settings


class Notes:
    """A guard that notes the cases it is given."""

    def __init__(self, name: str = "notes", on_check: Callable[[], None] = lambda: None) -> None:
        self.name = name
        self.cases: list[Case] = []
        self._on_check = on_check

    def prepare(self, _policies: Any) -> None:
        self._on_check()

    def check(self, cases: Sequence[Case]) -> list[Verdict]:
        self.cases += cases
        return [Verdict() for _ in cases]


def test_every_guard_finds_something_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    seat, judged = seated(Settings(), Policy(), {}), []
    judge = seat.judge
    original = judge.judge
    monkeypatch.setattr(judge, "judge", lambda cases: judged.extend(original(cases)))
    warm(seat)
    (one,) = judged
    assert one.degraded == ()
    assert {"pii", "secrets", "contradiction"} <= {finding.guard for finding in one.findings}
    assert "support" in one.scores["contradiction"], "the support score has been taken"


def test_each_variant_is_judged_and_no_model_is_asked() -> None:
    guard = Notes()
    policy = Policy.model_validate(
        {
            "guards": {"contradiction": {"second": {"use": "model"}}},
            "scopes": [{"match": {"tenant": "acme"}, "guards": {"pii": {"mode": "shadow"}}}],
        }
    )
    warm(court_of(policy, {}, [guard]))
    assert [case.policy.pii.mode for case in guard.cases] == ["enforce", "shadow"]
    assert {case.policy.contradiction.second.use for case in guard.cases} == {"off"}


class Ready:
    """Stands for the loop of a worker: notes what was judged before it, and whether it was to stop."""

    def __init__(self, guard: Notes) -> None:
        self._guard = guard
        self.judged_before, self.stopped = 0, False

    def __call__(self, *_parts: Any) -> Ready:
        return self

    def run(self, stop: threading.Event) -> None:
        self.judged_before, self.stopped = len(self._guard.cases), stop.is_set()


def started(monkeypatch: pytest.MonkeyPatch, guard: Notes) -> Ready:
    ready = Ready(guard)
    monkeypatch.setattr(court, "all_guards", lambda *_asked: [guard])
    monkeypatch.setattr(run, "Serving", ready)
    monkeypatch.setattr(run, "_spare_the_collector", lambda: None)
    return ready


def test_guards_have_judged_before_the_worker_can_be_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    guard = Notes()
    ready = started(monkeypatch, guard)
    run.run_screen(Settings(http_port=0), threading.Event())
    assert (ready.judged_before, ready.stopped) == (1, False)


def test_a_sigterm_while_engines_load_ends_the_start_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    # Were it not caught, it would end this process and the test run with it: here it would fail the test.
    signal.signal(signal.SIGTERM, lambda *_: pytest.fail("nobody waits for signals yet"))
    try:
        guard = Notes(on_check=lambda: os.kill(os.getpid(), signal.SIGTERM))
        ready = started(monkeypatch, guard)
        run.run_screen(Settings(http_port=0))
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert (ready.judged_before, ready.stopped) == (0, True), "nothing is warmed for nobody"
