"""One producer and one consumer that promise exactly once together, for as long as nothing is ambiguous.

What enters are settings; what leaves are batches of messages, and transactions that hold everything said about a
batch and its offsets. A commit, in order:

 1. begin a transaction;
 2. produce every record of the batch;
 3. hand the batch's offsets to the transaction, under the consumer's own generation (a worker that lost the
    partition is refused here);
 4. commit, which flushes first.

An error that Kafka calls abortable is met by `Aborted`: the transaction is undone and the batch is read again.
Everything else (a commit that timed out, a fatal error of either client) is ambiguous: the session raises
`Rebuild` and must be closed and opened anew. It never aborts after a commit that timed out, which was seen to end
in a worker that stands still. A session never lets librdkafka choose where a partition starts: see `_on_assign`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from confluent_kafka import (
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)

from streams.settings import Settings

log = structlog.get_logger(__name__)

# Longer than any healthy commit (p99 under 100 ms), shorter than a user's patience. A random or long-lived open
# transaction holds every read_committed reader back for this long after a crash.
_TRANSACTION_TIMEOUT_MS = 10_000

# How long one call to the brokers may take before the session is rebuilt. It must exceed a broker's restart (2-3 s).
_CALL_TIMEOUT_S = 15.0

# Consumer errors that say "not now" and heal by themselves.
_TRANSIENT = frozenset(
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


class Rebuild(Exception):
    """Nobody can say what happened to the last call: close the session and open another."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Aborted(Exception):
    """The transaction was undone; the batch must be read again."""


class TooLarge(Aborted):
    """The transaction was undone because the broker refused the size of the records at these indexes."""

    def __init__(self, indexes: set[int]) -> None:
        super().__init__()
        self.indexes = indexes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record to be produced. `origin` is the index of the message in the batch that it speaks of."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, str | bytes | None]]
    origin: int


Partition = tuple[str, int]


@dataclass(slots=True)
class _Positions:
    """Where each partition that we own starts, and where its end was last seen."""

    start: dict[Partition, int] = field(default_factory=dict)
    end: dict[Partition, int] = field(default_factory=dict)
    rebalanced: bool = False
    failed: str = ""


