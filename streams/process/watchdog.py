"""Stops a process that has work and makes no progress, so that its supervisor starts a fresh one.

What enters are notes of progress; what leaves is the process, with exit code 70, when none came for too long. A
worker that stands still with events waiting is worse than one that is down: nobody else gets its partitions.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

log = structlog.get_logger(__name__)

# EX_SOFTWARE of sysexits.h: a supervisor sees that it was no user's doing.
EXIT_STALLED = 70


def _stop_now() -> None:
    os._exit(EXIT_STALLED)


class Watchdog:
    """Runs in a daemon thread from `start` on.

    Args:
        limit: how long there may be work and no progress.
        stop: called once when the limit is passed; the default ends the process at once.
    """

    def __init__(self, limit: timedelta, stop: Callable[[], None] = _stop_now) -> None:
        self._limit_s = limit.total_seconds()
        self._stop = stop
        self._over = threading.Event()
        self._last = time.monotonic()

    def progress(self) -> None:
        """Something was committed, or there is nothing to do."""
        self._last = time.monotonic()

    def start(self) -> None:
        """Begins to watch."""
        self._over.clear()
        self.progress()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def end(self) -> None:
        """Watches no longer: the work is over, and who goes on in this process must not be stopped for it."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(min(1.0, self._limit_s / 4)):
            stalled_s = time.monotonic() - self._last
            if stalled_s > self._limit_s:
                log.error("stalled", stalled_s=round(stalled_s, 1))
                self._stop()
                return
