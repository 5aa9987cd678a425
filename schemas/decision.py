"""What Tidegate says of one event: findings, the decision, the why packet, and the records of the doors.

Everything here is safe to read downstream: text is cut from the redacted event only, and pointers carry
redacted object keys. Every field has a default, so that readers of any version can read any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from schemas.base import Record, Timestamp
from schemas.interaction import Interaction

Outcome = Literal["violation", "cannot_tell"]
Severity = Literal["low", "medium", "high", "critical"]
Action = Literal["allow", "modify", "quarantine", "dead_letter"]
Mode = Literal["off", "shadow", "enforce"]

SEVERITIES: tuple[Severity, ...] = ("low", "medium", "high", "critical")

_IDS = uuid5(NAMESPACE_URL, "https://tidegate.dev/ids/v1").bytes


def derived_id(*names: object) -> str:
    """A name-based UUID (RFC 9562, version 5): equal names give equal ids, so a replay repeats its ids."""
    digest = hashlib.sha1(_IDS + "\x1f".join(map(str, names)).encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


class Where(Record):
    """A span of text in an event: JSON pointer (RFC 6901) of the value, offsets in Unicode code points."""

    pointer: str = ""
    """Into the interaction as Tidegate reads it, which is as `redacted` shows it; `""` is the whole event."""
    start: int = 0
    end: int = 0
    in_key: bool = False
    """The span lies in the object key that the pointer ends with, not in its value."""


class Evidence(Record):
    """The other side of a finding: what was promised, known or said elsewhere."""

    where: Where = Where()
    event_id: str | None = None
    """The event that holds it, where it is another one (the request of a response, an earlier answer)."""
    context_id: str | None = None
    source: str | None = None
    as_of: Timestamp | None = None
    excerpt: str = ""
    """One redacted sentence or slot around the span."""


class Finding(Record):
    """What one guard saw. `where` is the span in the raw event; excerpts are cut from the redacted one."""

    finding_id: str = ""
    guard: str = ""
    rule: str = ""
    """`guard`-local and stable: `EMAIL_ADDRESS`, `truncated`, `number_conflict`, …"""
    outcome: Outcome = "violation"
    severity: Severity = "medium"
    confidence: float = 1.0
    """0 to 1, in the guard's own calibration."""
    mode: Mode = "enforce"
    """`shadow`: published and counted, without effect on the action."""
    where: Where = Where()
    redacted_where: Where | None = None
    """The same span in the redacted event."""
    reason: str = ""
    """Why, as a fixed sentence or code of the guard; never text of the event."""
    excerpt: str = ""
    evidence: tuple[Evidence, ...] = ()


class Source(Record):
    """Coordinates of the input record."""

    topic: str = ""
    partition: int = 0
    offset: int = 0

    def __str__(self) -> str:
        return f"{self.topic}/{self.partition}/{self.offset}"

    @classmethod
    def parse(cls, text: str) -> Source:
        """Reads `topic/partition/offset`. Raises ValueError on anything else."""
        topic, partition, offset = text.rsplit("/", 2)
        return cls(topic=topic, partition=int(partition), offset=int(offset))


class PolicyRef(Record):
    """Which policy judged: its name, its version, and the digest of what it said."""

    name: str = ""
    version: str = ""
    digest: str = ""
    """First 16 hexadecimal digits of the SHA-256 of the policy in canonical JSON, its contracts included."""


class Degraded(Record):
    """A guard that could not do its work on this event, and what the policy made of it."""

    guard: str = ""
    cause: str = ""
    """`timeout`, `breaker_open`, or the class of the error; never its text."""
    applied: Literal["quarantine", "allow"] = "quarantine"


class Timings(Record):
    """Where the time went, in milliseconds."""

    judging_ms: float = 0.0
    """This event's share of its batch's time in guards."""
    guards_ms: dict[str, float] = {}
    batch_size: int = 1


