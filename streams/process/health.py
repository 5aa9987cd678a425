"""Liveness, readiness and metrics of one process, on one small HTTP port.

What enters are beats and a readiness with its reason; what leaves are `/live`, `/ready` (200 or 503) and `/metrics`.
The process dies of nothing that happens here, and no answer holds anything of an event.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from schemas.errors import PolicyError

log = structlog.get_logger(__name__)

# A batch may think for 60 s (the longest time limit of a guard) and wait 30 s for a commit that times out; a process
# that was silent for longer than both is stuck.
SILENT_AFTER = timedelta(seconds=120)

# A prober that opens a connection and says nothing must not hold a thread for ever.
_REQUEST_TIMEOUT_S = 10

Answer = tuple[int, str, bytes]


class Health:
    """What a process knows of itself. Any thread may speak to it.

    Args:
        silent_after: how long there may be no beat before the process counts as dead.
    """

    def __init__(self, silent_after: timedelta = SILENT_AFTER, clock: Callable[[], float] = time.monotonic) -> None:
        self._silent_after_s = silent_after.total_seconds()
        self._clock = clock
        self._beat = clock()
        self._ready: tuple[bool, str] = (False, "starting")

    def beat(self) -> None:
        """The main loop went round once."""
        self._beat = self._clock()

    def ready(self, ready: bool, reason: str = "") -> None:
        """Whether the process does its work now, and if not, why: never a word of an event."""
        self._ready = (ready, "" if ready else reason)

    def live_answer(self) -> Answer:
        """`/live`: 503 tells the supervisor to start the process anew."""
        silent_s = self._clock() - self._beat
        if silent_s <= self._silent_after_s:
            return _text(200, "ok")
        return _text(503, f"no progress for {silent_s:.0f} s")

    def ready_answer(self) -> Answer:
        """`/ready`: 503 while there is nothing to work on, no broker to work with, or an event that waits."""
        ready, reason = self._ready
        return _text(200, "ok") if ready else _text(503, reason or "not ready")


def _text(status: int, said: str) -> Answer:
    return status, "text/plain; charset=utf-8", said.encode() + b"\n"


class HealthServer:
    """The port, in a daemon thread. Use it in a `with` block; port 0 opens none.

    Raises PolicyError where the port cannot be listened on.
    """

    def __init__(self, health: Health, registry: CollectorRegistry, host: str, port: int) -> None:
        self._health, self._registry = health, registry
        try:
            self._server = ThreadingHTTPServer((host, port), self._handler()) if port else None
        except OSError as error:
            raise PolicyError(
                f"port {port} cannot be listened on ({error.strerror}): set TIDEGATE_HTTP_PORT to a free port, or to 0"
            ) from None

    @property
    def port(self) -> int | None:
        """The port that is listened on; None where there is none."""
        return int(self._server.server_address[1]) if self._server else None

    def __enter__(self) -> Self:
        if self._server:
            self._server.daemon_threads = True
            threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def answer(self, path: str, accept: str) -> Answer:
        """What a GET of a path is answered with."""
        match path.partition("?")[0]:
            case "/live":
                return self._health.live_answer()
            case "/ready":
                return self._health.ready_answer()
            case "/metrics":
                encode, content_type = choose_encoder(accept)
                return 200, content_type, encode(self._registry)
            case _:
                return _text(404, "try /live, /ready or /metrics")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self.answer

        class Handler(BaseHTTPRequestHandler):
            timeout = _REQUEST_TIMEOUT_S
            server_version = "tidegate"
            sys_version = ""

            def do_GET(self) -> None:
                status, content_type, body = answer(self.path, self.headers.get("Accept", ""))
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_HEAD = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Probes come every few seconds; they are no news."""

        return Handler
