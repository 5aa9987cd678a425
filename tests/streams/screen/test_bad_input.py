"""Whatever is on the input leaves by exactly one door, and the good event after it still passes.

A real broker. One worker is given everything that is wrong at once; each kind is then looked up by its coordinates.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from typing import Any, NamedTuple

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource

from schemas.decision import Source, derived_id
from streams.settings import Settings
from tests.streams.reading import header, make_topics, read_all
from tests.streams.running import Left, Running, produce, what_left

OURS = {
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_specversion",
    "tidegate-source",
    "tidegate-action",
    "tidegate-policy",
    "tidegate-error",
    "tidegate-error-where",
    "tidegate-value",
}


def event(**fields: Any) -> bytes:
    return json.dumps({"event_id": "e", "messages": "what is my copay", **fields}).encode()


def good(number: int) -> bytes:
    return event(event_id=f"good-{number}")


def noise(size: int) -> str:
    """Text that no compression makes smaller, and that holds nothing for any guard."""
    return os.urandom(size).hex()[:size].translate(str.maketrans("0123456789", "ghijklmnop"))


class Bad(NamedTuple):
    value: bytes | None
    door: str
    error: str = ""
    where: str = ""


DEAD, APPROVED, HELD = "llm.deadletter.v1", "llm.approved.v1", "llm.quarantine.v1"

KINDS = {
    "not json": Bad(b"hello", DEAD, "NotJson"),
    "empty": Bad(b"", DEAD, "NotJson"),
    "half a document": Bad(event()[:-5], DEAD, "NotJson"),
    "two documents": Bad(event() + event(), DEAD, "NotJson"),
    "not utf-8": Bad(b'{"tenant": "\xff\xfe"}', DEAD, "NotJson"),
    "half a surrogate pair": Bad(event(messages="cut \ud83d"), APPROVED),
    "half a surrogate pair in a key": Bad(event(attributes={"\udfff": 1}), APPROVED),
    "not a number": Bad(b'{"latency_ms": NaN}', DEAD, "NotJson"),
    "a number without end": Bad(b'{"latency_ms": ' + b"9" * 5000 + b"}", DEAD, "NotJson"),
    "unknown schema id": Bad(b"\x00\x00\x00\x00\x2a" + b"avro?", DEAD, "UnknownSchema"),
    "a frame and nothing in it": Bad(b"\x00\x00\x00\x00\x01", DEAD, "UnknownSchema"),
    "zero bytes": Bad(b"\x00" * 4, DEAD, "NotJson"),
    "a list": Bad(b"[]", DEAD, "WrongType"),
    "a word": Bad(b'"event"', DEAD, "WrongType"),
    "null": Bad(b"null", DEAD, "WrongType"),
    "wrong type": Bad(event(latency_ms="soon"), DEAD, "WrongType", "/latency_ms"),
    "wrong type deep down": Bad(event(output=[{"parts": [{"type": {}}]}]), DEAD, "WrongType", "/output/0/parts/0/type"),
    "wrong type under a name of theirs": Bad(event(labels={"ada@example.com": {}}), DEAD, "WrongType", "/labels/*"),
    "a number that fits no field": Bad(event(retries=2**70), DEAD, "WrongType", "/retries"),
    "tombstone": Bad(None, DEAD, "Tombstone"),
    "10,000 levels": Bad(b'{"attributes":' * 10_000 + b"1" + b"}" * 10_000, DEAD, "TooComplex"),
    "100 levels": Bad(event(a=json.loads("[" * 100 + "]" * 100)), DEAD, "TooComplex"),
    "100,000 keys": Bad(event(attributes={str(number): 1 for number in range(100_000)}), DEAD, "TooComplex"),
    "no event id": Bad(event(event_id=None), APPROVED),
    "null bytes": Bad(event(tenant="a\x00b", attributes={"\x00": "\x00"}), APPROVED),
    "odd text": Bad(event(tenant="\u202e\ufeff\U0010ffff\u0301"), APPROVED),
    "900 KB": Bad(event(messages=noise(900_000)), APPROVED),
    "15,000 keys": Bad(event(attributes={f"k{number}": 1 for number in range(15_000)}), APPROVED),
    "a long key": Bad(event(attributes={"k" * 100_000: ["ada@example.com"] * 20}), APPROVED),
    "an empty object": Bad(b"{}", HELD),
    "in 1970": Bad(event(occurred_at=0), APPROVED),
    "in 2999": Bad(event(occurred_at="2999-01-01T00:00:00Z"), APPROVED),
    "before all time": Bad(event(occurred_at="0001-01-01T00:00:00+14:00"), DEAD, "WrongType", "/occurred_at"),
    "first of two": Bad(event(event_id="twice"), APPROVED),
    "second of two": Bad(event(event_id="twice"), APPROVED),
}


class Fed(NamedTuple):
    """One worker that was given everything: what was sent where, and what came of it."""

    at: dict[str, str]
    left: dict[str, Left]

    def of(self, kind: str) -> Left:
        return self.left[self.at[kind]]


def deployment(kafka: str, prefix: str, **most_bytes: int) -> Settings:
    """One partition. A topic may be said to take other sizes; the input takes any time of a record."""
    made = Settings(kafka=kafka, topic_prefix=prefix, group=f"{prefix}screen", instance="a", http_port=0)
    other = {getattr(made.topics, name).name: {"max.message.bytes": str(most)} for name, most in most_bytes.items()}
    any_time = {"message.timestamp.after.max.ms": str(2**63 - 1), "max.message.bytes": "4000000"}
    make_topics(kafka, made.topics, partitions=1, other={made.topics.interactions.name: any_time, **other})
    return made


def take_more(kafka: str, topic: str, most_bytes: int) -> None:
    entry = ConfigEntry("max.message.bytes", str(most_bytes), incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=[entry])
    admin = AdminClient({"bootstrap.servers": kafka})
    for done in admin.incremental_alter_configs([resource]).values():
        done.result(30)


class RawName(str):
    """A header's name as bytes that are no text; clients only take text."""

    __slots__ = ("raw",)

    def encode(self, *_: object) -> bytes:  # type: ignore[override]
        return self.raw


