"""Fixtures that tests share: a real broker, clusters to maltreat, the embedded cluster, names of one's own.

A test that asks for `kafka`, `brokers` or `make_topic` runs on a real Kafka and is marked `kafka`; one that
asks for `embedded` is marked so, and must make no claim about delivery. Where no broker can start, the tests
that need one are skipped with the reason; with TIDEGATE_REQUIRE_KAFKA=1 they fail.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from typing import NoReturn

import hypothesis
import pytest
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from streams.kafka.embedded import EmbeddedCluster
from tests.kafka.brokers import Cluster
from tests.kafka.containers import Container
from tests.kafka.libraries import Unavailable

ANY_CURE = "set TIDEGATE_KAFKA, or install Java 17 and Maven, or start Docker"
OWN_CURE = "this test kills its brokers; install Java 17 and Maven"
# A machine that is busy with brokers draws examples slowly; that is no fault of what is tested.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

REAL = {"kafka", "brokers", "make_topic"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        if asked & REAL:
            item.add_marker("kafka")
        if "embedded" in asked:
            item.add_marker("embedded")


def no_kafka(*reasons: Unavailable, cure: str = ANY_CURE) -> NoReturn:
    """Skip, or fail where a real Kafka is demanded."""
    text = f"no real Kafka ({', '.join(str(reason) for reason in reasons)}): {cure}"
    if os.environ.get("TIDEGATE_REQUIRE_KAFKA") == "1":
        pytest.fail(text, pytrace=False)
    pytest.skip(text)


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """Bootstrap servers of a real broker that all tests share: leave it as you found it."""
    given = os.environ.get("TIDEGATE_KAFKA")
    if given:
        yield given
        return
    broker = _start_any()
    yield broker.bootstrap
    broker.stop()


def _start_any() -> Cluster | Container:
    try:
        cluster = Cluster()
        cluster.start()
    except Unavailable as no_java:
        try:
            container = Container()
            container.start()
        except Unavailable as no_docker:
            no_kafka(no_java, no_docker)
        return container
    return cluster


@pytest.fixture
def brokers() -> Iterator[Callable[[int], Cluster]]:
    """Start a cluster of the test's own, of one or three nodes: `cluster = brokers(3)`. It may be killed."""
    started: list[Cluster] = []

    def start(nodes: int = 1) -> Cluster:
        cluster = Cluster(nodes)
        try:
            cluster.start()
        except Unavailable as reason:
            no_kafka(reason, cure=OWN_CURE)
        started.append(cluster)
        return cluster

    yield start
    for cluster in started:
        cluster.stop()


@pytest.fixture(scope="session")
def _embedded() -> Iterator[EmbeddedCluster]:
    with EmbeddedCluster() as cluster:
        yield cluster


@pytest.fixture
def embedded(_embedded: EmbeddedCluster) -> EmbeddedCluster:
    """The embedded cluster, shared: use names of your own. It proves nothing about delivery."""
    return _embedded


@pytest.fixture
def topic_prefix() -> str:
    """Begins every topic, group and transactional id of one test, so that tests share a broker without meeting."""
    return f"t{uuid.uuid4().hex[:8]}."


@pytest.fixture
def make_topic(kafka: str, topic_prefix: str) -> Iterator[Callable[..., str]]:
    """Make a topic on the shared broker, `make_topic("in", partitions=4, config={…})`, and say its whole name.

    It is deleted after the test.
    """
    admin = AdminClient({"bootstrap.servers": kafka})
    made: list[str] = []

    def make(name: str, partitions: int = 1, config: dict[str, str] | None = None) -> str:
        topic = topic_prefix + name
        admin.create_topics([NewTopic(topic, partitions, config=config or {})])[topic].result(30)
        made.append(topic)
        return topic

    yield make
    if made:
        for gone in admin.delete_topics(made).values():
            gone.result(30)
