"""How Faust is set up for `watch`, and how it is kept quiet.

Each setting here is one that Faust gets wrong for exact counting, or that reaches for something `watch` must not
touch (a web port, a folder, topics of its own making). Faust's loggers may hold keys and values of events in their
arguments, so only what they wrote as a constant is passed on.
"""

from __future__ import annotations

import logging
import os
import threading
from signal import Signals
from typing import Any, cast

import faust
import structlog

from streams.kafka.clients import METADATA_MS
from streams.watch.config import Credentials, WatchConfig
from streams.watch.transport import Transport

# As much as the topics take; a cell at its caps has 256 KB.
_MAX_REQUEST_BYTES = 4 * 1024 * 1024

# A broker that does not acknowledge for a minute ends the process: a restart is exact, and another worker takes over.
_ACKNOWLEDGED_WITHIN_S = 60.0


# Leaving takes two seconds. Without a broker Faust waits for one for ever, and a supervisor's patience is 30 s.
_LEAVE_WITHIN_S = 15.0


class App(faust.App):
    """A Faust app on our transport, which makes no folders."""

    def _new_transport(self) -> Any:
        return Transport(self.conf.broker_consumer, self)

    def _new_producer_transport(self) -> Any:
        return Transport(self.conf.broker_producer, self)

    def _create_directories(self) -> None:
        """State lives in the changelog only."""


def make_app(config: WatchConfig) -> faust.App:
    """The app, with nothing in it yet."""
    session_s = config.session_timeout.total_seconds()
    return App(
        config.group,
        broker=[f"kafka://{server.strip()}" for server in config.brokers.split(",")],
        broker_credentials=_credentials(config.credentials),
        broker_session_timeout=session_s,
        broker_heartbeat_interval=session_s / 5,
        broker_request_timeout=max(session_s, 60.0),
        broker_commit_interval=1.0,
        broker_max_poll_interval=600.0,
        # A worker that joins while its only broker starts can be told that there are no topics, and has no partitions
        # then. It joins anew when it has asked again; by Kafka's default after five minutes, while nobody counts.
        consumer_metadata_max_age_ms=METADATA_MS,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=_MAX_REQUEST_BYTES,
        producer_acks=-1,
        producer_request_timeout=_ACKNOWLEDGED_WITHIN_S,
        producer_max_request_size=_MAX_REQUEST_BYTES,
        # A window is only as finished as its last acknowledged event; waiting for streams to run empty would wait
        # for acknowledgements that come with the next flush, after the partitions are gone.
        stream_wait_empty=False,
        stream_recovery_delay=0.0,
        topic_allow_declare=False,
        topic_disable_leader=True,
        store="memory://",
        web_enabled=False,
        autodiscover=False,
    )


def run_worker(app: faust.App) -> int:
    """Run until a signal (0) or a crash (1)."""
    _quieten()
    worker = _Worker(app, override_logging=False, redirect_stdouts=False, quiet=True)
    try:
        worker.execute_from_commandline()
    except SystemExit as ended:
        return int(cast(int, ended.code or 0))
    finally:
        worker.has_left()


class _Worker(faust.Worker):
    """Leaves the terminal and the name of the process alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spinner = None
        self._deadlines: list[threading.Timer] = []

    def has_left(self) -> None:
        """The process may go on with something else."""
        for deadline in self._deadlines:
            deadline.cancel()

    def _schedule_shutdown(self, signal: Signals) -> None:
        self._deadlines.append(_end_within(_LEAVE_WITHIN_S, code=0))
        super()._schedule_shutdown(signal)

    def _crash(self, reason: BaseException) -> None:
        self._deadlines.append(_end_within(_LEAVE_WITHIN_S, code=1))
        super()._crash(reason)

    def _setproctitle(self, info: str, *, ident: str = "") -> None:
        """Not ours to change: it may be a test's or a supervisor's."""


def _end_within(limit_s: float, code: int) -> threading.Timer:
    """End the process even if leaving hangs. What was not written was not acknowledged, so nothing is lost."""

    def end() -> None:
        structlog.get_logger("tidegate.watch").warning("leaving takes too long", exit_code=code)
        os._exit(code)

    timer = threading.Timer(limit_s, end)
    timer.daemon = True
    timer.start()
    return timer


class _Discreet(logging.Handler):
    """Passes on which warning it was, without what was filled into it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the constant part."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        template = record.msg if record.args else f"line {record.lineno}"
        structlog.get_logger(record.name).warning(str(template)[:200], level_name=record.levelname, error=error)


def _quieten() -> None:
    for name in ("faust", "mode", "aiokafka"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_Discreet(logging.WARNING)], False
        logger.setLevel(logging.WARNING)


def _credentials(given: Credentials) -> Any:
    if given.sasl_mechanism:
        return faust.SASLCredentials(
            username=given.sasl_username,
            password=given.sasl_password,
            mechanism=given.sasl_mechanism,
            ssl_context=given.tls,
        )
    return faust.SSLCredentials(given.tls) if given.tls else None
