"""Puts a `watch` process together from settings, and runs it until it is told to stop.

What enters are settings; what leaves is a running worker with its port, its logs and its exit code.
"""

from __future__ import annotations

import ssl
import threading

import structlog

from schemas.drift import DriftReport
from schemas.errors import PolicyError
from streams.process.health import Health, HealthServer
from streams.process.logs import configure_logs
from streams.settings import Settings
from streams.watch.config import Credentials, WatchConfig
from streams.watch.metrics import WatchMetrics
from streams.watch.plan import DriftPlan, drift_plan
from streams.watch.worker import run_watch
from streams.wire.values import Writer, registry_of

log = structlog.get_logger(__name__)

# Differs from that of screen, so that both run on one machine.
HTTP_PORT = 9465


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


def run_watch_from(settings: Settings, stop: threading.Event | None = None) -> int:
    """Runs one worker until SIGTERM or SIGINT; none where `stop` is set by then.

    Raises PolicyError or DependencyError before anything is read.
    """
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
        return 0 if stop is not None and stop.is_set() else run_watch(config, hooks, writer, registry)


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
