"""The delivery rules of `streams.kafka.session`, each on a real broker.

The hazard that made us choose every start offset ourselves is reproduced here with a plain consumer, next to the
session that does not have it.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewPartitions

from streams.kafka.clients import screen_member
from streams.kafka.session import Aborted, Outgoing, Rebuild, Session, TooLarge
from streams.settings import Settings
from tests.streams.reading import make_topics, read_all

RECORDS = 10
COMMITTED, HELD = 5, 7


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    made = Settings(
        kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}screen", instance="a", session_timeout_ms=6000
    )
    make_topics(kafka, made.topics, partitions=2)
    return made


def fill(settings: Settings, records: int = RECORDS, value: bytes = b"{}") -> None:
    producer = Producer({"bootstrap.servers": settings.kafka})
    for partition in (0, 1):
        for _ in range(records):
            producer.produce(settings.topics.interactions.name, value, partition=partition)
    producer.flush(30)


def open_session(settings: Settings, starts: dict[tuple[str, int], int] | None = None) -> Session:
    noted = {} if starts is None else starts
    return Session(settings, screen_member(settings), noted.update, lambda _: None)


def poll_until(session: Session, wanted: Callable[[list[Message]], bool], limit_s: float = 40.0) -> list[Message]:
    got: list[Message] = []
    deadline = time.monotonic() + limit_s
    while not wanted(got):
        assert time.monotonic() < deadline, f"after {len(got)} messages"
        got += session.poll()
    return got


def commit_at(settings: Settings, offset: int) -> None:
    """Commits both partitions of the session's group at an offset, as an earlier worker did."""
    consumer = Consumer({"bootstrap.servers": settings.kafka, "group.id": settings.group})
    topic = settings.topics.interactions.name
    consumer.commit(offsets=[TopicPartition(topic, partition, offset) for partition in (0, 1)], asynchronous=False)
    consumer.close()


class Predecessor:
    """A worker that died with its transaction open: offsets sent, not committed."""

    def __init__(self, settings: Settings) -> None:
        self._producer = Producer({"bootstrap.servers": settings.kafka, "transactional.id": f"{settings.group}-gone"})
        self._producer.init_transactions(30)
        self._producer.begin_transaction()
        group = Consumer({"bootstrap.servers": settings.kafka, "group.id": settings.group})
        topic = settings.topics.interactions.name
        held = [TopicPartition(topic, partition, HELD) for partition in (0, 1)]
        self._producer.send_offsets_to_transaction(held, group.consumer_group_metadata(), 30)
        group.close()

    def settle(self) -> None:
        self._producer.commit_transaction(30)


def naive(settings: Settings, name: str) -> Consumer:
    """A consumer as most programs have it: librdkafka chooses where a partition starts."""
    consumer = Consumer(
        {
            "bootstrap.servers": settings.kafka,
            "group.id": settings.group,
            "client.id": name,
            "partition.assignment.strategy": "cooperative-sticky",
            "auto.offset.reset": "earliest",
            "isolation.level": "read_committed",
            "enable.auto.commit": False,
            "session.timeout.ms": 6000,
        }
    )
    consumer.subscribe([settings.topics.interactions.name])
    return consumer


def first_offsets(messages: Iterator[Message] | list[Message]) -> dict[int, int]:
    first: dict[int, int] = {}
    for message in messages:
        partition, offset = message.partition(), message.offset()
        assert partition is not None
        assert offset is not None
        first[partition] = min(first.get(partition, offset), offset)
    return first


def test_added_partitions_are_read_before_an_operator_wonders(settings: Settings) -> None:
    """librdkafka's own default is to look for them every 300 s; the limit here is far from both."""
    topic = settings.topics.interactions.name
    session = open_session(settings)
    poll_until(session, lambda _: session.ready())
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    admin.create_partitions([NewPartitions(topic, 3)])[topic].result(30)
    producer = Producer({"bootstrap.servers": settings.kafka})
    producer.produce(topic, b"{}", partition=2)
    assert producer.flush(30) == 0
    poll_until(session, lambda got: any(message.partition() == 2 for message in got), 120)
    session.close()


def test_a_plain_consumer_starts_over_when_a_rebalance_meets_an_open_transaction(settings: Settings) -> None:
    """The hazard itself. When this fails, librdkafka has mended it, and the cure may be reconsidered."""
    fill(settings)
    commit_at(settings, COMMITTED)
    predecessor = Predecessor(settings)
    one = naive(settings, "one")
    until = time.monotonic() + 6
    while time.monotonic() < until:
        assert one.consume(100, 0.2) == []
    two = naive(settings, "two")
    got: list[Message] = []
    until = time.monotonic() + 8
    while time.monotonic() < until:
        got += one.consume(100, 0.1) + two.consume(100, 0.1)
    predecessor.settle()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        got += one.consume(100, 0.1) + two.consume(100, 0.1)
    one.close()
    two.close()
    first = first_offsets([message for message in got if message.error() is None])
    assert 0 in first.values(), f"it began at {first}, not at the beginning"


