"""A schema registry that is down, on a real broker: what needs it waits, what does not goes on, nothing is lost."""

from __future__ import annotations

import io
import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import fastavro
import pytest
from confluent_kafka import Producer

from schemas.avro import avro_schema
from schemas.interaction import Interaction
from streams.settings import Settings
from tests.kafka.brokers import free_port
from tests.streams.reading import header, make_topics, read_all
from tests.streams.running import Running
from tests.streams.wire.registry_server import RegistryServer, serving

BEFORE, AFTER = 3, 5
"""Events in the first partition before and after the one that waits."""
OTHERS = 20


@dataclass
class Deployment:
    settings: Settings
    registry: RegistryServer

    def produce(self, partition: int, *values: bytes) -> None:
        producer = Producer({"bootstrap.servers": self.settings.kafka})
        for value in values:
            producer.produce(self.settings.topics.interactions.name, value, partition=partition)
        assert producer.flush(30) == 0

    def decided(self) -> dict[int, list[int]]:
        """Offsets that have a decision, in their order, by input partition."""
        offsets: dict[int, list[int]] = {}
        for message in read_all(self.settings.kafka, self.settings.topics.decisions.name):
            _, partition, offset = header(message, "tidegate-source").rsplit("/", 2)
            offsets.setdefault(int(partition), []).append(int(offset))
        return offsets

    def lag(self, partition: int) -> float:
        """As the metrics have it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.settings.http_port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        shown = [line for line in lines if line.startswith("tidegate_consumer_lag{") and f'"{partition}"' in line]
        return float(shown[0].rpartition(" ")[2]) if shown else -1.0

    def ready(self) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.settings.http_port}/ready"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except urllib.error.URLError:
            return 0, "no port yet"


def until(holds: Callable[[], bool], limit_s: float = 90.0) -> None:
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.3)


def plain(number: int) -> bytes:
    """All of one conversation: their decisions lie in one partition, so that their order can be seen."""
    return json.dumps({"event_id": str(number), "conversation_id": "c", "messages": f"question {number}"}).encode()


def framed(schema_id: int) -> bytes:
    body = io.BytesIO()
    fastavro.schemaless_writer(
        body, fastavro.parse_schema(avro_schema(Interaction)), {"event_id": "framed", "conversation_id": "c"}
    )
    return b"\x00" + schema_id.to_bytes(4, "big") + body.getvalue()


@pytest.mark.timeout(240)
def test_an_event_waits_for_the_registry_and_the_others_do_not(kafka: str, topic_prefix: str) -> None:
    with serving() as registry:
        settings = Settings(
            kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}screen", instance="a",
            schema_registry=registry.url, http_port=free_port(), http_host="127.0.0.1", stall_limit="6 s",
        )  # fmt: skip
        make_topics(kafka, settings.topics, partitions=2)
        here = Deployment(settings, registry)
        schema_id = registry.add(avro_schema(Interaction))
        with Running(settings):
            until(lambda: here.ready() == (200, "ok\n"))
            registry.failing = 503
            here.produce(0, *map(plain, range(BEFORE)), framed(schema_id), *map(plain, range(AFTER)))
            here.produce(1, *map(plain, range(OTHERS)))
            topic = settings.topics.interactions.name
            until(lambda: here.decided() == {0: [0, 1, 2], 1: list(range(OTHERS))})
            until(lambda: here.ready()[0] == 503)
            assert here.ready()[1].startswith(f"{topic}/0/{BEFORE} waits: schema registry: schema {schema_id}")
            time.sleep(8)  # longer than the worker may stand still: what waits is not its fault
            until(lambda: here.lag(0) == 1 + AFTER)
            here.produce(1, plain(OTHERS))
            until(lambda: here.decided() == {0: [0, 1, 2], 1: list(range(OTHERS + 1))})
            registry.failing = None
            until(lambda: here.decided() == {0: list(range(BEFORE + 1 + AFTER)), 1: list(range(OTHERS + 1))})
            until(lambda: here.ready() == (200, "ok\n"))
        passed = Counter(
            header(message, "tidegate-source")
            for message in read_all(kafka, *[door.name for door in settings.topics.doors()])
        )
        assert len(passed) == BEFORE + 1 + AFTER + OTHERS + 1
        assert set(passed.values()) == {1}
        assert not list(read_all(kafka, settings.topics.deadletter.name))
