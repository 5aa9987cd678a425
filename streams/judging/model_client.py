"""The user's own model over HTTP: pairs of a claim and its context go out, scores come back.

    POST {"pairs": [{"claim": "…", "context": "…"}, …]}   ->   200 {"scores": [0.93, …]}

One score per pair, in order, 0 to 1, higher is better supported. Whatever else comes back is a failure with a word for
its cause; nothing that was sent or received is ever part of an error or a log line. One connection is kept between
calls: a batch of requests, and the batches of a busy worker, pay for one handshake.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import urlsplit

import stamina

from guards.contradiction.support.second import Pair, SecondFailed
from schemas.errors import PolicyError

_ANSWER_MAX = 4 * 1024 * 1024
"""Bytes: a score of twenty digits for each of 100,000 pairs."""
_TRIES = 3
_PAUSE_S, _PAUSE_MAX_S = 0.05, 0.5
"""Before another try, doubling, with as much again of jitter: a batch waits meanwhile."""
_IDLE_MAX_S = 4.0
"""A connection unused for longer is not used again: many servers close theirs after five seconds, and what lies between
may forget one without a word, so that the next request would wait for its whole limit."""

# A retry is said in the decision where it does not help. Its log line would stand among the answers of `check`.
stamina.instrumentation.set_on_retry_hooks(())

_ENDED = (ConnectionError, ssl.SSLError, http.client.BadStatusLine)
"""What a kept connection says that the other side has closed meanwhile."""
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be others a moment later."""


class ModelClient:
    """Asks one address. Keeps nothing between calls but a connection.

    Args:
        url: `http` or `https`; raises PolicyError for another.
        token: sent as a bearer token where there is one.
        clock: seconds of the wall.
    """

    def __init__(self, url: str, token: str | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: _Kept | None = None
        self._hand = threading.Lock()  # a call that was given up on may still run when the next one begins
        self._clock = clock
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PolicyError("TIDEGATE_SUPPORT_MODEL: an address like http://scorer:8080/support")
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._host, self._port = parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        """One score per pair, within the limit, retries and pauses included. Raises SecondFailed."""
        body = json.dumps({"pairs": [pair._asdict() for pair in pairs]}).encode()
        deadline = self._clock() + limit_s
        for attempt in stamina.retry_context(
            on=_Passing,
            attempts=_TRIES,
            timeout=limit_s,
            wait_initial=_PAUSE_S,
            wait_max=_PAUSE_MAX_S,
            wait_jitter=_PAUSE_S,
        ):
            with attempt:
                return _scores(self._ask(body, deadline), len(pairs))
        raise SecondFailed("timeout")

    def close(self) -> None:
        """Ends the connection that is kept, if any."""
        self._keep(None)

    def __del__(self) -> None:
        self.close()

    def _ask(self, body: bytes, deadline: float) -> bytes:
        try:
            kept = self._taken()
            if kept is not None:
                with suppress(*_ENDED):  # that is no failure of the server, and no try is spent on it
                    return self._said(kept, body, deadline)
            return self._said(self._connection(), body, deadline)
        except (OSError, http.client.HTTPException) as error:
            late = isinstance(error, TimeoutError) or self._clock() >= deadline
            raise _Passing("timeout" if late else "unreachable") from None

    def _said(self, connection: http.client.HTTPConnection, body: bytes, deadline: float) -> bytes:
        """The body of the answer over a connection, which is closed or kept afterwards."""
        try:
            if connection.sock is None:
                connection.timeout = self._left_s(deadline)
                connection.connect()
            left_s = self._left_s(deadline)
            connection.sock.settimeout(left_s)
            with _cut_after(left_s, connection.sock):
                connection.request("POST", self._path, body, self._headers)
                with connection.getresponse() as answer:
                    raw = _read(answer)
                    whole = answer.isclosed()  # it closes itself when all of it was read
            if self._clock() >= deadline:  # what was read may have been cut short
                raise SecondFailed("timeout")
        except BaseException:
            connection.close()
            raise
        if whole and connection.sock is not None:
            self._keep(_Kept(connection, self._clock()))
        else:
            connection.close()
        return raw

    def _left_s(self, deadline: float) -> float:
        left_s = deadline - self._clock()
        if left_s <= 0:
            raise SecondFailed("timeout")
        return left_s

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(self._host, self._port, context=self._tls)
        return http.client.HTTPConnection(self._host, self._port)

    def _taken(self) -> http.client.HTTPConnection | None:
        """The connection that was kept, for this call alone, unless it was idle for too long."""
        with self._hand:
            kept, self._kept = self._kept, None
        if kept is None or self._clock() - kept.since <= _IDLE_MAX_S:
            return kept.connection if kept is not None else None
        kept.connection.close()
        return None

    def _keep(self, kept: _Kept | None) -> None:
        with self._hand:
            before, self._kept = self._kept, kept
        if before is not None:
            before.connection.close()


class _Kept(NamedTuple):
    """A connection whose last answer was read to its end, and since when it has been idle."""

    connection: http.client.HTTPConnection
    since: float


class _Passing(SecondFailed):
    """A failure that another try may mend."""


@contextmanager
def _cut_after(left_s: float, connected: socket.socket) -> Iterator[None]:
    """Ends the connection when the time is up: a socket's own limit is for one read, and a server may drip for ever."""
    timer = threading.Timer(left_s, _cut, [connected])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _read(answer: http.client.HTTPResponse) -> bytes:
    if answer.status != http.client.OK:
        raise (_Passing if answer.status in _AGAIN else SecondFailed)(f"status_{answer.status}")
    raw = answer.read(_ANSWER_MAX + 1)
    if len(raw) > _ANSWER_MAX:
        raise SecondFailed("answer_too_long")
    return raw


def _scores(raw: bytes, wanted: int) -> list[float]:
    try:
        scores = json.loads(raw)["scores"]
        if not isinstance(scores, list) or not all(type(score) in (int, float) for score in scores):
            raise SecondFailed("bad_answer")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SecondFailed("bad_answer") from None
    if len(scores) != wanted:
        raise SecondFailed("wrong_length")
    return [float(score) for score in scores]
