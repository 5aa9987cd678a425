"""From produce to visible: how long an event takes through `screen` on a real broker, at a fixed rate.

    python -m bench.latency [--seconds 20]

First the capacity of one worker is measured on a backlog, then events are produced at half of it. Visible means
handed to a `read_committed` consumer of a door. The yardstick of the same run is the same path without Tidegate: a
plain producer and consumer of the same broker at the same rate. Aim: p99 under 150 ms. All on one machine, the
broker included, so the worker and the broker share its cores.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from confluent_kafka import Consumer, Producer

from bench.yardstick import event_of_1_kb, machine
from streams.topics import Topics
from tests.kafka.brokers import Cluster
from tests.streams.reading import make_topics
from tests.streams.workers import Worker

PARTITIONS = 4
BACKLOG = 4_000


def consumer_of(bootstrap: str, *topics: str) -> Consumer:
    """A careful reader that starts at the beginning."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": f"bench-{time.monotonic_ns()}",
            "isolation.level": "read_committed",
            "auto.offset.reset": "earliest",
            "fetch.wait.max.ms": 10,
        }
    )
    consumer.subscribe(list(topics))
    return consumer


def count(consumer: Consumer, wanted: int, limit_s: float) -> float:
    """Waits for a number of records. Returns when the last of them came, on the monotonic clock."""
    got, deadline = 0, time.monotonic() + limit_s
    while got < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{got} of {wanted} records came in {limit_s:.0f} s")
        got += sum(message.error() is None for message in consumer.consume(1000, 0.1))
    return time.monotonic()


def capacity(bootstrap: str, topics: Topics, worker: Worker) -> float:
    """Events per second of one worker on a backlog, its start excluded."""
    producer = Producer({"bootstrap.servers": bootstrap})
    for number in range(BACKLOG):
        producer.produce(topics.interactions.name, event_of_1_kb(number), key=str(number))
        producer.poll(0)
    producer.flush(60)
    reader = consumer_of(bootstrap, topics.approved.name, topics.quarantine.name)
    worker.start()
    count(reader, BACKLOG // 4, 120)
    begun = time.monotonic()
    ended = count(reader, BACKLOG // 2, 300)
    count(reader, BACKLOG - BACKLOG // 4 - BACKLOG // 2 - 500, 300)
    reader.close()
    return BACKLOG / 2 / (ended - begun)


def latencies_ms(bootstrap: str, into: str, out: list[str], rate: float, seconds: float, first: int) -> list[float]:
    """Produces at a fixed rate and times each event until a reader has it."""
    reader = consumer_of(bootstrap, *out)
    while not reader.assignment():
        reader.poll(0.1)
    for where in reader.position(reader.assignment()):
        _, where.offset = reader.get_watermark_offsets(where)
        reader.seek(where)
    producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 0})
    sent: dict[str, float] = {}
    took: list[float] = []
    begun = time.monotonic()
    total = int(rate * seconds)
    produced = 0
    while len(took) < total and time.monotonic() - begun < seconds + 20:
        due = min(total, int((time.monotonic() - begun) * rate))
        while produced < due:
            name = f"event-{first + produced}"
            sent[name] = time.monotonic()
            producer.produce(into, event_of_1_kb(first + produced), key=name)
            produced += 1
        producer.poll(0)
        for message in reader.consume(200, 0.002):
            value = message.value()
            if message.error() is None and value is not None:
                name = value[value.index(b"event-") :].split(b'"', 1)[0].decode()
                if name in sent:
                    took.append((time.monotonic() - sent.pop(name)) * 1000)
    reader.close()
    if len(took) < total:
        raise TimeoutError(f"{total - len(took)} of {total} events did not come")
    return took


def shown(name: str, took: list[float]) -> str:
    """One line of quantiles."""
    cuts = statistics.quantiles(took, n=100)
    return f"{name:34} p50 {cuts[49]:7.1f} ms   p99 {cuts[98]:7.1f} ms   n={len(took)}"


def main() -> None:
    """Prints capacity and latencies."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=20.0)
    seconds = options.parse_args().seconds
    print(machine())
    topics = Topics()
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        make_topics(cluster.bootstrap, topics, PARTITIONS)
        with_key = {"TIDEGATE_KAFKA": cluster.bootstrap}
        worker = Worker("screen", Path(folder), "bench", with_key)
        try:
            most = capacity(cluster.bootstrap, topics, worker)
            rate = most / 2
            print(
                f"capacity of one worker             {most:7.0f} events/s of 1 KB, all guards, broker on the same cores"
            )
            time.sleep(3)
            plain = latencies_ms(cluster.bootstrap, topics.reviews.name, [topics.reviews.name], rate, seconds, 10**6)
            doors = [topics.approved.name, topics.quarantine.name]
            took = latencies_ms(cluster.bootstrap, topics.interactions.name, doors, rate, seconds, 2 * 10**6)
        finally:
            worker.stop()
    print(shown(f"without Tidegate at {rate:.0f}/s", plain))
    print(shown(f"through screen at {rate:.0f}/s", took))


if __name__ == "__main__":
    main()
