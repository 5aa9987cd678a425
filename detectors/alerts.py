"""What is said when something has shifted: an alert, in words that a person on call understands at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from schemas.decision import Severity, derived_id
from schemas.drift import Segment

Direction = Literal["up", "down"]


@dataclass(slots=True)
class Alert:
    """One incident of a segment. Times in milliseconds since 1970; it opens when a window has closed."""

    segment: Segment
    field: str
    facet: str
    direction: Direction
    opened_ms: int
    since_ms: int
    """First window of the run of evidence."""
    severity: Severity
    explanation: str
    before: float | None = None
    after: float | None = None
    n_before: int = 0
    n_after: int = 0
    evidence: float = 0.0
    """Natural logarithm."""
    closed_ms: int | None = None
    comoving: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Equal for the same thing shifting again in the same segment."""
        return derived_id("alert", *self.segment.model_dump().values(), self.field, self.facet, self.direction)
