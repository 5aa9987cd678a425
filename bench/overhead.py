"""Cost of everything but the guards through a real Kafka, in CPU microseconds per event of 1 KB.

    python -m bench.overhead [--rounds 5]

The whole of `screen` runs in this process over a backlog, with every guard off. `worker` is the thread that serves
events; `process` adds librdkafka's own threads. The broker is another process and is not counted. Each round is 5,000
events, and the medians are printed, so a busy machine shows in the spread and hardly in the figure.
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from itertools import pairwise
from pathlib import Path
from statistics import median
from unittest.mock import patch

from confluent_kafka import Producer

from bench.yardstick import event_of_1_kb, machine, yardstick_us
from streams.screen import run
from streams.screen.metrics import ScreenMetrics
from streams.settings import Settings
from streams.topics import Topics
from tests.kafka.brokers import Cluster
from tests.streams.reading import make_topics

ROUND = 5_000

_OFF = """\
name: off
version: "1"
guards:
  pii: {mode: off}
  secrets: {mode: off}
  contract: {mode: off}
  contradiction: {mode: off}
  freshness: {mode: off}
"""


class Meter(ScreenMetrics):
    """Reads the clocks on the worker's own thread after every transaction, and ends the worker with the backlog."""

    def __init__(self, stop: threading.Event, events: int) -> None:
        super().__init__()
        self._stop, self._events = stop, events
        self.readings: list[tuple[int, float, float]] = []
        """Events so far, CPU seconds of the thread, CPU seconds of the process."""

    def committed(self, events: int) -> None:
        """A transaction with so many events was committed."""
        super().committed(events)
        done = events + (self.readings[-1][0] if self.readings else 0)
        self.readings.append((done, time.thread_time(), time.process_time()))
        if done >= self._events:
            self._stop.set()

    def rounds(self) -> list[tuple[float, ...]]:
        """Microseconds per event of the thread and of the process, of every round but the first, which warms up."""
        ends = [next(each for each in self.readings if each[0] >= ROUND)]
        for each in self.readings:
            if each[0] - ends[-1][0] >= ROUND:
                ends.append(each)
        return [
            tuple((now - then) / (end[0] - begin[0]) * 1e6 for then, now in zip(begin[1:], end[1:], strict=True))
            for begin, end in pairwise(ends)
        ]


def measured(bootstrap: str, folder: Path, rounds: int) -> list[tuple[float, ...]]:
    """Runs `screen` over a backlog of so many rounds and one to warm up."""
    events = ROUND * (rounds + 2)
    make_topics(bootstrap, Topics(), 4)
    producer = Producer({"bootstrap.servers": bootstrap})
    for number in range(events):
        producer.produce(Topics().interactions.name, event_of_1_kb(number), key=str(number))
        producer.poll(0)
        if number % ROUND == 0:
            producer.flush(60)
    producer.flush(60)
    policy = folder / "policy.yaml"
    policy.write_text(_OFF)
    stop = threading.Event()
    meter = Meter(stop, events)
    settings = Settings(kafka=bootstrap, instance="bench", policy=policy, http_port=0, log_level="warning")
    with patch.object(run, "ScreenMetrics", lambda: meter):
        run.run_screen(settings, stop)
    return meter.rounds()


def main() -> None:
    """Prints the medians."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    print(machine())
    unit = yardstick_us()
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        found = measured(cluster.bootstrap, Path(folder), rounds)
    for name, costs in (("worker", [each[0] for each in found]), ("process", [each[1] for each in found])):
        middle = median(costs)
        print(
            f"{name:10} {middle:7.1f} us/event ({min(costs):.1f} to {max(costs):.1f}) {middle / unit:6.1f} yardsticks"
        )


if __name__ == "__main__":
    main()
