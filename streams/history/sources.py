"""Where history is read from: a file of JSON lines, or the doors of a cluster. Names enter, records of doors leave.

`events.jsonl` is a file; `doors`, `approved` and `quarantine` are topics. `@FROM..TO` cuts a range out of either, by
the time of events in a file and by the broker's in a topic; either end may be absent. Reading a topic joins no group,
commits nothing, sees committed records only, and ends where the topic ended when it began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from schemas.decision import Approved, Quarantined
from schemas.errors import InputError, PolicyError
from streams.kafka.clients import Partition, offset_of, partition_of
from streams.kafka.cluster import admin_client, end_offsets, first_offsets, offsets_since, partitions_of
from streams.kafka.read_through import read_through
from streams.settings import Settings
from streams.terminal.arguments import milliseconds
from streams.topics import find_topic
from streams.wire.lines import batches_of
from streams.wire.values import SchemaSource, read_interaction, read_record, read_value, registry_of

Record = Approved | Quarantined


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, and where it stood."""

    record: Record
    broker_ms: int | None
    """The broker's time; None in a file."""
    judged: bool = True
    """Whether a decision came with it. Lines of a file may be bare interactions."""
    where: tuple[str, int, int] = ("", 0, 0)
    """Topic, partition and offset; of a file its name, 0 and the number of the line from 0."""


class Source:
    """Records of a source, read once; then `unread` says how many could not be."""

    def __init__(self, settings: Settings, text: str) -> None:
        """Raises PolicyError where the text names neither a file nor a door."""
        self.name, self.begin_ms, self.end_ms = _named(text)
        self.unread = 0
        self._settings = settings
        self.file = Path(self.name) if Path(self.name).is_file() else None
        self.topics = () if self.file else _doors(settings, self.name)

    def __iter__(self) -> Iterator[Entry]:
        return self._of_file(self.file) if self.file else self._of_topics()

    def _of_file(self, file: Path) -> Iterator[Entry]:
        try:
            stream = file.open("rb")
        except OSError as error:
            raise PolicyError(f"{file}: cannot be read: {error.strerror}") from None
        with stream:
            for entry in self._lines(stream, file.name):
                at = entry.record.event.occurred_at
                if self.holds(int(at.timestamp() * 1000) if at else None):
                    yield entry

    def _lines(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        number = -1
        for lines in batches_of(stream):
            for line in lines:
                number += 1
                if not line.strip():
                    continue
                try:
                    record, judged = read_line(line)
                except InputError:
                    self.unread += 1
                    continue
                yield Entry(record, None, judged, (name, 0, number))

    def holds(self, at_ms: int | None) -> bool:
        """Whether a time lies in the range; None, an event without a time, does so where there is no range."""
        if at_ms is None:
            return self.begin_ms is None and self.end_ms is None
        return (self.begin_ms is None or at_ms >= self.begin_ms) and (self.end_ms is None or at_ms < self.end_ms)

    def _of_topics(self) -> Iterator[Entry]:
        schemas = registry_of(self._settings)
        approved = self._settings.topics.approved.name
        for message in read_through(self._settings, self._ranges()):
            model: type[Any] = Approved if message.topic() == approved else Quarantined
            try:
                record = _record(message.value(), model, schemas)
            except InputError:
                self.unread += 1
                continue
            yield Entry(record, message.timestamp()[1], True, (*partition_of(message), offset_of(message)))

    def _ranges(self) -> Mapping[Partition, tuple[int, int]]:
        admin = admin_client(self._settings)
        known = partitions_of(admin)
        missing = [topic for topic in self.topics if topic not in known]
        if missing:
            raise PolicyError(f"there is no topic {missing[0]}; `tidegate topics apply` makes it")
        where = [(topic, number) for topic in self.topics for number in range(known[topic])]
        lows, highs = first_offsets(admin, where), end_offsets(admin, where, committed=True)
        begins = lows if self.begin_ms is None else offsets_since(admin, dict.fromkeys(where, self.begin_ms))
        ends = highs if self.end_ms is None else offsets_since(admin, dict.fromkeys(where, self.end_ms))
        return {at: (_or(begins[at], highs[at]), min(_or(ends[at], highs[at]), highs[at])) for at in where}


def _or(offset: int, end: int) -> int:
    return offset if offset >= 0 else end


def _record(raw: bytes | None, model: type[Any], schemas: SchemaSource | None = None) -> Record:
    found: Record = read_record(raw, model, schemas)
    return found


def read_line(line: bytes) -> tuple[Record, bool]:
    """A record of a door, or an interaction that nobody judged yet. Raises InputError."""
    value = read_value(line)
    if _is_of_a_door(value):
        return _record(line, Quarantined if "why" in value else Approved), True
    return Approved(event=read_interaction(line)), False


def _is_of_a_door(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("event"), Mapping) and isinstance(value.get("decision"), Mapping)


def _named(text: str) -> tuple[str, int | None, int | None]:
    name, at, span = text.rpartition("@")
    if not at or Path(text).exists():
        return text, None, None
    begin, _, end = span.partition("..")
    return name, milliseconds(begin) if begin else None, milliseconds(end) if end else None


def _doors(settings: Settings, name: str) -> tuple[str, ...]:
    topics = settings.topics
    if name == "doors":
        return topics.approved.name, topics.quarantine.name
    try:
        found = find_topic(topics, name).name
    except PolicyError:
        raise PolicyError(f"{name}: there is no such file, and no such topic") from None
    if found not in (topics.approved.name, topics.quarantine.name):
        raise PolicyError(f"{name}: history is read from approved, quarantine, or both: doors")
    return (found,)
