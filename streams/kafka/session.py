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
in a worker that stands still.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from streams.kafka.assignment import Assignment
from streams.kafka.clients import (
    CALL_TIMEOUT_S,
    TRANSIENT,
    Member,
    Partition,
    consumer_config,
    error_name,
    offset_of,
    partition_of,
    producer_config,
)
from streams.settings import Settings

log = structlog.get_logger(__name__)


# Long calls are made in pieces: between two of them signals are seen, and refusals.
_SETTLE_PIECE_S, _FLUSH_PIECE_S = 1.0, 0.1


class Rebuild(Exception):  # a signal, not a fault
    """Nobody can say what happened to the last call: close the session and open another."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Aborted(Exception):  # a signal, not a fault
    """The transaction was undone; the batch must be read again."""


class TooLarge(Aborted):
    """The transaction was undone because the broker refused the size of the records at these indexes."""

    def __init__(self, indexes: set[int]) -> None:
        super().__init__()
        self.indexes = indexes


class Outgoing(NamedTuple):
    """One record to be produced. `origin` is the index of the message that it speaks of, in the part worked on."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, str | bytes | None]]
    origin: int


class Session:
    """A consumer and a transactional producer of one worker.

    Args:
        member: the topics that it reads, and the names of its group and its transactions.
        on_assigned: called with partitions and the offsets they start at, before their first message.
        on_revoked: called with partitions that now belong to others.
        on_waiting: called every second while no broker answers the constructor; False gives up.

    Raises Rebuild from any method, the constructor included.
    """

    def __init__(
        self,
        settings: Settings,
        member: Member,
        on_assigned: Callable[[dict[Partition, int]], None],
        on_revoked: Callable[[Iterable[Partition]], None],
        on_waiting: Callable[[], bool] = lambda: True,
    ) -> None:
        self._settings = settings
        self._at = Assignment(on_assigned, on_revoked)
        self._gap = False
        self._held: dict[Partition, tuple[int, float]] = {}
        self.producer = Producer(producer_config(settings, member.transactional_id))
        self._settle(on_waiting)
        self.consumer = Consumer(consumer_config(settings, member))
        self.consumer.subscribe(
            list(member.topics),
            on_assign=self._at.assigned,
            on_revoke=self._at.revoked,
            on_lost=self._at.revoked,
        )

    def poll(self) -> list[Message]:
        """The next batch, at most `batch_events` or what came within `batch_wait_ms`. Raises Rebuild."""
        self._at.changed = False
        self._release()
        try:
            got = self.consumer.consume(self._settings.batch_events, self._settings.batch_wait_ms / 1000)
        except KafkaException as error:
            raise Rebuild(error_name(error)) from None
        if self._at.failure:
            raise Rebuild(self._at.failure)
        messages = [message for message in got if not self._is_notice(message)]
        if self._held:
            messages = [message for message in messages if partition_of(message) not in self._held]
        if self._at.changed:
            # What was fetched before a partition went may already be its new owner's; what we still own is read again.
            self.rewind(messages)
            return []
        return messages

    def commit(self, batch: Sequence[Message], outgoing: Sequence[Outgoing]) -> None:
        """Everything said about a batch and its offsets, or nothing. Raises Aborted, TooLarge or Rebuild."""
        try:
            self._transact(batch, outgoing)
        except TooLarge:
            # What was refused left a gap in its partition's sequence numbers. The next transaction that writes there
            # is refused too, and only undoing that one closes the gap.
            self._gap = True
            raise
        except Aborted:
            if not self._gap:
                raise
            self._gap = False
            self.commit(batch, outgoing)

    def _transact(self, batch: Sequence[Message], outgoing: Sequence[Outgoing]) -> None:
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
            start = self._at.starts.get((topic, partition))
            if start is not None:
                # A partition that left and came back starts where it was committed, whatever was fetched before.
                self._at.ends.pop((topic, partition), None)
                self._call("seek", self.consumer.seek, TopicPartition(topic, partition, max(offset, start)))

    def hold(self, where: Partition, offset: int, for_s: float) -> None:
        """Nothing more of a partition for so many seconds; then it is read from this offset on. Raises Rebuild."""
        self._held[where] = offset, time.monotonic() + for_s
        if where in self._at.starts:
            self._call("pause", self.consumer.pause, [TopicPartition(*where)])

    def _release(self) -> None:
        """Reads on where the time is up. One that went to another worker stays held until it is back: nobody knows
        whether librdkafka still has it paused."""
        now = time.monotonic()
        for where, (offset, due) in list(self._held.items()):
            start = self._at.starts.get(where)
            if start is not None and now >= due:
                del self._held[where]
                self._call("resume", self.consumer.resume, [TopicPartition(*where)])
                self._call("seek", self.consumer.seek, TopicPartition(*where, max(offset, start)))

    def lag(self) -> dict[Partition, int]:
        """Events that wait, per partition that we own; 0 where the end of the partition has been reached."""
        behind = {}
        for topic, partition in list(self._at.starts):
            where = TopicPartition(topic, partition)
            try:
                _, high = self.consumer.get_watermark_offsets(where, timeout=2.0)
                position = self.consumer.position([where])[0].offset
            except KafkaException:
                continue
            if (topic, partition) in self._held:  # nothing from here on is committed, whatever was fetched
                behind[topic, partition] = max(0, high - self._held[topic, partition][0])
                continue
            seen = self._at.ends.get((topic, partition), -1), self._at.starts.get((topic, partition), 0)
            behind[topic, partition] = max(0, high - max(position, *seen))
        return behind

    def ready(self) -> bool:
        """True where the group has given this worker partitions."""
        return bool(self._at.starts)

    def close(self) -> None:
        """Leaves the group. Whatever was open is settled by the next `init_transactions` of this instance."""
        try:
            self.consumer.close()
            self.producer.purge()
        except (KafkaException, RuntimeError) as error:
            log.warning("close_failed", error=error_name(error))

    def _settle(self, on_waiting: Callable[[], bool]) -> None:
        """Settles what an earlier life of this instance left open. A call that timed out goes on when made again;
        it is made in short pieces, because a signal is only seen between them."""
        deadline = time.monotonic() + CALL_TIMEOUT_S * 2
        said = False
        while True:
            try:
                self.producer.init_transactions(_SETTLE_PIECE_S)
                return
            except KafkaException as error:
                if not error.args[0].retriable() or not on_waiting() or time.monotonic() > deadline:
                    raise Rebuild(f"init_transactions:{error_name(error)}") from None
                if not said:
                    log.warning("brokers_not_reached", error=error_name(error))
                    said = True

    def _produce(self, record: Outgoing, failures: dict[int, int]) -> None:
        def delivered(error: KafkaError | None, _message: Message) -> None:
            # After the first refusal the rest of the transaction fails too, by other codes: they say nothing.
            if error is not None and failures.get(record.origin) != KafkaError.MSG_SIZE_TOO_LARGE:
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
                    self.producer.poll(0)  # where a record was refused meanwhile, that is why this one is
                    raise (self._refused(failures) if failures else self._abort_or_rebuild(error)) from None
                failures[record.origin] = KafkaError.MSG_SIZE_TOO_LARGE
                return

    def _finish(self, batch: Sequence[Message], failures: dict[int, int]) -> None:
        try:
            self._flush(failures)
            if failures:
                raise self._refused(failures)
            offsets = [TopicPartition(*where, offset) for where, offset in _next_offsets(batch).items()]
            group = self.consumer.consumer_group_metadata()
            self.producer.send_offsets_to_transaction(offsets, group, CALL_TIMEOUT_S)
            self.producer.commit_transaction(CALL_TIMEOUT_S)
        except KafkaException as error:
            raise self._abort_or_rebuild(error) from None

    def _flush(self, failures: dict[int, int]) -> None:
        """Waits until everything is delivered or something refused: what is queued behind a refusal stays queued until
        it times out, which took 10 s each."""
        deadline = time.monotonic() + CALL_TIMEOUT_S
        while self.producer.flush(_FLUSH_PIECE_S) and not failures:
            if time.monotonic() > deadline:
                raise Rebuild("flush:_TIMED_OUT")

    def _refused(self, failures: dict[int, int]) -> Exception:
        too_large = {origin for origin, code in failures.items() if code == KafkaError.MSG_SIZE_TOO_LARGE}
        self._call("abort_transaction", self.producer.abort_transaction, CALL_TIMEOUT_S)
        return TooLarge(too_large) if too_large else Aborted()

    def _abort_or_rebuild(self, error: KafkaException) -> Exception:
        """Only what Kafka says must be aborted is aborted; a time-out or a fatal error is ambiguous."""
        if not error.args[0].txn_requires_abort():
            return Rebuild(error_name(error))
        self._call("abort_transaction", self.producer.abort_transaction, CALL_TIMEOUT_S)
        return Aborted()

    def _call(self, name: str, function: Callable[..., Any], *args: Any) -> Any:
        try:
            return function(*args)
        except KafkaException as error:
            raise Rebuild(f"{name}:{error_name(error)}") from None

    def _is_notice(self, message: Message) -> bool:
        """True for what `consume` hands out that is no message: the end of a partition, or an error."""
        error = message.error()
        if error is None:
            return False
        code = error.code()
        if code == KafkaError._PARTITION_EOF:
            self._at.ends[partition_of(message)] = offset_of(message)
        elif code in TRANSIENT and not error.fatal():
            log.warning("consumer_error", error=error.name())
        else:
            # `_FATAL` arrives here with `.fatal()` False; taking it for a message stands still for ever.
            raise Rebuild(error.name())
        return True


def _next_offsets(batch: Iterable[Message]) -> dict[Partition, int]:
    following: dict[Partition, int] = {}
    for message in batch:
        where = partition_of(message)
        following[where] = max(following.get(where, 0), offset_of(message) + 1)
    return following
