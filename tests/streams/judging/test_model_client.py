"""The user's own model over HTTP, against real servers on the loopback: right, down, slow, dripping and wrong ones."""

from __future__ import annotations

import importlib.util
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stamina

from guards.contradiction.support.second import Pair, SecondFailed
from schemas.errors import PolicyError
from streams.judging.model_client import ModelClient

CANARY = "Zyxwortham"
PAIRS = [Pair(f"{CANARY} has 5 desks", "It has 5 desks."), Pair("It has 9 desks", "It has 5 desks.")]
Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def _real_retries() -> Iterator[None]:
    stamina.set_active(True)
    yield
    stamina.set_active(True)


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[float]]]:
    """Its address, and when it was asked."""
    asked: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(time.monotonic())
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/support", asked
    finally:
        http.shutdown()
        http.server_close()
        thread.join(5)


def says(body: bytes, status: int = 200) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def cause_of(url: str, limit_s: float = 2.0) -> str:
    with pytest.raises(SecondFailed) as failed:
        ModelClient(url).score(PAIRS, limit_s)
    assert CANARY not in str(failed.value)
    assert failed.value.__cause__ is None
    return failed.value.cause


def test_the_example_server_answers() -> None:
    path = Path(__file__).parents[3] / "docs/examples/support_server.py"
    spec = importlib.util.spec_from_file_location("support_server", path)
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    http = example.serve(0)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        scores = ModelClient(f"http://127.0.0.1:{http.server_port}/support").score(PAIRS, 5.0)
    finally:
        http.shutdown()
        http.server_close()
        thread.join(5)
    assert scores == [0.75, 0.75]


def test_what_is_sent_is_what_is_documented() -> None:
    seen: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((self.path, self.headers["Authorization"], body))
            says(b'{"scores": [1, 0.25]}')(self)

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.handle_request, daemon=True).start()
    assert ModelClient(f"http://127.0.0.1:{http.server_port}/a?b=1", "t").score(PAIRS, 5.0) == [1.0, 0.25]
    http.server_close()
    assert seen == [("/a?b=1", "Bearer t", {"pairs": [pair._asdict() for pair in PAIRS]})]


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "bad_answer"),
        (b"<html>", "bad_answer"),
        (b"[]", "bad_answer"),
        (b'{"score": [1, 1]}', "bad_answer"),
        (b'{"scores": "11"}', "bad_answer"),
        (b'{"scores": [1, null]}', "bad_answer"),
        (b'{"scores": [true, false]}', "bad_answer"),
        (b"\xff\xfe", "bad_answer"),
        (b"[" * 100_000, "bad_answer"),
        (b'{"scores": [0.5]}', "wrong_length"),
        (b'{"scores": [0.5, 0.5, 0.5]}', "wrong_length"),
        (b" " * (5 * 1024 * 1024), "answer_too_long"),
    ],
)
def test_an_answer_that_is_none_is_a_cause_and_is_not_asked_for_again(body: bytes, cause: str) -> None:
    with server(says(body)) as (url, asked):
        assert cause_of(url, 10.0) == cause
        assert len(asked) == 1


