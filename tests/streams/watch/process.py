"""`watch` as a process of its own, for tests that kill it. Settings come as JSON in the first argument.

brokers, prefix                 the topics are those of `watch_topics(prefix)`
window_s, lateness_s, idle_s    as `WatchConfig`, in seconds
raise_at                        raise in the agent at this event, counted in this process
"""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from streams.watch.app import run_worker
from streams.watch.config import WatchConfig, WatchHooks
from streams.watch.flush import Write
from streams.watch.worker import Watch
from streams.wire.values import Writer


class RaisingHooks(WatchHooks):
    """Counts what happens, says it on standard output, and raises where it is told to."""

    def __init__(self, raise_at: int | None) -> None:
        self.raise_at = raise_at
        self.events = 0

    def recovered(self, partitions: int) -> None:
        print("recovered", partitions, flush=True)

    def event(self, fate: str) -> None:
        self.events += 1
        print(fate, flush=True)
        if self.events == self.raise_at:
            raise RuntimeError("canary-6f1d")


def config(told: dict[str, Any]) -> WatchConfig:
    prefix = told["prefix"]
    return WatchConfig(
        brokers=told["brokers"],
        group=f"{prefix}watch",
        approved=f"{prefix}approved",
        quarantine=f"{prefix}quarantine",
        drift=f"{prefix}drift",
        partials=f"{prefix}partials",
        window=timedelta(seconds=told.get("window_s", 60)),
        lateness=timedelta(seconds=told.get("lateness_s", 10)),
        idle=timedelta(seconds=told.get("idle_s", 3)),
        flush_every=timedelta(seconds=0.3),
        session_timeout=timedelta(seconds=6),
    )


class FailingWatch(Watch):
    """Fails in the middle of a flush."""

    fail_at: int | None = None
    sent = 0

    def _send(self, message: Write) -> Awaitable[Any]:
        self.sent += 1
        if self.sent == self.fail_at:
            raise RuntimeError("canary-6f1d")
        return super()._send(message)


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    watch = FailingWatch(config(told), RaisingHooks(told.get("raise_at")), Writer())
    watch.fail_at = told.get("fail_at")
    code = run_worker(watch.app)
    print("holes", sum(map(len, watch.app.consumer._gap.values())))
    sys.exit(code)
