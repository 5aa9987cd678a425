"""The user's own model over HTTP: pairs of a claim and its context go out, scores come back.

    POST {"pairs": [{"claim": "…", "context": "…"}, …]}   ->   200 {"scores": [0.93, …]}

One score per pair, in order, 0 to 1, higher is better supported. Whatever else comes back is a failure with a word for
its cause; nothing that was sent or received is ever part of an error or a log line.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

import stamina

from guards.contradiction.support.second import Pair, SecondFailed
from schemas.errors import PolicyError

_ANSWER_MAX = 4 * 1024 * 1024
"""Bytes: a score of twenty digits for each of 100,000 pairs."""
_TRIES = 3
_PAUSE_S, _PAUSE_MAX_S = 0.05, 0.5
"""Before another try, doubling, with as much again of jitter: a batch waits meanwhile."""

# A retry is said in the decision where it does not help. Its log line would stand among the answers of `check`.
stamina.instrumentation.set_on_retry_hooks(())

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be others a moment later."""


class ModelClient:
    """Asks one address. Holds nothing between calls.

    Args:
        url: `http` or `https`; raises PolicyError for another.
        token: sent as a bearer token where there is one.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PolicyError("TIDEGATE_SUPPORT_MODEL: an address like http://scorer:8080/support")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    def score(self, pairs: Sequence[Pair], limit_s: float) -> list[float]:
        """One score per pair, within the limit, retries and pauses included. Raises SecondFailed."""
        body = json.dumps({"pairs": [pair._asdict() for pair in pairs]}).encode()
        deadline = time.monotonic() + limit_s
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

    def _ask(self, body: bytes, deadline: float) -> bytes:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise SecondFailed("timeout")
        connection = self._connection(left_s)
        try:
            connection.connect()
            with _cut_at(connection.sock, deadline):
                connection.request("POST", self._path, body, self._headers)
                with connection.getresponse() as answer:
                    raw = _read(answer)
            if time.monotonic() >= deadline:  # what was read may have been cut short
                raise SecondFailed("timeout")
            return raw
        except (OSError, http.client.HTTPException) as error:
            late = isinstance(error, TimeoutError) or time.monotonic() >= deadline
            raise _Passing("timeout" if late else "unreachable") from None
        finally:
            connection.close()

    def _connection(self, limit_s: float) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=limit_s, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=limit_s)


class _Passing(SecondFailed):
    """A failure that another try may mend."""


@contextmanager
def _cut_at(connected: socket.socket, deadline: float) -> Iterator[None]:
    """Ends the connection when the time is up: a socket's own limit is for one read, and a server may drip for ever."""
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [connected])
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
