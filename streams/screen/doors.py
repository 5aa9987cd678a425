"""A judgement becomes records: one at a door, one decision, one violation for each finding that an alert is for.

What enters is a judged event with its coordinates, or an event that could not be judged; what leaves are records
ready to be produced. Only redacted text passes through here, but for the value and key of a dead letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

from pydantic import BaseModel

from guards.judge import Judgement
from guards.why import why_packet
from schemas.base import trusted
from schemas.decision import (
    Approved,
    Decision,
    DecisionBrief,
    Finding,
    PolicyRef,
    Quarantined,
    Source,
    Timings,
    Violation,
    derived_id,
    rules_of,
)
from schemas.errors import InputError, Unproducible
from streams.kafka.session import Outgoing
from streams.screen.inbox import Arrived
from streams.topics import Topic, Topics

# W3C Trace Context, version 00: nothing but hexadecimal digits can pass. https://www.w3.org/TR/trace-context/
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


class Encoder(Protocol):
    """Turns a record into the bytes of its topic's wire form (`streams.wire.values.Writer`)."""

    def encode(self, record: BaseModel, topic: str) -> bytes:
        """The bytes of one record."""
        ...


class Doors:
    """Writes the records of one deployment."""

    def __init__(self, topics: Topics, encoder: Encoder) -> None:
        self._topics = topics
        self._encoder = encoder

    def judged(
        self,
        arrived: Arrived,
        judgement: Judgement,
        policy: PolicyRef,
        timings: Timings,
        duplicate_of: Source | None,
    ) -> Iterator[Outgoing]:
        """The records of an event that was judged."""
        decision = _decision(arrived, judgement, policy, timings, duplicate_of)
        brief = _brief(decision)
        event, event_id = judgement.redacted, judgement.event_id
        shared = _Shared(arrived, decision, event.join_key())
        if judgement.action == "quarantine":
            why = why_packet(judgement, policy)
            held = Quarantined(event_id=event_id, event=event, decision=brief, why=why)
            yield self._record(self._topics.quarantine, held, derived_id("quarantined", shared.source), shared)
        else:
            passed = Approved(event_id=event_id, event=event, decision=brief)
            yield self._record(self._topics.approved, passed, derived_id("approved", shared.source), shared)
        yield self._record(self._topics.decisions, decision, decision.decision_id, shared)
        for finding in judgement.findings:
            if _alerts(finding):
                violation = _violation(finding, decision, judgement)
                # One event has many, and a consumer that sees an id again may drop the record.
                yield self._record(self._topics.violations, violation, finding.finding_id, shared)

    def dead_letter(
        self, arrived: Arrived, error: InputError, policy: PolicyRef, omit: bool = False
    ) -> Iterator[Outgoing]:
        """The records of an event that cannot be processed: its original bytes, and a decision that says so.

        `omit` leaves the bytes out, for a broker that takes them at no door; they rest in the input topic still.
        """
        name = type(error).__name__
        decision = Decision(
            decision_id=derived_id("decision", arrived.source),
            event_id=derived_id("event", arrived.source),
            event_id_derived="unreadable",
            action="dead_letter",
            verdict="dead_letter",
            error=name,
            policy=policy,
            source=arrived.source,
        )
        shared = _Shared(arrived._replace(traceparent=None), decision, None)
        headers = shared.headers("deadletter", derived_id("deadletter", shared.source))
        headers.append(("tidegate-error", name.encode()))
        if error.where:
            headers.append(("tidegate-error-where", error.where.encode()))
        if omit:
            headers.append(("tidegate-value", b"omitted"))
        value, key = (b"", None) if omit else (arrived.value, arrived.key)
        yield Outgoing(self._topics.deadletter.name, key, value, headers, arrived.origin)
        yield self._record(self._topics.decisions, decision, decision.decision_id, shared)

    def unproducible(self, arrived: Arrived, policy: PolicyRef, omit: bool) -> Iterator[Outgoing]:
        """The records of an event whose own records the broker refused for their size."""
        return self.dead_letter(arrived, Unproducible(), policy, omit)

    def _record(self, topic: Topic, record: BaseModel, own_id: str, shared: _Shared) -> Outgoing:
        headers = shared.headers(type(record).__name__.lower(), own_id)
        return Outgoing(topic.name, shared.key, self._encoder.encode(record, topic.name), headers, shared.origin)


