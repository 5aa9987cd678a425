"""What the counts want of one event: a record of a door enters, a small observation without text leaves.

Nothing here raises for what an event says. A value that cannot be (a negative latency, 1e308 tokens) is counted
as absurd or at the end of the scale, and the rest of the event still counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from detectors.buckets import TOP
from detectors.categories import MAX_NAME, OTHER
from detectors.paths import json_paths, value_paths
from schemas.decision import Approved, Quarantined
from schemas.drift import Segment
from schemas.interaction import ContextItem, Interaction, Message, Usage

# Whole units that keep what matters: a microsecond, a token, a millionth of a dollar, a second of age.
MICROSECONDS_PER_MS = 1_000
MICRODOLLARS_PER_DOLLAR = 1_000_000

# One event that claims a million retries must not drown the sum of all others.
MAX_RETRIES = 1_000


@dataclass(frozen=True, slots=True)
class Skew:
    """How far an event's own time may lie from the broker's before it is not believed, in milliseconds."""

    ahead_ms: int = 5 * 60_000
    """Clocks of producers that run fast; beyond minutes it is a mistake of unit or time zone."""
    behind_ms: int = 7 * 86_400_000
    """A backlog or a backfill may be days old. An event of 1970 is not."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One event, as counted."""

    segment: Segment
    time_ms: int
    """Event time since 1970, in milliseconds; the broker's where the event's own is absent or not believed."""
    mark_ms: int
    """How far this event moves its input's watermark: its time, but never past the broker's."""
    skewed: bool = False
    numbers: dict[str, int] = field(default_factory=dict)
    absurd: tuple[str, ...] = ()
    """Names of numbers that cannot be: negative, or not a number."""
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    paths: frozenset[str] | None = None
    """Of an output that is JSON."""
    ages_s: dict[str, int] = field(default_factory=dict)
    """Age of the oldest context of each source, in seconds."""
    cache_hit: bool = False
    retries: int = 0


def observe(record: Approved | Quarantined, broker_ms: int, skew: Skew) -> Observation:
    """The observation of one record of a door that the broker (or its producer) stamped with this time."""
    event, decision = record.event, record.decision
    time_ms, skewed = _event_time(event.occurred_at, broker_ms, skew)
    numbers, absurd = _numbers(event)
    return Observation(
        segment=_segment(event),
        time_ms=time_ms,
        mark_ms=min(time_ms, broker_ms),
        skewed=skewed,
        numbers=numbers,
        absurd=absurd,
        categories={
            "actions": (decision.action,),
            "rules": decision.rules,
            "cannot_tell": decision.cannot_tell,
            "degraded": decision.degraded,
            "finish_reasons": _finish_reasons(event),
            "error_types": (event.error_type,) if event.error_type else (),
        },
        paths=_output_paths(event.output),
        ages_s=_ages(event.context, time_ms),
        cache_hit=bool(event.cache_hit),
        retries=min(max(event.retries or 0, 0), MAX_RETRIES),
    )


def _event_time(occurred_at: datetime | None, broker_ms: int, skew: Skew) -> tuple[int, bool]:
    if occurred_at is None:
        return broker_ms, False
    time_ms = int(occurred_at.timestamp() * 1000)
    believed = broker_ms - skew.behind_ms <= time_ms <= broker_ms + skew.ahead_ms
    return (time_ms, False) if believed else (broker_ms, True)


def _segment(event: Interaction) -> Segment:
    names = (event.tenant, event.workflow, event.model, event.model_version)
    tenant, workflow, model, version = (_name(name) for name in names)
    return Segment(tenant=tenant, workflow=workflow, model=model, model_version=version)


def _name(name: str | None) -> str:
    return "" if name is None else name if len(name) <= MAX_NAME else OTHER


def _numbers(event: Interaction) -> tuple[dict[str, int], tuple[str, ...]]:
    usage = event.usage or Usage()
    given = (
        ("latency_us", event.latency_ms, MICROSECONDS_PER_MS),
        ("input_tokens", usage.input_tokens, 1),
        ("output_tokens", usage.output_tokens, 1),
        ("cost_microdollars", usage.cost, MICRODOLLARS_PER_DOLLAR),
    )
    present = [(name, whole(value, scale)) for name, value, scale in given if value is not None]
    numbers = {name: value for name, value in present if value is not None}
    return numbers, tuple(name for name, value in present if value is None)


def whole(value: float, scale: int) -> int | None:
    """In whole units of 1/scale, at most `TOP`; None for what cannot be a measurement.

    >>> whole(1.2345, 1000), whole(1e308, 1000) == TOP, whole(-1, 1), whole(float("nan"), 1)
    (1234, True, None, None)
    """
    if not value >= 0:  # neither is NaN; a whole number may be too long for math.isnan
        return None
    return TOP if value > TOP // scale else round(value * scale)


def _finish_reasons(event: Interaction) -> tuple[str, ...]:
    reasons = event.finish_reasons or tuple(said.finish_reason for said in event.output if said.finish_reason)
    return tuple(dict.fromkeys(reasons))


def _output_paths(output: tuple[Message, ...]) -> frozenset[str] | None:
    shapes = [shape for shape in map(_shape, _contents(output)) if shape is not None]
    return frozenset().union(*shapes) if shapes else None


def _contents(output: tuple[Message, ...]) -> Iterable[object]:
    for message in output:
        yield message.content if message.content is not None else message.text
        for part in message.parts:
            if part.type == "text":
                yield part.content if part.content is not None else part.text


def _shape(content: object) -> frozenset[str] | None:
    if isinstance(content, str):
        return json_paths(content)
    return value_paths(content) if isinstance(content, dict | list) else None


def _ages(context: tuple[ContextItem, ...], time_ms: int) -> dict[str, int]:
    """Data that a source knew after the event (a fetch during the call) has age 0."""
    ages: dict[str, int] = {}
    for item in context:
        if item.as_of is not None:
            age_s = max(0, (time_ms - int(item.as_of.timestamp() * 1000)) // 1000)
            source = _name(item.source)
            ages[source] = max(ages.get(source, 0), age_s)
    return ages
