"""A second transactional processor on the loop of `screen`, on a real broker, both killed at random: conserved, too.

The two have equal instance names. Were their transactions of one name, each would fence the other for ever.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from confluent_kafka import Producer

from streams.settings import Settings
from tests.streams.reading import coordinates, make_topics, read_all, sources
from tests.streams.workers import Worker

EVENTS = 4_000
KILLS = 5


@pytest.mark.timeout(240)
def test_a_second_processor_is_conserved_and_fences_nobody(kafka: str, topic_prefix: str, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    topics = Settings(topic_prefix=topic_prefix).topics
    make_topics(kafka, topics, partitions=3)
    environment = {"TIDEGATE_KAFKA": kafka, "TIDEGATE_TOPIC_PREFIX": topic_prefix}
    screen = Worker("screen", tmp_path, "a", environment)
    toys = [Worker("toy", tmp_path, name, environment, "tests.streams.kafka.toy_worker") for name in ("a", "b")]
    doors = [topic.name for topic in topics.doors()]
    with screen, toys[0], toys[1]:
        producer = Producer({"bootstrap.servers": kafka})
        for index in range(EVENTS):
            value = b"not json" if index % 9 == 0 else json.dumps({"messages": f"question {index}"}).encode()
            producer.produce(topics.interactions.name, value, key=str(rng.randrange(500)))
        assert producer.flush(60) == 0
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.5, 3.0))
            victim = rng.choice([screen, *toys])
            victim.kill()
            time.sleep(rng.uniform(0.0, 1.0))
            victim.start()
        deadline = time.monotonic() + 120
        while sum(1 for _ in read_all(kafka, topics.outcomes.name)) < EVENTS:
            assert time.monotonic() < deadline, [worker.log.read_text()[-2000:] for worker in (screen, *toys)]
            time.sleep(1)
        assert [worker.stop() for worker in (screen, *toys)] == [0, 0, 0]

    copied = sources(kafka, topics.outcomes.name)
    assert copied.keys() == set().union(*(coordinates(kafka, door) for door in doors))
    assert set(copied.values()) == {1}, "doubled"
    assert len(copied) == EVENTS
    assert not [worker.log for worker in (screen, *toys) if "_FENCED" in worker.log.read_text()]