class _Shared:
    """What all records of one event have in common.

    Their headers are CloudEvents' and ours: https://github.com/cloudevents/spec (Kafka binding, binary mode)
    """

    __slots__ = ("_last", "key", "origin", "source")

    def __init__(self, arrived: Arrived, decision: Decision, key: str | None) -> None:
        self.source = str(arrived.source)
        self.key = key.encode() if key else None
        self.origin = arrived.origin
        self._last: list[tuple[str, Any]] = [
            ("tidegate-source", self.source.encode()),
            ("tidegate-action", decision.action.encode()),
            ("tidegate-policy", f"{decision.policy.name}@{decision.policy.version}".encode()),
        ]
        if arrived.traceparent is not None and _TRACEPARENT.fullmatch(arrived.traceparent):
            self._last.append(("traceparent", arrived.traceparent))

    def headers(self, kind: str, own_id: str) -> list[tuple[str, Any]]:
        """Of the record of this kind and id."""
        return [
            ("ce_id", own_id.encode()),
            ("ce_source", b"tidegate/screen"),
            ("ce_type", f"dev.tidegate.{kind}.v1".encode()),
            ("ce_specversion", b"1.0"),
            *self._last,
        ]


def _alerts(finding: Finding) -> bool:
    """A low finding is an observation (a date, a link); it stays on the decision and pages nobody."""
    return finding.outcome == "violation" and finding.severity != "low"


def _decision(
    arrived: Arrived, judgement: Judgement, policy: PolicyRef, timings: Timings, duplicate_of: Source | None
) -> Decision:
    event = judgement.redacted
    return trusted(
        Decision,
        decision_id=derived_id("decision", arrived.source),
        event_id=judgement.event_id,
        event_id_derived=judgement.event_id_derived,
        duplicate_of=str(duplicate_of) if duplicate_of else None,
        phase=event.resolved_phase(),
        tenant=event.tenant,
        workflow=event.workflow,
        model=event.model,
        conversation_id=event.conversation_id,
        occurred_at=event.occurred_at,
        action=judgement.action,
        verdict=judgement.verdict,
        mode="enforce" if judgement.action == judgement.verdict else "shadow",
        findings=judgement.findings,
        findings_omitted=judgement.omitted,
        scores={guard: dict(numbers) for guard, numbers in judgement.scores.items()},
        redactions=dict(judgement.redaction.counts),
        degraded=judgement.degraded,
        error=None,
        policy=policy,
        source=arrived.source,
        timings=timings,
    )


def _brief(decision: Decision) -> DecisionBrief:
    return trusted(
        DecisionBrief,
        decision_id=decision.decision_id,
        action=decision.action,
        rules=rules_of(decision.findings, "violation"),
        cannot_tell=rules_of(decision.findings, "cannot_tell"),
        degraded=tuple([each.guard for each in decision.degraded]),
        duplicate_of=decision.duplicate_of,
        policy=decision.policy,
        source=decision.source,
    )


def _violation(finding: Finding, decision: Decision, judgement: Judgement) -> Violation:
    return Violation(
        finding=finding,
        event_id=decision.event_id,
        decision_id=decision.decision_id,
        tenant=decision.tenant,
        environment=judgement.redacted.environment,
        workflow=decision.workflow,
        model=decision.model,
        conversation_id=decision.conversation_id,
        occurred_at=decision.occurred_at,
        action=decision.action,
        policy=decision.policy,
        source=decision.source,
    )
