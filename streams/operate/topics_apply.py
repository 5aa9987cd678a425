"""`tidegate topics`: the table of topics beside what a cluster has, and bringing the cluster in line.

What enters are settings; what leaves are printed lines and, with `apply`, topics that exist as the table says. Nothing
is deleted and no partition count is changed. Running it twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from datetime import timedelta

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourceType,
)
from confluent_kafka.cimpl import NewTopic
from rich.table import Table

from schemas.errors import DependencyError, PolicyError
from streams.kafka.clients import error_name
from streams.kafka.cluster import admin_client
from streams.kafka.topic_states import _CHANGE_S, states_of
from streams.kafka.topics_plan import Alter, Create, Step, TopicState, differences, steps, warnings
from streams.settings import Settings
from streams.terminal.show import console, print_json
from streams.topics import Topic


def list_topics(settings: Settings, as_json: bool) -> None:
    """Prints every topic as it should be and, where a cluster answers, as it is."""
    states: dict[str, TopicState] | None = None
    unreachable = "TIDEGATE_KAFKA is not set"
    if settings.kafka:
        try:
            states = states_of(admin_client(settings), [topic.name for topic in settings.topics.all()])
        except DependencyError as error:
            unreachable = str(error)
    if as_json:
        print_json([_row(topic, states) for topic in settings.topics.all()])
        return
    console().print(_table(settings, states))
    if states is None:
        console(stderr=True).print(f"no cluster beside it: {unreachable}", markup=False)


def _row(topic: Topic, states: Mapping[str, TopicState] | None) -> dict[str, object]:
    return {
        "topic": topic.name,
        "holds": topic.holds,
        "raw": topic.raw,
        "config": topic.config(),
        "cluster": None if states is None else _cluster(topic, states.get(topic.name)),
    }


def _cluster(topic: Topic, state: TopicState | None) -> dict[str, object]:
    if state is None:
        return {"exists": False}
    return {
        "exists": True,
        "partitions": state.partitions,
        "replication": state.replication,
        "differs": {name: was for name, (was, _) in differences(topic, state).items()},
    }


def _table(settings: Settings, states: Mapping[str, TopicState] | None) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("topic", "holds", "kept", "largest", "cluster"):
        table.add_column(column, no_wrap=column == "topic")
    for topic in settings.topics.all():
        kept = "compacted" if topic.retention is None else _days(topic.retention)
        raw = " (raw text)" if topic.raw else ""
        size = f"{topic.max_message_bytes / 1024 / 1024:.0f} MB"
        table.add_row(topic.name, f"{topic.holds}{raw}", kept, size, _beside(topic, states))
    return table


def _days(length: timedelta) -> str:
    return f"{length.days} d"


def _beside(topic: Topic, states: Mapping[str, TopicState] | None) -> str:
    if states is None:
        return "?"
    state = states.get(topic.name)
    if state is None:
        return "missing: tidegate topics apply"
    off = ", ".join(f"{name} is {was}" for name, (was, _) in differences(topic, state).items())
    return f"{state.partitions} partitions x {state.replication}{f'; {off}' if off else ''}"


def apply_topics(settings: Settings, dry_run: bool) -> None:
    """Brings the cluster in line and prints each step. Raises DependencyError where a step fails."""
    admin = admin_client(settings)
    names = [topic.name for topic in settings.topics.all()]
    states = states_of(admin, names)
    wanted = steps(settings.topics, states, settings.partitions, settings.replication)
    out, errors = console(), console(stderr=True)
    for step in wanted:
        if not dry_run:
            _carry_out(admin, step)
        out.print(f"{'dry run: ' if dry_run else ''}{step.sentence()}", markup=False, highlight=False)
    if not wanted:
        out.print(f"all {len(names)} topics are as they should be")
    for warning in warnings(settings.topics, states, settings.partitions):
        errors.print(f"warning: {warning}", markup=False, highlight=False)


def _carry_out(admin: AdminClient, step: Step) -> None:
    """One step, waited for."""
    try:
        if isinstance(step, Create):
            _create(admin, step)
        else:
            _alter(admin, step)
    except KafkaException as error:
        raise _refused(step, error) from None


def _create(admin: AdminClient, step: Create) -> None:
    new = NewTopic(step.topic.name, step.partitions, step.replication, config=step.topic.config())
    made: Future[None] = admin.create_topics([new], operation_timeout=_CHANGE_S)[step.topic.name]
    try:
        made.result(_CHANGE_S)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # somebody else applied at the same time
            raise


def _alter(admin: AdminClient, step: Alter) -> None:
    entries = [
        ConfigEntry(name, new, incremental_operation=AlterConfigOpType.SET) for name, (_, new) in step.changes.items()
    ]
    resource = ConfigResource(ResourceType.TOPIC, step.topic.name, incremental_configs=entries)
    for answer in admin.incremental_alter_configs([resource]).values():
        answer.result(_CHANGE_S)


def _refused(step: Step, error: KafkaException) -> DependencyError | PolicyError:
    name = error_name(error)
    if name == "INVALID_REPLICATION_FACTOR":
        return PolicyError(f"{step.topic.name}: the cluster has fewer brokers than TIDEGATE_REPLICATION asks for")
    if name.endswith("AUTHORIZATION_FAILED"):
        return DependencyError(
            f"{step.sentence()}: not allowed ({name}); this user needs CREATE and ALTER_CONFIGS on topics"
        )
    return DependencyError(f"{step.sentence()}: refused ({name})")
