"""The inbox without Kafka: what a message becomes and what it is joined to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from confluent_kafka import Message

from guards.case import Case
from schemas.contracts import Contract
from schemas.decision import Source
from schemas.errors import DependencyError, InputError, Tombstone
from schemas.policy import Policy
from streams.judging.court import Court, court_of
from streams.kafka.clients import Partition
from streams.screen.inbox import Arrived, Inbox, arrived
from streams.settings import Settings
from streams.wire.datum import WriterSchema

AT = datetime(2026, 3, 5, tzinfo=UTC)
ASKED = [{"role": "user", "content": "how much?"}]


class Sent:
    """As much of a consumed message as the inbox looks at."""

    def __init__(self, value: bytes | None, offset: int = 0, partition: int = 0, at_ms: int | None = None) -> None:
        self._value, self._offset, self._partition = value, offset, partition
        self._at_ms = int(AT.timestamp() * 1000) + offset if at_ms is None else at_ms

    def value(self) -> bytes | None:
        return self._value

    def key(self) -> bytes:
        return b"key"

    def topic(self) -> str:
        return "in"

    def partition(self) -> int:
        return self._partition

    def offset(self) -> int:
        return self._offset

    def timestamp(self) -> tuple[int, int]:
        return 1, self._at_ms

    def headers(self) -> list[tuple[str, bytes | None]]:
        return [("other", b"x"), ("traceparent", None), ("traceparent", b"00-1")]


def message(value: bytes | None, offset: int = 0, **fields: Any) -> Message:
    return cast(Message, Sent(value, offset, **fields))


def event(offset: int = 0, partition: int = 0, **fields: Any) -> Message:
    said = {"tenant": "acme", "conversation_id": "c", **fields}
    return message(json.dumps(said).encode(), offset, partition=partition)


class CourtInbox(Inbox):
    """An inbox before one court."""

    def __init__(self, court: Court) -> None:
        super().__init__(Settings(), None)
        self._court = court

    def read(self, record: Arrived) -> tuple[Case, Source | None]:
        return self.case(record, self._court)


def inbox(policy: dict[str, Any] | None = None, contracts: tuple[str, ...] = ()) -> CourtInbox:
    known = {ref: Contract(ref=ref, json_schema={}) for ref in contracts}
    return CourtInbox(court_of(Policy.model_validate(policy or {}), known, []))


@pytest.mark.parametrize(
    ("fields", "mode"),
    [
        ({}, "shadow"),
        ({"workflow": "claims"}, "off"),
        ({"model": "m"}, "enforce"),
        ({"tenant": "other", "workflow": "claims", "model": "m"}, "enforce"),
        ({"tenant": None}, "enforce"),
    ],
)
def test_an_event_is_judged_by_the_scopes_that_match_it(fields: dict[str, Any], mode: str) -> None:
    scopes = [
        {"match": {"tenant": "acme"}, "guards": {"pii": {"mode": "shadow"}}},
        {"match": {"tenant": "acme", "workflow": "claims"}, "guards": {"pii": {"mode": "off"}}},
        {"match": {"tenant": "acme", "model": "m"}, "guards": {"pii": {"mode": "enforce"}}},
    ]
    case, _ = inbox({"scopes": scopes}).read(arrived(event(**fields), 0))
    assert case.policy.pii.mode == mode


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"latency_ms": "x"}'])
def test_a_value_that_is_no_event_is_an_input_error_and_joins_nothing(value: bytes) -> None:
    box = inbox()
    with pytest.raises(InputError):
        box.read(arrived(message(value), 0))
    assert len(box.window) == 0


def test_a_tombstone_is_an_input_error() -> None:
    with pytest.raises(Tombstone):
        inbox().read(arrived(message(None), 0))


def test_an_answer_is_joined_to_its_request_and_honours_its_contract() -> None:
    box = inbox(contracts=("reply@1", "reply@2"))
    asked, _ = box.read(arrived(event(0, event_id="q", correlation_id="k", contract="reply@2", messages=ASKED), 0))
    said, first = box.read(arrived(event(1, event_id="a", correlation_id="k", output="ten"), 1))
    assert (list(asked.others), first) == ([], None)
    assert [other.event_id for other in said.others] == ["q"]
    assert said.request is not None
    assert said.contract is not None
    assert said.contract.ref == "reply@2"


@pytest.mark.parametrize(("named", "found"), [("reply@1", "reply@1"), ("reply@9", None), (None, None)])
def test_the_contract_is_the_one_the_event_names(named: str | None, found: str | None) -> None:
    case, _ = inbox(contracts=("reply@1", "reply@2")).read(arrived(event(contract=named), 0))
    assert (case.contract.ref if case.contract else None) == found


def test_of_two_events_with_one_id_the_later_says_where_the_first_is() -> None:
    box = inbox()
    assert box.read(arrived(event(3, event_id="e"), 0))[1] is None
    again = box.read(arrived(event(5, event_id="e"), 1))[1]
    assert again is not None
    assert (again.topic, again.partition, again.offset) == ("in", 0, 3)


def test_a_revoked_partition_is_forgotten_and_no_other() -> None:
    box = inbox()
    for partition in (0, 1):
        box.read(arrived(event(0, partition, event_id="e"), 0))
    box.revoked([("in", 0)])
    assert box.read(arrived(event(1, 0, event_id="e"), 0))[1] is None
    assert box.read(arrived(event(1, 1, event_id="e"), 0))[1] is not None


def test_a_record_says_where_and_when_it_was_and_its_trace() -> None:
    record = arrived(message(b"{}", 7, partition=2), 4)
    assert (record.source.topic, record.source.partition, record.source.offset) == ("in", 2, 7)
    assert (record.key, record.value, record.traceparent, record.origin) == (b"key", b"{}", b"00-1", 4)
    assert record.at == datetime(2026, 3, 5, 0, 0, 0, 7_000, tzinfo=UTC)


@pytest.mark.parametrize(("at_ms", "year"), [(-1, 1970), (2**62, 9999)])
def test_a_time_stamp_may_be_anything(at_ms: int, year: int) -> None:
    assert arrived(message(b"{}", at_ms=at_ms), 0).at.year == year


class Unreachable:
    """A registry that cannot be asked, until it can."""

    def __init__(self) -> None:
        self.down = True

    def writer_schema(self, schema_id: int) -> WriterSchema:
        if self.down:
            raise DependencyError("schema registry: down")
        return WriterSchema()


def test_no_event_is_judged_before_the_window_of_its_partition_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its conversation may stand there; other partitions go on."""
    asked = b"\x00\x00\x00\x00\x01" + json.dumps({"tenant": "acme", "conversation_id": "c", "messages": ASKED}).encode()
    log = {
        0: [event(0), message(asked, 1)],
        1: [event(0, partition=1)],
        2: [message(asked, 0, partition=2)],
    }
    read: list[int] = []

    class Replayed:
        def __init__(self, _settings: Settings, remember: Callable[[Message], None], _stop: threading.Event) -> None:
            self._remember = remember

        def replay(self, starts: dict[Partition, int]) -> None:
            for _, partition in starts:
                read.append(partition)
                for each in log[partition]:
                    self._remember(each)

    monkeypatch.setattr("streams.screen.inbox.Replayer", Replayed)
    registry = Unreachable()
    mine, court = Inbox(Settings(), registry), court_of(Policy(), {}, ())
    mine.assigned({("in", 0): 2, ("in", 1): 1, ("in", 2): 1})
    for _ in range(3):
        with pytest.raises(DependencyError):
            mine.case(arrived(event(2), 0), court)
        with pytest.raises(DependencyError):
            mine.case(arrived(event(1, partition=2), 0), court)
    assert read == [0, 1, 2], "the window is not read while the registry is down"
    case, _ = mine.case(arrived(event(1, partition=1), 0), court)
    assert len(case.others) == 1
    registry.down = False
    case, _ = mine.case(arrived(event(2), 0), court)
    assert [len(other.messages) for other in case.others] == [0, 1], "all of the window, in its order"
    assert read == [0, 1, 2, 0, 2], "those that waited, together"
    mine.case(arrived(event(1, partition=2), 0), court)
    mine.case(arrived(event(3), 0), court)
    assert read == [0, 1, 2, 0, 2], "and no more"


def test_a_window_that_could_not_be_read_goes_with_its_partition(monkeypatch: pytest.MonkeyPatch) -> None:
    class Fails:
        def __init__(self, _settings: Settings, remember: Callable[[Message], None], _stop: threading.Event) -> None:
            self._remember = remember

        def replay(self, _starts: dict[Partition, int]) -> None:
            self._remember(message(b"\x00\x00\x00\x00\x01{}", 0))

    monkeypatch.setattr("streams.screen.inbox.Replayer", Fails)
    mine, court = Inbox(Settings(), Unreachable()), court_of(Policy(), {}, ())
    mine.assigned({("in", 0): 1})
    mine.revoked([("in", 0)])
    mine.case(arrived(event(1), 0), court)