@pytest.mark.parametrize(("status", "tries"), [(500, 3), (503, 3), (429, 3), (400, 1), (401, 1), (302, 1)])
def test_a_status_that_may_pass_is_tried_again(
    status: int, tries: int, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with server(says(f"{CANARY}".encode(), status)) as (url, asked):
        assert cause_of(url, 10.0) == f"status_{status}"
        assert len(asked) == tries
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_what_passes_is_answered_on_a_later_try() -> None:
    count = iter(range(10))

    def answer(handler: BaseHTTPRequestHandler) -> None:
        says(b'{"scores": [0.1, 0.2]}', 503 if next(count) < 2 else 200)(handler)

    with server(answer) as (url, _):
        assert ModelClient(url).score(PAIRS, 10.0) == [0.1, 0.2]


def test_a_server_that_is_down_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert cause_of(f"http://127.0.0.1:{taken.getsockname()[1]}") == "unreachable"


def test_a_server_that_hangs_up_is_unreachable() -> None:
    with server(lambda handler: handler.connection.close()) as (url, _):
        assert cause_of(url) == "unreachable"


class Counted(ThreadingHTTPServer):
    """Answers every pair with one half over connections that stay open; knows on which connection it was asked.

    Args:
        ends: whether it closes a connection after each answer, and does not say so.
    """

    daemon_threads = True

    def __init__(self, ends: bool = False) -> None:
        self.asked, self.connections = list[int](), set[int]()
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                pairs = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["pairs"]
                served.asked.append(len(pairs))
                served.connections.add(self.client_address[1])
                says(json.dumps({"scores": [0.5] * len(pairs)}).encode())(self)
                self.close_connection = ends

            def log_message(self, *_: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/support"

    def __enter__(self) -> Counted:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(5)


def test_one_connection_carries_call_after_call() -> None:
    with Counted() as http, closing(ModelClient(http.url, clock=lambda: 0.0)) as client:
        for _ in range(3):
            assert client.score(PAIRS, 60.0) == [0.5, 0.5]
    assert http.asked == [2, 2, 2]
    assert len(http.connections) == 1


def test_one_that_was_idle_is_not_used_again() -> None:
    ahead = [0.0]
    with Counted() as http, closing(ModelClient(http.url, clock=lambda: time.monotonic() + ahead[0])) as client:
        client.score(PAIRS, 30.0)
        ahead[0] += 5
        client.score(PAIRS, 30.0)
    assert len(http.connections) == 2


def test_one_that_the_server_has_ended_costs_no_try() -> None:
    stamina.set_active(False)  # a try that fails is the last
    with Counted(ends=True) as http, closing(ModelClient(http.url)) as client:
        for _ in range(5):
            assert client.score(PAIRS, 10.0) == [0.5, 0.5]
    assert http.asked == [2] * 5
    assert len(http.connections) == 5


def test_one_whose_answer_was_none_is_not_used_again() -> None:
    seen = set[int]()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.add(handler.client_address[1])
        handler.protocol_version = "HTTP/1.1"
        says(b"busy", 503)(handler)

    with server(answer) as (url, asked):
        assert cause_of(url, 10.0) == "status_503"
    assert len(seen) == len(asked) == 3


def test_two_calls_at_once_have_a_connection_each() -> None:
    with Counted() as http, closing(ModelClient(http.url, clock=lambda: 0.0)) as client:
        client.score(PAIRS, 60.0)
        taken = client._taken()  # as a call does that was given up on and still runs
        assert taken is not None
        assert client.score(PAIRS, 10.0) == [0.5, 0.5]
        taken.close()
    assert len(http.connections) == 2


def _drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then, each within any limit for one read."""
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(200):
            handler.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        pass


def _drip_headers(handler: BaseHTTPRequestHandler) -> None:
    try:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            handler.wfile.write(f"x-{number}: 1\r\n".encode())
            time.sleep(0.05)
    except OSError:
        pass


@pytest.mark.parametrize("answer", [lambda _: time.sleep(8), _drip, _drip_headers], ids=["silent", "body", "headers"])
def test_the_limit_holds_whatever_the_server_does(answer: Answer) -> None:
    with server(answer) as (url, _):
        begun = time.monotonic()
        assert cause_of(url, 0.4) == "timeout"
        # The server would take eight seconds and more; a busy machine may take a few for a thread to wake.
        assert time.monotonic() - begun < 6


@pytest.mark.parametrize("url", ["", "scorer:8080", "ftp://x", "http://", "file:///etc/passwd"])
def test_a_wrong_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(PolicyError, match="TIDEGATE_SUPPORT_MODEL"):
        ModelClient(url)
