"""The real `screen` and `watch`, as processes of their own, beside the demo.

What enters are bootstrap servers, a policy and a folder; what leaves are running processes, with their logs in the
folder. They see nothing of the caller's own TIDEGATE_… settings, and each is stopped by its own pid.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

# A drain takes as long as the batch in hand; a process that is still there after that is killed.
_STOP_TIMEOUT_S = 8.0

# Six days pass in less than a minute, so what is minutes elsewhere is hours here: the doors are read by `watch` a
# moment apart, and a moment is an hour of the story. An input is silent after two seconds instead of two minutes.
_LATENESS, _IDLE = "4 h", "2 s"

# The embedded cluster writes the marker at the end of a transaction with a checksum of 0, which aiokafka refuses and
# librdkafka does not look at. On a real broker checksums are right, and are checked.
_NO_CHECKSUMS = {"BROKER_CHECK_CRCS": "no"}


def environment(bootstrap: str, policy: Path) -> dict[str, str]:
    """What the processes are told."""
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith("TIDEGATE_")}
    return {
        **own,
        **_NO_CHECKSUMS,
        "TIDEGATE_KAFKA": bootstrap,
        "TIDEGATE_POLICY": str(policy),
        "TIDEGATE_INSTANCE": "demo",
        "TIDEGATE_HTTP_PORT": "0",
        "TIDEGATE_LATENESS": _LATENESS,
        "TIDEGATE_IDLE": _IDLE,
    }


class Process:
    """One `tidegate` command, from `with` to the end of its block."""

    def __init__(self, command: str, bootstrap: str, folder: Path, policy: Path) -> None:
        self.command = command
        self.log = folder / f"{command}.log"
        self._environment = environment(bootstrap, policy)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else None

    def said(self, word: str) -> bool:
        """Whether its log holds a word."""
        return self.log.exists() and word in self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """SIGTERM to this process alone, SIGKILL where that is not enough."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> Self:
        with self.log.open("wb") as log:
            # A group of its own: Ctrl-C reaches the demo alone, which then stops its processes in order.
            self._process = subprocess.Popen(  # noqa: S603  the command is ours
                [sys.executable, "-m", "streams.cli", self.command],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
