"""What a SIGTERM does to a process whose main thread waits in a library and looks at nothing."""

from __future__ import annotations

import signal
import subprocess
import sys

HANGS = """
import ctypes, time
from streams.process.signals import leave_within, stop_on_signals
stop = stop_on_signals()
leave_within(0.2)
print("ready", flush=True)
while True:
    ctypes.CDLL(None).sleep(1000)
"""


def test_a_process_that_hangs_ends_in_time_and_in_order() -> None:
    with subprocess.Popen([sys.executable, "-c", HANGS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(60) == 0
        finally:
            process.kill()
