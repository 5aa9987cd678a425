"""Real `tidegate` processes for tests: started, killed and started again, each stopped by its own pid.

They are tied to the thread that starts them, as the brokers are: what kills a test run leaves none behind.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.kafka.brokers import LEASH

STOP_TIMEOUT_S = 30.0


class Worker:
    """One `tidegate screen` (or another command) with its own instance name and log file."""

    def __init__(
        self, command: str, folder: Path, instance: str, environment: dict[str, str], module: str = "streams.cli"
    ) -> None:
        self._module, self._command = module, command
        self._environment = {
            **os.environ,
            "TIDEGATE_INSTANCE": instance,
            "TIDEGATE_HTTP_PORT": "0",
            "TIDEGATE_SESSION_TIMEOUT_MS": "6000",
            "PYTHONFAULTHANDLER": "1",  # where a worker stood that did not stop, in its log
            **environment,
        }
        self.log = folder / f"{command}-{instance}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process; a worker that was killed starts again under its old name."""
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", self._module, self._command]
            leashed = [sys.executable, "-c", LEASH, str(os.getpid()), *command]
            self._process = subprocess.Popen(leashed, env=self._environment, stdout=log, stderr=log)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, nobody is told."""
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP, wait=False)

    def resume(self) -> None:
        self._signal(signal.SIGCONT, wait=False)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self._signal(signal.SIGTERM)
        code = self.exit_code
        assert code is not None
        return code

    def _signal(self, number: signal.Signals, wait: bool = True) -> None:
        process = self._process
        assert process is not None
        if process.poll() is None:
            process.send_signal(number)
            if wait:
                try:
                    process.wait(STOP_TIMEOUT_S)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGABRT)
                    process.wait()
                    raise AssertionError(f"it does not stop: {self.log.read_text()[-6000:]}") from None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.running:
            self.resume()
            self.kill()
