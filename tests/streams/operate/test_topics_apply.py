"""`tidegate topics` on a real broker: missing topics are made as the table says, others brought in line, once."""

from __future__ import annotations

import json

import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from schemas.errors import DependencyError, PolicyError
from streams.kafka.cluster import admin_client
from streams.kafka.topic_states import states_of
from streams.operate.topics_apply import apply_topics, list_topics
from streams.settings import Settings


@pytest.fixture
def settings(kafka: str, topic_prefix: str) -> Settings:
    return Settings(kafka=kafka, topic_prefix=topic_prefix, partitions=3)


def test_apply_makes_what_is_missing_and_then_has_nothing_to_do(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [topic.name for topic in settings.topics.all()]
    apply_topics(settings, dry_run=True)
    assert len(capsys.readouterr().out.splitlines()) == len(names)
    assert states_of(admin_client(settings), names) == {}
    apply_topics(settings, dry_run=False)
    assert f"{names[0]}: create with 3 partitions" in capsys.readouterr().out
    states = states_of(admin_client(settings), names)
    for topic in settings.topics.all():
        assert states[topic.name].partitions == 3
        assert topic.config().items() <= states[topic.name].config.items()
    apply_topics(settings.model_copy(update={"partitions": 9}), dry_run=False)
    assert "as they should be" in capsys.readouterr().out
    assert states_of(admin_client(settings), names) == states


def test_apply_brings_configuration_in_line_and_leaves_partitions_alone(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    topic = settings.topics.deadletter
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    wrong = NewTopic(topic.name, 1, config={"retention.ms": "-1", "segment.bytes": "1048576"})
    admin.create_topics([wrong])[topic.name].result(30)
    apply_topics(settings, dry_run=False)
    printed = capsys.readouterr()
    assert "set retention.ms -1 -> 604800000" in printed.out
    state = states_of(admin, [topic.name])[topic.name]
    assert state.partitions == 1
    assert topic.config().items() <= state.config.items()
    assert state.config["segment.bytes"] == "1048576"
    assert "one replica only" in printed.err


def test_list_shows_what_differs_and_what_is_missing(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    topic = settings.topics.approved
    admin = AdminClient({"bootstrap.servers": settings.kafka})
    admin.create_topics([NewTopic(topic.name, 2, config={"cleanup.policy": "compact"})])[topic.name].result(30)
    list_topics(settings, as_json=True)
    rows = {row["topic"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows[topic.name]["cluster"]["partitions"] == 2
    assert rows[topic.name]["cluster"]["differs"]["cleanup.policy"] == "compact"
    assert rows[settings.topics.drift.name]["cluster"] == {"exists": False}
    assert rows[settings.topics.interactions.name]["raw"] is True
    list_topics(settings, as_json=False)
    assert "missing: tidegate topics apply" in capsys.readouterr().out


def test_replication_that_the_cluster_cannot_give_is_the_users_to_mend(settings: Settings) -> None:
    with pytest.raises(PolicyError, match="TIDEGATE_REPLICATION"):
        apply_topics(settings.model_copy(update={"replication": 3}), dry_run=False)


def test_without_a_cluster_the_table_is_shown_and_nothing_is_applied(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("streams.kafka.cluster.ANSWER_S", 1.0)
    list_topics(Settings(kafka=""), as_json=False)
    printed = capsys.readouterr()
    assert "llm.decisions.v1" in printed.out
    assert "TIDEGATE_KAFKA is not set" in printed.err
    with pytest.raises(DependencyError, match="no broker answers"):
        apply_topics(Settings(kafka="127.0.0.1:1"), dry_run=False)
