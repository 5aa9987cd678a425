"""Confluent's client against a registry over real HTTP: ids, ours and others', and what happens when it is away."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from schemas import DependencyError, Interaction, InvariantError, NotAvro, Review, TooComplex, UnknownSchema
from schemas.avro import avro_schema
from streams.settings import Settings
from streams.wire.registry import Registry, registry_of
from streams.wire.values import Writer, read_interaction, read_record, read_value
from tests.streams.wire.registry_server import RegistryServer, serving

FAST: dict[str, Any] = {"retries.wait.ms": 1, "retries.max.wait.ms": 1}


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    with serving() as running:
        yield running


@pytest.fixture
def registry(server: RegistryServer) -> Iterator[Registry]:
    client = Registry(server.url, **FAST)
    yield client
    client.close()


def framed(schema_id: int, payload: bytes) -> bytes:
    return b"\0" + schema_id.to_bytes(4, "big") + payload


def test_an_id_is_asked_for_once(server: RegistryServer, registry: Registry) -> None:
    schema_id = server.add({"type": "record", "name": "E", "fields": [{"name": "event_id", "type": "string"}]})
    for _ in range(3):
        assert read_value(framed(schema_id, b"\x04e1"), registry) == {"event_id": "e1"}
    assert server.requests == [f"GET /schemas/ids/{schema_id}"]
    assert registry.writer_schema(schema_id) is registry.writer_schema(schema_id)


def test_an_unknown_id_is_remembered_for_a_short_time(
    server: RegistryServer, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        with pytest.raises(UnknownSchema):
            read_value(framed(1, b"\x04e1"), registry)
    assert len(server.requests) == 1
    monkeypatch.setattr(time, "monotonic", lambda: 1e9)
    server.add({"type": "record", "name": "E", "fields": [{"name": "event_id", "type": "string"}]})
    assert read_value(framed(1, b"\x04e1"), registry) == {"event_id": "e1"}


@pytest.mark.parametrize("schema_id", [0, 2**31, 2**32 - 1])
def test_an_id_that_no_registry_gives_is_not_asked_for(
    server: RegistryServer, registry: Registry, schema_id: int
) -> None:
    with pytest.raises(UnknownSchema):
        read_value(framed(schema_id, b"x"), registry)
    assert server.requests == []


def test_without_a_registry_no_schema_is_known() -> None:
    with pytest.raises(UnknownSchema):
        read_value(framed(1, b"x"))


@pytest.mark.parametrize("status", [401, 403, 404, 500, 502, 503])
def test_a_registry_that_fails_is_no_fault_of_the_event(
    server: RegistryServer, registry: Registry, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.wire.registry._SILENT_S", 0.0)
    server.failing = status
    with pytest.raises(DependencyError, match=f"schema 7: HTTP {status}"):
        read_value(framed(7, b"CANARY-6f1c"), registry)
    server.failing = None
    with pytest.raises(UnknownSchema):
        read_value(framed(7, b"CANARY-6f1c"), registry)


def test_a_failure_is_tried_again_before_it_is_one(server: RegistryServer, registry: Registry) -> None:
    server.failing = 503
    with pytest.raises(DependencyError):
        registry.writer_schema(7)
    assert len(server.requests) == 3


def test_a_registry_that_did_not_answer_is_asked_once_the_next_time(
    server: RegistryServer, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody waits meanwhile."""
    monkeypatch.setattr("streams.wire.registry._SILENT_S", 1e-9)
    server.failing = 503
    for requests in (3, 4, 5):
        with pytest.raises(DependencyError):
            registry.writer_schema(7)
        assert len(server.requests) == requests


def test_an_id_that_no_registry_knows_is_no_reason_to_wait(server: RegistryServer, registry: Registry) -> None:
    """Zero, one beyond 32 bits, and one that was asked for a moment ago: dead letters, whatever the registry does."""
    with pytest.raises(UnknownSchema):
        registry.writer_schema(7)
    server.failing = 503
    with pytest.raises(DependencyError):
        registry.writer_schema(8)
    for schema_id in (0, 7, 2**31):
        with pytest.raises(UnknownSchema):
            registry.writer_schema(schema_id)


@pytest.mark.parametrize("version", [1, 9])
def test_a_schema_that_refers_to_what_is_gone_is_unknown(
    server: RegistryServer, registry: Registry, version: int
) -> None:
    """A subject or a version that was deleted: the event is a dead letter, and the worker goes on."""
    if version == 9:
        server.add({"type": "string"}, subject="part-value")
    reference = {"name": "Part", "subject": "part-value", "version": version}
    whole = {"type": "record", "name": "Whole", "fields": [{"name": "part", "type": "Part"}]}
    schema_id = server.add(whole, references=(reference,))
    with pytest.raises(UnknownSchema):
        registry.writer_schema(schema_id)


