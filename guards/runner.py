"""Runs one guard over a batch so that its failure is a fact about an event and never about the process.

What enters is a guard and its cases; what leaves is, per case, a verdict or a failure with a cause. A guard that
raises or is too slow on a batch is asked again case by case, so that one bad event does not degrade its neighbours;
a guard that keeps failing is left alone for a while (circuit breaker). Error texts are dropped: they may quote. What
a guard says must not depend on how busy the machine is: one that only computes is limited by its own CPU time.
"""

from __future__ import annotations

import math
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from guards.case import Case, Counterpart, Guard, Sighting, Verdict, policy_of
from schemas.decision import SEVERITIES
from schemas.errors import InvariantError

Clock = Callable[[], float]

# A batch may take the sum of its events' limits, but never so long that the consumer is taken for dead
# (`max.poll.interval.ms` is 300 s in `streams.kafka.session`).
_BATCH_LIMIT_S = 60.0

# The last resort for a guard that only computes and gets nowhere: a deadlock, or a machine that gives it no time.
# A batch and its slow cases, one by one, wait so long four times at most: less than `max.poll.interval.ms` still.
_WAIT_LIMIT_S = 60.0

# Between two looks at a thread that has nearly used up its time.
_LOOK_S = 0.01

# Whole batches that fail in a row before a guard is left alone, and for how long: long enough for a service to
# restart, short enough that a pager's reader still sees it recover.
_BREAKER_AFTER = 3
_BREAKER_REST_S = 15.0

# Slow cases of one batch that are waited for one by one; the rest of the batch then counts as timed out too.
_SLOW_CASES_MAX = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A guard could not judge a case."""

    cause: str
    """`timeout`, `breaker_open`, or the class of the error."""


class _Worker:
    """One daemon thread that a call can be waited for with a limit, and given up on."""

    def __init__(self, name: str) -> None:
        self._calls: queue.SimpleQueue[tuple[Callable[[], object], queue.SimpleQueue[object]]] = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._serve, name=f"guard-{name}", daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            call, answer = self._calls.get()
            try:
                answer.put(call())
            except BaseException as error:
                answer.put(Failure(type(error).__name__))

    def call(self, function: Callable[[], object], limits: Sequence[tuple[Clock, float]]) -> object:
        """The function's result, or a Failure once one of the clocks has gone on by its limit."""
        answer: queue.SimpleQueue[object] = queue.SimpleQueue()
        ends = [(clock, clock() + limit_s) for clock, limit_s in limits]
        self._calls.put((function, answer))
        while True:
            left_s = min(end - clock() for clock, end in ends)
            try:
                # No clock of a thread is faster than the wall's, so nothing can be over before.
                return answer.get(timeout=max(left_s, _LOOK_S))
            except queue.Empty:
                if left_s <= 0:
                    return Failure("timeout")


def cpu_clock(thread: threading.Thread) -> Clock:
    """The CPU time of one running thread, as `time.thread_time` says it within; the wall's where there is none."""
    if not hasattr(time, "pthread_getcpuclockid") or thread.ident is None:
        return time.monotonic
    return partial(time.clock_gettime, time.pthread_getcpuclockid(thread.ident))


class GuardRunner:
    """A guard with its time limit and its breaker. Not for use by several threads at once.

    Args:
        guard: one that says `only_computes` is limited by CPU time; any other may wait, and is limited by the clock.
        clock: seconds of the wall.
        cpu: the clock of a thread.
    """

    def __init__(
        self, guard: Guard, clock: Clock = time.monotonic, cpu: Callable[[threading.Thread], Clock] = cpu_clock
    ) -> None:
        self.guard = guard
        self._clock = clock
        self._cpu = cpu
        self._only_computes = bool(getattr(guard, "only_computes", False))
        self._worker = _Worker(guard.name)
        self._failures = 0
        self._closed_again_at = 0.0

    def run(self, cases: Sequence[Case]) -> Sequence[Verdict | Failure]:
        """One verdict or failure per case, in order. Never raises because of a guard."""
        if not cases:
            return ()
        if self._failures >= _BREAKER_AFTER and self._clock() < self._closed_again_at:
            return [Failure("breaker_open")] * len(cases)
        results = self._run_batch(cases)
        if all(isinstance(result, Failure) for result in results):
            self._failures += 1
            self._closed_again_at = self._clock() + _BREAKER_REST_S
        else:
            self._failures = 0
        return results

    def _run_batch(self, cases: Sequence[Case]) -> Sequence[Verdict | Failure]:
        limits = [policy_of(case, self.guard.name).time_limit.total_seconds() for case in cases]
        whole = self._attempt(cases, min(sum(limits), max(*limits, _BATCH_LIMIT_S)))
        if not isinstance(whole, Failure):
            return whole
        if len(cases) == 1:
            return [whole]
        results: list[Verdict | Failure] = []
        slow = 0
        for case, limit in zip(cases, limits, strict=True):
            if slow >= _SLOW_CASES_MAX:
                results.append(Failure("timeout"))
                continue
            single = self._attempt([case], limit)
            slow += isinstance(single, Failure) and single.cause == "timeout"
            results.append(single if isinstance(single, Failure) else single[0])
        return results

    def _attempt(self, cases: Sequence[Case], limit_s: float) -> Sequence[Verdict] | Failure:
        limits = [(self._clock, limit_s)]
        if self._only_computes:
            limits = [(self._cpu(self._worker.thread), limit_s), (self._clock, max(limit_s, _WAIT_LIMIT_S))]
        result = self._worker.call(lambda: _checked(self.guard, cases), limits)
        if isinstance(result, Failure):
            if result.cause == "timeout":
                self._worker = _Worker(self.guard.name)  # the old one may be stuck for ever
            return result
        if not isinstance(result, list):
            raise InvariantError("a guard's worker answered with something else than verdicts")
        return result


def _checked(guard: Guard, cases: Sequence[Case]) -> list[Verdict]:
    verdicts = list(guard.check(cases))
    if len(verdicts) != len(cases) or not all(map(_is_verdict, verdicts, cases)):
        raise TypeError("a guard must return one Verdict per case, with spans into that case's events")
    return verdicts


def _is_verdict(verdict: object, case: Case) -> bool:
    """What is wrong here must fail as the guard's own fault, not later as everybody's."""
    return (
        isinstance(verdict, Verdict)
        and isinstance(verdict.sightings, list | tuple)
        and all(_is_sighting(seen, len(case.others)) for seen in verdict.sightings)
        and _are_words(*verdict.scores)
        and all(map(math.isfinite, verdict.scores.values()))
        and _are_words(*(lapse.cause for lapse in verdict.lapses))
    )


def _is_sighting(seen: Sighting, others: int) -> bool:
    return (
        _are_words(seen.rule, seen.reason, seen.span.pointer, seen.replace or "", seen.style)
        and seen.severity in SEVERITIES
        and seen.outcome in ("violation", "cannot_tell")
        and 0 <= seen.confidence <= 1
        and seen.span.event == 0
        and all(_is_counterpart(side, others) for side in seen.evidence)
    )


def _is_counterpart(side: Counterpart, others: int) -> bool:
    return (
        _are_words(side.span.pointer, side.context_id or "", side.source or "")
        and 0 <= side.span.event <= others
        and isinstance(side.as_of, datetime | None)
    )


def _are_words(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)
