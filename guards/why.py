"""The why packet: what a reviewer reads in 30 seconds about a held event.

What enters is a judgement; what leaves are short redacted quotes: what was asked, what was answered around the
disputed spans, at most three conflicts with both sides, and how old the context was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guards.case import Sighting, Span
from guards.judge import Judgement
from guards.redaction import Redaction
from schemas.decision import SEVERITIES, Conflict, Finding, PolicyRef, WhyPacket

CONFLICTS_MAX = 3

# Of each side of a conflict, on both sides of the differing words: three conflicts are then some 120 words at most,
# which is half a minute of reading (240 words a minute).
_CONFLICT_SIDE = 60

# A question is shown as its last words: they carry what is asked.
_ASKED_MAX = 280


def why_packet(judgement: Judgement, policy: PolicyRef) -> WhyPacket:
    """The packet of one held event."""
    pairs = sorted(
        (pair for pair in zip(judgement.findings, judgement.sightings, strict=True) if _disputes(pair[0])),
        key=lambda pair: (-SEVERITIES.index(pair[0].severity), -pair[0].confidence),
    )
    shown = [_conflict(judgement, finding, sighting) for finding, sighting in pairs[:CONFLICTS_MAX]]
    return WhyPacket(
        asked=_asked(judgement),
        answered=_answered(judgement, pairs),
        conflicts=tuple(shown),
        more=max(0, len(pairs) - CONFLICTS_MAX),
        rules=tuple(dict.fromkeys(f"{finding.guard}.{finding.rule}" for finding, _ in pairs)),
        policy=policy,
        oldest_context_hours=_oldest(judgement),
        degraded=judgement.degraded,
    )


def _disputes(finding: Finding) -> bool:
    return finding.outcome == "violation" and finding.severity != "low"


def _side(judgement: Judgement, span: Span) -> Redaction | None:
    return judgement.redaction if span.event == 0 else judgement.others.get(span.event)


def _conflict(judgement: Judgement, finding: Finding, sighting: Sighting) -> Conflict:
    said = judgement.redaction.quote(sighting.span, mark=True, side=_CONFLICT_SIDE) if sighting.span.event == 0 else ""
    side = sighting.evidence[0] if sighting.evidence else None
    holder = _side(judgement, side.span) if side else None
    shown = finding.evidence[0] if finding.evidence else None
    return Conflict(
        guard=finding.guard,
        rule=finding.rule,
        severity=finding.severity,
        reason=finding.reason,
        said=said,
        known=holder.quote(side.span, mark=True, side=_CONFLICT_SIDE) if side and holder else "",
        source=shown.source if shown else None,
        context_id=shown.context_id if shown else None,
        as_of=shown.as_of if shown else None,
        age_hours=_age(judgement, side.as_of) if side else None,
    )


def _asked(judgement: Judgement) -> str:
    users = [quote for quote in judgement.case.asked if quote.role == "user"]
    holder = _side(judgement, users[-1].span) if users else None
    return holder.text(users[-1].span)[-_ASKED_MAX:] if holder else ""


def _answered(judgement: Judgement, pairs: Sequence[tuple[Finding, Sighting]]) -> str:
    spans = [s.span for _, s in pairs if s.span.event == 0 and s.span.pointer.startswith("/output")]
    quotes = [judgement.redaction.quote(span) for span in spans[:CONFLICTS_MAX]]
    if not quotes and judgement.case.answers:
        quotes = [judgement.redaction.text(judgement.case.answers[0].span)[:_ASKED_MAX]]
    return " … ".join(dict.fromkeys(quotes))


def _age(judgement: Judgement, as_of: datetime | None) -> float | None:
    at = judgement.case.event.occurred_at or judgement.case.received_at
    if at is None or as_of is None:
        return None
    return round((at - as_of).total_seconds() / 3600, 1)


def _oldest(judgement: Judgement) -> float | None:
    ages = [_age(judgement, passage.as_of) for passage in judgement.case.passages if passage.as_of]
    return max((age for age in ages if age is not None), default=None)
