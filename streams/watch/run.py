"""Puts a `watch` process together from settings, and runs it until it is told to stop.

What enters are settings; what leaves is a running worker with its port, its logs and its exit code.
"""

from __future__ import annotations

import ssl

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from schemas.drift import DriftReport
from schemas.errors import PolicyError
from streams.process.health import Health, HealthServer
from streams.process.labels import BoundedChildren
from streams.process.logs import configure_logs
from streams.process.registry import new_registry
from streams.settings import Settings
from streams.watch.config import Credentials, WatchConfig, WatchHooks
from streams.watch.plan import DriftPlan, drift_plan
from streams.watch.tenants import Standing
from streams.watch.worker import run_watch
from streams.wire.values import Writer, registry_of

log = structlog.get_logger(__name__)

# Names of our own, not of events: a handful.
_FATES_MAX = 20

# Differs from that of screen, so that both run on one machine.
HTTP_PORT = 9465


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


def watch_config(settings: Settings, plan: DriftPlan) -> WatchConfig:
    """What the settings and the plan of a deployment mean for `watch`. Raises PolicyError without brokers."""
    brokers = settings.client_config()["bootstrap.servers"]
    topics = settings.topics
    return WatchConfig(
        brokers=brokers,
        group=f"{settings.topic_prefix}tidegate-watch",
        approved=topics.approved.name,
        quarantine=topics.quarantine.name,
        drift=topics.drift.name,
        partials=topics.watch_partials.name,
        credentials=_credentials(settings),
        window=plan.window,
        lateness=plan.lateness,
        idle=settings.idle,
        segment_by=plan.drift.segment_by,
        cohort=plan.drift.cohort,
        detecting=plan.detecting,
    )


def run_watch_from(settings: Settings) -> int:
    """Runs one worker until SIGTERM or SIGINT. Raises PolicyError or DependencyError before anything is read."""
    configure_logs(settings.log_level)
    plan = drift_plan(settings)
    config = watch_config(settings, plan)
    registry = registry_of(settings)
    writer = Writer(registry)
    writer.prepare({config.drift: DriftReport})
    hooks = WatchMetrics(health := Health())
    if plan.pinned is not None:  # for as long as this process lives
        pinned = plan.pinned
        log.info("baseline_pinned", name=pinned.name, id=pinned.baseline_id, segments=len(pinned.segments))
    with HealthServer(health, hooks.registry, settings.http_host, settings.port_of(HTTP_PORT)):
        return run_watch(config, hooks, writer, registry)


def _credentials(settings: Settings) -> Credentials:
    password = settings.sasl_password
    sasl = settings.security_protocol.startswith("SASL")
    return Credentials(
        tls=_tls(settings) if settings.security_protocol.endswith("SSL") else None,
        sasl_mechanism=settings.sasl_mechanism if sasl else None,
        sasl_username=settings.sasl_username if sasl else None,
        sasl_password=password.get_secret_value() if password and sasl else None,
    )


def _tls(settings: Settings) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(settings.ssl_ca) if settings.ssl_ca else None)
        if settings.ssl_certificate:
            key = settings.ssl_key_password.get_secret_value() if settings.ssl_key_password else None
            context.load_cert_chain(settings.ssl_certificate, settings.ssl_key, key)
    except (OSError, ssl.SSLError) as error:
        raise PolicyError(f"TIDEGATE_SSL_…: a certificate or key cannot be read ({type(error).__name__})") from None
    return context
