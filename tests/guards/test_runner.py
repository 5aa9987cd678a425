"""A guard's failure is a fact about an event, never about its neighbours or the process."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from guards.case import Case, Counterpart, Sighting, Span, Verdict
from guards.contract import ContractGuard
from guards.contradiction import ContradictionGuard
from guards.freshness import FreshnessGuard
from guards.pii import PiiGuard
from guards.runner import Failure, GuardRunner, cpu_clock
from guards.secrets import SecretsGuard
from tests.guards.stubs import Saying, case

GOOD = Verdict((Sighting("R", Span("/tenant", 0, 1)),))
LIMIT_S = 0.15


def cases(*tenants: str) -> list[Case]:
    policy = {"plugins": {"stub": {"time_limit": f"{LIMIT_S} s"}}}
    return [case(policy, tenant=tenant) for tenant in tenants]


def say(each: Case) -> Verdict:
    """`raise`, `slow` and `stuck` do what they say."""
    if each.event.tenant == "raise":
        raise ValueError("ada@example.com")
    if each.event.tenant == "exit":
        raise SystemExit
    if each.event.tenant == "slow":
        time.sleep(LIMIT_S * 2)
    if each.event.tenant == "stuck":
        threading.Event().wait(30)
    return GOOD


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("tenants", "expected"),
    [
        (["a", "b"], [GOOD, GOOD]),
        (["a", "raise", "b"], [GOOD, Failure("ValueError"), GOOD]),
        (["raise"], [Failure("ValueError")]),
        (["a", "exit"], [GOOD, Failure("SystemExit")]),
        (["a", "slow", "b"], [GOOD, GOOD, GOOD]),  # the batch has the sum of its limits
        (["stuck"], [Failure("timeout")]),
        (["a", "stuck", "b"], [GOOD, Failure("timeout"), GOOD]),
        (["stuck", "raise", "a"], [Failure("timeout"), Failure("ValueError"), GOOD]),
        ([], []),
    ],
)
def test_only_the_bad_case_fails(tenants: list[str], expected: list[Verdict | Failure]) -> None:
    assert list(GuardRunner(Saying(say)).run(cases(*tenants))) == expected


class Computing(Saying):
    only_computes = True


def spending(*readings: float) -> Callable[[threading.Thread], Callable[[], float]]:
    """A thread's CPU clock that says these, and the last of them for ever."""
    left = list(readings)
    return lambda _thread: lambda: left.pop(0) if len(left) > 1 else left[0]


def ticking(step_s: float) -> Callable[[], float]:
    """A clock of the wall that goes on by so much whenever it is looked at."""
    ticks = itertools.count()
    return lambda: next(ticks) * step_s


@pytest.mark.parametrize(
    ("guard", "step_s", "cpu_s", "tenant", "expected"),
    [
        (Computing, LIMIT_S * 10, (0.0,), "slow", GOOD),  # by the clock it is over at the first look
        (Computing, 0.0, (0.0, LIMIT_S * 2), "stuck", Failure("timeout")),
        (Computing, 30.0, (0.0,), "stuck", Failure("timeout")),  # the last resort
        (Saying, LIMIT_S, (0.0,), "stuck", Failure("timeout")),  # may wait, so its limit is the wall's
    ],
)
def test_a_guard_that_only_computes_is_limited_by_its_own_time(
    guard: type[Saying], step_s: float, cpu_s: tuple[float, ...], tenant: str, expected: Verdict | Failure
) -> None:
    runner = GuardRunner(guard(say), ticking(step_s), spending(*cpu_s))
    assert list(runner.run(cases(tenant))) == [expected]


def test_the_clock_of_a_thread_is_its_own() -> None:
    stop, begun = threading.Event(), time.thread_time()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    clock = cpu_clock(thread)
    before = clock()
    while time.thread_time() - begun < 0.2:
        pass
    waited = clock() - before
    stop.set()
    thread.join()
    assert waited < 0.1


@pytest.mark.parametrize("guard", [PiiGuard, SecretsGuard, ContractGuard, ContradictionGuard, FreshnessGuard])
def test_our_guards_only_compute(guard: type) -> None:
    assert getattr(guard, "only_computes", False) is True


