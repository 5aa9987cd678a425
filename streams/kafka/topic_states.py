"""Topics as a cluster has them: names enter, partitions, replication and configuration leave. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, ConfigResource, ResourceType  # type: ignore[attr-defined]

from schemas.errors import DependencyError
from streams.kafka.clients import error_name
from streams.kafka.cluster import ANSWER_S, is_unknown_topic, partitions_of
from streams.kafka.topics_plan import TopicState

# Controllers answer within this; making a topic on a busy cluster takes seconds.
_CHANGE_S = 30.0


def states_of(admin: AdminClient, names: Iterable[str]) -> dict[str, TopicState]:
    """Those of the named topics that exist. Raises DependencyError where the cluster does not tell."""
    known = partitions_of(admin)
    there = [name for name in names if name in known]
    metadata = admin.list_topics(timeout=ANSWER_S).topics if there else {}
    configs = _configs(admin, there)
    return {
        name: TopicState(known[name], len(metadata[name].partitions[0].replicas), configs[name])
        for name in there
        if name in configs
    }


def _configs(admin: AdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    found = {}
    asked = admin.describe_configs([ConfigResource(ResourceType.TOPIC, name) for name in names])
    for resource, answer in asked.items():
        try:
            found[resource.name] = {name: entry.value for name, entry in answer.result(_CHANGE_S).items()}
        except KafkaException as error:
            if not is_unknown_topic(error):
                raise DependencyError(f"{resource.name}: its configuration is not told ({error_name(error)})") from None
    return found