def raw_name(raw: bytes) -> str:
    name = RawName("x")
    name.raw = raw
    return name


HEADERS: dict[str, list[tuple[str, bytes | None]]] = {
    "many headers": [(f"h{number}", b"v") for number in range(2_000)],
    "a header without a value": [("h", None), ("traceparent", None)],
    "a header of bytes": [("h", bytes(range(256))), ("traceparent", b"\xff\x00ada@example.com")],
    "a header with no name": [("", b"v")],
    "a large header": [("h", b"\x00" * 200_000)],
    "the same header twice": [("traceparent", b"x"), ("traceparent", b"y")],
    "a header that says it is ours": [("tidegate-action", b"allow"), ("tidegate-source", b"elsewhere/0/0")],
    "a good trace": [("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")],
}


def produce_with_headers(settings: Settings) -> dict[str, str]:
    producer = Producer({"bootstrap.servers": settings.kafka})
    at: dict[str, str] = {}
    topic = settings.topics.interactions.name
    for kind, headers in HEADERS.items():

        def delivered(error: object, message: Any, kind: str = kind) -> None:
            assert error is None, error
            at[kind] = f"{topic}/0/{message.offset()}"

        producer.produce(topic, event(event_id=kind), partition=0, headers=headers, on_delivery=delivered)
    assert producer.flush(30) == 0
    return at


async def produce_with_a_name_that_is_no_text(settings: Settings) -> str:
    topic = settings.topics.interactions.name
    with pytest.MonkeyPatch.context() as patch:
        # The compiled builder checks that a name is text; the one in Python does not.
        for module in ("producer", "message_accumulator"):
            patch.setattr(f"aiokafka.producer.{module}.DefaultRecordBatchBuilder", _DefaultRecordBatchBuilderPy)
        async with AIOKafkaProducer(bootstrap_servers=settings.kafka) as producer:
            headers = [(raw_name(b"\xff\xfe"), b"v"), ("traceparent", b"x")]
            sent = await producer.send_and_wait(topic, event(), partition=0, headers=headers)
    return f"{topic}/0/{sent.offset}"


