"""What would bring a cluster in line, on states written by hand."""

from __future__ import annotations

from streams.kafka.topics_plan import Alter, Create, TopicState, differences, steps, warnings
from streams.topics import Topics

TOPICS = Topics("p.")


def in_line(partitions: int = 4, replication: int = 3) -> dict[str, TopicState]:
    return {topic.name: TopicState(partitions, replication, topic.config()) for topic in TOPICS.all()}


def test_a_cluster_that_is_in_line_needs_nothing() -> None:
    assert steps(TOPICS, in_line(), 12, 3) == []
    assert list(warnings(TOPICS, in_line(), 12)) == []


def test_an_empty_cluster_gets_every_topic() -> None:
    wanted = steps(TOPICS, {}, 12, 3)
    assert [step.topic for step in wanted if isinstance(step, Create)] == list(TOPICS.all())
    assert wanted[0].sentence() == "p.llm.interactions.v1: create with 12 partitions, replication 3"


def test_only_what_differs_is_set_and_partitions_never_are() -> None:
    states = in_line(partitions=99)
    raw = TOPICS.interactions
    states[raw.name] = TopicState(1, 3, {**raw.config(), "retention.ms": "-1", "segment.bytes": "7"})
    (step,) = steps(TOPICS, states, 12, 3)
    assert isinstance(step, Alter)
    assert step.changes == {"retention.ms": ("-1", "259200000")}
    assert step.sentence() == "p.llm.interactions.v1: set retention.ms -1 -> 259200000"
    assert differences(raw, TopicState(1, 3)).keys() == raw.config().keys()


def test_unequal_partitions_are_warned_of_also_before_the_missing_is_made() -> None:
    states = in_line()
    states[TOPICS.quarantine.name] = TopicState(5, 3, TOPICS.quarantine.config())
    (said,) = warnings(TOPICS, states, 4)
    assert "p.llm.quarantine.v1 has 5" in said
    states = in_line()
    del states[TOPICS.watch_changelog.name]
    assert list(warnings(TOPICS, states, 4)) == []
    assert "would get 12" in next(iter(warnings(TOPICS, states, 12)))


def test_single_replicas_are_warned_of_once() -> None:
    (said,) = warnings(TOPICS, in_line(replication=1), 4)
    assert said.startswith(f"{len(TOPICS.all())} topics have one replica only")
