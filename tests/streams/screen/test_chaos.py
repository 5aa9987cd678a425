"""The long version of the conservation law: three brokers, a hundred faults of all kinds, `tidegate audit` as judge.

    make chaos                       100 faults, about half an hour on two cores
    TIDEGATE_CHAOS_FAULTS=20 make chaos

Not part of `make test`. The seed is printed; `TIDEGATE_CHAOS_SEED` repeats the faults, though not their timing.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka import Producer

from streams.topics import Topics
from tests.kafka.brokers import Cluster
from tests.streams.reading import make_topics, sources
from tests.streams.screen.test_conservation import BAD, event
from tests.streams.workers import Worker

FAULTS = int(os.environ.get("TIDEGATE_CHAOS_FAULTS", "100"))
PARTITIONS = 12
RATE = 150  # events per second: two workers on two cores that they share with three brokers keep up with it


class Traffic(threading.Thread):
    """Produces at a steady rate until told to stop, through whatever happens to the brokers."""

    def __init__(self, bootstrap: str, topic: str, seed: int) -> None:
        super().__init__(daemon=True)
        # The producer must not lose events of its own, or there would be nothing to hold `screen` to.
        self._producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "linger.ms": 20})
        self._topic, self._rng = topic, random.Random(seed)
        self._stop_asked = threading.Event()
        self.sent = 0

    def run(self) -> None:
        while not self._stop_asked.wait(0.1):
            for _ in range(RATE // 10):
                value: bytes | None = event(self.sent, self._rng)
                if self.sent % 97 == 13:
                    value = self._rng.choice([*BAD, None])
                self._producer.produce(self._topic, value, key=str(self._rng.randrange(2000)))
                self.sent += 1
            self._producer.poll(0)

    def stop(self) -> int:
        self._stop_asked.set()
        self.join(30)
        assert self._producer.flush(120) == 0
        return self.sent


def kill_worker(workers: list[Worker], _cluster: Cluster, rng: random.Random) -> None:
    victim = rng.choice(workers)
    victim.kill()
    time.sleep(rng.uniform(0, 3))
    victim.start()


def restart_worker(workers: list[Worker], _cluster: Cluster, rng: random.Random) -> None:
    """An orderly stop and start: two rebalances."""
    victim = rng.choice(workers)
    assert victim.stop() == 0
    time.sleep(rng.uniform(0, 2))
    victim.start()


def pause_worker(workers: list[Worker], _cluster: Cluster, rng: random.Random) -> None:
    """A worker that freezes, at times for longer than its session lasts, and returns as a zombie."""
    victim = rng.choice(workers)
    victim.pause()
    time.sleep(rng.choice([1, 3, 9]))
    victim.resume()


def kill_broker(_workers: list[Worker], cluster: Cluster, rng: random.Random) -> None:
    victim = rng.randrange(3)
    cluster.kill(victim)
    time.sleep(rng.uniform(0, 4))
    cluster.restart(victim)


def pause_broker(_workers: list[Worker], cluster: Cluster, rng: random.Random) -> None:
    victim = rng.randrange(3)
    cluster.pause(victim)
    time.sleep(rng.uniform(0.5, 6))
    cluster.resume(victim)


def kill_both(workers: list[Worker], cluster: Cluster, rng: random.Random) -> None:
    broker, victim = rng.randrange(3), rng.choice(workers)
    cluster.kill(broker)
    victim.kill()
    victim.start()
    cluster.restart(broker)


KINDS = (kill_worker, kill_worker, restart_worker, pause_worker, kill_broker, pause_broker, kill_both)


@pytest.mark.chaos
@pytest.mark.timeout(7200)
def test_a_hundred_faults(brokers: Callable[..., Cluster], tmp_path: Path) -> None:
    seed = int(os.environ.get("TIDEGATE_CHAOS_SEED", random.SystemRandom().randrange(2**32)))
    print(f"seed {seed}, {FAULTS} faults", flush=True)
    rng = random.Random(seed)
    cluster = brokers(3)
    topics = Topics()
    make_topics(cluster.bootstrap, topics, PARTITIONS, replication=3)
    environment = {"TIDEGATE_KAFKA": cluster.bootstrap}
    workers = [Worker("screen", tmp_path, f"w{number}", environment) for number in range(2)]
    traffic = Traffic(cluster.bootstrap, topics.interactions.name, seed)
    done: Counter[str] = Counter()
    begun = time.monotonic()
    with workers[0], workers[1]:
        traffic.start()
        time.sleep(15)
        for number in range(FAULTS):
            fault = rng.choice(KINDS)
            fault(workers, cluster, rng)
            done[fault.__name__] += 1
            if number % 10 == 9:
                print(f"{number + 1} faults, {traffic.sent} events, {time.monotonic() - begun:.0f} s", flush=True)
            time.sleep(rng.uniform(0.5, 6))
        sent = traffic.stop()
        deadline = time.monotonic() + 600
        while len(sources(cluster.bootstrap, topics.decisions.name)) < sent:
            assert time.monotonic() < deadline, "the workers stand still"
            time.sleep(5)
        assert [worker.stop() for worker in workers] == [0, 0]
    print(f"{sent} events through {dict(done)}")
    verdict = audit(environment)
    print(json.dumps(verdict)[:2000])
    assert verdict["code"] == 0, verdict


def audit(environment: dict[str, str]) -> dict[str, object]:
    """What `tidegate audit` says of the whole input."""
    command = [sys.executable, "-m", "streams.cli", "audit", "--to", "end", "--json"]
    told = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    return {"code": told.returncode, "said": told.stdout, "errors": told.stderr[-2000:]}