def produce_at(settings: Settings, at_ms: int) -> str:
    """A record whose own time is what its producer says, as the topic lets it."""
    producer, offsets = Producer({"bootstrap.servers": settings.kafka}), []
    topic = settings.topics.interactions.name
    producer.produce(
        topic, event(), partition=0, timestamp=at_ms, on_delivery=lambda error, m: offsets.append((error, m.offset()))
    )
    assert producer.flush(30) == 0
    assert offsets[0][0] is None, offsets
    return f"{topic}/0/{offsets[0][1]}"


@pytest.fixture(scope="module")
def fed(kafka: str) -> Fed:
    """Everything in one partition, a good event after each, one worker."""
    settings = deployment(kafka, f"bad{os.urandom(4).hex()}.")
    at: dict[str, str] = {}
    with Running(settings) as worker:
        sent = [each for number, bad in enumerate(KINDS.values()) for each in (bad.value, good(number))]
        coordinates = produce(settings, *sent, key=b"\xff\x00 any key")
        for number, kind in enumerate(KINDS):
            at[kind], at[f"after {kind}"] = coordinates[2 * number : 2 * number + 2]
        at |= produce_with_headers(settings)
        at["a header whose name is no text"] = asyncio.run(produce_with_a_name_that_is_no_text(settings))
        for name, at_ms in TIMES.items():
            at[name] = produce_at(settings, at_ms)
            at[f"after {name}"] = produce(settings, good(1))[0]
        worker.wait_for(len(at), 120)
    return Fed(at, what_left(settings))


TIMES = {
    "record of 1970": 1,
    "record of 2100": 4_102_444_800_000,
    "record of the year 60,000": 1_831_000_000_000_000,
    "record of the end of time": 2**63 - 2,
}


def test_every_event_left_by_one_door(fed: Fed) -> None:
    assert fed.left.keys() == set(fed.at.values())


@pytest.mark.parametrize("kind", KINDS)
def test_kind(fed: Fed, kind: str) -> None:
    bad, left = KINDS[kind], fed.of(kind)
    assert left.door == bad.door
    if bad.door == DEAD:
        assert left.record.value() == bad.value
        assert left.record.key() == b"\xff\x00 any key"
        assert header(left.record, "tidegate-error") == bad.error
        assert header(left.record, "tidegate-error-where") == bad.where
        assert {name for name, _ in left.record.headers() or ()} <= OURS
        assert left.decision["action"] == "dead_letter"
        assert left.decision["error"] == bad.error
    else:
        assert (left.decision["action"] == "quarantine") == (bad.door == HELD)


@pytest.mark.parametrize("kind", [*KINDS, *TIMES])
def test_the_good_event_after_it_passes(fed: Fed, kind: str) -> None:
    after = fed.of(f"after {kind}")
    assert after.door == APPROVED
    assert str(after.decision["event_id"]).startswith("good-")


@pytest.mark.parametrize("kind", [*HEADERS, "a header whose name is no text"])
def test_headers_may_be_anything(fed: Fed, kind: str) -> None:
    left = fed.of(kind)
    assert left.door == APPROVED
    names = [name for name, _ in left.record.headers() or ()]
    assert set(names) <= OURS | {"traceparent"}
    assert len(names) == len(set(names))
    assert ("traceparent" in names) == (kind == "a good trace")
    assert header(left.record, "tidegate-source") == fed.at[kind]


@pytest.mark.parametrize("name", TIMES)
def test_the_records_own_time_may_be_anything(fed: Fed, name: str) -> None:
    assert fed.of(name).door == APPROVED


