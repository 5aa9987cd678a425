"""What people say of quarantined events, and what came of it."""

from __future__ import annotations

from typing import Literal

from schemas.base import Record, Timestamp
from schemas.decision import Source


class Review(Record):
    """One person's word on one quarantined event."""

    review_id: str = ""
    event_id: str = ""
    source: Source = Source()
    reviewer: str = ""
    """An account name, never a person's address."""
    verdict: Literal["release", "reject", "escalate"] = "reject"
    reason: str = ""
    reviewed_at: Timestamp | None = None


class ReviewOutcome(Record):
    """What was done after a review: released to the approved topic, or closed."""

    outcome_id: str = ""
    event_id: str = ""
    source: Source = Source()
    review_id: str = ""
    action: Literal["released", "rejected", "escalated"] = "rejected"
    decided_at: Timestamp | None = None
