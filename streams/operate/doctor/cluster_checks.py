"""What the doctor asks a cluster: who answers, what this user may do, whether transactions work, what time it is.

What enters are settings and an admin client; what leaves are diagnoses. No record is written.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Producer, TopicCollection
from confluent_kafka.admin import (  # type: ignore[attr-defined]
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from schemas.errors import DependencyError
from streams.kafka.clients import CALL_TIMEOUT_S, error_name, producer_config, screen_member
from streams.kafka.cluster import ANSWER_S, QUIET, committed_offsets, end_offsets, first_offsets, newest_times
from streams.operate.doctor.diagnosis import Diagnosis, fail, ok, skip, warn
from streams.settings import Settings
from streams.topics import Topic

# A record of a moment later than now: clocks under NTP differ by milliseconds, and a record takes some to be made.
_SKEW_S = 5.0

_COORDINATOR_COMES = frozenset(
    {KafkaError.COORDINATOR_LOAD_IN_PROGRESS, KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError.NOT_COORDINATOR}
)


def broker(admin: AdminClient) -> Iterator[Diagnosis]:
    """Somebody answers. Raises DependencyError where nobody does."""
    try:
        known = admin.list_topics(timeout=ANSWER_S)
    except KafkaException as error:
        raise DependencyError(error_name(error)) from None
    brokers = len(known.brokers)
    yield ok("broker", f"{brokers} answer{'s' if brokers == 1 else ''}, cluster {known.cluster_id}")


def permissions(settings: Settings, admin: AdminClient, present: Mapping[str, object]) -> Iterator[Diagnosis]:
    """What this user may do with each topic and with the group, where the cluster tells."""
    topics = settings.topics
    reads, writes = (topics.interactions,), (*topics.doors(), topics.decisions, topics.violations)
    wanted = {topic.name: AclOperation.READ for topic in reads} | {topic.name: AclOperation.WRITE for topic in writes}
    names = [name for name in wanted if name in present]
    refused = []
    try:
        answers = admin.describe_topics(TopicCollection(names), include_authorized_operations=True) if names else {}
        for name, answer in answers.items():
            allowed = answer.result(ANSWER_S).authorized_operations
            if allowed is not None and wanted[name] not in allowed:
                refused.append(f"{wanted[name].name} on {name}")
        allowed = _described(admin, settings.group, include_authorized_operations=True).authorized_operations
        if allowed is not None and AclOperation.READ not in allowed:
            refused.append(f"READ on group {settings.group}")
    except KafkaException as error:
        yield skip("permissions", f"the cluster does not tell ({error_name(error)})")
        return
    if refused:
        yield fail(
            "permissions", f"this user may not {', '.join(refused)}", "grant it: kafka-acls --add --allow-principal …"
        )
    else:
        yield ok("permissions", f"{len(names)} topics and the group {settings.group}")


def _described(admin: AdminClient, group: str, **options: bool) -> Any:
    """The group, once its coordinator is there: a fresh cluster makes that on demand, and says meanwhile so."""
    deadline = time.monotonic() + ANSWER_S
    while True:
        try:
            return admin.describe_consumer_groups([group], **options)[group].result(ANSWER_S)
        except KafkaException as error:
            if error.args[0].code() not in _COORDINATOR_COMES or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def raw_access(admin: AdminClient, topic: Topic) -> Iterator[Diagnosis]:
    """Few may read raw text."""
    anybody: Any = None  # a filter's name for "whichever", though its types ask for text
    asked = AclBindingFilter(
        ResourceType.TOPIC,
        topic.name,
        ResourcePatternType.MATCH,
        anybody,
        anybody,
        AclOperation.ANY,
        AclPermissionType.ALLOW,
    )
    try:
        rules = admin.describe_acls(asked, request_timeout=ANSWER_S).result(ANSWER_S)
    except KafkaException as error:
        yield skip("raw text", f"who may read {topic.name} is not told ({error_name(error)})")
        return
    everybody = [rule for rule in rules if rule.principal == "User:*" and _reads(rule.operation)]
    if everybody:
        yield fail("raw text", f"everybody may read {topic.name}", "take the rule for User:* away")
    elif not rules:
        says = f"no rule says who may read {topic.name}"
        yield warn("raw text", says, "turn on an authorizer that denies by default, and allow screen and producers")
    else:
        yield ok("raw text", f"{len({rule.principal for rule in rules})} principals may use {topic.name}")


def _reads(operation: AclOperation) -> bool:
    return operation in (AclOperation.READ, AclOperation.ALL)


def transactions(settings: Settings) -> Iterator[Diagnosis]:
    """A producer of this instance's own name, but for an ending that keeps it from fencing the live one."""
    name = screen_member(settings).transactional_id
    config = producer_config(settings, f"{name}-doctor")
    try:
        Producer({**config, **QUIET}).init_transactions(CALL_TIMEOUT_S)
    except KafkaException as error:
        do = f"allow WRITE on transactional ids that begin with {settings.group}- and see that the brokers are healthy"
        yield fail("transactions", f"cannot be begun ({error_name(error)})", do)
    else:
        yield ok("transactions", f"ids that begin with {name} can be used")


