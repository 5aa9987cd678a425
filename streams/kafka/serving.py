"""The loop of a processor that promises exactly once: sessions that come and go, batches cut into transactions.

What enters are batches of a session; what leaves are the records that a processor makes of them, each transaction
with the offsets of the messages that it speaks of. In a turn of the loop:

    batch = session.poll()               messages that came, of the partitions that this worker has
    work = processor.work(part, stop)    the records of one transaction, and what must wait
    session.commit(messages, outgoing)   all of it or nothing; records that are too large are replaced by the processor
    work.committed()                     the only place where something may be counted

What a transaction did not cover is read again. A partition whose next message waits for something outside is held
back by itself: the others go on, and nothing of it overtakes the message. A loop that has messages and commits none
ends the process (`streams.process.watchdog`); one that waits for a dependency or for brokers does not, for a fresh
process would wait too.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Protocol

import structlog
from confluent_kafka import KafkaException, Message

from schemas.errors import DependencyError
from streams.kafka.clients import Member, Partition, offset_of, partition_of
from streams.kafka.session import Aborted, Outgoing, Rebuild, Session, TooLarge
from streams.kafka.session_metrics import SessionMetrics
from streams.process.health import Health
from streams.process.watchdog import Watchdog
from streams.settings import Settings

log = structlog.get_logger(__name__)

# Between two tries after a failure: starts short (a broker restart takes 2 s), ends bearable for a dead cluster.
_BACKOFF_S, _BACKOFF_MAX_S = 0.2, 5.0

# Between two looks at a message that waits for something outside: the others go on meanwhile.
_HOLD_S, _HOLD_MAX_S = 1.0, 15.0

# How often lag is asked of the brokers; each asks for every partition's end.
_LAG_EVERY_S = 5.0

# A transaction of huge events would judge for minutes; it closes at this many bytes of input.
_PART_BYTES = 4 * 1024 * 1024


class Work(Protocol):
    """What a processor made of the messages of one transaction."""

    @property
    def messages(self) -> Sequence[Message]:
        """Those that it speaks of: of each partition the first ones, without a gap."""
        ...

    @property
    def outgoing(self) -> list[Outgoing]:
        """The records to be produced."""
        ...

    @property
    def waiting(self) -> Mapping[Partition, str]:
        """Why the next message of a partition must wait: what cannot be reached."""
        ...

    def unproducible(self, origin: int, again: bool) -> Iterable[Outgoing]:
        """What to say instead of the records with this origin, whose size the broker refused; `again`, of these too."""
        ...

    def committed(self, refused: Collection[int]) -> None:
        """It is committed; `refused` are the origins that were replaced."""
        ...


class Processor(Protocol):
    """What differs from processor to processor."""

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Partitions that this worker has now, and where they start."""
        ...

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """Partitions that others have now."""
        ...

    def work(self, part: Sequence[Message], stop: threading.Event) -> Work:
        """The work of one transaction, less of it where it is to stop. Raises DependencyError to be called again."""
        ...


