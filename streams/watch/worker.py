"""`watch`: redacted events of both doors enter, one summary per segment and closed window leaves.

Counts live in a Faust table whose changelog is written before an event is acknowledged, so a worker that dies is
taken up where it was written last: nothing is lost and nothing counted twice. Read `watch_cells` for what a
partition counts and `watch_merge` for how partitions meet; this module only moves their messages. No event text
may reach a log, and whatever is not foreseen must end the process: a restart is exact, a half-dead worker is not.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any, cast

import structlog
from faust.types import TP, EventT, StreamT
from mode.supervisors import CrashingSupervisor

from detectors.observation import Observation, cut, observe
from schemas.decision import Approved, Quarantined
from schemas.errors import InputError, InvariantError, PolicyError, TidegateError
from streams.watch.app import make_app, run_worker
from streams.watch.cells import Cells
from streams.watch.config import WatchConfig, WatchHooks
from streams.watch.flush import Write
from streams.watch.merge import Merge
from streams.watch.transport import Consumer
from streams.watch.window import Rules
from streams.wire.values import SchemaSource, Writer, read_record

_log = structlog.get_logger("tidegate.watch")


def run_watch(
    config: WatchConfig,
    hooks: WatchHooks | None = None,
    writer: Writer | None = None,
    schemas: SchemaSource | None = None,
) -> int:
    """Run until SIGTERM or SIGINT (0) or until something unforeseen happens (1). Must run in the main thread."""
    watch = Watch(config, hooks or WatchHooks(), writer or Writer(), schemas)
    return run_worker(watch.app)


class Watch:
    """The Faust app: two agents, one table, one timer."""

    def __init__(
        self, config: WatchConfig, hooks: WatchHooks, writer: Writer, schemas: SchemaSource | None = None
    ) -> None:
        self.config = config
        self._hooks, self._writer, self._schemas = hooks, writer, schemas
        self._cells: dict[int, Cells] = {}
        self._merges: dict[int, Merge] = {}
        self._unacked: dict[TP, EventT[Any]] = {}
        """The last event taken in from each partition: acknowledging it acknowledges all before."""
        self._term = 0
        """Counts assignments, so that a flush notices that its partitions are gone."""
        self._failed = False
        """Set for good by the first error: a flush that failed has taken from memory what it did not write."""
        self.app = app = make_app(config)
        self._table = app.Table("segments", key_type=bytes, value_type=bytes)
        self._table.on_recover(self._recovered)
        self._partials = self._topic(config.partials)
        self._drift = self._topic(config.drift)
        app.agent(
            self._topic(config.approved, config.quarantine), name="count", supervisor_strategy=CrashingSupervisor
        )(self._count)
        app.agent(self._partials, name="merge", supervisor_strategy=CrashingSupervisor)(self._merge)
        app.timer(config.flush_every.total_seconds(), name="flush")(self._flush)
        app.on_partitions_revoked.connect(self._revoked)

    def _topic(self, *names: str) -> Any:
        return self.app.topic(*names, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")

    # Assignment: memory follows the table, and the table follows the changelog.

    async def _revoked(self, *_: Any, **__: Any) -> None:
        self._drop()
        self._hooks.revoked()

    async def _recovered(self) -> None:
        """Read working memory from the table, once its changelog was read to the end."""
        try:
            self._drop()
            mine = sorted(
                tp.partition for tp in self.app.assignor.assigned_actives() if tp.topic == self.config.changelog
            )
            kept: dict[int, dict[bytes, bytes]] = {partition: {} for partition in mine}
            for key, value in self._table.data.items():
                partition = json.loads(key)[0]
                if partition in kept and value is not None:
                    kept[partition][key] = value
            if mine:
                self._load(kept)
            _log.info("recovered", partitions=len(mine), entries=sum(map(len, kept.values())))
            self._hooks.recovered(len(mine))
        except Exception as error:
            await self._crash(error)

    def _load(self, kept: dict[int, dict[bytes, bytes]]) -> None:
        rules, now = self._rules(), _now_ms()
        doors = (self.config.approved, self.config.quarantine)
        self._consumer.starts = self._starts
        for partition, entries in kept.items():
            self._cells[partition] = Cells(partition, doors, rules, entries, now)
            self._merges[partition] = Merge(partition, rules, self._encode, entries, self.config.detecting)

    def _rules(self) -> Rules:
        config = self.config
        topics = (config.approved, config.quarantine, config.partials, config.changelog)
        counts = {topic: self._consumer.partition_count(topic) for topic in topics}
        if len(set(counts.values())) != 1:
            raise PolicyError(f"these topics must exist with equally many partitions: {counts}")
        return Rules(
            window_ms=_ms(config.window),
            lateness_ms=_ms(config.lateness),
            idle_ms=_ms(config.idle),
            partitions=counts[config.partials],
            partials=config.partials,
            drift=config.drift,
            max_segments=config.max_segments,
        )

    def _drop(self) -> None:
        self._term += 1
        self._cells.clear()
        self._merges.clear()
        self._unacked = {}
        self._consumer.forget()

    # Events: applied to memory at once, acknowledged by the flush that wrote them.

    async def _count(self, stream: StreamT[bytes]) -> None:
        await self._each(stream, self._cells, self._count_one)

    async def _merge(self, stream: StreamT[bytes]) -> None:
        await self._each(stream, self._merges, self._merge_one)

    async def _each(
        self, stream: StreamT[bytes], memory: Mapping[int, Cells | Merge], take: Callable[[Any], None]
    ) -> None:
        try:
            # Without `noack` Faust acknowledges an event as soon as the next is asked for, whatever came of it.
            async for event in cast(Any, stream).noack().events():
                if self._failed:
                    return
                if await self._in_turn(event.message, memory):
                    take(event.message)
                    self._unacked[event.message.tp] = event
        except Exception as error:
            await self._crash(error)

    async def _in_turn(self, message: Any, memory: Mapping[int, Cells | Merge]) -> bool:
        """True where this event is the next; where it is not, reading goes back to what the state lacks."""
        owner = memory.get(message.partition)
        if owner is None:
            return False  # from before a rebalance: it comes again
        applied = owner.applied(message.topic)
        turn = self._consumer.turn(message.tp, message.offset, applied)
        if turn != "next":
            self._hooks.event(turn)
        if turn == "gap":
            await self._consumer.go_back(message.tp, applied)
        return turn == "next"

    def _count_one(self, message: Any) -> None:
        cells = self._cells[message.partition]
        if message.offset <= cells.applied(message.topic):
            self._hooks.event("replayed")
        else:
            seen = self._observe(message)
            self._hooks.event(cells.apply(message.topic, message.offset, seen, _now_ms()))
            for what in ("absurd", "skewed"):
                if seen is not None and getattr(seen, what):
                    self._hooks.odd(what)

    def _merge_one(self, message: Any) -> None:
        self._merges[message.partition].apply(message.offset, message.value)

    def _starts(self) -> dict[TP, int]:
        """Where the recovered state says to read on."""
        doors, partials = (self.config.approved, self.config.quarantine), (self.config.partials,)
        applied = {
            TP(topic, partition): owner.applied(topic)
            for owners, topics in ((self._cells, doors), (self._merges, partials))
            for partition, owner in owners.items()
            for topic in topics
        }
        return {tp: offset + 1 for tp, offset in applied.items() if offset >= 0}

    def _observe(self, message: Any) -> Observation | None:
        model: type[Approved] | type[Quarantined] = Approved if message.topic == self.config.approved else Quarantined
        try:
            record = read_record(message.value, model, self._schemas)
        except InputError as error:
            _log.warning("unread", error=type(error).__name__, topic=message.topic, offset=message.offset)
            return None
        stamped_s = message.timestamp
        broker_ms = round(stamped_s * 1000) if stamped_s and stamped_s > 0 else _now_ms()
        seen = observe(record, broker_ms, self.config.skew, self.config.cohort)
        return replace(seen, segment=cut(seen.segment, self.config.segment_by))

    # Writing: in steps, and only then acknowledged.

    async def _flush(self) -> None:
        try:
            await self._write()
        except Exception as error:
            await self._crash(error)

    async def _write(self) -> None:
        term, unacked = self._term, self._unacked
        if not self._holds(term) or not self._cells:
            return
        self._unacked = {}
        flushes = [cells.flush(_now_ms(), self._at_end(partition)) for partition, cells in self._cells.items()]
        flushes += [merge.flush() for merge in self._merges.values()]
        written = reports = 0
        for steps in zip_longest(*flushes, fillvalue=()):
            messages = [message for step in steps for message in step]
            await asyncio.gather(*map(self._send, messages))
            if not self._holds(term):
                return  # what was written is found by whoever recovers it
            written += len(messages)
            reports += sum(message.topic == self.config.drift for message in messages)
        for event in unacked.values():
            event.ack()
        self._report(written, reports)

    def _holds(self, term: int) -> bool:
        return not (self._failed or self._term != term or self.app.rebalancing or self.app.in_recovery)

    def _send(self, message: Write) -> Awaitable[Any]:
        if message.topic is None:
            return self._table.send_changelog(message.partition, message.key, message.value)
        topic = self._drift if message.topic == self.config.drift else self._partials
        return cast(Awaitable[Any], topic.send_soon(key=message.key, value=message.value, partition=message.partition))

    def _at_end(self, partition: int) -> Callable[[str, int], bool]:
        return lambda topic, applied: self._consumer.all_applied(TP(topic, partition), applied)

    def _report(self, written: int, reports: int) -> None:
        self._hooks.flushed(written, reports)
        for partition, merge in self._merges.items():
            for report in merge.published:
                self._hooks.reported(report)
            merge.published.clear()
            self._hooks.stands(partition, merge.tenants.standing())
        for partition in self._cells:
            for topic in (self.config.approved, self.config.quarantine):
                found = self._consumer.reading(TP(topic, partition))
                if found is not None:
                    self._hooks.lag(topic, partition, found.lag)

    def _encode(self, report: Any) -> bytes:
        return self._writer.encode(report, self.config.drift)

    @property
    def _consumer(self) -> Consumer:
        return cast(Consumer, self.app.consumer)

    async def _crash(self, error: BaseException) -> None:
        self._failed = True
        _log.error("stopped by an error", error=type(error).__name__, at=_frames(error), reason=_reason(error))
        await self.app.crash(InvariantError(f"stopped by {type(error).__name__}"))


def _reason(error: BaseException) -> str | None:
    """Our own errors carry no text of users; others might."""
    return str(error) if isinstance(error, TidegateError) else None


def _frames(error: BaseException) -> list[str]:
    """Where it happened, without what was there: the innermost frames as `file:line`."""
    frames, at = [], error.__traceback__
    while at is not None:
        frames.append(f"{at.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{at.tb_lineno}")
        at = at.tb_next
    return frames[-6:]


def _now_ms() -> int:
    return int(time.time() * 1000)


def _ms(length: Any) -> int:
    return int(length.total_seconds() * 1000)


__all__ = ["Watch", "run_watch"]
