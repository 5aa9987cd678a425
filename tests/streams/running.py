"""A `screen` in a thread of the test, and what came of each event it was given."""

from __future__ import annotations

import threading
import time
from collections import Counter
from functools import partial
from types import TracebackType
from typing import NamedTuple, Self

from confluent_kafka import KafkaError, Message, Producer
from pydantic_core import from_json

from streams.screen.run import run_screen
from streams.settings import Settings
from tests.streams.reading import header, read_all

STOP_TIMEOUT_S = 40.0


class Running:
    """One worker from `with` to its end. Whatever ends it before its time fails the test."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.error: BaseException | None = None

    def _run(self) -> None:
        try:
            run_screen(self._settings, self._stop)
        except BaseException as error:
            self.error = error

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(STOP_TIMEOUT_S)
        if error is None:
            assert not self._thread.is_alive(), "the worker does not stop"
            assert self.error is None, f"the worker died of {self.error!r}"

    def wait_for(self, events: int, limit_s: float = 60.0) -> None:
        """Until so many events have a decision."""
        deadline = time.monotonic() + limit_s
        decisions = self._settings.topics.decisions.name
        while (seen := sum(1 for _ in read_all(self._settings.kafka, decisions))) < events:
            assert self._thread.is_alive(), f"the worker died of {self.error!r}"
            assert time.monotonic() < deadline, f"{seen} decisions of {events}"
            time.sleep(0.5)


def produce(settings: Settings, *values: bytes | None, key: bytes | None = None) -> list[str]:
    """The values to the first partition of the input; gives back their coordinates, in the order of the values."""
    producer = Producer({"bootstrap.servers": settings.kafka, "message.max.bytes": 8_000_000, "linger.ms": 50})
    topic = settings.topics.interactions.name
    offsets: dict[int, int | None] = {}

    def delivered(index: int, error: KafkaError | None, message: Message) -> None:
        assert error is None, error
        offsets[index] = message.offset()

    for index, value in enumerate(values):
        producer.produce(topic, value, key, partition=0, on_delivery=partial(delivered, index))
    assert producer.flush(30) == 0
    return [f"{topic}/0/{offsets[index]}" for index in range(len(values))]


class Left(NamedTuple):
    """What came of one event."""

    door: str
    record: Message
    decision: dict[str, object]

    @property
    def body(self) -> dict[str, object]:
        found: dict[str, object] = from_json(self.record.value() or b"{}")
        return found


def what_left(settings: Settings) -> dict[str, Left]:
    """Every event by its coordinates. Asserts the conservation law: one door and one decision each."""
    topics = settings.topics
    doors = [
        (topic.name.removeprefix(settings.topic_prefix), message)
        for topic in topics.doors()
        for message in read_all(settings.kafka, topic.name)
    ]
    decisions = {header(m, "tidegate-source"): m for m in read_all(settings.kafka, topics.decisions.name)}
    counted = Counter(header(message, "tidegate-source") for _, message in doors)
    assert {source: n for source, n in counted.items() if n != 1} == {}
    assert counted.keys() == decisions.keys()
    return {
        header(message, "tidegate-source"): Left(
            door, message, from_json(decisions[header(message, "tidegate-source")].value() or b"{}")
        )
        for door, message in doors
    }