def test_a_session_starts_where_the_predecessor_ended(settings: Settings) -> None:
    fill(settings)
    commit_at(settings, COMMITTED)
    predecessor = Predecessor(settings)
    got: list[Message] = []
    problems: list[str] = []
    stop = threading.Event()

    def work(instance: str) -> None:
        while not stop.is_set():
            session = None
            try:
                session = open_session(settings.model_copy(update={"instance": instance}))
                while not stop.is_set():
                    got.extend(session.poll())
            except Rebuild as error:
                problems.append(error.cause)
            finally:
                if session is not None:
                    session.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    threads[0].start()
    time.sleep(6)
    threads[1].start()
    time.sleep(8)
    predecessor.settle()
    deadline = time.monotonic() + 40
    while len(first_offsets(got)) < 2 and time.monotonic() < deadline:
        time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert first_offsets(got) == {0: HELD, 1: HELD}, problems


def test_a_session_without_committed_offsets_starts_at_the_beginning(settings: Settings) -> None:
    fill(settings)
    starts: dict[tuple[str, int], int] = {}
    session = open_session(settings, starts)
    got = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    session.close()
    assert set(starts.values()) == {0}
    assert first_offsets(got) == {0: 0, 1: 0}


def test_what_is_committed_is_seen_once_and_not_handed_out_again(settings: Settings) -> None:
    fill(settings)
    session = open_session(settings)
    got = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    decisions = settings.topics.decisions.name
    session.commit(got, [Outgoing(decisions, None, b"{}", [], origin) for origin in range(len(got))])
    session.close()
    assert len(list(read_all(settings.kafka, decisions))) == 2 * RECORDS
    starts: dict[tuple[str, int], int] = {}
    again = open_session(settings, starts)
    poll_until(again, lambda _: len(starts) == 2)
    again.close()
    assert set(starts.values()) == {RECORDS}


def test_a_record_that_is_too_large_undoes_the_transaction_and_is_named(settings: Settings) -> None:
    fill(settings)
    session = open_session(settings)
    got = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    topic = settings.topics.outcomes.name  # takes 1 MB
    records = [Outgoing(topic, None, b"{}", [], 0), Outgoing(topic, None, os.urandom(3_000_000), [], 3)]
    with pytest.raises(TooLarge) as refused:
        session.commit(got, records)
    assert refused.value.indexes == {3}
    session.commit(got, records[:1])
    session.close()
    assert len(list(read_all(settings.kafka, topic))) == 1


def test_after_a_refusal_the_next_transactions_go_through(settings: Settings) -> None:
    """A refused record leaves a gap in its partition's sequence numbers, at which the broker refuses what follows."""
    fill(settings)
    session = open_session(settings)
    got = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    topic = settings.topics.outcomes.name  # takes 1 MB
    small, large = Outgoing(topic, b"k", b"{}", [], 0), Outgoing(topic, b"k", os.urandom(3_000_000), [], 3)
    for _ in range(3):
        with pytest.raises(TooLarge):
            session.commit(got, [small, large])
        session.commit(got, [small])
    session.commit(got, [small])
    session.close()
    assert len(list(read_all(settings.kafka, topic))) == 4


def test_an_aborted_batch_is_handed_out_again(settings: Settings) -> None:
    fill(settings)
    session = open_session(settings)
    got = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    session.rewind(got)
    again = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    session.close()
    assert sorted((m.partition(), m.offset()) for m in again) == sorted((m.partition(), m.offset()) for m in got)


def test_a_fenced_producer_rebuilds_and_commits_nothing(settings: Settings) -> None:
    """A ghost with the same instance name: the newer one wins, the older one cannot commit."""
    fill(settings)
    session = open_session(settings)
    got = poll_until(session, lambda got: len(got) >= 2 * RECORDS)
    usurper = Producer({"bootstrap.servers": settings.kafka, "transactional.id": f"{settings.group}-a"})
    usurper.init_transactions(30)
    decisions = settings.topics.decisions.name
    with pytest.raises((Rebuild, Aborted)):
        session.commit(got, [Outgoing(decisions, None, b"{}", [], 0)])
    session.close()
    assert list(read_all(settings.kafka, decisions)) == []


def test_a_fatal_error_handed_out_as_a_message_rebuilds(settings: Settings) -> None:
    """`consume` hands out `_FATAL` as a message whose error is not `.fatal()`; passing it over stands still."""
    session = open_session(settings)

    class Handed:
        def error(self) -> KafkaError:
            return KafkaError(KafkaError._FATAL)

        def topic(self) -> str:
            return settings.topics.interactions.name

        def partition(self) -> int:
            return 0

        def offset(self) -> int:
            return -1

    real = session.consumer
    session.consumer = type("Stub", (), {"consume": lambda *_: [Handed()]})()  # type: ignore[assignment]
    with pytest.raises(Rebuild, match="_FATAL"):
        session.poll()
    session.consumer = real
    session.close()


def test_lag_is_zero_at_the_end_of_a_topic_that_is_written_in_transactions(settings: Settings) -> None:
    """Markers occupy offsets and are never handed out; they must not look like work for ever."""
    producer = Producer({"bootstrap.servers": settings.kafka, "transactional.id": f"{settings.group}-user"})
    producer.init_transactions(30)
    for _ in range(3):
        producer.begin_transaction()
        producer.produce(settings.topics.interactions.name, b"{}", partition=0)
        producer.commit_transaction(30)
    session = open_session(settings)
    got = poll_until(session, lambda got: len(got) >= 3)
    poll_until(session, lambda _: not any(session.lag().values()), 20)
    producer.begin_transaction()
    producer.produce(settings.topics.interactions.name, b"{}", partition=0)
    producer.flush(10)
    time.sleep(1)
    assert set(session.lag().values()) == {0}, "what is not committed yet is no work yet"
    producer.abort_transaction(30)
    session.close()
    assert len(got) == 3
