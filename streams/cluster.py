"""Questions to a cluster that several commands ask: which topics there are, and where their partitions end.

What enters are settings; what leaves are plain values. Where no broker answers, a `DependencyError` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from confluent_kafka import IsolationLevel, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]  public by its manual

from schemas.errors import DependencyError
from streams.clients import Partition, error_name
from streams.settings import Settings

# An answer takes milliseconds; a cluster that elects leaders takes a few seconds.
ANSWER_S = 15.0

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


def offsets_at(
    admin: AdminClient, where: Iterable[Partition], at: OffsetSpec, committed: bool = False
) -> dict[Partition, int]:
    """An offset of each partition: its first, its end (with `committed`, the end of what readers may see), or the
    first at a time, which is -1 where nothing is that young."""
    level = IsolationLevel.READ_COMMITTED if committed else IsolationLevel.READ_UNCOMMITTED
    asked = {TopicPartition(topic, partition): at for topic, partition in where}
    if not asked:
        return {}
    try:
        answers = admin.list_offsets(asked, isolation_level=level, request_timeout=ANSWER_S)
        return {(each.topic, each.partition): int(answer.result(ANSWER_S).offset) for each, answer in answers.items()}
    except KafkaException as error:
        raise DependencyError(f"the brokers do not tell offsets ({error_name(error)})") from None


def is_unknown_topic(error: KafkaException) -> bool:
    """True where a topic does not exist."""
    return error.args[0].code() in (KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC)
