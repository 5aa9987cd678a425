"""How the clients of a processor are configured, and what their errors mean.

What enters are settings; what leaves are librdkafka configurations, and small readings of messages and errors. Each
number here was chosen against an outage that was seen; the reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

from confluent_kafka import KafkaError, Message

from streams.settings import Settings

Partition = tuple[str, int]

_headers: Callable[[Message], list[tuple[str, bytes | None]] | None] = methodcaller("headers")

# Longer than any healthy commit (p99 under 100 ms), shorter than a user's patience: a transaction that a crash left
# open holds every read_committed reader back for this long, unless the same instance returns and settles it.
_TRANSACTION_TIMEOUT_MS = 10_000

# Partitions that were added are read after this and a rebalance; a request is a few hundred bytes.
METADATA_MS = 10_000

# How long one call to the brokers may take before the session is rebuilt. It must exceed a broker's restart (2-3 s).
CALL_TIMEOUT_S = 15.0

# Consumer errors that say "not now" and heal by themselves.
TRANSIENT = frozenset(
    {
        KafkaError._ALL_BROKERS_DOWN,
        KafkaError._TRANSPORT,
        KafkaError._TIMED_OUT,
        KafkaError._RESOLVE,
        KafkaError._MAX_POLL_EXCEEDED,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
        KafkaError._UNKNOWN_TOPIC,
        KafkaError._UNKNOWN_PARTITION,
        KafkaError.TOPIC_AUTHORIZATION_FAILED,
        KafkaError.GROUP_AUTHORIZATION_FAILED,
        KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
        KafkaError.COORDINATOR_NOT_AVAILABLE,
        KafkaError.NOT_COORDINATOR,
    }
)


def partition_of(message: Message) -> Partition:
    """Topic and partition of a consumed message."""
    return str(message.topic()), int(message.partition() or 0)


def headers_of(message: Message) -> list[tuple[str, bytes | None]]:
    """Headers of a consumed message; none where a name is not UTF-8, as the protocol allows.

    confluent-kafka 2.16 leaves a hole in its list for such a name and an exception pending: called the usual way the
    hole is handed out, and whoever touches it ends the process. Called through C, the interpreter sees the exception.
    """
    try:
        headers = _headers(message)
    except (SystemError, UnicodeDecodeError):
        return []
    return list(headers or ())


def offset_of(message: Message) -> int:
    """Offset of a consumed message."""
    return int(message.offset() or 0)


def error_name(error: Exception) -> str:
    """The name of Kafka's error, or the class of any other; never its text."""
    first = error.args[0] if error.args else None
    return first.name() if isinstance(first, KafkaError) else type(error).__name__


@dataclass(frozen=True, slots=True)
class Member:
    """Who a worker is to the cluster: what it reads, in which group, under which name."""

    topics: tuple[str, ...]
    group: str
    instance: str

    @property
    def transactional_id(self) -> str:
        """Stable per instance: a restart fences its own ghost at once instead of waiting for its time-out. The group is
        part of it, so that processors of one instance name leave each other alone."""
        return f"{self.group}-{self.instance}"


def screen_member(settings: Settings) -> Member:
    """The worker of `tidegate screen` that these settings describe."""
    return Member((settings.topics.interactions.name,), settings.group, settings.instance)


def producer_config(settings: Settings, transactional_id: str) -> dict[str, Any]:
    """Of the transactional producer."""
    return {
        **settings.client_config(),
        "transactional.id": transactional_id,
        "transaction.timeout.ms": _TRANSACTION_TIMEOUT_MS,
        "compression.type": "lz4",
        "linger.ms": 5,
        # Of what arrived nobody asks, and a call for each record costs a microsecond.
        "delivery.report.only.error": True,
        # A broker refuses what is sent together as a whole: were this larger than the smallest topic takes, small
        # records would be refused for their neighbours. A record larger than this travels by itself.
        "batch.size": 128 * 1024,
        "message.max.bytes": settings.topics.deadletter.max_message_bytes,
        # As Java clients place keys, so that a conversation keeps its partition number from topic to topic.
        "partitioner": "murmur2_random",
    }


def consumer_config(settings: Settings, member: Member) -> dict[str, Any]:
    """Of the group's member."""
    return {
        **settings.client_config(),
        "group.id": member.group,
        "client.id": f"tidegate-{member.instance}",
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": settings.session_timeout_ms,
        "heartbeat.interval.ms": settings.session_timeout_ms // 6,
        "max.poll.interval.ms": 300_000,
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "error",
        "isolation.level": "read_committed",
        "enable.partition.eof": True,
        "fetch.wait.max.ms": 50,
        "queued.max.messages.kbytes": 32 * 1024,
        # The group learns of partitions that were added to the input when its leader asks for the topic's metadata:
        # by librdkafka's default every five minutes, while events of the new ones wait.
        "topic.metadata.refresh.interval.ms": METADATA_MS,
    }
