"""The port of a process: alive while it beats, ready while it works, and metrics for whoever asks."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, Counter

from schemas.errors import PolicyError
from streams.process.health import Health, HealthServer
from streams.screen import run as screen_run
from streams.settings import Settings
from streams.watch import run as watch_run


def get(port: int | None, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_port_answers_as_the_process_is() -> None:
    now = [0.0]
    health = Health(timedelta(seconds=60), clock=lambda: now[0])
    registry = CollectorRegistry()
    Counter("tidegate_things", "Things", registry=registry).inc(3)
    with HealthServer(health, registry, "127.0.0.1", free_port()) as server:
        assert get(server.port, "/live") == (200, "ok\n")
        assert get(server.port, "/ready") == (503, "starting\n")
        health.ready(True)
        assert get(server.port, "/ready?verbose") == (200, "ok\n")
        health.ready(False, "no session")
        assert get(server.port, "/ready") == (503, "no session\n")
        now[0] = 61
        assert get(server.port, "/live") == (503, "no progress for 61 s\n")
        health.beat()
        assert get(server.port, "/live")[0] == 200
        assert "tidegate_things_total 3.0" in get(server.port, "/metrics")[1]
        assert get(server.port, "/")[0] == 404


def test_port_zero_opens_none() -> None:
    with HealthServer(Health(), CollectorRegistry(), "127.0.0.1", 0) as server:
        assert server.port is None


def test_a_port_that_is_taken_is_an_error_at_once() -> None:
    port = free_port()
    taken = pytest.raises(PolicyError, match=r"port [1-9][0-9]* .*TIDEGATE_HTTP_PORT")
    with HealthServer(Health(), CollectorRegistry(), "127.0.0.1", port), taken:
        HealthServer(Health(), CollectorRegistry(), "127.0.0.1", port)


def test_screen_and_watch_listen_on_different_ports_unless_they_are_told() -> None:
    assert Settings().http_port is None
    assert screen_run.HTTP_PORT != watch_run.HTTP_PORT
    assert Settings().port_of(watch_run.HTTP_PORT) == watch_run.HTTP_PORT
    assert [Settings(http_port=told).port_of(watch_run.HTTP_PORT) for told in (0, 9999)] == [0, 9999]
