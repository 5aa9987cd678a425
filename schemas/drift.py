"""What `watch` says of many events: one summary per segment and closed window.

Counts are exact integers; a quantile is the upper edge of its log bucket, so its relative error is that of the
bucket (2 %). Quantiles are absent where no event carried the number.
"""

from __future__ import annotations

from typing import Literal

from schemas.base import Record, Timestamp


class Segment(Record):
    """What is watched as one: values are the redacted ones, `""` where the event had none."""

    tenant: str = ""
    workflow: str = ""
    model: str = ""
    model_version: str = ""


class Quantiles(Record):
    """Of one number over one window: how many events carried it, and where its mass lies."""

    count: int = 0
    p50: float | None = None
    p90: float | None = None
    p99: float | None = None


class DriftReport(Record):
    """One closed window of one segment."""

    report_id: str = ""
    kind: Literal["summary"] = "summary"
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
