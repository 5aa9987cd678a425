"""The log is the memory: after a restart a response finds its request, as far back as the window reaches."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from structlog.testing import capture_logs

from streams.kafka import read_through
from streams.kafka.clients import Partition
from streams.kafka.cluster import offsets_since
from streams.screen import replay
from streams.screen.replay import Replayer
from streams.settings import Settings
from tests.streams.reading import make_topics
from tests.streams.running import Running, produce, what_left

REQUEST = {
    "event_id": "request",
    "phase": "request",
    "tenant": "acme",
    "conversation_id": "c",
    "messages": [{"role": "user", "content": "What is my copay?"}],
    "context": [{"id": "plan-1", "text": "The specialist copay is $20 per visit.", "source": "plans"}],
}
RESPONSE = {
    "event_id": "response",
    "phase": "response",
    "tenant": "acme",
    "conversation_id": "c",
    "output": [{"role": "assistant", "content": "The specialist copay is $45 per visit."}],
    "finish_reasons": ["stop"],
}

# No guard is given up on, however busy the machine.
UNHURRIED = "name: unhurried\nversion: 1\nguards:\n" + "".join(
    f"  {name}: {{time_limit: 1 h}}\n" for name in ("pii", "secrets", "contract", "contradiction", "freshness")
)


@pytest.fixture
def settings(kafka: str, topic_prefix: str, tmp_path: Path) -> Settings:
    policy = tmp_path / "policy.yaml"
    policy.write_text(UNHURRIED)
    made = Settings(
        kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}screen", instance="a", http_port=0,
        join_age=timedelta(minutes=15), policy=policy,
    )  # fmt: skip
    as_claimed = {made.topics.interactions.name: {"message.timestamp.type": "CreateTime"}}
    make_topics(kafka, made.topics, partitions=2, other=as_claimed)
    return made


def test_a_response_finds_the_request_that_was_judged_before_the_restart(settings: Settings) -> None:
    with Running(settings) as worker:
        produce(settings, json.dumps(REQUEST).encode(), b"not json")
        worker.wait_for(2)
    with Running(settings) as worker:
        (at,) = produce(settings, json.dumps(RESPONSE).encode())
        worker.wait_for(3)
    left = what_left(settings)
    assert len(left) == 3, "what is read again is not judged again"
    evidence = [side for finding in left[at].decision["findings"] for side in finding.get("evidence", ())]  # type: ignore[attr-defined]
    assert ("request", "plan-1") in [(side.get("event_id"), side.get("context_id")) for side in evidence]


def replayed(settings: Settings, starts: dict[int, int]) -> dict[int, list[int]]:
    """Which offsets of which partition are read again before these starts."""
    seen: dict[int, list[int]] = {}

    def remember(message: Message) -> None:
        seen.setdefault(message.partition() or 0, []).append(message.offset() or 0)

    topic = settings.topics.interactions.name
    count = Replayer(settings, remember, threading.Event()).replay(
        {(topic, partition): at for partition, at in starts.items()}
    )
    assert count == sum(map(len, seen.values()))
    return seen


def write(settings: Settings, ages_s: list[float], partition: int = 0) -> None:
    """Records that the broker took so many seconds ago."""
    producer = Producer({"bootstrap.servers": settings.kafka, "linger.ms": 0})
    for age_s in ages_s:
        at = int((time.time() - age_s) * 1000)
        producer.produce(settings.topics.interactions.name, b"{}", partition=partition, timestamp=at)
        producer.flush(10)


MINUTE = 60.0
DELETED = KafkaError._AUTO_OFFSET_RESET


@pytest.mark.parametrize(
    ("ages_s", "start", "expected"),
    [
        ([40 * MINUTE, 10 * MINUTE, MINUTE, 0], 3, [1, 2]),
        ([40 * MINUTE, 10 * MINUTE, MINUTE], 3, [1, 2]),  # nothing is waiting: the window ends now
        ([40 * MINUTE, 30 * MINUTE], 2, []),
        # a worker that is far behind remembers what was new then
        ([60 * MINUTE, 40 * MINUTE, 39 * MINUTE, 0], 2, [1]),
        ([MINUTE, MINUTE], 0, []),
        ([MINUTE], 1, [0]),
    ],
)
def test_as_far_back_as_the_window_reaches(
    settings: Settings, ages_s: list[float], start: int, expected: list[int]
) -> None:
    write(settings, ages_s)
    assert replayed(settings, {0: start}).get(0, []) == expected


def test_each_partition_has_its_own_window(settings: Settings) -> None:
    write(settings, [60 * MINUTE, 40 * MINUTE, 39 * MINUTE, 38 * MINUTE])
    write(settings, [30 * MINUTE, 10 * MINUTE, 0], partition=1)
    assert replayed(settings, {0: 3, 1: 2}) == {0: [1, 2], 1: [1]}
    assert replayed(settings, {0: 0, 1: 2}) == {1: [1]}


class FaultFirst(Consumer):
    """Hands out nothing before an error that does not heal: the order that costs most."""

    held: tuple[Message, ...] = ()
    failed = False

    def consume(self, num_messages: int = 1, timeout: float = -1) -> list[Message]:
        self.held = (*self.held, *super().consume(num_messages, timeout))
        faults = [] if self.failed else [each for each in self.held if each.error() and each.error().code() == DELETED]
        out, self.held = (self.held, ()) if self.failed else (faults, self.held)
        self.failed = self.failed or bool(faults)
        return list(out)


def test_a_partition_that_cannot_be_read_does_not_cost_the_others_their_window(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(settings, [MINUTE] * 4)
    write(settings, [MINUTE] * 3, partition=1)

    def answered_and_then_deleted(admin: AdminClient, since_ms: dict[Partition, int]) -> dict[Partition, int]:
        answer = offsets_since(admin, since_ms)
        oldest = [TopicPartition(settings.topics.interactions.name, 0, 2)]
        next(iter(admin.delete_records(oldest).values())).result(20)
        monkeypatch.setattr(read_through, "Consumer", FaultFirst)
        return answer

    monkeypatch.setattr(replay, "offsets_since", answered_and_then_deleted)
    assert replayed(settings, {0: 4, 1: 3}) == {1: [0, 1, 2]}


def in_transaction(settings: Settings, end: Callable[[Producer], None]) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka, "transactional.id": f"{settings.topic_prefix}user"})
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce(settings.topics.interactions.name, b"{}", partition=0)
    producer.flush(10)
    end(producer)


def test_markers_and_what_was_aborted_are_passed_over(settings: Settings) -> None:
    """The last offset before a start may be a transaction's marker, which is never handed out."""
    in_transaction(settings, lambda producer: producer.commit_transaction(30))
    in_transaction(settings, lambda producer: producer.abort_transaction(30))
    with capture_logs() as logs:
        assert replayed(settings, {0: 4}) == {0: [0]}
    assert [line["event"] for line in logs] == ["join_window_read"], "to its end, and not until it was given up"


def test_a_worker_that_is_to_stop_reads_no_further(settings: Settings) -> None:
    """A window of hours would hold its end up, and nothing will be judged with it."""
    topic = settings.topics.interactions.name
    producer = Producer({"bootstrap.servers": settings.kafka})
    for number in range(50):
        producer.produce(topic, str(number).encode(), partition=0)
    assert producer.flush(30) == 0
    stop, seen = threading.Event(), []

    def remember(message: Message) -> None:
        seen.append(message.offset())
        stop.set()

    assert Replayer(settings, remember, stop).replay({(topic, 0): 50}) == 1
    assert seen == [0]
