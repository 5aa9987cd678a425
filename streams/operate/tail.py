"""`tidegate tail TOPIC`: the records of a topic as they come.

What enters is a topic's name, whole or short; what leaves are lines, coloured on a terminal, or JSON. Reads what
`read_committed` readers may see, joins no group, commits nothing. Raw topics show no text whatever the options.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from confluent_kafka import Message
from pydantic import BaseModel

from schemas.errors import InputError, PolicyError
from streams.kafka.clients import Partition, offset_of, partition_of
from streams.kafka.cluster import admin_client, end_offsets, first_offsets, partitions_of
from streams.kafka.read_through import Reader
from streams.operate.record_lines import line, raw_facts, raw_line, records_of
from streams.settings import Settings
from streams.terminal.plain_text import plain_json
from streams.terminal.show import console
from streams.topics import Topic, find_topic
from streams.wire.values import SchemaSource, read_record, registry_of, to_json_bytes

# Offsets between records are transaction markers, one a transaction, so the last N records lie within some N offsets
# more. Where events are rare each transaction holds one; aborted ones add a few.
_OFFSETS_A_RECORD = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """As the command line has it."""

    topic: str
    begin: str = "10"
    """`beginning`, `end`, or how many records back."""
    limit: int | None = None
    follow: bool = True
    as_json: bool = False


def tail_topic(settings: Settings, wanted: Wanted) -> None:
    """Prints until it has enough, or for ever. Raises PolicyError for a topic or a start that is none."""
    topic = find_topic(settings.topics, wanted.topic)
    out = console()
    shown = _Shown(settings, topic)
    for count, message in enumerate(_messages(settings, topic.name, wanted), 1):
        if wanted.as_json:
            sys.stdout.write(shown.as_json(message) + "\n")
            sys.stdout.flush()
        else:
            out.print(shown.as_line(message), soft_wrap=True)
        if wanted.limit is not None and count >= wanted.limit:
            return


class _Shown:
    """How records of one topic are printed."""

    def __init__(self, settings: Settings, topic: Topic) -> None:
        self._model: type[BaseModel] | None = records_of(settings.topics).get(topic.name)
        self._schemas: SchemaSource | None = registry_of(settings)

    def as_line(self, message: Message) -> object:
        record = self._record(message)
        return raw_line(message) if record is None else line(message, record)

    def as_json(self, message: Message) -> str:
        record = self._record(message)
        topic, partition = partition_of(message)
        if record is not None:
            return plain_json(to_json_bytes(record).decode())
        at = datetime.fromtimestamp(max(0, message.timestamp()[1]) / 1000, UTC).isoformat()
        facts = {"topic": topic, "partition": partition, "offset": offset_of(message), "at": at, **raw_facts(message)}
        return json.dumps(facts)

    def _record(self, message: Message) -> BaseModel | None:
        """None for a raw topic, and for a record that is none of ours: nobody knows what text it holds."""
        if self._model is None:
            return None
        try:
            return read_record(message.value(), self._model, self._schemas)
        except InputError:
            return None


def _messages(settings: Settings, topic: str, wanted: Wanted) -> Iterator[Message]:
    back = _back(wanted.begin)
    admin = admin_client(settings)
    count = partitions_of(admin).get(topic)
    if count is None:
        raise PolicyError(f"{topic} does not exist; `tidegate topics apply` makes it")
    where = [(topic, number) for number in range(count)]
    ends = end_offsets(admin, where)
    starts = _starts(first_offsets(admin, where), ends, back)
    with Reader(settings, {each: (start, None) for each, start in starts.items()}) as reader:
        if back is None:
            yield from reader.to_end()
        elif back > 0:
            yield from sorted(reader.to_end(), key=lambda each: each.timestamp()[1])[-back:]
        if wanted.follow:
            yield from reader.follow()


def _back(begin: str) -> int | None:
    """How many records back; None from the beginning."""
    if begin == "beginning":
        return None
    if begin == "end":
        return 0
    if not begin.isdecimal():
        raise PolicyError(f"--from {begin!r}: write beginning, end, or how many records back, as in --from 20")
    return int(begin)


def _starts(lows: dict[Partition, int], ends: dict[Partition, int], back: int | None) -> dict[Partition, int]:
    if back is None:
        return lows
    return {each: max(low, ends[each] - back * _OFFSETS_A_RECORD) for each, low in lows.items()}
