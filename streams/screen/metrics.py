"""What operators see of `screen` in Prometheus.

What enters are judgements and counts; what leaves are metrics whose label sets are bounded. Labels come from the
redacted event only, and only as plain words (`streams.process.labels`): nothing a user wrote may become a label.

| Metric | Labels |
|---|---|
| `tidegate_events_total` | door |
| `tidegate_committed_events_total` | |
| `tidegate_dead_letters_total` | error |
| `tidegate_findings_total` | guard, rule, outcome, mode |
| `tidegate_degraded_total` | guard, cause |
| `tidegate_judging_seconds`, `tidegate_end_to_end_seconds` (histograms) | |
| `tidegate_audited_texts_total` | |
| `tidegate_audit_differences_total` | entity, only |
| `tidegate_sessions_rebuilt_total` | cause |
| `tidegate_consumer_lag` | topic, partition |
| `tidegate_partitions_held` | |
| `tidegate_join_cache_bytes`, `tidegate_join_cache_events` | |

and per tenant, workflow and model those of `streams.screen.usage`. Events are counted once their transaction is
committed: a batch that is undone and judged again counts once.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from guards.judge import Judgement
from streams.kafka.session_metrics import SessionMetrics
from streams.process.labels import BoundedChildren, observe_all
from streams.process.registry import new_registry
from streams.screen.usage import UsageMetrics

# From half a millisecond (rules only) to ten seconds (the default time limit of a guard).
_JUDGING_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

# From one batch to an hour of lag: a worker that catches up must show how late it is.
_END_TO_END_S = (0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)

# Our own guards have some 150 rules; a plug-in that makes up rules as it goes ends in `other`.
_RULES_MAX = 500
_CAUSES_MAX = 100

# Types of Presidio and of the policies', found by one side only.
_DIFFERENCES_MAX = 200


class ScreenMetrics:
    """The metrics of one `screen` process. One thread writes, any may read `registry`."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry = registry or new_registry()
        events = Counter("tidegate_events", "Events by the door they left by", ["door"], registry=registry)
        self._doors = {door: events.labels(door) for door in ("approved", "quarantine", "deadletter")}
        self._committed = Counter(
            "tidegate_committed_events", "Events whose transaction is committed", registry=registry
        )
        self._errors = BoundedChildren(
            Counter("tidegate_dead_letters", "Dead letters by class of error", ["error"], registry=registry),
            _CAUSES_MAX,
        )
        self._findings = BoundedChildren(
            Counter("tidegate_findings", "What guards found", ["guard", "rule", "outcome", "mode"], registry=registry),
            _RULES_MAX,
        )
        self._degraded = BoundedChildren(
            Counter("tidegate_degraded", "Guards that could not judge an event", ["guard", "cause"], registry=registry),
            _CAUSES_MAX,
        )
        self.sessions = SessionMetrics(registry)
        self._audited = Counter("tidegate_audited_texts", "Texts that stock Presidio has read again", registry=registry)
        self._differences = BoundedChildren(
            Counter(
                "tidegate_audit_differences",
                "What only one side found in them: stock or ours",
                ["entity", "only"],
                registry=registry,
            ),
            _DIFFERENCES_MAX,
        )
        self._judging = Histogram(
            "tidegate_judging_seconds", "Judging, per event", buckets=_JUDGING_S, registry=registry
        )
        self._end_to_end = Histogram(
            "tidegate_end_to_end_seconds",
            "From the broker's time of the event to its judgement",
            buckets=_END_TO_END_S,
            registry=registry,
        )
        self._cache_bytes = Gauge("tidegate_join_cache_bytes", "Memory of the join window", registry=registry)
        self._cache_events = Gauge("tidegate_join_cache_events", "Events in the join window", registry=registry)
        self._usage = UsageMetrics(registry)

    def judged(self, judgements: Sequence[Judgement], judging_s: float, end_to_end_s: Sequence[float]) -> None:
        """The events of one transaction were judged, each in `judging_s`, and leave by `approved` or `quarantine`.

        Each figure is added up first: to touch a metric takes as long as to add a dozen numbers.
        """
        held = sum([each.action == "quarantine" for each in judgements])
        self._doors["quarantine"].inc(held)
        self._doors["approved"].inc(len(judgements) - held)
        observe_all(self._judging, [judging_s] * len(judgements))
        observe_all(self._end_to_end, end_to_end_s)
        findings = Tally((f.guard, f.rule, f.outcome, f.mode) for each in judgements for f in each.findings)
        for found, number in findings.items():
            self._findings.of(*found).inc(number)
        degraded = Tally((one.guard, one.cause) for each in judgements for one in each.degraded)
        for lapse, number in degraded.items():
            self._degraded.of(*lapse).inc(number)
        for each in judgements:
            if "pii" in each.scores:
                self._audit(each.scores["pii"])
        self._usage.judged(judgements)

    def _audit(self, scores: Mapping[str, float]) -> None:
        """The numbers that `guards.pii.engines.audit_scores` writes."""
        for name, number in scores.items():
            if name == "audit.texts":
                self._audited.inc(number)
            elif name.startswith("audit.only_"):
                only, _, entity = name.removeprefix("audit.only_").partition(".")
                self._differences.of(entity, only).inc(number)

    def dead_letter(self, error: str) -> None:
        """One event could not be processed; `error` is a class of `schemas.errors`."""
        self._doors["deadletter"].inc()
        self._errors.of(error).inc()

    def committed(self, events: int) -> None:
        """A transaction with so many events was committed."""
        self._committed.inc(events)

    def join_cache(self, size: int, events: int) -> None:
        """What the join window holds, in bytes and events."""
        self._cache_bytes.set(size)
        self._cache_events.set(events)
