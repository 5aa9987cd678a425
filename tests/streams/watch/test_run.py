"""What settings mean for `watch`, and what its hooks tell the port."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from structlog.testing import capture_logs

from detectors.counts import Counts
from detectors.observation import Observation
from schemas.drift import DriftAlert, DriftReport, Segment
from schemas.errors import PolicyError
from streams.process.health import Health
from streams.settings import Settings
from streams.watch import run
from streams.watch.baselines import create
from streams.watch.metrics import WatchMetrics
from streams.watch.plan import drift_plan
from streams.watch.run import watch_config
from streams.watch.tenants import Standing
from tests.streams.reading import make_topics
from tests.streams.workers import Worker


def test_topics_and_group_bear_the_prefix_of_the_deployment() -> None:
    settings = Settings(kafka="b:9092", topic_prefix="p.")
    config = watch_config(settings, drift_plan(settings))
    assert config.approved == "p.llm.approved.v1"
    assert config.changelog == settings.topics.watch_changelog.name
    assert (config.window, config.credentials.tls) == (settings.window, None)


def test_credentials_are_passed_on_and_not_shown() -> None:
    settings = Settings(
        kafka="b:9092", security_protocol="SASL_SSL", sasl_mechanism="PLAIN", sasl_username="u",
        sasl_password=SecretStr("s3cr3t"),
    )  # fmt: skip
    config = watch_config(settings, drift_plan(settings))
    assert config.credentials.sasl_password == "s3cr3t"
    assert config.credentials.tls is not None
    assert "s3cr3t" not in repr(config)


def test_what_is_wrong_is_the_users_to_mend(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="TIDEGATE_KAFKA"):
        watch_config(Settings(kafka=""), drift_plan(Settings()))
    with pytest.raises(PolicyError, match="certificate"):
        watch_config(
            Settings(kafka="b:1", security_protocol="SSL", ssl_ca=tmp_path / "none.pem"), drift_plan(Settings())
        )


def test_hooks_are_seen_on_the_port() -> None:
    health = Health()
    hooks = WatchMetrics(health, CollectorRegistry())
    assert health.ready_answer()[0] == 503
    hooks.recovered(3)
    assert health.ready_answer()[0] == 200
    hooks.revoked()
    assert health.ready_answer()[0] == 503
    hooks.event("counted")
    hooks.flushed(10, 2)
    hooks.lag("t", 0, 5)
    value = hooks.registry.get_sample_value
    assert value("tidegate_watch_events_total", {"fate": "counted"}) == 1
    assert value("tidegate_drift_reports_total") == 2
    assert value("tidegate_consumer_lag", {"topic": "t", "partition": "0"}) == 5
    hooks.revoked()
    assert value("tidegate_consumer_lag", {"topic": "t", "partition": "0"}) is None, "another worker's to show"


def test_what_the_detectors_say_is_counted_and_given_up_with_the_partitions() -> None:
    hooks = WatchMetrics(Health(), CollectorRegistry())
    value = hooks.registry.get_sample_value
    hooks.reported(DriftReport(kind="alert", alert=DriftAlert(state="open", severity="high")))
    hooks.reported(DriftReport(kind="release"))
    hooks.odd("absurd")
    hooks.stands(3, Standing(learning=2, watching=5, open_incidents=1))
    assert value("tidegate_drift_alerts_total", {"state": "open", "severity": "high"}) == 1
    assert value("tidegate_drift_releases_total") == 1
    assert value("tidegate_watch_odd_total", {"what": "absurd"}) == 1
    assert value("tidegate_drift_segments", {"phase": "learning", "partition": "3"}) == 2
    assert value("tidegate_drift_open_incidents", {"partition": "3"}) == 1
    hooks.revoked()
    assert value("tidegate_drift_open_incidents", {"partition": "3"}) is None


def test_the_policy_says_how_windows_are_looked_at(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("name: p\nversion: 1\ndrift: {segment_by: [tenant], learn: 10 d, segments: 7, lateness: 1 h}\n")
    settings = Settings(kafka="b:9092", policy=policy, window=timedelta(minutes=30))
    config = watch_config(settings, drift_plan(settings))
    assert (config.segment_by, config.lateness, config.window) == (("tenant",), timedelta(hours=1), settings.window)
    assert config.detecting is not None
    plan = config.detecting.plan
    assert (plan.window_ms, plan.learn, plan.series) == (30 * 60_000, 480, 7 * 64)
    policy.write_text("name: p\nversion: 1\ndrift: {window: 2 h, baseline: none}\n")
    with pytest.raises(PolicyError, match="no such baseline"):
        watch_config(settings, drift_plan(settings))


def test_a_start_logs_the_baseline_that_holds_until_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("name: p\nversion: 1\ndrift: {window: 1 h, baseline: quiet}\n")
    counts = Counts()
    counts.update(Observation(Segment(tenant="a"), 0, 0))
    windows = {hour * 3_600_000: {Segment(tenant="a"): counts} for hour in range(24)}
    kept, _ = create(tmp_path / "baselines", "quiet", windows, 3_600_000)
    monkeypatch.setattr(run, "run_watch", lambda *_: 0)
    monkeypatch.setattr(run, "configure_logs", lambda _: None)
    with capture_logs() as lines:
        assert run.run_watch_from(Settings(kafka="b:9092", policy=policy, http_port=0)) == 0
    said = {"event": "baseline_pinned", "log_level": "info", "name": "quiet", "id": kept.baseline_id, "segments": 1}
    assert said in lines


@pytest.mark.timeout(300)
def test_a_watch_that_was_told_of_no_topics_joins_again_once_there_are_some(
    kafka: str, topic_prefix: str, tmp_path: Path
) -> None:
    """A broker that has just started says so of topics that it has; Kafka's default is to ask after 300 s."""
    environment = {"TIDEGATE_KAFKA": kafka, "TIDEGATE_TOPIC_PREFIX": topic_prefix}
    with Worker("watch", tmp_path, "a", environment) as watch:

        def recovers(partitions: int) -> None:
            deadline = time.monotonic() + 100
            while f'"partitions": {partitions}, "entries"' not in watch.log.read_text():
                assert watch.running, watch.log.read_text()
                assert time.monotonic() < deadline, watch.log.read_text()[-3000:]
                time.sleep(0.2)

        recovers(0)
        make_topics(kafka, Settings(topic_prefix=topic_prefix).topics, partitions=2)
        recovers(2)
