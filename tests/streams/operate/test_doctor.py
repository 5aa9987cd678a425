"""`tidegate doctor`: what is in order is ok, and each thing that is not is named with what to do."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from detectors.counts import Counts
from detectors.observation import Observation
from schemas.drift import Segment
from schemas.errors import PolicyError
from streams.judging.court import open_court
from streams.kafka.topics_plan import TopicState
from streams.operate.doctor import here_checks
from streams.operate.doctor.diagnosis import Diagnosis
from streams.operate.doctor.run import examine, run_doctor
from streams.operate.doctor.topic_checks import topics
from streams.operate.topics_apply import apply_topics
from streams.settings import Settings
from streams.topics import Topics
from streams.watch.baselines import create
from streams.watch.plan import drift_plan
from tests.streams.reading import make_topics, read_all

TABLE = Topics()
HOUR_MS = 3_600_000


def states(**changes: dict[str, str]) -> dict[str, TopicState]:
    found = {}
    for topic in TABLE.all():
        word = topic.name.split(".")[1] if "." in topic.name else "changelog"
        config = {**topic.config(), "min.insync.replicas": "2", **changes.get(word, {})}
        found[topic.name] = TopicState(4, 3, config)
    return found


def wrong(found: dict[str, TopicState]) -> list[Diagnosis]:
    return [each for each in topics(TABLE, found, 4) if each.state != "ok"]


def test_topics_in_line_are_ok() -> None:
    assert wrong(states()) == []


@pytest.mark.parametrize(
    ("changes", "state", "says"),
    [
        ({"interactions": {"retention.ms": "-1"}}, "fail", "keeps raw text for ever, meant are 3 days"),
        ({"deadletter": {"retention.ms": "864000000"}}, "fail", "keeps raw text 10 days, meant are 7 days"),
        ({"interactions": {"retention.ms": "1000"}}, "warn", "retention.ms is 1000"),
        ({"deadletter": {"max.message.bytes": "1048588"}}, "fail", "has no way out"),
        ({"approved": {"cleanup.policy": "compact"}}, "fail", "records would be lost"),
        ({"approved": {"min.insync.replicas": "1"}}, "warn", "min.insync.replicas is 1"),
    ],
)
def test_a_topic_that_breaks_a_promise_is_named(changes: dict[str, dict[str, str]], state: str, says: str) -> None:
    found = wrong(states(**changes))
    assert any(each.state == state and says in each.says and each.do for each in found), found


def test_missing_topics_and_unequal_partitions_fail() -> None:
    found = states()
    found[TABLE.quarantine.name] = TopicState(5, 3, found[TABLE.quarantine.name].config)
    del found[TABLE.drift.name]
    said = [each.says for each in wrong(found) if each.state == "fail"]
    assert "llm.drift.v1 is missing" in said
    assert any("equally many partitions" in each for each in said)


def by_name(settings: Settings) -> dict[str, list[Diagnosis]]:
    found: dict[str, list[Diagnosis]] = {}
    for each in examine(settings):
        found.setdefault(each.about, []).append(each)
    return found


def test_a_deployment_in_order_passes_and_no_record_is_written(
    kafka: str, topic_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}g", partitions=2)
    apply_topics(settings, dry_run=False)
    capsys.readouterr()
    assert run_doctor(settings, as_json=True)
    said = {each["about"]: each["state"] for each in json.loads(capsys.readouterr().out)}
    assert said["broker"] == said["permissions"] == said["transactions"] == said["policy"] == "ok"
    assert said["clock"] == "skip"
    assert list(read_all(kafka, *(topic.name for topic in settings.topics.all()))) == []
    assert run_doctor(settings, as_json=False)
    assert "FAIL" not in capsys.readouterr().out


def test_an_empty_cluster_fails_and_says_what_to_do(
    kafka: str, topic_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(kafka=kafka, topic_prefix=topic_prefix)
    assert not run_doctor(settings, as_json=False)
    assert "tidegate topics apply" in capsys.readouterr().out


def test_a_partition_that_no_worker_has_an_offset_for_is_not_yet_assigned(kafka: str, topic_prefix: str) -> None:
    settings = Settings(kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}g")
    make_topics(kafka, settings.topics, 3)
    producer = Producer({"bootstrap.servers": kafka})
    for partition in (0, 1):
        producer.produce(settings.topics.interactions.name, b"{}", partition=partition)
    assert producer.flush(10) == 0
    consumer = Consumer({"bootstrap.servers": kafka, "group.id": settings.group})
    committed = [TopicPartition(settings.topics.interactions.name, partition, 1) for partition in (0, 1)]
    consumer.commit(offsets=committed[:1], asynchronous=False)
    (said,) = by_name(settings)["input"]
    assert said.state == "warn"
    assert said.says.endswith(f": {settings.topics.interactions.name}/1")
    consumer.commit(offsets=committed, asynchronous=False)
    consumer.close()
    assert by_name(settings)["input"][0].state == "ok"


def test_a_clock_that_goes_behind_is_seen(kafka: str, topic_prefix: str) -> None:
    settings = Settings(kafka=kafka, topic_prefix=topic_prefix)
    as_claimed = {settings.topics.interactions.name: {"message.timestamp.type": "CreateTime"}}
    make_topics(kafka, settings.topics, 1, other=as_claimed)
    producer = Producer({"bootstrap.servers": kafka})
    producer.produce(settings.topics.interactions.name, b"{}", timestamp=int(time.time() * 1000))
    assert producer.flush(10) == 0
    assert by_name(settings)["clock"][0].state == "ok"
    ahead = int((time.time() + timedelta(minutes=10).total_seconds()) * 1000)
    producer.produce(settings.topics.interactions.name, b"{}", timestamp=ahead)
    assert producer.flush(10) == 0
    (clock,) = by_name(settings)["clock"]
    assert (clock.state, "in the future" in clock.says) == ("fail", True)


def test_two_workers_of_one_name_are_seen(kafka: str, topic_prefix: str) -> None:
    settings = Settings(kafka=kafka, topic_prefix=topic_prefix, group=f"{topic_prefix}g")
    make_topics(kafka, settings.topics, 2)
    config = {"bootstrap.servers": kafka, "group.id": settings.group, "client.id": "tidegate-same"}
    twins = [Consumer(config), Consumer(config)]
    for twin in twins:
        twin.subscribe([settings.topics.interactions.name])
    deadline = time.monotonic() + 20
    while not all(twin.assignment() for twin in twins) and time.monotonic() < deadline:
        for twin in twins:
            twin.poll(0.1)
    (found,) = by_name(settings)["instances"]
    for twin in twins:
        twin.close()
    assert (found.state, found.says) == ("fail", "live twice: tidegate-same")


def test_without_a_broker_the_rest_is_still_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.operate.doctor.cluster_checks.ANSWER_S", 1.0)
    policy = tmp_path / "policy.yaml"
    policy.write_text("name: a\nversion: 1\nguards: {pie: {}}\n")
    found = by_name(Settings(kafka="127.0.0.1:1", policy=policy, schema_registry="http://127.0.0.1:1"))
    assert found["broker"][0].state == found["policy"][0].state == found["registry"][0].state == "fail"
    assert found["broker"][0].do
    assert "no such guard" in found["policy"][0].says
    assert by_name(Settings(kafka=""))["broker"][0].says == "TIDEGATE_KAFKA is not set"


def test_a_policy_that_speaks_of_nobody_and_one_that_switches_redaction_off(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("name: a\nversion: 1\nguards: {pii: {mode: off}, plugins: {tox: {}}}\n")
    found = list(here_checks.policy(Settings(policy=policy)))
    assert [each.state for each in found] == ["ok", "fail", "warn"]


def test_the_baseline_that_watch_will_start_from_is_named(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    settings = Settings(policy=policy)
    policy.write_text("name: a\nversion: 1\n")
    assert "none is pinned" in next(here_checks.baseline(settings)).says
    policy.write_text("name: a\nversion: 1\ndrift: {baseline: quiet}\n")
    (missing,) = here_checks.baseline(settings)
    assert (missing.state, "there is no such baseline" in missing.says) == ("fail", True)
    with pytest.raises(PolicyError, match="there is no such baseline"):
        drift_plan(settings)
    windows = {hour * HOUR_MS: {Segment(tenant="a"): Counts()} for hour in range(24)}
    for cells in windows.values():
        for counts in cells.values():
            counts.update(Observation(Segment(tenant="a"), 0, 0))
    kept, _ = create(tmp_path / "baselines", "quiet", windows, HOUR_MS)
    (pinned,) = here_checks.baseline(settings)
    assert pinned.state == "ok"
    assert pinned.says.startswith(f"quiet ({kept.baseline_id}), 1 segments")
    assert "a running one keeps the one that it started with" in pinned.says
    policy.write_text("name: a\nversion: 1\ndrift: {baseline: quiet, window: 5 min}\n")
    assert "has windows of 60 min, not of 5 min" in next(here_checks.baseline(settings)).says
    policy.write_text("nonsense")
    assert list(here_checks.baseline(settings)) == []


@pytest.mark.parametrize(
    ("use", "given", "says"),
    [
        ("model", {}, "TIDEGATE_SUPPORT_MODEL"),
        ("model", {"support_model": "scorer:8080"}, "TIDEGATE_SUPPORT_MODEL"),
    ],
)
def test_what_screen_refuses_to_start_with_is_found_before(
    tmp_path: Path, use: str, given: dict[str, str], says: str
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(f"name: a\nversion: 1\nguards: {{contradiction: {{second: {{use: {use}}}}}}}\n")
    settings = Settings(policy=policy, **given)  # type: ignore[arg-type]
    (refused,) = here_checks.policy(settings)
    assert (refused.about, refused.state) == ("guards", "fail")
    with pytest.raises(PolicyError, match=says) as screens:
        open_court(settings)
    assert refused.says == str(screens.value)


def test_versions_outside_what_was_measured_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {each.state for each in here_checks.versions(Settings())} == {"ok"}
    monkeypatch.setattr(here_checks, "version", lambda _name: "0.16.1")
    assert [each.state for each in here_checks.versions(Settings())] == ["ok", "fail"]
