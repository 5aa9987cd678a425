"""The embedded cluster: librdkafka's in-process mock brokers, for the demo and for quick tests.

Nothing enters; a bootstrap list leaves, which any Kafka client on this machine can use while the cluster
is open. It must never carry a claim about delivery. What it is not, measured with librdkafka 2.16:

- It keeps about 5 MB per partition in memory and silently drops the oldest batches beyond that; a
  single record near 5 MB is dropped at once though its delivery was reported.
- It shows the records of aborted transactions to `read_committed` readers.
- It forgets offsets that were sent in a transaction; offsets committed by a consumer are kept.
- It answers no CreateTopics, keeps no topic configuration, and compacts nothing.
- The first member of a consumer group waits 3 s for others before it is assigned anything.

For a claim about delivery use a real broker (`tests/kafka`).
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from confluent_kafka import OFFSET_BEGINNING, KafkaException, Producer

from schemas.errors import DependencyError
from streams.kafka.read_through import Reader
from streams.settings import Settings

# Every topic of the mock cluster has this many partitions; librdkafka has no setting for it.
PARTITIONS = 4

# The brokers are threads of this process: an answer takes under 1 ms, so a second of silence is a fault.
_ANSWER_TIMEOUT_S = 5.0

# Topics are made by an asynchronous step of the brokers' thread; the first answer may still lack it.
_CREATE_TIMEOUT_S = 5.0


class EmbeddedCluster:
    """In-process brokers that live as long as the `with` block. Close every client of yours before leaving it.

    >>> with EmbeddedCluster() as cluster:
    ...     cluster.create("llm.interactions.v1")
    ...     cluster.bootstrap.startswith("127.0.0.1:")
    True
    """

    def __init__(self, brokers: int = 1) -> None:
        self._brokers = brokers
        self._owner: Producer | None = None
        self._bootstrap = ""

    @property
    def bootstrap(self) -> str:
        """`host:port` of every broker, comma-separated, as `bootstrap.servers` takes it."""
        if not self._bootstrap:
            raise DependencyError("the embedded cluster is not open")
        return self._bootstrap

    def create(self, *topics: str) -> None:
        """Make topics of four partitions that hold no record. A topic that exists is left as it is.

        A metadata request that names a topic makes it, as with a broker whose `auto.create.topics.enable` is on.
        """
        for topic in topics:
            self._create(topic)

    def _create(self, topic: str) -> None:
        deadline = time.monotonic() + _CREATE_TIMEOUT_S
        while time.monotonic() < deadline:
            made = self._client().list_topics(topic, timeout=_ANSWER_TIMEOUT_S).topics[topic]
            if made.error is None and len(made.partitions) == PARTITIONS:
                return
            time.sleep(0.01)
        raise DependencyError(f"the embedded cluster did not make the topic {topic}")

    def reader(self, *topics: str) -> Reader:
        """Of topics, from their first record on. Nothing of the environment's settings is for this cluster."""
        where = [(topic, partition) for topic in topics for partition in range(PARTITIONS)]
        return Reader(Settings.model_construct(kafka=self.bootstrap), dict.fromkeys(where, (OFFSET_BEGINNING, None)))

    def _client(self) -> Producer:
        if self._owner is None:
            raise DependencyError("the embedded cluster is not open")
        return self._owner

    def __enter__(self) -> Self:
        # The brokers belong to this producer and go with it. Nothing is produced through it.
        self._owner = Producer({"test.mock.num.brokers": self._brokers, "log_level": 0})
        try:
            found = self._owner.list_topics(timeout=_ANSWER_TIMEOUT_S).brokers.values()
        except KafkaException as error:
            self._owner = None
            raise DependencyError("the embedded cluster did not start") from error
        self._bootstrap = ",".join(f"{broker.host}:{broker.port}" for broker in found)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bootstrap = ""
        owner, self._owner = self._owner, None
        if owner is not None:
            owner.close()
