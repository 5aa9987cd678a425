"""The reader of topics on a real broker: where a range ends, what follows, and what one bad partition costs others."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from confluent_kafka import OFFSET_BEGINNING, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from schemas.errors import DependencyError
from streams.kafka.clients import Partition
from streams.kafka.read_through import Reader, read_first, read_through
from streams.settings import Settings
from tests.streams.reading import make_topics

LIMIT_S = 60.0


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    made = Settings(kafka=kafka, topic_prefix=topic_prefix)
    make_topics(kafka, made.topics, 3)
    return made


def at(settings: Settings, partition: int) -> Partition:
    return settings.topics.interactions.name, partition


def write(settings: Settings, partition: int, count: int) -> None:
    producer = Producer({"bootstrap.servers": settings.kafka})
    for number in range(count):
        producer.produce(
            settings.topics.interactions.name, b"{}", partition=partition, timestamp=1_700_000_000_000 + number
        )
    assert producer.flush(20) == 0


def forget(settings: Settings, partition: int, before: int) -> None:
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    where = TopicPartition(*at(settings, partition), before)
    next(iter(admin.delete_records([where]).values())).result(20)


def offsets(messages: Iterable[Message]) -> list[tuple[int, int]]:
    return sorted((message.partition() or 0, message.offset() or 0) for message in messages)


def test_a_range_begins_and_ends_where_it_says(settings: Settings) -> None:
    write(settings, 0, 5)
    write(settings, 1, 3)
    ranges = {at(settings, 0): (1, 4), at(settings, 1): (OFFSET_BEGINNING, None), at(settings, 2): (0, 0)}
    assert offsets(read_through(settings, ranges, LIMIT_S)) == [(0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2)]


def test_what_comes_after_the_end_is_for_who_follows(settings: Settings) -> None:
    write(settings, 0, 2)
    ranges = {at(settings, partition): (OFFSET_BEGINNING, None) for partition in range(3)}
    with Reader(settings, ranges) as reader:
        assert offsets(reader.to_end(LIMIT_S)) == [(0, 0), (0, 1)]
        write(settings, 2, 1)
        assert offsets([next(reader.follow())]) == [(2, 0)]


def test_the_first_of_each_range_is_read_and_no_more(settings: Settings) -> None:
    write(settings, 0, 5)
    write(settings, 1, 3)
    ranges = {at(settings, 0): (2, 5), at(settings, 1): (0, 3), at(settings, 2): (0, None)}
    assert offsets(read_first(settings, ranges, LIMIT_S)) == [(0, 2), (1, 0)]


def test_a_partition_that_cannot_be_read_ends_all_unless_parts_will_do(settings: Settings) -> None:
    for partition in range(3):
        write(settings, partition, 4)
    forget(settings, 0, 3)
    ranges = {at(settings, partition): (0, 4) for partition in range(3)}
    read: list[Message] = []

    def note(messages: Iterable[Message]) -> None:
        for message in messages:
            read.append(message)  # what came before an error counts

    with pytest.raises(DependencyError, match="/0: its oldest records were deleted"):
        note(read_through(settings, ranges, LIMIT_S, partly=True))
    assert offsets(read) == [(partition, offset) for partition in (1, 2) for offset in range(4)]
    with pytest.raises(DependencyError, match="/0: its oldest records were deleted"):
        list(read_through(settings, ranges, LIMIT_S))
