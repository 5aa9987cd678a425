"""What `watch` says of many events: a summary per segment and closed window, and an alert where something shifted.

Counts are exact integers; a quantile is the upper edge of its log bucket, so its relative error is that of the
bucket (2 %). Quantiles are absent where no event carried the number.
"""

from __future__ import annotations

from typing import Literal

from schemas.base import Record, Timestamp
from schemas.decision import Severity


class Segment(Record):
    """What is watched as one: values are the redacted ones, `""` where the event had none."""

    tenant: str = ""
    workflow: str = ""
    model: str = ""
    model_version: str = ""
    prompt_version: str = ""
    policy_version: str = ""


class Quantiles(Record):
    """Of one number over one window: how many events carried it, and where its mass lies."""

    count: int = 0
    p50: float | None = None
    p90: float | None = None
    p99: float | None = None


class Moved(Record):
    """One facet that moved along with an incident."""

    field: str = ""
    facet: str = ""
    direction: Literal["up", "down"] = "up"
    explanation: str = ""


class DriftAlert(Record):
    """One incident: what shifted, since when, how far, and what moved with it."""

    state: Literal["open", "update", "close"] = "open"
    opened_at: Timestamp | None = None
    """End of the window whose counts made it known."""
    closed_at: Timestamp | None = None
    since_window: Timestamp | None = None
    """First window of the run of evidence."""
    field: str = ""
    """`latency_ms`, `finish_reasons`, `$.member.plan`, …"""
    facet: str = ""
    """`p50`, `p99`, `spread`, a category, `missing`, `new`, `volume`, `words`, …"""
    direction: Literal["up", "down"] = "up"
    severity: Severity = "low"
    """From the size of the effect, not from how sure it is."""
    explanation: str = ""
    before: float | None = None
    """What the baseline expects for the hours and weekdays of the move."""
    after: float | None = None
    n_before: int = 0
    n_after: int = 0
    evidence: float = 0.0
    """Natural logarithm of the e-value; the threshold follows from the alert budget."""
    threshold: float = 0.0
    fingerprint: str = ""
    """Equal for the same facet of the same segment moving the same way against the same baseline. It is that of the
    facet that opened the incident, also where a cause that showed later leads it."""
    incident: str = ""
    """Equal for alerts of several segments that belong together; page once for each."""
    baseline: str = ""
    comoving: tuple[Moved, ...] = ()
    also: tuple[Segment, ...] = ()
    """Other segments that show the same."""
    not_in: tuple[Segment, ...] = ()
    """Watched segments of the same tenant or workflow that do not, a few of them."""
    nearby: tuple[str, ...] = ()
    """Versions that changed shortly before."""
    exemplars: tuple[str, ...] = ()
    """Ids of events that show it."""
    words_came: tuple[str, ...] = ()
    words_went: tuple[str, ...] = ()
    describes: dict[str, float] = {}
    """Familiar measures of the distance between before and after (`psi`, `jensen_shannon`, `ks`); never triggers."""


class DriftReport(Record):
    """One closed window of one segment (`summary`), an incident (`alert`), or a version against its predecessor
    (`release`)."""

    report_id: str = ""
    kind: Literal["summary", "alert", "release"] = "summary"
    segment: Segment = Segment()
    window_start: Timestamp | None = None
    """Event time, inclusive."""
    window_end: Timestamp | None = None
    """Event time, exclusive."""
    events: int = 0
    late_events: int = 0
    """Events of this segment that came since the last report for windows already closed; not counted above."""
    skewed_events: int = 0
    """Events whose own time lay implausibly far from the broker's and was clamped to it."""
    windows_learnt: int = 0
    """Of kind `summary`: windows of this segment that were learnt from so far."""
    windows_to_learn: int = 0
    """How many it takes before anything can page; 0 where the segment is not watched."""
    actions: dict[str, int] = {}
    rules: dict[str, int] = {}
    """Events by `guard.rule` violated."""
    cannot_tell: dict[str, int] = {}
    degraded: dict[str, int] = {}
    finish_reasons: dict[str, int] = {}
    error_types: dict[str, int] = {}
    latency_ms: Quantiles = Quantiles()
    input_tokens: Quantiles = Quantiles()
    output_tokens: Quantiles = Quantiles()
    cost_usd: Quantiles = Quantiles()
    cache_hits: int = 0
    retries: int = 0
    output_paths: dict[str, int] = {}
    """Events by JSON path and type in their output (`$.member.plan:string`), arrays folded to `[]`."""
    json_outputs: int = 0
    """Events whose output was JSON: the denominator of `output_paths`."""
    context_age_hours: dict[str, Quantiles] = {}
    """Age of context at event time, per source."""
    alert: DriftAlert | None = None
    """Of kind `alert`."""
    predecessor: Segment | None = None
    """Of kind `release`: what the segment was compared with."""
    differences: tuple[Moved, ...] = ()
    """Of kind `release`: what is different by more than chance and by more than matters."""
