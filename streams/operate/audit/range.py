"""Which part of the input an audit is about, and how much of it can still be judged.

What enters are `--from`, `--to` and the state of the cluster; what leaves are offsets by input partition. By default
everything that `screen` has committed. A door that has forgotten its oldest records cannot speak of the events that
left by it then: what is older is named as unjudged, never as lost.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient

from streams.kafka.clients import CALL_TIMEOUT_S, Partition
from streams.kafka.cluster import QUIET, end_offsets, first_offsets, offsets_since
from streams.kafka.read_through import read_first
from streams.kafka.topic_states import states_of
from streams.kafka.topics_plan import TopicState
from streams.settings import Settings
from streams.terminal.arguments import milliseconds

# An event bears its producer's clock, its door record that of a worker; an hour is what the contract guard allows.
_SKEW_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Asked:
    """As the command line has it."""

    begin: str = "beginning"
    """`beginning` or a time."""
    end: str = "committed"
    """`committed`, `end` or a time."""
    group: str | None = None
    """Consumer group of screen; None takes the settings'."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Offsets by input partition: the first, and the one after the last."""

    spans: Mapping[Partition, tuple[int, int]]
    unjudged: tuple[str, ...] = ()
    """What was asked for and cannot be judged any more, one line each."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""


def ranges_of(settings: Settings, admin: AdminClient, known: Mapping[str, int], asked: Asked) -> Ranges:
    """The ranges to be judged. Raises PolicyError for a time that is none, DependencyError."""
    where = [(settings.topics.interactions.name, number) for number in range(known[settings.topics.interactions.name])]
    lows = first_offsets(admin, where)
    highs = end_offsets(admin, where, committed=True)
    begins = lows if asked.begin == "beginning" else _at_time(admin, where, asked.begin, highs)
    ends, notes = _ends(settings, admin, asked, lows, highs)
    spans = {each: (max(begins[each], lows[each]), max(begins[each], lows[each], ends[each])) for each in where}
    forgotten = _forgotten_until(settings, admin, known)
    if forgotten is None:
        return Ranges(spans, notes=notes)
    return _cut(admin, spans, highs, *forgotten, notes)


def _ends(
    settings: Settings, admin: AdminClient, asked: Asked, lows: Mapping[Partition, int], highs: Mapping[Partition, int]
) -> tuple[Mapping[Partition, int], tuple[str, ...]]:
    if asked.end == "end":
        return highs, ()
    if asked.end != "committed":
        return _at_time(admin, highs, asked.end, highs), ()
    committed = _committed(settings, asked.group or settings.group, highs)
    waiting = sum(max(0, highs[each] - max(offset, lows[each])) for each, offset in committed.items())
    notes = [f"{waiting} offsets of the input are not committed by the group yet, and are left out"] if waiting else []
    if all(offset < 0 for offset in committed.values()):
        notes = [f"the group {asked.group or settings.group} has committed nothing: is it the group of screen?"]
    return committed, tuple(notes)


def _committed(settings: Settings, group: str, where: Iterable[Partition]) -> dict[Partition, int]:
    consumer = Consumer({**settings.client_config(), **QUIET, "group.id": group, "enable.auto.commit": False})
    try:
        found = consumer.committed([TopicPartition(*each) for each in where], timeout=CALL_TIMEOUT_S)
    finally:
        consumer.close()
    return {(each.topic, each.partition): each.offset for each in found}


def _at_time(
    admin: AdminClient, where: Iterable[Partition], text: str, highs: Mapping[Partition, int]
) -> dict[Partition, int]:
    return _first_since(admin, where, milliseconds(text), highs)


def _first_since(
    admin: AdminClient, where: Iterable[Partition], at_ms: int, highs: Mapping[Partition, int]
) -> dict[Partition, int]:
    """The first offset at or after a time; the end where there is none."""
    found = offsets_since(admin, where, at_ms)
    return {each: offset if offset >= 0 else highs[each] for each, offset in found.items()}


def _forgotten_until(settings: Settings, admin: AdminClient, known: Mapping[str, int]) -> tuple[int, str] | None:
    """Until when (ms) the most forgetful of doors and decisions has lost records, and its name; None where none has."""
    topics = (*settings.topics.doors(), settings.topics.decisions)
    states = states_of(admin, [topic.name for topic in topics])
    found = [(_lost_until(settings, admin, topic.name, known, states), topic.name) for topic in topics]
    return max((each for each in found if each[0] > 0), default=None)


def _lost_until(
    settings: Settings, admin: AdminClient, topic: str, known: Mapping[str, int], states: Mapping[str, TopicState]
) -> int:
    """0 where the topic holds all it ever did. What retention deletes is older than its limit, and older than what is
    left; the earlier of both is enough. A limit in bytes says nothing of time."""
    where = [(topic, number) for number in range(known[topic])]
    lows, ends = first_offsets(admin, where), end_offsets(admin, where)
    limits = _limit_ms(states[topic]) if topic in states else []
    return max(
        (min([read_first(settings, at, lows[at], ends[at]), *limits]) for at in where if lows[at] > 0), default=0
    )


def _limit_ms(state: TopicState) -> list[int]:
    kept_ms = int(state.config.get("retention.ms", "-1"))
    by_time = kept_ms > 0 and state.config.get("retention.bytes", "-1") == "-1"
    return [int(time.time() * 1000) - kept_ms] if by_time else []


def _cut(
    admin: AdminClient,
    spans: Mapping[Partition, tuple[int, int]],
    highs: Mapping[Partition, int],
    at_ms: int,
    topic: str,
    notes: tuple[str, ...],
) -> Ranges:
    """Ranges from the time on that every door remembers."""
    firsts = _first_since(admin, spans, at_ms + _SKEW_MS, highs)
    cut = {each: (min(max(begin, firsts[each]), end), end) for each, (begin, end) in spans.items()}
    since = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
    unjudged = tuple(
        f"{name}/{number}: {topic} goes back to {since}; offsets {spans[name, number][0]} to {begin - 1} are older"
        for (name, number), (begin, _) in cut.items()
        if begin > spans[name, number][0]
    )
    return Ranges(cut, unjudged, notes)