class Serving:
    """One worker. `run` returns when `stop` is set, with everything it took either committed or left for others."""

    def __init__(
        self, settings: Settings, member: Member, processor: Processor, metrics: SessionMetrics, health: Health
    ) -> None:
        self._settings, self._member = settings, member
        self._processor = processor
        self._metrics, self._health = metrics, health
        self._watchdog = Watchdog(settings.stall_limit)
        self._lag_asked_at = 0.0
        self._backoff_s = _BACKOFF_S
        self._held: dict[Partition, tuple[float, str]] = {}
        """Partitions that wait: for how long the last time, and which message for what."""
        self._blocked = ""
        """What the last batch as a whole waits for."""

    def run(self, stop: threading.Event) -> None:
        """Serves until told to stop; sessions come and go."""
        self._watchdog.start()
        try:
            while not stop.is_set():
                self._serve_one_session(stop)
                self._health.ready(False, "no session")
                self._rest(stop)
        finally:
            self._watchdog.end()

    def _serve_one_session(self, stop: threading.Event) -> None:
        try:
            self._serve(stop)
        except Rebuild as error:
            log.warning("session_rebuilt", cause=error.cause)
            self._metrics.rebuilt(error.cause)
        except KafkaException as error:
            log.warning("session_not_opened", error=error.args[0].name())
            self._metrics.rebuilt("open")

    def _serve(self, stop: threading.Event) -> None:
        session = Session(
            self._settings, self._member, self._processor.assigned, self._revoked, lambda: self._waits_for_brokers(stop)
        )
        try:
            while not stop.is_set():
                batch = session.poll()
                self._health.beat()
                if batch and not self._commit_in_parts(session, batch, stop):
                    self._rest(stop)
                self._say_ready(session)
                self._note_lag(session, idle=not batch)
        finally:
            session.close()
            self._held.clear()
            self._blocked = ""
            self._metrics.session_ended()

    def _say_ready(self, session: Session) -> None:
        waits = self._blocked or next((why for _, why in self._held.values()), "")
        self._health.ready(session.ready() and not waits, waits or "waiting for partitions")
        self._metrics.held(len(self._held))

    def _revoked(self, partitions: Iterable[Partition]) -> None:
        gone = list(partitions)
        for where in gone:
            self._held.pop(where, None)
        self._blocked = ""  # if what waits is still ours, the next batch says so again
        self._processor.revoked(gone)
        self._metrics.revoked(gone)

    def _waits_for_brokers(self, stop: threading.Event) -> bool:
        """Nobody knows of work that waits, and a fresh process would not reach the brokers either."""
        self._watchdog.progress()
        self._health.beat()
        return not stop.is_set()

    def _commit_in_parts(self, session: Session, batch: Sequence[Message], stop: threading.Event) -> bool:
        """False where something failed and is to be tried again after a while. What was not committed is read again."""
        for begin, part in parts_of(batch):
            try:
                work = self._commit(session, part, stop)
            except Aborted as error:
                log.warning("batch_again", error=type(error).__name__, events=len(part))
                session.rewind(batch[begin:])
                return False
            except DependencyError as error:
                self._blocked = str(error)
                log.warning("batch_waits", cause=self._blocked, events=len(part))
                self._watchdog.progress()
                session.rewind(batch[begin:])
                return False
            self._blocked = ""
            if work.messages or work.waiting:
                self._watchdog.progress()
            self._backoff_s = _BACKOFF_S
            if len(work.messages) < len(part) or stop.is_set():
                done = {(partition_of(message), offset_of(message)) for message in work.messages}
                left = [each for each in batch[begin:] if (partition_of(each), offset_of(each)) not in done]
                session.rewind(left)
                self._hold(session, work.waiting, left)
                return True
        return True

    def _commit(self, session: Session, part: Sequence[Message], stop: threading.Event) -> Work:
        begun = time.perf_counter()
        work = self._processor.work(part, stop)
        messages = work.messages
        if self._held:
            for message in messages:
                self._held.pop(partition_of(message), None)
        worked = time.perf_counter()
        outgoing, refused = work.outgoing, Counter[int]()
        while messages:
            outgoing.sort(key=attrgetter("origin"))  # a dead letter keeps its place among the others
            try:
                session.commit(messages, outgoing)
                break
            except TooLarge as error:
                refused.update(error.indexes)
                if max(refused.values()) > 2:
                    raise DependencyError("the topics take not even a decision") from None
                outgoing = [record for record in outgoing if record.origin not in error.indexes]
                for origin in sorted(error.indexes):
                    outgoing += work.unproducible(origin, again=refused[origin] > 1)
        work.committed(refused)
        took = {
            "judged_ms": round((worked - begun) * 1e3, 1),
            "committed_ms": round((time.perf_counter() - worked) * 1e3, 1),
        }
        log.debug("committed", events=len(messages), records=len(outgoing), **took)
        return work

    def _hold(self, session: Session, waiting: Mapping[Partition, str], left: Sequence[Message]) -> None:
        """Holds back each partition that waits, for twice as long as the last time."""
        for where, cause in waiting.items():
            offset = min(offset_of(message) for message in left if partition_of(message) == where)
            before_s, _ = self._held.get(where, (0.0, ""))
            for_s = min(_HOLD_MAX_S, before_s * 2) or _HOLD_S
            self._held[where] = for_s, f"{where[0]}/{where[1]}/{offset} waits: {cause}"
            log.warning("event_waits", topic=where[0], partition=where[1], offset=offset, cause=cause, for_s=for_s)
            session.hold(where, offset, for_s * random.uniform(0.5, 1.0))

    def _note_lag(self, session: Session, idle: bool) -> None:
        if time.monotonic() - self._lag_asked_at < _LAG_EVERY_S:
            return
        self._lag_asked_at = time.monotonic()
        lag = session.lag()
        for (topic, partition), events in lag.items():
            self._metrics.lag(topic, partition, events)
        if idle and not any(events for where, events in lag.items() if where not in self._held):
            self._watchdog.progress()

    def _rest(self, stop: threading.Event) -> None:
        stop.wait(self._backoff_s * random.uniform(0.5, 1.5))
        self._backoff_s = min(_BACKOFF_MAX_S, self._backoff_s * 2)


def parts_of(batch: Sequence[Message]) -> Iterator[tuple[int, Sequence[Message]]]:
    """Cuts a batch where its bytes would make one transaction too long. Gives each part's first index with it."""
    begin = size = 0
    for index, message in enumerate(batch):
        size += len(message.value() or b"")
        if size > _PART_BYTES and index > begin:
            yield begin, batch[begin:index]
            begin, size = index, len(message.value() or b"")
    yield begin, batch[begin:]
