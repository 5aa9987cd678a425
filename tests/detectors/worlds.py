"""Traffic for the tests of the monitor: small, quick, seeded."""

from __future__ import annotations

from collections.abc import Iterable

from bench.drift_worlds import HOUR_MS, START_MS, Shift, windows_of, world
from detectors.counts import Counts
from detectors.monitor import Monitor
from detectors.plan import Plan
from schemas.drift import DriftReport, Segment

ACME = Segment(tenant="acme", workflow="claims", model="m", model_version="1")
PLAN = Plan(learn=60)


def windows(
    count: int, kind: str = "iid", shift: Shift | None = None, seed: int = 1, per_window: int = 60
) -> list[Counts]:
    return list(windows_of(world(kind, seed, per_window), count, shift))


def play(
    monitor: Monitor, counted: Iterable[Counts], segment: Segment = ACME, begin: int = 0
) -> list[tuple[int, DriftReport]]:
    """Reports with the number of the window that gave rise to them."""
    found = []
    for at, counts in enumerate(counted, begin):
        monitor.take(segment, counts)
        found += [(at, report) for report in monitor.step(START_MS + at * HOUR_MS)]
    return found