class Session:
    """A consumer and a transactional producer of one worker.

    Args:
        on_assigned: called with partitions and the offsets they start at, before their first message.
        on_revoked: called with partitions that now belong to others.

    Raises Rebuild from any method, and KafkaException from the constructor where no broker can be reached.
    """

    def __init__(
        self,
        settings: Settings,
        on_assigned: Callable[[dict[Partition, int]], None],
        on_revoked: Callable[[Iterable[Partition]], None],
    ) -> None:
        self._settings = settings
        self._assigned = on_assigned
        self._revoked = on_revoked
        self._at = _Positions()
        self.producer = Producer(producer_config(settings))
        self._call("init_transactions", self.producer.init_transactions, _CALL_TIMEOUT_S * 2)
        self.consumer = Consumer(consumer_config(settings))
        self.consumer.subscribe(
            [settings.topics.interactions.name],
            on_assign=self._on_assign,
            on_revoke=self._on_revoke,
            on_lost=self._on_revoke,
        )

    def poll(self) -> list[Message]:
        """The next batch, at most `batch_events` or what came within `batch_wait_ms`. Raises Rebuild."""
        self._at.rebalanced = False
        try:
            got = self.consumer.consume(self._settings.batch_events, self._settings.batch_wait_ms / 1000)
        except KafkaException as error:
            raise Rebuild(_name(error)) from None
        if self._at.failed:
            raise Rebuild(self._at.failed)
        messages = [message for message in got if not self._is_notice(message)]
        if self._at.rebalanced:
            # What was fetched before a partition went may already be its new owner's; what we still own is read again.
            self.rewind(messages)
            return []
        return messages

    def commit(self, batch: Sequence[Message], outgoing: Sequence[Outgoing]) -> None:
        """Everything said about a batch and its offsets, or nothing. Raises Aborted, TooLarge or Rebuild."""
        failures: dict[int, int] = {}
        self._call("begin_transaction", self.producer.begin_transaction)
        for record in outgoing:
            self._produce(record, failures)
        self._finish(batch, failures)

    def rewind(self, batch: Iterable[Message]) -> None:
        """Puts every partition of a batch that is still ours back to its first message there."""
        first: dict[Partition, int] = {}
        for message in batch:
            where = partition_of(message)
            first[where] = min(first.get(where, offset_of(message)), offset_of(message))
        for (topic, partition), offset in first.items():
            start = self._at.start.get((topic, partition))
            if start is not None:
                # A partition that left and came back starts where it was committed, whatever was fetched before.
                self._call("seek", self.consumer.seek, TopicPartition(topic, partition, max(offset, start)))

    def lag(self) -> dict[Partition, int]:
        """Events that wait, per partition that we own; 0 where the end of the partition has been reached."""
        behind = {}
        for topic, partition in list(self._at.start):
            where = TopicPartition(topic, partition)
            try:
                _, high = self.consumer.get_watermark_offsets(where, timeout=2.0)
                position = self.consumer.position([where])[0].offset
            except KafkaException:
                continue
            reached = max(position, self._at.end.get((topic, partition), -1), self._at.start.get((topic, partition), 0))
            behind[topic, partition] = max(0, high - reached)
        return behind

    def ready(self) -> bool:
        """True where the group has given this worker partitions."""
        return bool(self._at.start)

    def close(self) -> None:
        """Leaves the group. Whatever was open is settled by the next `init_transactions` of this instance."""
        try:
            self.consumer.close()
        except (KafkaException, RuntimeError) as error:
            log.warning("consumer_close_failed", error=_name(error))

    def _produce(self, record: Outgoing, failures: dict[int, int]) -> None:
        def delivered(error: KafkaError | None, _message: Message) -> None:
            if error is not None:
                failures[record.origin] = error.code()

        while True:
            try:
                self.producer.produce(
                    record.topic, record.value, record.key, headers=record.headers, on_delivery=delivered
                )
                return
            except BufferError:
                self.producer.poll(0.05)
            except KafkaException as error:
                if error.args[0].code() != KafkaError.MSG_SIZE_TOO_LARGE:
                    raise self._abort_or_rebuild(error) from None
                failures[record.origin] = KafkaError.MSG_SIZE_TOO_LARGE
                return

    def _finish(self, batch: Sequence[Message], failures: dict[int, int]) -> None:
        try:
            if self.producer.flush(_CALL_TIMEOUT_S):
                raise Rebuild("flush:_TIMED_OUT")
            if failures:
                raise self._refused(failures)
            offsets = [TopicPartition(*where, offset) for where, offset in _next_offsets(batch).items()]
            group = self.consumer.consumer_group_metadata()
            self.producer.send_offsets_to_transaction(offsets, group, _CALL_TIMEOUT_S)
            self.producer.commit_transaction(_CALL_TIMEOUT_S)
        except KafkaException as error:
            raise self._abort_or_rebuild(error) from None

    def _refused(self, failures: dict[int, int]) -> Exception:
        too_large = {origin for origin, code in failures.items() if code == KafkaError.MSG_SIZE_TOO_LARGE}
        self._call("abort_transaction", self.producer.abort_transaction, _CALL_TIMEOUT_S)
        return TooLarge(too_large) if too_large else Aborted()

    def _abort_or_rebuild(self, error: KafkaException) -> Exception:
        """Only what Kafka says must be aborted is aborted; a time-out or a fatal error is ambiguous."""
        if not error.args[0].txn_requires_abort():
            return Rebuild(_name(error))
        self._call("abort_transaction", self.producer.abort_transaction, _CALL_TIMEOUT_S)
        return Aborted()

    def _call(self, name: str, function: Callable[..., Any], *args: Any) -> Any:
        try:
            return function(*args)
        except KafkaException as error:
            raise Rebuild(f"{name}:{_name(error)}") from None

    def _is_notice(self, message: Message) -> bool:
        """True for what `consume` hands out that is no message: the end of a partition, or an error."""
        error = message.error()
        if error is None:
            return False
        code = error.code()
        if code == KafkaError._PARTITION_EOF:
            self._at.end[partition_of(message)] = offset_of(message)
        elif code in _TRANSIENT and not error.fatal():
            log.warning("consumer_error", error=error.name())
        else:
            # `_FATAL` arrives here with `.fatal()` False; taking it for a message stands still for ever.
            raise Rebuild(error.name())
        return True

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        """Asks for the committed offsets and starts exactly there.

        Left to itself, librdkafka 2.16 starts at `auto.offset.reset` when a second rebalance meets a member that is
        still waiting for a predecessor's open transaction, though an offset is committed.
        """
        self._at.rebalanced = True
        try:
            started = [_start(consumer, where) for where in consumer.committed(partitions, timeout=_CALL_TIMEOUT_S)]
            starts = {(where.topic, where.partition): where.offset for where in started}
            self._assigned(starts)
            consumer.incremental_assign(started)
            self._at.start.update(starts)
        except KafkaException as error:
            self._at.failed = f"assign:{_name(error)}"
        except Exception as error:
            # An exception that crosses librdkafka's callback would be lost or misread; the poll above raises it.
            self._at.failed = f"assign:{type(error).__name__}"

    def _on_revoke(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self._at.rebalanced = True
        gone = [(where.topic, where.partition) for where in partitions]
        for where in gone:
            self._at.start.pop(where, None)
            self._at.end.pop(where, None)
        try:
            consumer.incremental_unassign(partitions)
        except KafkaException as error:
            self._at.failed = f"revoke:{_name(error)}"
        self._revoked(gone)


def _start(consumer: Consumer, committed: TopicPartition) -> TopicPartition:
    """The committed offset; the beginning only where there plainly is none, or where the log no longer holds it."""
    if committed.error is not None:
        raise KafkaException(committed.error)
    low, high = consumer.get_watermark_offsets(TopicPartition(committed.topic, committed.partition), _CALL_TIMEOUT_S)
    if committed.offset < 0:
        return TopicPartition(committed.topic, committed.partition, low)
    if low <= committed.offset <= high:
        return TopicPartition(committed.topic, committed.partition, committed.offset)
    # Retention overtook us, or the topic was made anew. Both are for a person to know: events went unjudged.
    log.error(
        "committed_offset_not_in_log",
        topic=committed.topic, partition=committed.partition, committed=committed.offset, low=low, high=high,
    )  # fmt: skip
    return TopicPartition(committed.topic, committed.partition, low)


def partition_of(message: Message) -> Partition:
    """Topic and partition of a consumed message."""
    return str(message.topic()), int(message.partition() or 0)


def offset_of(message: Message) -> int:
    """Offset of a consumed message."""
    return int(message.offset() or 0)


def _next_offsets(batch: Iterable[Message]) -> dict[Partition, int]:
    following: dict[Partition, int] = {}
    for message in batch:
        where = partition_of(message)
        following[where] = max(following.get(where, 0), offset_of(message) + 1)
    return following


def _name(error: KafkaException | RuntimeError) -> str:
    first = error.args[0] if error.args else None
    return first.name() if isinstance(first, KafkaError) else type(error).__name__


def producer_config(settings: Settings) -> dict[str, Any]:
    """Of the transactional producer."""
    return {
        **settings.client_config(),
        # Stable per instance: a restart fences its own ghost at once instead of waiting for its time-out.
        "transactional.id": f"{settings.group}-{settings.instance}",
        "transaction.timeout.ms": _TRANSACTION_TIMEOUT_MS,
        "compression.type": "lz4",
        "linger.ms": 5,
        "message.max.bytes": settings.topics.deadletter.max_message_bytes,
        # As Java clients place keys, so that a conversation keeps its partition number from topic to topic.
        "partitioner": "murmur2_random",
    }


def consumer_config(settings: Settings) -> dict[str, Any]:
    """Of the group's member."""
    return {
        **settings.client_config(),
        "group.id": settings.group,
        "client.id": f"tidegate-{settings.instance}",
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
    }


__all__ = ["Aborted", "Outgoing", "Partition", "Rebuild", "Session", "TooLarge"]
