"""Signals of a process: what asks it to stop becomes an event that its loop looks at, and the stop has an end.

What enters are SIGTERM and SIGINT; what leaves is an event, and the process itself where it does not leave in time.
"""

from __future__ import annotations

import os
import signal
import threading
import time

import structlog

log = structlog.get_logger(__name__)

# A supervisor's patience is 30 s. A batch is cut within seconds and leaving takes two; a client's call may hang longer
# where a broker has just gone. What was not committed is judged again, so nothing is lost by not waiting for it.
LEAVE_WITHIN_S = 10.0


def stop_on_signals() -> threading.Event:
    """An event that is set by the first SIGTERM or SIGINT."""
    stop = threading.Event()

    def asked(_number: int, _frame: object) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    return stop


def leave_within(limit_s: float = LEAVE_WITHIN_S) -> None:
    """Ends the process with exit code 0 so long after a signal, whatever its main thread waits for.

    Python's own handlers run between two steps of the main thread, which a call of a C library can keep for minutes;
    the wake-up descriptor is written to at once.
    https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)

    def end() -> None:
        os.read(heard, 1)
        time.sleep(limit_s)
        log.warning("leaving_takes_too_long", limit_s=limit_s)
        os._exit(0)

    threading.Thread(target=end, name="leave", daemon=True).start()
