"""`tidegate audit` on a real broker: what is in order is proved, each breach of the law is refuted by name."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from schemas.errors import PolicyError
from streams.operate.audit import waiting
from streams.operate.audit.range import Asked
from streams.operate.audit.run import Audit, audit, run_audit
from streams.settings import Settings
from tests.streams.reading import make_topics

DOORS = {"allow": "approved", "modify": "approved", "quarantine": "quarantine", "dead_letter": "deadletter"}


class Books:
    """A deployment whose records a test writes by hand, each transaction as `screen` would commit it."""

    def __init__(self, kafka: str, prefix: str) -> None:
        self.settings = Settings(kafka=kafka, topic_prefix=prefix, group=f"{prefix}screen")
        self.topics = self.settings.topics
        make_topics(kafka, self.topics, 2)
        self._plain = Producer({"bootstrap.servers": kafka})
        self._screen = Producer({"bootstrap.servers": kafka, "transactional.id": f"{prefix}w"})
        self._screen.init_transactions()

    def events(self, count: int, partition: int = 0) -> None:
        for number in range(count):
            self._plain.produce(self.topics.interactions.name, f"{{{number}}}", partition=partition)
        assert self._plain.flush(20) == 0

    def source(self, offset: int, partition: int = 0) -> str:
        return f"{self.topics.interactions.name}/{partition}/{offset}"

    def say(self, topic: str, source: str | None, action: str) -> None:
        headers = [("tidegate-action", action.encode())]
        if source is not None:
            headers.append(("tidegate-source", source.encode()))
        self._screen.produce(getattr(self.topics, topic).name, b"{}", headers=headers, partition=1)

    def judge(self, *offsets: int, action: str = "allow", partition: int = 0, abort: bool = False) -> None:
        self._screen.begin_transaction()
        for offset in offsets:
            self.say(DOORS[action], self.source(offset, partition), action)
            self.say("decisions", self.source(offset, partition), action)
        assert self._screen.flush(20) == 0  # an abort must find records in the log, or it aborts nothing
        self._screen.abort_transaction() if abort else self._screen.commit_transaction()

    def only(self, topic: str, source: str | None, action: str = "allow") -> None:
        self._screen.begin_transaction()
        self.say(topic, source, action)
        self._screen.commit_transaction()

    def commit(self, offset: int, partition: int = 0) -> None:
        consumer = Consumer({"bootstrap.servers": self.settings.kafka, "group.id": self.settings.group})
        where = TopicPartition(self.topics.interactions.name, partition, offset)
        consumer.commit(offsets=[where], asynchronous=False)
        consumer.close()

    def audit(self, asked: Asked | None = None, names: int = 20) -> Audit:
        return audit(self.settings, asked or Asked(end="end"), names)


@pytest.fixture
def books(kafka: str, topic_prefix: str) -> Books:
    return Books(kafka, topic_prefix)


def named(found: Audit) -> set[tuple[str, str]]:
    return {(broken.fault, str(broken)) for broken in found.named}


def test_a_law_that_holds_is_proved_with_aborted_records_beside_it(books: Books) -> None:
    books.events(6)
    books.events(2, partition=1)
    books.judge(0, 1, 2, action="modify")
    books.judge(3, 4, abort=True)
    books.judge(3, action="quarantine")
    books.judge(4, 5, action="dead_letter")
    books.judge(0, 1, partition=1)
    found = books.audit()
    assert (found.verdict, found.events, found.decisions) == ("holds", 8, 8)
    assert found.doors == {"approved": 5, "quarantine": 1, "deadletter": 2}


@pytest.mark.parametrize("fault", ["lost", "doubled", "no_decision", "two_decisions", "other_door", "no_event"])
def test_each_way_of_breaking_the_law_is_named(books: Books, fault: str) -> None:
    books.events(4)
    books.judge(0, 1, 3)
    breaking: dict[str, Callable[[], None]] = {
        "lost": lambda: books.only("decisions", books.source(2)),
        "doubled": lambda: (books.judge(2), books.only("approved", books.source(2)))[0],
        "no_decision": lambda: books.only("approved", books.source(2)),
        "two_decisions": lambda: (books.judge(2), books.only("decisions", books.source(2)))[0],
        "other_door": lambda: (
            books.only("quarantine", books.source(2), "quarantine"),
            books.only("decisions", books.source(2)),
        )[0],
        "no_event": lambda: books.judge(2),
    }
    breaking[fault]()
    if fault == "no_event":  # an offset that a transaction's marker has taken
        producer = Producer({"bootstrap.servers": books.settings.kafka, "transactional.id": books.settings.group})
        producer.init_transactions()
        producer.begin_transaction()
        producer.produce(books.topics.interactions.name, b"{}", partition=0)
        producer.commit_transaction()
        books.judge(4, 5)
    found = books.audit()
    assert found.verdict == "refuted"
    assert named(found) == {(fault, books.source(5 if fault == "no_event" else 2))}
    assert found.faults == {fault: 1}


def test_doubled_over_two_doors_and_a_lost_one_are_counted_and_the_first_are_named(books: Books) -> None:
    books.events(10)
    books.judge(0, 1)
    books.judge(0, 1, action="quarantine")
    found = books.audit(names=3)
    assert found.faults == {"doubled": 2, "two_decisions": 2, "lost": 8, "no_decision": 8}
    assert [str(broken) for broken in found.named if broken.fault == "lost"] == [books.source(at) for at in (2, 3, 4)]


def test_a_record_that_names_no_event_refutes(books: Books) -> None:
    books.events(1)
    books.judge(0)
    books.only("approved", None)
    books.only("decisions", "not a coordinate")
    found = books.audit()
    assert found.faults == {"unattributed": 2}
    assert {broken.topic for broken in found.named} == {books.topics.approved.name, books.topics.decisions.name}


def test_events_in_flight_are_not_lost_until_they_are_committed(books: Books) -> None:
    books.events(5)
    books.judge(0, 1, 2)
    books.commit(3)
    found = books.audit(Asked())
    assert (found.verdict, found.events, found.waiting) == ("holds", 3, 2)
    books.commit(5)
    assert books.audit(Asked()).waiting == 0
    assert books.audit(Asked()).faults == {"lost": 2, "no_decision": 2}


def test_a_group_that_committed_nothing_is_said(books: Books) -> None:
    books.events(1)
    found = books.audit(Asked(group="another"))
    assert (found.verdict, found.events, found.waiting) == ("nothing_read", 0, 1)
    assert "committed nothing" in found.ranges.notes[0]


def test_a_partition_that_no_worker_has_an_offset_for_is_not_yet_assigned(books: Books) -> None:
    books.events(1)
    books.judge(0)
    books.commit(1)
    books.events(3, partition=1)
    committed = books.audit(Asked())
    assert (committed.verdict, committed.events, committed.waiting) == ("holds", 1, 3)
    assert f"{books.topics.interactions.name}/1 is not yet assigned" in committed.ranges.notes[0]
    to_the_end = books.audit()
    assert (to_the_end.verdict, to_the_end.events, to_the_end.waiting) == ("cannot_tell", 1, 3)
    assert f"{books.topics.interactions.name}/1 is not yet assigned" in to_the_end.ranges.unjudged[0]
    books.commit(2, partition=1)
    assert books.audit().faults == {"lost": 3, "no_decision": 3}, "a worker was there"


def test_markers_of_a_producers_transactions_are_no_events_that_wait(books: Books) -> None:
    producer = Producer({"bootstrap.servers": books.settings.kafka, "transactional.id": f"{books.settings.group}-p"})
    producer.init_transactions()
    producer.begin_transaction()
    producer.produce(books.topics.interactions.name, b"{}", partition=0)
    producer.commit_transaction()
    books.judge(0)
    books.commit(1)
    assert books.audit(Asked()).waiting == 0


def test_of_a_backlog_beyond_the_limit_only_bounds_are_told(
    books: Books, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waiting, "COUNTED_OFFSETS", 10)
    books.events(1)
    books.judge(0)
    books.commit(1)
    books.events(4)
    books.events(30, partition=1)
    found = books.audit(Asked())
    assert (found.verdict, found.backlog, found.waiting) == ("holds", (10, 34), None)
    assert "/1 is not yet assigned: no worker has an offset for it; 6 to 30 events" in found.ranges.notes[0]
    run_audit(books.settings, Asked(), 5, as_json=False)
    assert "waiting    10 to 34 events, not judged yet" in capsys.readouterr().out
    run_audit(books.settings, Asked(), 5, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert [document[name] for name in ("waiting", "waiting_least", "waiting_most")] == [None, 10, 34]
    monkeypatch.setattr(waiting, "COUNTED_OFFSETS", 34)
    assert books.audit(Asked()).waiting == 34


def test_where_nothing_was_read_nothing_is_said_to_be_proved(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    books.events(1)
    assert run_audit(books.settings, Asked(), 5, as_json=False)
    said = capsys.readouterr().out
    assert "waiting    1 event, not judged yet" in said
    assert "nothing is proved" in said
    assert "holds" not in said
    assert run_audit(books.settings, Asked(), 5, as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["verdict"], document["events"], document["waiting"]) == ("nothing_read", 0, 1)


def test_what_a_door_has_forgotten_is_unjudged_and_never_lost(books: Books) -> None:
    books.events(3)
    books.judge(0, 1, 2)
    _forget(books, books.topics.approved.name, 3)
    found = books.audit()
    assert found.verdict == "cannot_tell"
    assert "offsets 0 to 2 are older" in found.ranges.unjudged[0]
    assert books.topics.approved.name in found.ranges.unjudged[0]


def _forget(books: Books, topic: str, before: int) -> None:
    """As retention would: the limit is short, and the oldest records are gone."""
    from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

    admin = AdminClient({"bootstrap.servers": books.settings.kafka})
    entry = ConfigEntry("retention.ms", "1", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    next(iter(admin.incremental_alter_configs([resource]).values())).result(20)
    next(iter(admin.delete_records([TopicPartition(topic, 1, before)]).values())).result(20)


def test_times_that_are_none_and_topics_that_are_missing_are_the_users_to_mend(kafka: str, books: Books) -> None:
    with pytest.raises(PolicyError, match="is no time"):
        books.audit(Asked(begin="yesterday"))
    with pytest.raises(PolicyError, match="tidegate topics apply"):
        audit(Settings(kafka=kafka, topic_prefix="nowhere."), Asked())


def test_a_range_of_times(books: Books) -> None:
    books.events(2)
    books.judge(0, 1)
    assert books.audit(Asked(begin="2026-01-01T00:00:00Z", end="end")).events == 2
    assert books.audit(Asked(begin="beginning", end="2020-01-01T00:00:00Z")).events == 0
    assert books.audit(Asked(begin="2200-01-01T00:00:00", end="end")).events == 0


def test_the_json_is_one_document(books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    books.events(1)
    books.commit(1)
    assert not run_audit(books.settings, Asked(end="end"), 5, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "refuted"
    assert said["named"][0] == {"fault": "lost", "source": books.source(0)}
    assert not run_audit(books.settings, Asked(end="end"), 5, as_json=False)
    assert books.source(0) in capsys.readouterr().out