def test_a_missing_id_is_derived_and_said(fed: Fed) -> None:
    left = fed.of("no event id")
    assert left.decision["event_id_derived"] == "missing"
    assert left.decision["event_id"] == derived_id("event", Source.parse(fed.at["no event id"]))
    assert left.body["event_id"] == left.decision["event_id"]


def test_both_of_one_id_leave_and_the_later_says_so(fed: Fed) -> None:
    first, second = fed.of("first of two"), fed.of("second of two")
    assert first.body["event_id"] == second.body["event_id"] == "twice"
    assert "duplicate_of" not in first.decision
    assert second.decision["duplicate_of"] == fed.at["first of two"]
    assert first.decision["decision_id"] != second.decision["decision_id"]


@pytest.mark.parametrize("kind", ["in 1970", "in 2999"])
def test_an_impossible_time_is_a_finding(fed: Fed, kind: str) -> None:
    assert fed.of(kind).decision["findings"], fed.of(kind).decision


def test_long_keys_make_no_long_decision(fed: Fed) -> None:
    assert len(json.dumps(fed.of("a long key").decision)) < 50_000


# --- Results that are larger than the broker takes -----------------------------------------------------------------


@pytest.fixture(scope="module")
def squeezed(kafka: str) -> Fed:
    """Doors that take less than the input does."""
    settings = deployment(kafka, f"narrow{os.urandom(4).hex()}.", approved=300_000, deadletter=600_000)
    at: dict[str, str] = {}
    kinds = {
        "fits": event(event_id="fits", messages=noise(100_000)),
        "too large for its door": event(event_id="large", messages=noise(400_000)),
        "too large for every door": event(event_id="huge", messages=noise(700_000)),
        **{f"small {number}": event(event_id=f"small-{number}", messages=noise(1_000)) for number in range(300)},
        "too large again": event(event_id="large", messages=noise(400_000)),
        "small last": good(0),
    }
    at.update(zip(kinds, produce(settings, *kinds.values(), key=b"k"), strict=True))
    with Running(settings) as worker:
        worker.wait_for(len(at), 120)
    return Fed(at, what_left(settings))


@pytest.mark.parametrize("kind", ["too large for its door", "too large again"])
def test_a_result_that_is_too_large_becomes_a_dead_letter(squeezed: Fed, kind: str) -> None:
    left = squeezed.of(kind)
    assert left.door == DEAD
    assert header(left.record, "tidegate-error") == "Unproducible"
    assert json.loads(left.record.value() or b"")["event_id"] == "large"
    assert left.record.key() == b"k"
    assert left.decision["error"] == "Unproducible"


def test_a_dead_letter_that_is_too_large_goes_without_its_value(squeezed: Fed) -> None:
    left = squeezed.of("too large for every door")
    assert left.door == DEAD
    assert (left.record.value(), left.record.key()) == (b"", None)
    assert header(left.record, "tidegate-value") == "omitted"
    assert header(left.record, "tidegate-source") == squeezed.at["too large for every door"]


def test_what_is_small_is_not_refused_for_its_neighbours(squeezed: Fed) -> None:
    """Brokers refuse a producer's batch as a whole: 300 small records together are larger than the door takes."""
    small = {kind: squeezed.of(kind).door for kind in squeezed.at if kind.startswith("small") or kind == "fits"}
    assert {kind: door for kind, door in small.items() if door != APPROVED} == {}


def test_a_broker_that_takes_nothing_at_all_is_no_endless_loop(kafka: str, topic_prefix: str) -> None:
    """Nobody can help here but a person; the worker says so, waits between its tries and can be stopped."""
    settings = deployment(kafka, topic_prefix, decisions=100)
    produce(settings, good(0))
    with Running(settings):
        time.sleep(8)
    assert list(read_all(kafka, *(topic.name for topic in settings.topics.doors()))) == []
    take_more(kafka, settings.topics.decisions.name, 1_000_000)
    with Running(settings) as worker:
        worker.wait_for(1)
    assert len(what_left(settings)) == 1
