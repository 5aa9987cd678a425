"""The books at the end: everything that is on the topics, read from the first record to the last.

What enters are the topics; what leaves are counts per input coordinate, the decisions and the summaries. Nothing
here is remembered from while the story ran.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from confluent_kafka import Message

from schemas.decision import Decision, Quarantined
from schemas.drift import DriftReport
from streams.kafka.clients import headers_of
from streams.kafka.embedded import EmbeddedCluster
from streams.topics import Topics
from streams.wire.values import read_record

# The story is read in a second.
_READ_LIMIT_S = 20.0


@dataclass
class Books:
    """What came in, by which doors it went out, and what was said of it."""

    inputs: set[str] = field(default_factory=set)
    """Coordinates, `topic/partition/offset`."""
    doors: dict[str, Counter[str]] = field(default_factory=dict)
    """Per door, how often each coordinate left by it."""
    decisions: list[Decision] = field(default_factory=list)
    held: list[Quarantined] = field(default_factory=list)
    reports: list[DriftReport] = field(default_factory=list)
    """Summaries of windows."""
    alerts: list[DriftReport] = field(default_factory=list)

    def left(self, door: str) -> int:
        """Records at a door."""
        return self.doors[door].total()

    def faults(self) -> tuple[str, ...]:
        """Every way in which input = approved + quarantine + dead letter, with one decision each, is not true."""
        exits: Counter[str] = Counter()
        for counted in self.doors.values():
            exits.update(counted)
        decided = Counter(str(decision.source) for decision in self.decisions)
        found = {
            "events that left by no door": self.inputs - exits.keys(),
            "events that left more than once": {at for at, times in exits.items() if times > 1},
            "records at a door that belong to no event": exits.keys() - self.inputs,
            "events without a decision": self.inputs - decided.keys(),
            "events with more than one decision": {at for at, times in decided.items() if times > 1},
        }
        return tuple(f"{len(places)} {fault}" for fault, places in found.items() if places)

    def rules(self) -> Mapping[str, frozenset[str]]:
        """`guard.rule` of every violation, by event id."""
        return {
            decision.event_id: frozenset(f"{f.guard}.{f.rule}" for f in decision.findings if f.outcome == "violation")
            for decision in self.decisions
        }

    @property
    def degraded(self) -> int:
        """Decisions for which a guard could not do its work."""
        return sum(bool(decision.degraded) for decision in self.decisions)

    @property
    def summarised(self) -> int:
        """Events in all summaries, late ones included."""
        return sum(report.events + report.late_events for report in self.reports)


def read_books(cluster: EmbeddedCluster, topics: Topics) -> Books:
    """The books as they stand. Raises DependencyError where a topic cannot be read to its end."""
    books = Books(doors={door.name: Counter() for door in topics.doors()})
    wanted = (topics.interactions, *topics.doors(), topics.decisions, topics.drift)
    with cluster.reader(*(topic.name for topic in wanted)) as reader:
        for message in reader.to_end(_READ_LIMIT_S):
            _enter(message, books, topics)
    books.reports.sort(key=lambda report: (str(report.window_start), report.segment.workflow))
    return books


def _enter(message: Message, books: Books, topics: Topics) -> None:
    name = str(message.topic())
    if name == topics.interactions.name:
        books.inputs.add(f"{name}/{message.partition()}/{message.offset()}")
    elif name == topics.decisions.name:
        books.decisions.append(read_record(message.value(), Decision))
    elif name == topics.drift.name:
        report = read_record(message.value(), DriftReport)
        (books.reports if report.kind == "summary" else books.alerts).append(report)
    else:
        books.doors[name][_source(message)] += 1
    if name == topics.quarantine.name:
        books.held.append(read_record(message.value(), Quarantined))


def _source(message: Message) -> str:
    """The coordinate that a record of a door names; empty where it names none."""
    return (dict(headers_of(message)).get("tidegate-source") or b"").decode()
