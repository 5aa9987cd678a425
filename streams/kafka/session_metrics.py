"""What operators see of a processor's sessions with Kafka: how far behind it is, and how often it began anew.

What enters are counts; what leaves are metrics whose labels are names of topics, numbers of partitions and codes of
Kafka's errors.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge

from streams.kafka.clients import Partition
from streams.process.labels import BoundedChildren

_CAUSES_MAX = 100


class SessionMetrics:
    """`tidegate_sessions_rebuilt_total` by cause, `tidegate_consumer_lag` by topic and partition, and
    `tidegate_partitions_held`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._rebuilt = BoundedChildren(
            Counter("tidegate_sessions_rebuilt", "Kafka sessions opened anew", ["cause"], registry=registry),
            _CAUSES_MAX,
        )
        self._held = Gauge(
            "tidegate_partitions_held", "Partitions whose next event waits for a dependency", registry=registry
        )
        self._lag = Gauge("tidegate_consumer_lag", "Events that wait", ["topic", "partition"], registry=registry)

    def rebuilt(self, cause: str) -> None:
        """The session with Kafka was given up and is opened anew."""
        self._rebuilt.of(cause).inc()

    def lag(self, topic: str, partition: int, events: int) -> None:
        """Events of a partition that wait."""
        self._lag.labels(topic, str(partition)).set(events)

    def held(self, partitions: int) -> None:
        """So many partitions wait for something outside."""
        self._held.set(partitions)

    def revoked(self, partitions: Iterable[Partition]) -> None:
        """Partitions that others now have: their lag is the new owner's to show."""
        for topic, partition in partitions:
            self._lag.remove(topic, str(partition))

    def session_ended(self) -> None:
        """This worker has no partitions until another session gives it some."""
        self._lag.clear()
        self._held.set(0)
