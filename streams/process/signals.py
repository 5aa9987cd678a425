"""Signals of a process: what asks it to stop becomes an event that its loop looks at."""

from __future__ import annotations

import signal
import threading


def stop_on_signals() -> threading.Event:
    """An event that is set by the first SIGTERM or SIGINT."""
    stop = threading.Event()

    def asked(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    return stop
