"""What operators of LLM systems look for by name, per tenant, workflow and model.

What enters are judgements; what leaves are counters and histograms over the first 200 combinations seen, the rest
together as `other`. Read from the redacted event only.

`tidegate_tokens_in_total`, `tidegate_tokens_out_total`, `tidegate_cost_usd_total`, `tidegate_prompt_size_bytes`,
`tidegate_filter_triggered_total` (with `by`: `guard` where Tidegate redacted or held the event, `provider` where the
model's own filter stopped it), `tidegate_completion_retries_total`, `tidegate_cache_hit_total`,
`tidegate_model_version_events_total` (model, model_version) and `tidegate_evaluation_score` (evaluation).
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, Summary

from guards.judge import Judgement
from schemas.interaction import Interaction, Message
from streams.process.labels import OTHER, BoundedChildren, label, observe_all

SEGMENTS_MAX = 200
_VERSIONS_MAX = 200
_EVALUATIONS_MAX = 50

_SEGMENT = ["tenant", "workflow", "model"]

# Powers of four from a short question to the largest event that Kafka takes by default.
_PROMPT_BYTES = (64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576)


class _Families:
    def __init__(self, registry: CollectorRegistry) -> None:
        def counter(name: str, help_text: str, *more: str) -> Counter:
            return Counter(f"tidegate_{name}", help_text, [*_SEGMENT, *more], registry=registry)

        self.tokens_in = counter("tokens_in", "Tokens of prompts, as providers count them")
        self.tokens_out = counter("tokens_out", "Tokens of answers, as providers count them")
        self.cost = counter("cost_usd", "Cost that producers reported, in US dollars")
        self.retries = counter("completion_retries", "Completions that were tried again")
        self.cache_hits = counter("cache_hit", "Answers that came from a cache")
        self.filtered = counter("filter_triggered", "Events that a filter changed, held or stopped", "by")
        self.prompt_size = Histogram(
            "tidegate_prompt_size_bytes", "Text of the messages", _SEGMENT, buckets=_PROMPT_BYTES, registry=registry
        )


class _Segment:
    """The metrics of one tenant, workflow and model."""

    __slots__ = (
        "cache_hits",
        "cost",
        "filtered",
        "prompt_size",
        "provider_filtered",
        "retries",
        "tokens_in",
        "tokens_out",
    )

    def __init__(self, families: _Families, names: tuple[str, str, str]) -> None:
        self.tokens_in = families.tokens_in.labels(*names)
        self.tokens_out = families.tokens_out.labels(*names)
        self.cost = families.cost.labels(*names)
        self.retries = families.retries.labels(*names)
        self.cache_hits = families.cache_hits.labels(*names)
        self.filtered = families.filtered.labels(*names, "guard")
        self.provider_filtered = families.filtered.labels(*names, "provider")
        self.prompt_size = families.prompt_size.labels(*names)


class UsageMetrics:
    """Figures of usage, by segment."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._families = _Families(registry)
        self._known: dict[tuple[str | None, str | None, str | None], _Segment] = {}
        self._segments: dict[tuple[str, str, str], _Segment] = {}
        versions = Counter(
            "tidegate_model_version_events", "Events by version", ["model", "model_version"], registry=registry
        )
        scores = Summary("tidegate_evaluation_score", "Scores of producers", ["evaluation"], registry=registry)
        self._versions = BoundedChildren(versions, _VERSIONS_MAX)
        self._scores = BoundedChildren(scores, _EVALUATIONS_MAX)

    def judged(self, judgements: Sequence[Judgement]) -> None:
        """Adds the events of one transaction."""
        groups: defaultdict[tuple[str | None, str | None, str | None], list[Judgement]] = defaultdict(list)
        for judgement in judgements:
            event = judgement.redacted
            groups[event.tenant, event.workflow, event.model].append(judgement)
        for names, group in groups.items():
            self._add(self._known.get(names) or self._segment(*names), group)

    def _add(self, segment: _Segment, judgements: Sequence[Judgement]) -> None:
        """Adds events of one segment. Counters cannot fall: what a producer reports below zero is left out."""
        events = [judgement.redacted for judgement in judgements]
        used = [event.usage for event in events if event.usage is not None]
        segment.tokens_in.inc(_sum(usage.input_tokens for usage in used))
        segment.tokens_out.inc(_sum(usage.output_tokens for usage in used))
        segment.cost.inc(_sum(usage.cost for usage in used))
        segment.retries.inc(_sum(event.retries for event in events))
        segment.cache_hits.inc(sum([event.cache_hit is True for event in events]))
        segment.filtered.inc(sum([judgement.action != "allow" for judgement in judgements]))
        segment.provider_filtered.inc(sum(["content_filter" in event.finish_reasons for event in events]))
        observe_all(segment.prompt_size, [prompt_bytes(event) for event in events if event.messages])
        versions = Tally((event.model, event.model_version) for event in events if event.model_version is not None)
        for version, number in versions.items():
            self._versions.of(*version).inc(number)
        for event in events:
            for evaluation in event.evaluations:
                if evaluation.score is not None:
                    self._scores.of(evaluation.name).observe(evaluation.score)

    def _segment(self, tenant: str | None, workflow: str | None, model: str | None) -> _Segment:
        names = (label(tenant), label(workflow), label(model))
        segment = self._segments.get(names)
        if segment is None:
            if len(self._segments) >= SEGMENTS_MAX:
                names = (OTHER, OTHER, OTHER)
            segment = self._segments.setdefault(names, _Segment(self._families, names))
        # Many raw names may share one label set, so what is remembered has a bound of its own.
        if len(self._known) < 4 * SEGMENTS_MAX:
            self._known[tenant, workflow, model] = segment
        return segment


def _sum(numbers: Iterable[float | None]) -> float:
    return sum([number for number in numbers if number is not None and number > 0])


def prompt_bytes(event: Interaction) -> int:
    """UTF-8 bytes of all text of the messages."""
    return sum(map(_message_bytes, event.messages))


def _message_bytes(message: Message) -> int:
    size = _bytes(message.content) + _bytes(message.text)
    for part in message.parts:
        size += _bytes(part.content) + _bytes(part.text)
    return size


def _bytes(text: object) -> int:
    if not isinstance(text, str):
        return 0
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
