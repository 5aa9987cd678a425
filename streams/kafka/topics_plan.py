"""What would bring a cluster in line with the table of topics. Pure: it asks nothing and changes nothing.

What enters are the table and the state of a cluster; what leaves are steps and warnings. No step ever deletes a topic
or lowers its partitions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from streams.topics import Topic, Topics


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as a cluster has it."""

    partitions: int
    replication: int
    config: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Create:
    """Make a topic that is missing."""

    topic: Topic
    partitions: int
    replication: int

    def sentence(self) -> str:
        """For people."""
        copies = "the broker's default" if self.replication < 0 else str(self.replication)
        return f"{self.topic.name}: create with {self.partitions} partitions, replication {copies}"


@dataclass(frozen=True, slots=True)
class Alter:
    """Set configuration that differs: by name, what it is and what it becomes."""

    topic: Topic
    changes: Mapping[str, tuple[str, str]]

    def sentence(self) -> str:
        """For people."""
        changes = ", ".join(f"{name} {old or '(unset)'} -> {new}" for name, (old, new) in self.changes.items())
        return f"{self.topic.name}: set {changes}"


Step = Create | Alter


def steps(topics: Topics, states: Mapping[str, TopicState], partitions: int, replication: int) -> list[Step]:
    """What is to be done, in the order of the table."""
    return [step for topic in topics.all() if (step := _step(topic, states, partitions, replication))]


def _step(topic: Topic, states: Mapping[str, TopicState], partitions: int, replication: int) -> Step | None:
    state = states.get(topic.name)
    if state is None:
        return Create(topic, partitions, replication)
    changes = differences(topic, state)
    return Alter(topic, changes) if changes else None


def differences(topic: Topic, state: TopicState) -> dict[str, tuple[str, str]]:
    """Configuration that is not as the table says: name, what it is, what it should be."""
    return {
        name: (state.config.get(name, ""), wanted)
        for name, wanted in topic.config().items()
        if state.config.get(name) != wanted
    }


def partition_groups(topics: Topics) -> tuple[Topic, ...]:
    """Topics that must have equally many partitions: `watch` counts what it reads beside what it remembers."""
    memory = tuple(topic for topic in topics.all() if "tidegate-watch-" in topic.name)
    return topics.approved, topics.quarantine, *memory


def warnings(topics: Topics, states: Mapping[str, TopicState], partitions: int) -> Iterator[str]:
    """What a person should know, and what to do about it."""
    group = [topic.name for topic in partition_groups(topics) if topic.name in states]
    counts = {name: states[name].partitions for name in group}
    missing = [topic for topic in partition_groups(topics) if topic.name not in states]
    numbers = set(counts.values()) | ({partitions} if missing else set())
    if len(numbers) > 1:
        shown = ", ".join(f"{name} has {count}" for name, count in counts.items())
        to_come = f"; what is missing would get {partitions} (TIDEGATE_PARTITIONS)" if missing else ""
        yield (
            f"these must have equally many partitions, or watch will not start: {shown}{to_come}; "
            "raise the lower ones (kafka-topics --alter --partitions)"
        )
    alone = [name for name, state in states.items() if state.replication == 1]
    if alone:
        yield f"{len(alone)} topics have one replica only: a broker that is lost takes their events with it"