def test_a_good_batch_is_judged_in_one_call() -> None:
    guard = Saying(say)
    GuardRunner(guard).run(cases("a", "b", "c"))
    assert guard.batches == [3]


def test_after_three_stuck_cases_the_rest_of_the_batch_is_not_waited_for() -> None:
    begun = time.monotonic()
    results = GuardRunner(Saying(say)).run(cases(*["stuck"] * 8))
    assert list(results) == [Failure("timeout")] * 8
    assert time.monotonic() - begun < LIMIT_S * (8 + 3) + 1


class Answering:
    """A guard that returns whatever it is told to."""

    name = "stub"

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def check(self, _cases: Sequence[Case]) -> Any:
        return self._answer


def sighted(**fields: Any) -> list[Verdict]:
    return [Verdict((Sighting(**{"rule": "R", "span": Span("/tenant"), **fields}),))]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        [GOOD, GOOD],
        ["verdict"],
        [Verdict(iter(()))],  # type: ignore[arg-type]
        [Verdict(scores={"p": float("nan")})],
        [Verdict(scores={"p": "high"})],  # type: ignore[dict-item]
        [Verdict(scores={1: 0.5})],  # type: ignore[dict-item]
        sighted(rule=5),
        sighted(reason=None),
        sighted(severity="awful"),
        sighted(outcome="maybe"),
        sighted(confidence=float("nan")),
        sighted(confidence=1.5),
        sighted(confidence="sure"),
        sighted(replace=3),
        sighted(span=None),
        sighted(span=Span("/tenant", event=1)),
        sighted(evidence=(Counterpart(Span("/tenant", event=1)),)),
        sighted(evidence=(Counterpart(Span("/tenant", event=-1)),)),
        sighted(evidence=(Counterpart(Span("/tenant"), as_of="today"),)),  # type: ignore[arg-type]
        sighted(evidence=(Counterpart(Span("/tenant"), source=7),)),  # type: ignore[arg-type]
    ],
)
def test_an_answer_that_is_no_verdict_is_the_guards_failure(answer: Any) -> None:
    (result,) = GuardRunner(Answering(answer)).run(cases("a"))
    assert isinstance(result, Failure)


def test_evidence_may_stand_in_an_earlier_event() -> None:
    verdicts = sighted(evidence=(Counterpart(Span("/tenant", event=1)),))
    asked = case(None, others=[case(tenant="t").event], tenant="a")
    assert list(GuardRunner(Answering(verdicts)).run([asked])) == verdicts


def test_the_breaker_opens_after_three_batches_and_closes_again() -> None:
    clock = Clock()
    guard = Saying(say)
    runner = GuardRunner(guard, clock)
    for _ in range(3):
        assert list(runner.run(cases("raise"))) == [Failure("ValueError")]
    asked = len(guard.batches)
    assert list(runner.run(cases("a", "b"))) == [Failure("breaker_open")] * 2
    clock.now += 14.9
    assert list(runner.run(cases("a"))) == [Failure("breaker_open")]
    assert len(guard.batches) == asked
    clock.now += 0.2
    assert list(runner.run(cases("a"))) == [GOOD]
    assert list(runner.run(cases("raise"))) == [Failure("ValueError")]
    assert list(runner.run(cases("a"))) == [GOOD]


def test_a_breaker_that_is_tried_and_fails_opens_at_once() -> None:
    clock = Clock()
    runner = GuardRunner(Saying(say), clock)
    for _ in range(3):
        runner.run(cases("raise"))
    clock.now += 15.1
    assert list(runner.run(cases("raise"))) == [Failure("ValueError")]
    assert list(runner.run(cases("a"))) == [Failure("breaker_open")]


def test_a_batch_with_one_good_case_is_no_failing_guard() -> None:
    runner = GuardRunner(Saying(say), Clock())
    for _ in range(5):
        assert list(runner.run(cases("raise", "a"))) == [Failure("ValueError"), GOOD]


def test_no_text_of_an_error_is_kept() -> None:
    assert "ada" not in repr(GuardRunner(Saying(say)).run(cases("raise")))
