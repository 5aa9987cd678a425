"""What is known so far: counts by topic, findings, summaries, and where the story is.

What enters are messages of Tidegate's topics and the story's clock; what leaves is what a view shows. Only redacted
text gets in: input and dead letters are counted, never read.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from confluent_kafka import Message

from schemas.decision import Violation
from schemas.drift import DriftReport
from streams.demo.calendar import Scene
from streams.topics import Topics
from streams.wire.values import read_record

# A rate is taken over this long: shorter flickers, longer lags behind what one sees.
_RATE_S = 3.0

# A path of the output counts as lost where nearly every answer had it before and fewer than half have it now.
_USUAL, _LOST = 0.9, 0.5
_LEAST_BEFORE = 10

# Of an excerpt, so much is shown: a sentence, or the beginning of a piece of JSON.
_EXCERPT = 70


class Seen(NamedTuple):
    """A finding or a drift alert as it is shown: when, where, what, and one redacted line."""

    at: datetime | None
    tenant: str
    workflow: str
    rule: str
    action: str
    line: str


class Summary(NamedTuple):
    """A drift summary, and the paths that its window lost."""

    report: DriftReport
    lost: tuple[str, ...]


class Board:
    """Grows as the story goes on."""

    def __init__(self, topics: Topics, begin: datetime) -> None:
        self._topics = topics
        self.begin = begin
        self.clock = begin
        self.scene: Scene | None = None
        self.counts: Counter[str] = Counter()
        self.findings: list[Seen] = []
        self.summaries: list[Summary] = []
        self._ticks: deque[tuple[float, Mapping[str, int]]] = deque()
        self._paths: dict[str, Counter[str]] = {}
        self._answers: Counter[str] = Counter()

    def take(self, message: Message) -> None:
        """Counts a message, and reads it where it is a violation or a summary."""
        topic = str(message.topic())
        self.counts[topic] += 1
        if topic == self._topics.violations.name:
            self.findings.append(_seen(read_record(message.value(), Violation)))
        elif topic == self._topics.drift.name:
            self._drift(read_record(message.value(), DriftReport))

    def tick(self, clock: datetime, scene: Scene | None) -> None:
        """The story's clock went on."""
        self.clock, self.scene = clock, scene
        now = time.monotonic()
        self._ticks.append((now, dict(self.counts)))
        while self._ticks[0][0] < now - _RATE_S:
            self._ticks.popleft()

    def rate(self, topic: str) -> float:
        """Records a second, of real time."""
        if len(self._ticks) < 2:
            return 0.0
        (begun, before), (ended, after) = self._ticks[0], self._ticks[-1]
        return (after.get(topic, 0) - before.get(topic, 0)) / max(ended - begun, 0.5)

    def doors(self) -> tuple[tuple[str, str], ...]:
        """What is shown of the topics, and the names of them."""
        topics = self._topics
        return (
            ("in", topics.interactions.name),
            ("approved", topics.approved.name),
            ("quarantine", topics.quarantine.name),
            ("dead letter", topics.deadletter.name),
            ("decisions", topics.decisions.name),
        )

    @property
    def summarised(self) -> int:
        """Events in all summaries, late ones included."""
        return sum(summary.report.events + summary.report.late_events for summary in self.summaries)

    def _drift(self, report: DriftReport) -> None:
        if report.kind == "summary":
            self._summary(report)
        elif report.alert is not None and report.alert.state == "open":
            alert, segment = report.alert, report.segment
            rule = f"drift.{alert.severity}"
            self.findings.append(
                Seen(alert.opened_at, segment.tenant, segment.workflow, rule, "alert", alert.explanation)
            )

    def _summary(self, report: DriftReport) -> None:
        workflow = report.segment.workflow
        known, answers = self._paths.setdefault(workflow, Counter()), self._answers[workflow]
        lost = tuple(path for path, count in known.items() if _is_lost(report, path, count, answers))
        self.summaries.append(Summary(report, lost))
        if not lost:  # what is missing now must not become the usual
            known.update(report.output_paths)
            self._answers[workflow] += report.json_outputs


def _is_lost(report: DriftReport, path: str, count: int, answers: int) -> bool:
    usual = answers >= _LEAST_BEFORE and count >= _USUAL * answers
    return usual and report.json_outputs > 0 and report.output_paths.get(path, 0) < _LOST * report.json_outputs


def _seen(violation: Violation) -> Seen:
    finding = violation.finding
    rule = f"{finding.guard}.{finding.rule}"
    where = violation.tenant or "", violation.workflow or ""
    return Seen(violation.occurred_at, *where, rule, violation.action, _line(violation))


def _line(violation: Violation) -> str:
    """One redacted line that says what is the matter."""
    finding = violation.finding
    other = finding.evidence[0] if finding.evidence else None
    if finding.rule == "stale" and other and other.as_of and violation.occurred_at:
        hours = (violation.occurred_at - other.as_of) / timedelta(hours=1)
        return f"{other.source} was loaded {hours:.0f} h before"
    if finding.guard == "contradiction" and other:
        return f"said: {_flat(finding.excerpt)} / known: {_flat(other.excerpt)}"
    return finding.reason if finding.rule == "schema" else _flat(finding.excerpt)[:_EXCERPT] or finding.reason


def _flat(text: str) -> str:
    return " ".join(text.split())