def instances(settings: Settings, admin: AdminClient) -> Iterator[Diagnosis]:
    """No two live workers have one name: they would fence each other for ever."""
    try:
        group = _described(admin, settings.group)
    except KafkaException as error:
        yield skip("instances", f"the group is not told ({error_name(error)})")
        return
    names = Counter(member.client_id for member in group.members)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        yield fail("instances", f"live twice: {', '.join(twice)}", "give every worker its own TIDEGATE_INSTANCE")
    elif names:
        yield ok("instances", f"{len(names)} live: {', '.join(sorted(names))}")
    else:
        yield warn("instances", f"nobody is in the group {settings.group}", "start one: tidegate screen")


def assigned(settings: Settings, admin: AdminClient, partitions: Mapping[str, int]) -> Iterator[Diagnosis]:
    """Every partition of the input that holds something has an offset of the group."""
    name = settings.topics.interactions.name
    where = [(name, number) for number in range(partitions.get(name, 0))]
    if not where:
        return  # that the topic is missing is said elsewhere
    lows, highs = first_offsets(admin, where), end_offsets(admin, where)
    filled = [each for each in where if highs[each] > lows[each]]
    try:
        committed = committed_offsets(settings, settings.group, filled) if filled else {}
    except KafkaException as error:
        yield skip("input", f"the group's offsets are not told ({error_name(error)})")
        return
    without = [f"{topic}/{number}" for topic, number in filled if committed[topic, number] < 0]
    if without:
        says = f"not yet assigned, no worker has an offset for them: {', '.join(without)}"
        yield warn("input", says, "start `tidegate screen`; a running one takes a new partition within half a minute")
    else:
        yield ok("input", f"{len(filled)} of {len(where)} partitions hold records, and workers have an offset for each")


def clock(settings: Settings, admin: AdminClient, partitions: Mapping[str, int]) -> Iterator[Diagnosis]:
    """The newest record of any topic must not be of the future: seen without writing one."""
    names = [topic.name for topic in settings.topics.all() if topic.name in partitions]
    where = [(name, number) for name in names for number in range(partitions[name])]
    newest = max(newest_times(admin, where), default=-1)
    if newest < 0:
        yield skip("clock", "no record yet to compare this machine's clock with")
        return
    ahead_s = newest / 1000 - time.time()
    if ahead_s > _SKEW_S:
        do = "run NTP here and where producers run; freshness and windows go by these clocks"
        yield fail("clock", f"the newest record is {ahead_s:.0f} s in the future", do)
    else:
        yield ok("clock", f"the newest record is {max(0.0, -ahead_s):.0f} s old, none is from the future")
