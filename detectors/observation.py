"""What the counts want of one event: a record of a door enters, a small observation without text leaves.

Nothing here raises for what an event says. A value that cannot be (a negative latency, 1e308 tokens) is counted
as absurd or at the end of the scale, and the rest of the event still counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from detectors.buckets import TOP
from detectors.categories import MAX_NAME, OTHER
from detectors.paths import json_paths, value_paths
from detectors.texts import read_text
from schemas.decision import Approved, DecisionBrief, Quarantined
from schemas.drift import Segment
from schemas.interaction import ContextItem, Evaluation, Interaction, Message

# Whole units that keep what matters: a microsecond, a token, a millionth of a dollar, a second of age.
MICROSECONDS_PER_MS = 1_000
MICRODOLLARS_PER_DOLLAR = 1_000_000

SCORE_SCALE = 10_000
"""Scores of evaluations are counted in ten-thousandths; negative ones are not counted."""

MAX_EVALUATIONS = 16
"""Of one event."""

# What a source says that has nothing to say.
_NOTHING = frozenset({"", "[]", "{}", "null", "None"})

# One event that claims a million retries must not drown the sum of all others.
MAX_RETRIES = 1_000


@dataclass(frozen=True, slots=True)
class Skew:
    """How far an event's own time may lie from the broker's before it is not believed, in milliseconds."""

    ahead_ms: int = 5 * 60_000
    """Clocks of producers that run fast; beyond minutes it is a mistake of unit or time zone."""
    behind_ms: int = 7 * 86_400_000
    """A backlog or a backfill may be days old. An event of 1970 is not."""


@dataclass(slots=True)
class Observation:
    """One event, as counted. Made by the hundred thousand, so it is not frozen, which would cost a fifth of it all."""

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
    cells: set[int] | None = None
    """Of the words of an output that is text."""
    event_id: str = ""


def observe(record: Approved | Quarantined, broker_ms: int, skew: Skew, cohort: str | None = None) -> Observation:
    """The observation of one record of a door that the broker (or its producer) stamped with this time.

    Args:
        cohort: name of the label or attribute whose values are compared with each other, if any.
    """
    decision = record.decision
    return _observed(record.event, decision, broker_ms, skew, cohort, _decided(decision))


def observe_event(event: Interaction, broker_ms: int, skew: Skew, cohort: str | None = None) -> Observation:
    """The observation of an event that nobody has judged."""
    return _observed(event, None, broker_ms, skew, cohort, {})


def _observed(
    event: Interaction,
    decision: DecisionBrief | None,
    broker_ms: int,
    skew: Skew,
    cohort: str | None,
    categories: dict[str, tuple[str, ...]],
) -> Observation:
    time_ms, skewed = _event_time(event.occurred_at, broker_ms, skew)
    numbers, absurd = _numbers(event)
    categories["finish_reasons"] = _finish_reasons(event)
    if event.error_type:
        categories["error_types"] = (event.error_type,)
    if skewed:
        categories["skewed_producers"] = (_producer(event),)
    if event.tool_calls:
        categories["tools"] = tuple({call.name or "" for call in event.tool_calls})
    if event.context:
        categories |= _sources(event.context)
    if event.evaluations:
        categories |= _evaluations(event.evaluations, numbers)
    if cohort is not None:
        categories |= _cohort(event, cohort, decision)
    cells, paths = _read_output(event.output, numbers, categories) if event.output else (None, None)
    return Observation(
        segment=_segment(event, decision),
        time_ms=time_ms,
        mark_ms=min(time_ms, broker_ms),
        skewed=skewed,
        numbers=numbers,
        absurd=absurd,
        categories=categories,
        paths=paths,
        ages_s=_ages(event.context, time_ms) if event.context else {},
        cache_hit=bool(event.cache_hit),
        retries=min(max(event.retries or 0, 0), MAX_RETRIES),
        cells=cells,
        event_id=event.event_id or "",
    )


def _decided(decision: DecisionBrief) -> dict[str, tuple[str, ...]]:
    categories = {
        "actions": (decision.action,),
        "rules": decision.rules,
        "cannot_tell": decision.cannot_tell,
        "degraded": decision.degraded,
    }
    if decision.cannot_tell or decision.degraded:
        guards = {rule.partition(".")[0] for rule in decision.cannot_tell}
        categories["not_covered"] = tuple(sorted(guards.union(decision.degraded)))
    return categories


def _producer(event: Interaction) -> str:
    return _name(event.labels.get("producer") or event.labels.get("team") or event.provider)


def _sources(context: tuple[ContextItem, ...]) -> dict[str, tuple[str, ...]]:
    """Which sources gave something, and which were asked and gave nothing."""
    gave = {_name(item.source) for item in context if item.text.strip() not in _NOTHING}
    silent = {_name(item.source) for item in context} - gave
    return {"context_sources": tuple(sorted(gave)), "silent_sources": tuple(sorted(silent))}


def _evaluations(found: tuple[Evaluation, ...], numbers: dict[str, int]) -> dict[str, tuple[str, ...]]:
    """Scores go to the numbers; labels are returned."""
    labels: dict[str, tuple[str, ...]] = {}
    for each in found[:MAX_EVALUATIONS]:
        name = f"evaluations.{_name(each.name)}"
        score = None if each.score is None else whole(each.score, SCORE_SCALE)
        if score is not None:
            numbers[name] = score
        if each.label:
            labels[name] = (_name(each.label),)
    return labels


def _cohort(event: Interaction, cohort: str, decision: DecisionBrief | None) -> dict[str, tuple[str, ...]]:
    value = event.labels.get(cohort) or event.attributes.get(cohort)
    if not isinstance(value, str | int | bool):
        return {}
    name = _name(str(value))
    found: dict[str, tuple[str, ...]] = {"cohorts": (name,)}
    if decision is not None and decision.action == "quarantine":
        found["cohort_held"] = (name,)
    if decision is not None and (decision.cannot_tell or decision.degraded):
        found["cohort_not_covered"] = (name,)
    return found


def _read_output(
    output: tuple[Message, ...], numbers: dict[str, int], categories: dict[str, tuple[str, ...]]
) -> tuple[set[int] | None, frozenset[str] | None]:
    """Cells of its words, and paths of its JSON."""
    contents = list(_contents(output))
    shapes = [shape for shape in map(_shape, contents) if shape is not None]
    paths = frozenset().union(*shapes) if shapes else None
    texts = [content for content in contents if isinstance(content, str) and content]
    if not texts:
        return None, paths
    read = read_text(texts[0] if len(texts) == 1 else "\n".join(texts))
    numbers["output_words"] = read.words
    categories["output_language"] = (read.language,)
    if read.style:
        categories["output_style"] = read.style
    return read.cells, paths


def _event_time(occurred_at: datetime | None, broker_ms: int, skew: Skew) -> tuple[int, bool]:
    if occurred_at is None:
        return broker_ms, False
    time_ms = int(occurred_at.timestamp() * 1000)
    believed = broker_ms - skew.behind_ms <= time_ms <= broker_ms + skew.ahead_ms
    return (time_ms, False) if believed else (broker_ms, True)


def _segment(event: Interaction, decision: DecisionBrief | None) -> Segment:
    policy = decision.policy.version if decision is not None else None
    return segment_of(
        event.tenant, event.workflow, event.model, event.model_version, event.prompt_version, policy
    )  # fmt: skip


@lru_cache(maxsize=4096)
def segment_of(*names: str | None) -> Segment:
    """One object per segment, by its names in order: to make and check one takes longer than to count the event."""
    return Segment(**dict(zip(Segment.model_fields, map(_name, names), strict=True)))


@lru_cache(maxsize=4096)
def cut(segment: Segment, by: tuple[str, ...]) -> Segment:
    """The segment with only the names that traffic is told apart by."""
    return segment_of(*(value if name in by else "" for name, value in segment.model_dump().items()))


def _name(name: str | None) -> str:
    return "" if name is None else name if len(name) <= MAX_NAME else OTHER


def _numbers(event: Interaction) -> tuple[dict[str, int], tuple[str, ...]]:
    numbers: dict[str, int] = {}
    absurd: tuple[str, ...] = ()
    given = [("latency_us", event.latency_ms, MICROSECONDS_PER_MS)]
    usage = event.usage
    if usage is not None:
        given += (
            ("input_tokens", usage.input_tokens, 1),
            ("output_tokens", usage.output_tokens, 1),
            ("cost_microdollars", usage.cost, MICRODOLLARS_PER_DOLLAR),
        )
    for name, value, scale in given:
        if value is not None:
            counted = whole(value, scale)
            if counted is None:
                absurd += (name,)
            else:
                numbers[name] = counted
    return numbers, absurd


def whole(value: float, scale: int) -> int | None:
    """In whole units of 1/scale, at most `TOP`; None for what cannot be a measurement.

    >>> whole(1.2345, 1000), whole(1e308, 1000) == TOP, whole(-1, 1), whole(float("nan"), 1)
    (1234, True, None, None)
    """
    if not value >= 0:  # neither is NaN; a whole number may be too long for math.isnan
        return None
    return TOP if value > TOP // scale else round(value * scale)


def _finish_reasons(event: Interaction) -> tuple[str, ...]:
    reasons = event.finish_reasons
    if not reasons and event.output:
        reasons = tuple(said.finish_reason for said in event.output if said.finish_reason)
    return tuple(dict.fromkeys(reasons)) if len(reasons) > 1 else reasons


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
