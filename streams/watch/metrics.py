"""What operators see of `watch` in Prometheus, and whether it is alive and ready.

What enters are the calls of its hooks; what leaves are metrics whose labels are words of ours, topics and partitions.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge

from schemas.drift import DriftReport
from streams.process.health import Health
from streams.process.labels import BoundedChildren
from streams.process.registry import new_registry
from streams.watch.config import WatchHooks
from streams.watch.tenants import Standing

# Names of our own, not of events: a handful.
_FATES_MAX = 20


class WatchMetrics(WatchHooks):
    """Health and metrics of one `watch` process: `tidegate_watch_events_total{fate}`, `tidegate_drift_reports_total`
    and `tidegate_consumer_lag{topic,partition}`."""

    def __init__(self, health: Health, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry = registry or new_registry()
        self._health = health
        fates = Counter("tidegate_watch_events", "Events by what became of them", ["fate"], registry=registry)
        self._fates = BoundedChildren(fates, _FATES_MAX)
        self._reports = Counter("tidegate_drift_reports", "Records on the drift topic", registry=registry)
        odd = Counter("tidegate_watch_odd", "Counted events that held something odd", ["what"], registry=registry)
        self._odd = BoundedChildren(odd, _FATES_MAX)
        self._alerts = Counter(
            "tidegate_drift_alerts", "What the detectors said", ["state", "severity"], registry=registry
        )
        self._releases = Counter("tidegate_drift_releases", "Comparisons of a version", registry=registry)
        self._segments = Gauge(
            "tidegate_drift_segments", "Segments by phase", ["phase", "partition"], registry=registry
        )
        self._open = Gauge("tidegate_drift_open_incidents", "Incidents now", ["partition"], registry=registry)
        self._lag = Gauge("tidegate_consumer_lag", "Events that wait", ["topic", "partition"], registry=registry)

    def recovered(self, partitions: int) -> None:
        """Ready once it has partitions and knows their past."""
        self._health.beat()
        self._health.ready(partitions > 0, "waiting for partitions")

    def revoked(self) -> None:
        """Not ready until partitions are recovered again; what they had is another worker's to show."""
        self._health.ready(False, "recovering")
        self._segments.clear()
        self._open.clear()
        self._lag.clear()

    def event(self, fate: str) -> None:
        """Counts it."""
        self._fates.of(fate).inc()

    def odd(self, what: str) -> None:
        """Counts it."""
        self._odd.of(what).inc()

    def reported(self, report: DriftReport) -> None:
        """Counts it: by what became of the incident, and how far something shifted."""
        if report.alert is not None:
            self._alerts.labels(report.alert.state, report.alert.severity).inc()
        elif report.kind == "release":
            self._releases.inc()

    def stands(self, partition: int, standing: Standing) -> None:
        """Shows it."""
        self._segments.labels("learning", str(partition)).set(standing.learning)
        self._segments.labels("watching", str(partition)).set(standing.watching)
        self._open.labels(str(partition)).set(standing.open_incidents)

    def flushed(self, messages: int, reports: int) -> None:
        """The timer lives, so the process does."""
        self._health.beat()
        self._reports.inc(reports)

    def lag(self, topic: str, partition: int, offsets: int) -> None:
        """Shows it."""
        self._lag.labels(topic, str(partition)).set(offsets)
