"""What the doctor says of topics: that they are there, that every record fits, and that raw text does not stay.

What enters is the state of a cluster; what leaves are diagnoses. Nothing is asked of a broker here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from streams.kafka.topics_plan import TopicState, differences, warnings
from streams.operate.doctor.diagnosis import Diagnosis, fail, ok, warn
from streams.topics import Topic, Topics

# A dead letter is its event and some headers of ours, which take below a kilobyte.
_HEADERS_BYTES = 4096

_APPLY = "tidegate topics apply"


def topics(table: Topics, states: Mapping[str, TopicState], partitions: int) -> Iterator[Diagnosis]:
    """Everything about topics, the worst first for each."""
    missing = [topic.name for topic in table.all() if topic.name not in states]
    for name in missing:
        yield fail("topics", f"{name} is missing", _APPLY)
    found = [topic for topic in table.all() if topic.name in states]
    wrong = [diagnosis for topic in found for diagnosis in _one(topic, states[topic.name])]
    yield from wrong
    yield from _sizes(table, states)
    for said in warnings(table, states, partitions):
        alone = "one replica" in said
        if alone:
            yield warn("topics", said, "TIDEGATE_REPLICATION=3 before the topics are made, on three brokers or more")
        else:
            yield fail("topics", said.partition(";")[0], "raise the lower ones: kafka-topics --alter --partitions")
    if not missing and not wrong:
        yield ok("topics", f"{len(found)} are there and kept as the table says")


def _one(topic: Topic, state: TopicState) -> Iterator[Diagnosis]:
    changes = differences(topic, state)
    kept_ms = int(state.config.get("retention.ms", "-1"))
    if (
        topic.raw
        and topic.retention is not None
        and (kept_ms < 0 or kept_ms > topic.retention / timedelta(milliseconds=1))
    ):
        changes.pop("retention.ms", None)
        kept = "for ever" if kept_ms < 0 else f"{kept_ms / 86_400_000:.0f} days"
        yield fail("raw text", f"{topic.name} keeps raw text {kept}, meant are {topic.retention.days} days", _APPLY)
    if "cleanup.policy" in changes:
        was, wanted = changes.pop("cleanup.policy")
        yield fail("topics", f"{topic.name}: cleanup.policy is {was}, not {wanted}: records would be lost", _APPLY)
    for name, (was, wanted) in changes.items():
        yield warn("topics", f"{topic.name}: {name} is {was or 'unset'}, not {wanted}", _APPLY)
    if state.replication >= 3 and state.config.get("min.insync.replicas") == "1":
        do = "set it to 2, or a broker that dies can take acknowledged records with it"
        yield warn("topics", f"{topic.name}: min.insync.replicas is 1", do)


def _sizes(table: Topics, states: Mapping[str, TopicState]) -> Iterator[Diagnosis]:
    """Whatever fits the input must fit the dead letters, or an event has no way out."""
    taken, let_out = _largest(table.interactions, states), _largest(table.deadletter, states)
    if taken is None or let_out is None:
        return
    if let_out < taken + _HEADERS_BYTES:
        says = f"an event of {taken} bytes has no way out: {table.deadletter.name} takes {let_out}"
        yield fail("sizes", says, _APPLY)
    else:
        yield ok("sizes", "whatever fits the input fits the dead letters")


def _largest(topic: Topic, states: Mapping[str, TopicState]) -> int | None:
    state = states.get(topic.name)
    return int(state.config.get("max.message.bytes", "0")) if state else None
