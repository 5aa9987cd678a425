"""Which part of the input an audit is about, and how much of it can still be judged.

What enters are `--from`, `--to` and the state of the cluster; what leaves are offsets by input partition. By default
everything that `screen` has committed. A door that has forgotten its oldest records cannot speak of the events that
left by it then: what is older is named as unjudged, never as lost. Nor is what waits for a worker.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from confluent_kafka.admin import AdminClient

from streams.kafka.clients import Partition, partition_of
from streams.kafka.cluster import committed_offsets, end_offsets, first_offsets, offsets_since
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
    waiting: Mapping[Partition, tuple[int, int]] | None = None
    """What comes after what the group has committed, where that is where the range ends."""
    unassigned: frozenset[Partition] = frozenset()
    """Partitions that the group has no offset for: no worker has committed anything there."""
    unjudged: tuple[str, ...] = ()
    """What was asked for and cannot be judged any more, one line each."""
    notes: tuple[str, ...] = ()
    """What a reader should know."""


def ranges_of(settings: Settings, admin: AdminClient, known: Mapping[str, int], asked: Asked) -> Ranges:
    """The ranges to be judged. Raises PolicyError for a time that is none, DependencyError."""
    where = [(settings.topics.interactions.name, number) for number in range(known[settings.topics.interactions.name])]
    lows = first_offsets(admin, where)
    highs = end_offsets(admin, where, committed=True)
    group = asked.group or settings.group
    committed = committed_offsets(settings, group, where)
    begins = lows if asked.begin == "beginning" else _at_time(admin, where, asked.begin, highs)
    ends = _ends(admin, asked, highs, committed)
    starts = {each: max(begins[each], lows[each]) for each in where}
    spans = {each: (start, max(start, ends[each])) for each, start in starts.items()}
    ranges = Ranges(spans, unassigned=frozenset(each for each in where if committed[each] < 0))
    if asked.end == "committed":
        waiting = {each: (end, highs[each]) for each, (_, end) in spans.items() if end < highs[each]}
        nothing = f"the group {group} has committed nothing: is it the group of screen?"
        notes = (nothing,) if len(ranges.unassigned) == len(where) else ()
        ranges = replace(ranges, waiting=waiting, notes=notes)
    forgotten = _forgotten_until(settings, admin, known)
    return ranges if forgotten is None else _cut(admin, ranges, highs, *forgotten)


def _ends(
    admin: AdminClient, asked: Asked, highs: Mapping[Partition, int], committed: Mapping[Partition, int]
) -> Mapping[Partition, int]:
    if asked.end == "end":
        return highs
    return committed if asked.end == "committed" else _at_time(admin, highs, asked.end, highs)


def _at_time(
    admin: AdminClient, where: Iterable[Partition], text: str, highs: Mapping[Partition, int]
) -> dict[Partition, int]:
    return _first_since(admin, where, milliseconds(text), highs)


def _first_since(
    admin: AdminClient, where: Iterable[Partition], at_ms: int, highs: Mapping[Partition, int]
) -> dict[Partition, int]:
    """The first offset at or after a time; the end where there is none."""
    since = offsets_since(admin, dict.fromkeys(where, at_ms))
    return {each: offset if offset >= 0 else highs[each] for each, offset in since.items()}


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
    now = int(time.time() * 1000)
    oldest = {at: now for at in where if lows[at] > 0}
    for message in read_first(settings, {at: (lows[at], ends[at]) for at in oldest}):
        oldest[partition_of(message)] = message.timestamp()[1]
    limits = _limit_ms(states[topic], now) if topic in states else []
    return max((min([at_ms, *limits]) for at_ms in oldest.values()), default=0)


def _limit_ms(state: TopicState, now: int) -> list[int]:
    kept_ms = int(state.config.get("retention.ms", "-1"))
    by_time = kept_ms > 0 and state.config.get("retention.bytes", "-1") == "-1"
    return [now - kept_ms] if by_time else []


def _cut(admin: AdminClient, ranges: Ranges, highs: Mapping[Partition, int], at_ms: int, topic: str) -> Ranges:
    """Ranges from the time on that every door remembers."""
    spans = ranges.spans
    firsts = _first_since(admin, spans, at_ms + _SKEW_MS, highs)
    cut = {each: (min(max(begin, firsts[each]), end), end) for each, (begin, end) in spans.items()}
    since = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
    unjudged = tuple(
        f"{name}/{number}: {topic} goes back to {since}; offsets {spans[name, number][0]} to {begin - 1} are older"
        for (name, number), (begin, _) in cut.items()
        if begin > spans[name, number][0]
    )
    return replace(ranges, spans=cut, unjudged=unjudged)
