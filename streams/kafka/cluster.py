"""Questions to a cluster that several commands ask: which topics there are, and where their partitions end.

What enters are settings; what leaves are plain values. Where no broker answers, a `DependencyError` says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka import Consumer, IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]

from schemas.errors import DependencyError, InvariantError
from streams.kafka.clients import CALL_TIMEOUT_S, Partition, error_name
from streams.settings import Settings

# An answer takes milliseconds; a cluster that elects leaders takes a few seconds.
ANSWER_S = 10.0

# A partition that was just made or moved has no leader for a moment.
_HEALS = frozenset(
    {
        KafkaError.NOT_LEADER_FOR_PARTITION,
        KafkaError.LEADER_NOT_AVAILABLE,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError.OFFSET_NOT_AVAILABLE,
        KafkaError.FENCED_LEADER_EPOCH,
        KafkaError.UNKNOWN_LEADER_EPOCH,
    }
)
_TRIES, _BETWEEN_TRIES_S = 6, 0.5

# librdkafka writes its own lines about brokers that it cannot reach; a command says that itself, once.
QUIET: Mapping[str, Any] = {"log_level": 0}


def admin_client(settings: Settings) -> AdminClient:
    """A client for a few questions."""
    return AdminClient({**settings.client_config(), **QUIET})


def partitions_of(admin: AdminClient) -> dict[str, int]:
    """How many partitions each topic of the cluster has. Raises DependencyError where no broker answers."""
    try:
        known = admin.list_topics(timeout=ANSWER_S).topics
    except KafkaException as error:
        raise DependencyError(f"no broker answers at TIDEGATE_KAFKA ({error_name(error)})") from None
    return {name: len(topic.partitions) for name, topic in known.items() if topic.error is None}


def first_offsets(admin: AdminClient, where: Iterable[Partition]) -> dict[Partition, int]:
    """The oldest offset that each partition still has. Raises DependencyError."""
    earliest = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
    return _offsets(admin, dict.fromkeys(where, earliest), IsolationLevel.READ_UNCOMMITTED)


def end_offsets(admin: AdminClient, where: Iterable[Partition], committed: bool = False) -> dict[Partition, int]:
    """The offset after the last; with `committed`, after the last that readers may see. Raises DependencyError."""
    level = IsolationLevel.READ_COMMITTED if committed else IsolationLevel.READ_UNCOMMITTED
    latest = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    return _offsets(admin, dict.fromkeys(where, latest), level)


def committed_offsets(settings: Settings, group: str, where: Iterable[Partition]) -> dict[Partition, int]:
    """Where a group goes on in each partition; below 0 where it has no offset."""
    consumer = Consumer({**settings.client_config(), **QUIET, "group.id": group, "enable.auto.commit": False})
    try:
        found = consumer.committed([TopicPartition(*each) for each in where], timeout=CALL_TIMEOUT_S)
    finally:
        consumer.close()
    return {(each.topic, each.partition): each.offset for each in found}


def offsets_since(admin: AdminClient, since_ms: Mapping[Partition, int]) -> dict[Partition, int]:
    """The first offset whose record is of a partition's time or later, -1 where none is. Raises DependencyError."""
    asked = {where: OffsetSpec.for_timestamp(at_ms) for where, at_ms in since_ms.items()}
    return _offsets(admin, asked, IsolationLevel.READ_UNCOMMITTED)


def newest_times(admin: AdminClient, where: Iterable[Partition]) -> list[int]:
    """The time (ms) of the newest record of each partition, -1 where it has none. Raises DependencyError."""
    newest = OffsetSpec.max_timestamp()  # type: ignore[no-untyped-call]
    answers = _answers(admin, dict.fromkeys(where, newest), IsolationLevel.READ_UNCOMMITTED)
    return [int(answer.timestamp) for answer in answers.values()]


def _offsets(admin: AdminClient, specs: Mapping[Partition, OffsetSpec], level: IsolationLevel) -> dict[Partition, int]:
    return {where: int(answer.offset) for where, answer in _answers(admin, specs, level).items()}


def _answers(admin: AdminClient, specs: Mapping[Partition, OffsetSpec], level: IsolationLevel) -> dict[Partition, Any]:
    asked = {TopicPartition(*where): spec for where, spec in specs.items()}
    for patience in range(_TRIES - 1, -1, -1):
        try:
            answers = admin.list_offsets(asked, isolation_level=level, request_timeout=ANSWER_S) if asked else {}
            return {(one.topic, one.partition): answer.result(ANSWER_S) for one, answer in answers.items()}
        except TimeoutError:
            raise DependencyError("the brokers do not tell offsets (the embedded cluster never does)") from None
        except KafkaException as error:
            if not (patience and error.args[0].code() in _HEALS):
                raise DependencyError(f"the brokers do not tell offsets ({error_name(error)})") from None
            time.sleep(_BETWEEN_TRIES_S)
    raise InvariantError("the last try neither answered nor failed")


def is_unknown_topic(error: KafkaException) -> bool:
    """True where a topic does not exist."""
    return error.args[0].code() in (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC)
