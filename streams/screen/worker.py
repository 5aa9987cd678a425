"""The story of an event: consumed, judged, and out by exactly one door.

    part = the batch of a session          events, up to 500 or 10 ms (`streams.kafka.serving` polls, and commits)
    cases = read(part)                     values, joined with their conversations; what cannot be read is a dead letter
    judgements = judge(cases)              guards over the whole part, one redaction per event
    records = doors(judgements)            one door each, one decision each, one violation per finding
    session.commit(part, records)          all of it and the offsets in one transaction, or none of it

Judging goes in chunks: where the worker is to stop, or one batch takes long, what is judged is committed and the rest
is read again, here or by others. An event whose schema cannot be told while the registry is down waits, and with it
what follows in its partition; other partitions go on.

Exactly once for readers with `isolation.level=read_committed`, whatever is killed when. Bad input never raises; only a
broken invariant stops the process.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from confluent_kafka import Message
from opentelemetry import trace

from guards.case import Case
from guards.judge import Judgement
from schemas.decision import PolicyRef, Source, Timings
from schemas.errors import DependencyError, InputError, Unproducible
from streams.judging.court import Court
from streams.kafka.clients import Partition
from streams.kafka.session import Outgoing
from streams.screen.doors import Doors
from streams.screen.inbox import Arrived, Inbox, arrived
from streams.screen.metrics import ScreenMetrics

tracer = trace.get_tracer("tidegate")

# What is judged before it is asked whether to go on: 500 long events took 29 s to stop for. Short ones pass in 50 ms.
_CHUNK_EVENTS, _CHUNK_BYTES = 50, 256 * 1024

# A batch that is judged for longer than this is committed as far as it got: the group must hear from its members.
_JUDGING_S = 5.0


@dataclass(slots=True)
class Judged:
    """What one transaction says of its events (a `streams.kafka.serving.Work`)."""

    part: Sequence[Message]
    ref: PolicyRef
    doors: Doors
    metrics: ScreenMetrics
    records: list[Arrived] = field(default_factory=list)
    """Those that were judged, or that nobody can read."""
    messages: list[Message] = field(default_factory=list)
    """Theirs."""
    judgements: dict[int, Judgement] = field(default_factory=dict)
    """By the index of their message, as errors are."""
    errors: dict[int, str] = field(default_factory=dict)
    outgoing: list[Outgoing] = field(default_factory=list)
    """One record at a door for each, one decision for each, violations."""
    timings: Timings = field(default_factory=Timings)
    waiting: dict[Partition, str] = field(default_factory=dict)

    def unproducible(self, origin: int, again: bool) -> Iterable[Outgoing]:
        """The event as it came; without its bytes where even that was refused."""
        return self.doors.unproducible(arrived(self.part[origin], origin), self.ref, omit=again)

    def committed(self, refused: Collection[int]) -> None:
        """Metrics of what is committed: a batch that is undone and judged again is counted once."""
        now = time.time()
        at = {record.origin: record.at for record in self.records if record.origin not in refused}
        told = [(judgement, at[origin]) for origin, judgement in self.judgements.items() if origin in at]
        self.metrics.judged(
            [judgement for judgement, _ in told],
            self.timings.judging_ms / 1000,
            [max(0.0, now - came.timestamp()) for _, came in told],
        )
        unread = [error for origin, error in self.errors.items() if origin not in refused]
        for error in [*unread, *[Unproducible.__name__] * len(refused)]:
            self.metrics.dead_letter(error)
        self.metrics.committed(len(self.records))


class Screen:
    """What `screen` does of its own (a `streams.kafka.serving.Processor`)."""

    def __init__(self, court: Court, inbox: Inbox, doors: Doors, metrics: ScreenMetrics) -> None:
        self._court = court
        self._inbox, self._doors = inbox, doors
        self._metrics = metrics

    def assigned(self, starts: dict[Partition, int]) -> None:
        """Reads again what the join window of these partitions held."""
        self._inbox.assigned(starts)
        self._note_window()

    def revoked(self, partitions: Sequence[Partition]) -> None:
        """Forgets partitions that others now have."""
        self._inbox.revoked(partitions)
        self._note_window()

    def work(self, part: Sequence[Message], stop: threading.Event) -> Judged:
        """Judges a part of a batch, less of it where it is to stop or takes long."""
        court = self._court  # one for the whole transaction: its decisions name the policy that they were made by
        work = Judged(part, court.ref, self._doors, self._metrics)
        begun = time.perf_counter()
        cases: list[tuple[Arrived, Case, Source | None]] = []
        judgements: list[Judgement] = []
        guards_s: Counter[str] = Counter()
        with tracer.start_as_current_span("tidegate.judge") as span:
            for chunk in _chunks([arrived(message, origin) for origin, message in enumerate(part)]):
                if work.records and (stop.is_set() or time.perf_counter() - begun > _JUDGING_S):
                    break
                read = list(self._read(chunk, court, work))
                judgements += court.judge.judge([case for _, case, _ in read])
                guards_s.update(court.judge.times.guards_s)
                cases += read
            span.set_attribute("tidegate.batch_size", len(cases))
        work.timings = timings = _timings(time.perf_counter() - begun, guards_s, len(cases))
        for (each, _, duplicate_of), judgement in zip(cases, judgements, strict=True):
            work.judgements[each.origin] = judgement
            work.outgoing += self._doors.judged(each, judgement, court.ref, timings, duplicate_of)
        self._note_window()
        return work

    def _read(
        self, records: Sequence[Arrived], court: Court, work: Judged
    ) -> Iterator[tuple[Arrived, Case, Source | None]]:
        """The cases of what can be read; the rest is a dead letter. Where that cannot be told now, it waits."""
        for each in records:
            where = each.source.topic, each.source.partition
            if where in work.waiting:
                continue
            try:
                yield (each, *self._inbox.case(each, court))
            except DependencyError as error:
                work.waiting[where] = str(error)
                continue
            except InputError as error:
                work.errors[each.origin] = type(error).__name__
                work.outgoing += self._doors.dead_letter(each, error, court.ref)
            work.records.append(each)
            work.messages.append(work.part[each.origin])

    def _note_window(self) -> None:
        self._metrics.join_cache(self._inbox.window.bytes, len(self._inbox.window))


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