class Decision(Record):
    """One per input event: what was seen, what was asked for, what was done."""

    decision_id: str = ""
    event_id: str = ""
    event_id_derived: str | None = None
    """Why the event goes by an id of ours: `missing`, `personal_data` where its own held some, `withheld` where a
    finder failed, `unreadable` on a dead letter."""
    duplicate_of: str | None = None
    """`topic/partition/offset` of an earlier event with the same id, where the join window still held it."""
    phase: str | None = None
    tenant: str | None = None
    workflow: str | None = None
    model: str | None = None
    conversation_id: str | None = None
    occurred_at: Timestamp | None = None
    action: Action = "allow"
    """What was done."""
    verdict: Action = "allow"
    """What the guards asked for, those in shadow included."""
    mode: Mode = "enforce"
    """`shadow` where the verdict asked for more than was done."""
    findings: tuple[Finding, ...] = ()
    findings_omitted: int = 0
    """Further findings, lighter than the ones listed; what they redact is redacted all the same."""
    scores: dict[str, dict[str, float]] = {}
    """Each guard's numbers, also where nothing is violated."""
    redactions: dict[str, int] = {}
    """How many spans of each type were replaced."""
    degraded: tuple[Degraded, ...] = ()
    error: str | None = None
    """Class of the input error, where the event became a dead letter."""
    policy: PolicyRef = PolicyRef()
    source: Source = Source()
    timings: Timings = Timings()


class DecisionBrief(Record):
    """The decision in short, carried by every door record so that its reader needs no join."""

    decision_id: str = ""
    action: Action = "allow"
    rules: tuple[str, ...] = ()
    """`guard.rule` of every violation, in order, each once."""
    cannot_tell: tuple[str, ...] = ()
    """`guard.rule` of everything that could not be told."""
    degraded: tuple[str, ...] = ()
    """Guards that were degraded."""
    duplicate_of: str | None = None
    policy: PolicyRef = PolicyRef()
    source: Source = Source()


class Approved(Record):
    """An event that may pass, redacted."""

    event_id: str = ""
    event: Interaction = Interaction()
    decision: DecisionBrief = DecisionBrief()


class Conflict(Record):
    """One disputed point of a why packet: what was said, and what stands against it."""

    guard: str = ""
    rule: str = ""
    severity: Severity = "medium"
    reason: str = ""
    said: str = ""
    """The disputed span, with the words that differ between `[` and `]`."""
    known: str = ""
    """The other side, marked the same way; empty where a rule speaks alone."""
    source: str | None = None
    context_id: str | None = None
    as_of: Timestamp | None = None
    age_hours: float | None = None
    """Age of the context at the event's time, in hours."""


class WhyPacket(Record):
    """What a reviewer reads in 30 seconds: at most three conflicts, both sides quoted, all redacted."""

    asked: str = ""
    answered: str = ""
    conflicts: tuple[Conflict, ...] = ()
    more: int = 0
    """Conflicts beyond the ones shown."""
    rules: tuple[str, ...] = ()
    policy: PolicyRef = PolicyRef()
    oldest_context_hours: float | None = None
    degraded: tuple[Degraded, ...] = ()


class Quarantined(Record):
    """An event that is held for a person, redacted, with the reason attached."""

    event_id: str = ""
    event: Interaction = Interaction()
    decision: DecisionBrief = DecisionBrief()
    why: WhyPacket = WhyPacket()


class Violation(Record):
    """One finding of outcome `violation`, with what an alert needs to route it."""

    finding: Finding = Finding()
    event_id: str = ""
    decision_id: str = ""
    tenant: str | None = None
    environment: str | None = None
    workflow: str | None = None
    model: str | None = None
    conversation_id: str | None = None
    occurred_at: Timestamp | None = None
    action: Action = "allow"
    policy: PolicyRef = PolicyRef()
    source: Source = Source()


def rules_of(findings: Sequence[Finding], outcome: str) -> tuple[str, ...]:
    """`guard.rule` of the findings of one outcome, in order, each once."""
    if not findings:
        return ()
    return tuple(dict.fromkeys(f"{each.guard}.{each.rule}" for each in findings if each.outcome == outcome))
