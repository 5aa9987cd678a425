"""The story of an event: consumed, judged, and out by exactly one door.

    batch = session.poll()                 events, up to 500 or 10 ms
    cases = read(batch)                    values, joined with their conversations; what cannot be read is a dead letter
    judgements = judge(cases)              guards over the whole batch, one redaction per event
    records = doors(judgements)            one door each, one decision each, one violation per finding
    session.commit(batch, records)         all of it and the offsets in one transaction, or none of it

Judging goes in chunks: where the worker is to stop, or one batch takes long, what is judged is committed and the rest
is read again, here or by others.

Exactly once for readers with `isolation.level=read_committed`, whatever is killed when. Bad input never raises; an
ambiguous answer from Kafka rebuilds the session (see `streams.kafka.session`); only a broken invariant stops the
process.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import structlog
from confluent_kafka import KafkaException, Message
from opentelemetry import trace

from guards.case import Case
from guards.judge import Judgement
from schemas.decision import Source, Timings
from schemas.errors import DependencyError, InputError, Unproducible
from streams.judging.court import Court
from streams.kafka.clients import Partition
from streams.kafka.session import Aborted, Rebuild, Session, TooLarge
from streams.process.health import Health
from streams.process.watchdog import Watchdog
from streams.screen.doors import Doors, Said
from streams.screen.inbox import Arrived, Inbox, arrived, parts_of
from streams.screen.metrics import ScreenMetrics
from streams.settings import Settings

log = structlog.get_logger(__name__)
tracer = trace.get_tracer("tidegate")

# Between two tries after a failure: starts short (a broker restart takes 2 s), ends bearable for a dead cluster.
_BACKOFF_S, _BACKOFF_MAX_S = 0.2, 5.0

# How often lag is asked of the brokers; each asks for every partition's end.
_LAG_EVERY_S = 5.0

# What is judged before it is asked whether to go on: 500 long events took 29 s to stop for. Short ones pass in 50 ms.
_CHUNK_EVENTS, _CHUNK_BYTES = 50, 256 * 1024

# A batch that is judged for longer than this is committed as far as it got: the group must hear from its members.
_JUDGING_S = 5.0


class Screen:
    """One worker. `run` returns when `stop` is set, with everything it took either committed or left for others."""

    def __init__(
        self,
        settings: Settings,
        court: Court,
        inbox: Inbox,
        doors: Doors,
        metrics: ScreenMetrics,
        health: Health,
    ) -> None:
        self._settings, self._court = settings, court
        self._inbox, self._doors = inbox, doors
        self._metrics, self._health = metrics, health
        self._watchdog = Watchdog(settings.stall_limit)
        self._lag_asked_at = 0.0
        self._backoff_s = _BACKOFF_S

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
        session = Session(self._settings, self._inbox.assigned, self._revoked, lambda: self._waits_for_brokers(stop))
        try:
            while not stop.is_set():
                batch = session.poll()
                self._health.beat()
                self._health.ready(session.ready(), "waiting for partitions")
                if batch and not self._commit_in_parts(session, batch, stop):
                    self._rest(stop)
                self._note_lag(session, idle=not batch)
        finally:
            session.close()
            self._metrics.session_ended()

    def _revoked(self, partitions: Iterable[Partition]) -> None:
        gone = list(partitions)
        self._inbox.revoked(gone)
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
                done = self._commit(session, part, stop)
            except (Aborted, DependencyError) as error:
                log.warning("batch_again", error=type(error).__name__, events=len(part))
                session.rewind(batch[begin:])
                return False
            self._watchdog.progress()
            self._backoff_s = _BACKOFF_S
            if done < len(part) or stop.is_set():
                session.rewind(batch[begin + done :])
                return True
        return True

    def _commit(self, session: Session, part: Sequence[Message], stop: threading.Event) -> int:
        """How many of the part were judged and committed, from its first on."""
        court = self._court  # one for the whole transaction: its decisions name the policy that they were made by
        begun = time.perf_counter()
        records, said = self._process([arrived(message, origin) for origin, message in enumerate(part)], court, stop)
        part = part[: len(records)]
        judged = time.perf_counter()
        outgoing, refused = said.outgoing, Counter[int]()
        while True:
            outgoing.sort(key=lambda record: record.origin)  # a dead letter keeps its place among the others
            try:
                session.commit(part, outgoing)
                break
            except TooLarge as error:
                refused.update(error.indexes)
                if max(refused.values()) > 2:
                    raise DependencyError("the topics take not even a decision") from None
                outgoing = [record for record in outgoing if record.origin not in error.indexes]
                for origin in sorted(error.indexes):
                    outgoing += self._doors.unproducible(records[origin], court.ref, omit=refused[origin] > 1)
        self._count(said, records, refused)
        took = {
            "judged_ms": round((judged - begun) * 1e3, 1),
            "committed_ms": round((time.perf_counter() - judged) * 1e3, 1),
        }
        log.debug("committed", events=len(part), records=len(outgoing), **took)
        return len(part)

    def _process(
        self, records: Sequence[Arrived], court: Court, stop: threading.Event
    ) -> tuple[Sequence[Arrived], Said]:
        """The records that were judged, and every record that they lead to.

        Raises DependencyError where the schema registry cannot be asked.
        """
        begun = time.perf_counter()
        said = Said()
        cases: list[tuple[Arrived, Case, Source | None]] = []
        judgements: list[Judgement] = []
        guards_s: Counter[str] = Counter()
        done = 0
        with tracer.start_as_current_span("tidegate.judge") as span:
            for chunk in _chunks(records):
                if done and (stop.is_set() or time.perf_counter() - begun > _JUDGING_S):
                    break
                read = list(self._read(chunk, court, said))
                judgements += court.judge.judge([case for _, case, _ in read])
                guards_s.update(court.judge.times.guards_s)
                cases += read
                done += len(chunk)
            span.set_attribute("tidegate.batch_size", len(cases))
        said.timings = timings = _timings(time.perf_counter() - begun, guards_s, len(cases))
        for (each, _, duplicate_of), judgement in zip(cases, judgements, strict=True):
            said.judgements[each.origin] = judgement
            said.outgoing += self._doors.judged(each, judgement, court.ref, timings, duplicate_of)
        return records[:done], said

    def _read(
        self, records: Sequence[Arrived], court: Court, said: Said
    ) -> Iterator[tuple[Arrived, Case, Source | None]]:
        """The cases of what can be read; the rest is a dead letter."""
        for each in records:
            try:
                yield (each, *self._inbox.case(each, court))
            except InputError as error:
                said.errors[each.origin] = type(error).__name__
                said.outgoing += self._doors.dead_letter(each, error, court.ref)

    def _count(self, said: Said, records: Sequence[Arrived], refused: Collection[int]) -> None:
        """Metrics of what is committed: a batch that is undone and judged again is counted once."""
        now, judging_s = time.time(), said.timings.judging_ms / 1000
        for origin, judgement in said.judgements.items():
            if origin not in refused:
                door = "quarantine" if judgement.action == "quarantine" else "approved"
                self._metrics.judged(judgement, door, judging_s, max(0.0, now - records[origin].at.timestamp()))
        unread = [error for origin, error in said.errors.items() if origin not in refused]
        for error in [*unread, *[Unproducible.__name__] * len(refused)]:
            self._metrics.dead_letter(error)
        self._metrics.committed(len(records))

    def _note_lag(self, session: Session, idle: bool) -> None:
        if time.monotonic() - self._lag_asked_at < _LAG_EVERY_S:
            return
        self._lag_asked_at = time.monotonic()
        lag = session.lag()
        for (topic, partition), events in lag.items():
            self._metrics.lag(topic, partition, events)
        self._metrics.join_cache(self._inbox.window.bytes, len(self._inbox.window))
        if idle and not any(lag.values()):
            self._watchdog.progress()

    def _rest(self, stop: threading.Event) -> None:
        stop.wait(self._backoff_s * random.uniform(0.5, 1.5))
        self._backoff_s = min(_BACKOFF_MAX_S, self._backoff_s * 2)


def _chunks(records: Sequence[Arrived]) -> Iterator[Sequence[Arrived]]:
    begin = size = 0
    for index, record in enumerate(records):
        long = len(record.value or b"")
        if index > begin and (index - begin == _CHUNK_EVENTS or size + long > _CHUNK_BYTES):
            yield records[begin:index]
            begin, size = index, 0
        size += long
    yield records[begin:]


def _timings(seconds: float, guards_s: Mapping[str, float], events: int) -> Timings:
    share = 1000 / max(1, events)
    guards = {name: round(spent * share, 3) for name, spent in guards_s.items()}
    return Timings(judging_ms=round(seconds * share, 3), guards_ms=guards, batch_size=events)