def test_a_registry_that_did_not_answer_is_left_alone_longer_and_longer(
    server: RegistryServer, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a second first, 15 at last; an answer, even that it knows no such id, ends that."""
    now = [1000.0]
    monkeypatch.setattr("streams.wire.registry.time.monotonic", lambda: now[0])

    def asked() -> bool:
        before = len(server.requests)
        with pytest.raises((DependencyError, UnknownSchema)):
            registry.writer_schema(7 + len(server.requests))
        return len(server.requests) > before

    server.failing = 503
    for silent_s in (0.5, 1, 2, 4, 8, 15, 15):
        assert asked()
        now[0] += silent_s - 0.01
        assert not asked()
        now[0] += 0.02
    with pytest.raises(UnknownSchema):
        registry.writer_schema(0)
    assert asked()
    now[0] += 14.9
    assert not asked(), "what needs no asking says nothing of the registry"
    server.failing, now[0] = None, now[0] + 0.2
    assert asked()
    assert asked()
    server.failing = 503
    assert asked()
    now[0] += 0.51
    assert asked()


def test_a_registry_that_is_away_is_no_fault_of_the_event() -> None:
    away = Registry("http://127.0.0.1:1", **FAST)
    with pytest.raises(DependencyError, match="schema registry: schema 7: ConnectError"):
        read_value(framed(7, b"x"), away)
    with pytest.raises(DependencyError):
        away.ping()
    away.close()


def test_ping_of_a_registry_that_answers(registry: Registry) -> None:
    registry.ping()


def test_schemas_are_put_together_from_references(server: RegistryServer, registry: Registry) -> None:
    inner = {"type": "record", "name": "acme.Usage", "fields": [{"name": "input_tokens", "type": "int"}]}
    middle = {"type": "record", "name": "acme.Call", "fields": [{"name": "usage", "type": "acme.Usage"}]}
    outer = {
        "type": "record",
        "name": "acme.Event",
        "fields": [{"name": "call", "type": "acme.Call"}, {"name": "usage", "type": "acme.Usage"}],
    }
    usage = {"name": "acme.Usage", "subject": "usage", "version": 1}
    server.add(inner, "usage")
    server.add(middle, "call", references=(usage,))
    schema_id = server.add(outer, references=({"name": "acme.Call", "subject": "call", "version": 1}, usage))
    value = read_value(framed(schema_id, b"\x0e\x10"), registry)
    assert value == {"call": {"usage": {"input_tokens": 7}}, "usage": {"input_tokens": 8}}


def test_a_json_schema_frames_json(server: RegistryServer, registry: Registry) -> None:
    schema_id = server.add({"type": "object"}, kind="JSON")
    assert read_interaction(framed(schema_id, b'{"event_id":"e1"}'), registry) == Interaction(event_id="e1")


@pytest.mark.parametrize(
    ("schema", "kind", "error"),
    [
        ("message E {}", "PROTOBUF", NotAvro),
        ("not a schema", "AVRO", NotAvro),
        ('{"type": "record", "name": "E"}', "AVRO", NotAvro),
        ('{"type": "array", "items": "null"}', "AVRO", TooComplex),
    ],
)
def test_a_schema_that_cannot_be_read_with_is_asked_for_once(
    server: RegistryServer, registry: Registry, schema: str, kind: str, error: type[Exception]
) -> None:
    schema_id = server.add(schema, kind=kind)
    for _ in range(2):
        with pytest.raises(error):
            read_value(framed(schema_id, b"x"), registry)
    assert len(server.requests) == 1


def test_a_writer_registers_its_schemas_with_our_level(server: RegistryServer, registry: Registry) -> None:
    writer = Writer(registry)
    writer.prepare({"reviews": Review, "input": Interaction})
    assert server.levels == {"reviews-value": "FULL_TRANSITIVE", "input-value": "BACKWARD_TRANSITIVE"}
    assert json.loads(server.by_id[1]["schema"]) == avro_schema(Review)
    review = Review(review_id="r1", verdict="release")
    raw = writer.encode(review, "reviews")
    assert raw[:5] == b"\0\0\0\0\x01"
    assert read_record(raw, Review, registry) == review


def test_a_schema_that_is_there_is_only_looked_up(server: RegistryServer, registry: Registry) -> None:
    server.add(avro_schema(Interaction), "other-value")
    server.add(avro_schema(Review), "reviews-value")
    Writer(registry).prepare({"reviews": Review})
    assert server.requests == ["POST /subjects/reviews-value"]
    assert server.levels == {}


def test_a_subject_of_others_keeps_its_level(server: RegistryServer, registry: Registry) -> None:
    fields: list[Any] = [{"name": "review_id", "type": "string", "default": ""}]
    server.add({"type": "record", "name": "dev.tidegate.v1.Review", "fields": fields}, "reviews-value")
    Writer(registry).prepare({"reviews": Review})
    assert server.levels == {}
    assert len(server.subjects["reviews-value"]) == 2


def test_a_refused_schema_stops_the_start(server: RegistryServer, registry: Registry) -> None:
    server.add({"type": "record", "name": "Other", "fields": [{"name": "review_id", "type": "int"}]}, "reviews-value")
    with pytest.raises(DependencyError, match=r"reviews-value \(Review\): HTTP 409"):
        Writer(registry).prepare({"reviews": Review})


def test_writing_to_a_topic_that_was_not_prepared_is_our_own_mistake(registry: Registry) -> None:
    with pytest.raises(InvariantError, match="no schema was prepared for reviews"):
        Writer(registry).encode(Review(), "reviews")


def test_settings_name_the_registry(server: RegistryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert registry_of(Settings()) is None
    monkeypatch.setenv("TIDEGATE_SCHEMA_REGISTRY", server.url)
    monkeypatch.setenv("TIDEGATE_SCHEMA_REGISTRY_AUTH", "user:CANARY-6f1c")
    found = registry_of(Settings())
    assert found is not None
    found.ping()
    found.close()
    monkeypatch.setenv("TIDEGATE_SCHEMA_REGISTRY", "user:CANARY-6f1c@nowhere")
    with pytest.raises(DependencyError) as caught:
        registry_of(Settings())
    assert "CANARY" not in str(caught.value)
