"""Values on the wire: what is read, what is refused and how, and that what was written comes back."""

from __future__ import annotations

import json
import subprocess
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import fastavro
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from schemas import (
    Approved,
    ContextItem,
    Decision,
    DependencyError,
    Finding,
    InputError,
    Interaction,
    Message,
    NotAvro,
    NotJson,
    Part,
    Review,
    Source,
    TidegateError,
    Tombstone,
    TooComplex,
    UnknownSchema,
    Usage,
    WrongType,
)
from schemas.avro import PUBLISHED, avro_schema
from streams.wire.complexity import MAX_DEPTH, MAX_VALUES
from streams.wire.datum import WriterSchema, writer_schema
from streams.wire.encoder import RecordEncoder
from streams.wire.values import Writer, read_interaction, read_record, read_value, to_json_bytes
from tests.schemas.records import JSON, records

CANARY = "CANARY-6f1c"


class Table:
    """Schemas by id; an id that is not there is unknown."""

    def __init__(self, *schemas: object) -> None:
        self._schemas = {number: _prepared(schema) for number, schema in enumerate(schemas, 1)}

    def writer_schema(self, schema_id: int) -> WriterSchema:
        if schema_id not in self._schemas:
            raise UnknownSchema
        return self._schemas[schema_id]


def _prepared(schema: object) -> WriterSchema:
    return schema if isinstance(schema, WriterSchema) else writer_schema(json.dumps(schema))


def framed(payload: bytes, schema_id: int = 1) -> bytes:
    return b"\0" + schema_id.to_bytes(4, "big") + payload


def avro(schema: Any, value: object, schema_id: int = 1) -> bytes:
    stream = BytesIO()
    fastavro.schemaless_writer(stream, fastavro.parse_schema(schema), value)
    return framed(stream.getvalue(), schema_id)


def record(**fields: object) -> dict[str, Any]:
    return {"type": "record", "name": "E", "fields": [{"name": name, "type": kind} for name, kind in fields.items()]}


def nested(depth: int, opening: str = '{"a":', closing: str = "}") -> bytes:
    return (opening * depth + "1" + closing * depth).encode()


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (None, Tombstone),
        (b"", NotJson),
        (b" ", NotJson),
        (b"{", NotJson),
        (b"nonsense", NotJson),
        (b"{}{}", NotJson),
        (b'{"a": NaN}', NotJson),
        (b'{"a": Infinity}', NotJson),
        (b"{'a': 1}", NotJson),
        (b'{"a": "\xff"}', NotJson),
        (b'{"a": "\x00"}', NotJson),
        (b'\xef\xbb\xbf{"a": 1}', NotJson),
        (b'{"a": ' + b"9" * 5000 + b"}", NotJson),
        (b"\0", NotJson),
        (b"\0\0\0\0", NotJson),
        (b"\0\0\0\0\1", UnknownSchema),
        (b"\0\0\0\0\1rest", UnknownSchema),
        (b"[]", WrongType),
        (b"null", WrongType),
        (b'"text"', WrongType),
        (b"12", WrongType),
        (b"[" * 10_000, TooComplex),
        (nested(10_000), TooComplex),
        (nested(10_000, "[", "]"), TooComplex),
        (nested(MAX_DEPTH + 1), TooComplex),
        (json.dumps({str(number): 0 for number in range(100_000)}).encode(), TooComplex),
        (json.dumps({"messages": [0] * MAX_VALUES}).encode(), TooComplex),
    ],
)
def test_what_no_reader_can_take(raw: bytes | None, error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        read_value(raw)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b' {"a": 1}\n',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud83d\\ude00"}',
        nested(MAX_DEPTH),
        json.dumps({"a": "[" * 100_000}).encode(),
        json.dumps({"a": "," * 100_000}).encode(),
        json.dumps({"a": [0] * (MAX_VALUES - 2)}).encode(),
        json.dumps({"a": "x" * 900_000}).encode(),
    ],
)
def test_what_looks_odd_and_is_fine(raw: bytes) -> None:
    assert read_value(raw) == json.loads(raw)


def test_brackets_in_text_are_no_depth() -> None:
    text = "[{" * 5_000
    assert read_interaction(json.dumps({"output": text}).encode()).output[0].parts[0].content == text


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"latency_ms": CANARY}, "/latency_ms"),
        ({"phase": CANARY}, "/phase"),
        ({"usage": {"input_tokens": CANARY}}, "/usage/input_tokens"),
        ({"usage": {"prompt_tokens": CANARY}}, "/usage/input_tokens"),
        ({"usage": {"input_tokens": 2**63}}, "/usage/input_tokens"),
        ({"retries": -(2**63) - 1}, "/retries"),
        ({"usage": {"cost": "1e999"}}, "/usage/cost"),
        ({"messages": [{}, {"role": {CANARY: CANARY}}]}, "/messages/1/role"),
        ({"messages": [{"parts": [{"type": [CANARY]}]}]}, "/messages/0/parts/0/type"),
        ({"context": [{"as_of": CANARY}]}, "/context/0/as_of"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "/occurred_at"),
        ({"occurred_at": "9999-12-31T23:59:59-14:00"}, "/occurred_at"),
        ({"occurred_at": 1e300}, "/occurred_at"),
        ({"labels": {CANARY: {}}}, "/labels/*"),
        ({"labels": {"role": {}}}, "/labels/*"),
        ({"tools": CANARY}, "/tools"),
        ({"tools": [CANARY]}, "/tools/0"),
    ],
)
def test_a_wrong_type_names_the_declared_field(value: object, where: str) -> None:
    with pytest.raises(WrongType) as caught:
        read_interaction(json.dumps(value).encode())
    assert caught.value.where == where
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_infinity_by_the_back_door() -> None:
    with pytest.raises(WrongType) as caught:
        read_interaction(b'{"CANARY-6f1c": 1e999}')
    assert caught.value.where == "/attributes/*/*"


FOREIGN = record(
    event_id="string",
    model={"type": "enum", "name": "M", "symbols": ["small", "large"]},
    output="bytes",
    latency_ms="float",
    occurred_at={"type": "long", "logicalType": "timestamp-millis"},
    cost={"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3},
    cost_fixed={"type": "fixed", "name": "F", "size": 4, "logicalType": "decimal", "precision": 9, "scale": 3},
    day={"type": "int", "logicalType": "date"},
    at={"type": "long", "logicalType": "time-micros"},
    local={"type": "long", "logicalType": "local-timestamp-micros"},
    trace={"type": "string", "logicalType": "uuid"},
    blob={"type": "fixed", "name": "B", "size": 3},
    odd="double",
    choice=["null", "long", {"type": "array", "items": "string"}],
    table={"type": "map", "values": ["null", "double"]},
)
FOREIGN_VALUE: Mapping[str, Any] = {
    "event_id": "e1",
    "model": "large",
    "output": "Größe: 500 $".encode(),
    "latency_ms": 0.5,
    "occurred_at": 1_700_000_000_123,
    "cost": (12_345).to_bytes(2, "big"),
    "cost_fixed": (-1).to_bytes(4, "big", signed=True),
    "day": 19_000,
    "at": 1_000_000,
    "local": 1_000_000,
    "trace": "not-a-uuid",
    "blob": b"a\xff\x00",
    "odd": float("nan"),
    "choice": ["a", "b"],
    "table": {"x": None, "y": 1.5},
}


def _bare(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if isinstance(schema, dict):
        return {name: _bare(value) for name, value in schema.items() if name != "logicalType"}
    return schema


def test_the_types_of_others_become_json() -> None:
    value = read_value(avro(_bare(FOREIGN), FOREIGN_VALUE), Table(FOREIGN))
    assert value == {
        "event_id": "e1",
        "model": "large",
        "output": "Größe: 500 $",
        "latency_ms": 0.5,
        "occurred_at": "2023-11-14T22:13:20.123000+00:00",
        "cost": "12.345",
        "cost_fixed": "-0.001",
        "day": "2022-01-08",
        "at": "00:00:01",
        "local": "1970-01-01T00:00:01",
        "trace": "not-a-uuid",
        "blob": "aÿ\x00",
        "odd": "nan",
        "choice": ["a", "b"],
        "table": {"x": None, "y": 1.5},
    }
    json.dumps(value, allow_nan=False)


def test_an_event_of_a_foreign_schema_is_an_interaction() -> None:
    event = read_interaction(avro(_bare(FOREIGN), FOREIGN_VALUE), Table(FOREIGN))
    assert event.occurred_at == datetime(2023, 11, 14, 22, 13, 20, 123_000, UTC)
    assert event.output[0].parts[0].content == "Größe: 500 $"
    assert event.attributes["cost"] == "12.345"


JSON_TEXT = {"type": "string", "logicalType": "tidegate-json"}
NODE = {
    "type": "record",
    "name": "Node",
    "fields": [{"name": "value", "type": "int"}, {"name": "next", "type": ["null", "Node"]}],
}


@pytest.mark.parametrize(
    ("schema", "payload", "error"),
    [
        (record(a="string"), b"", NotAvro),
        (record(a="string"), b"\x04e", NotAvro),
        (record(a="string"), b"\x04e1rest", NotAvro),
        (record(a="string"), b"\x05", NotAvro),
        (record(a="string"), b"\x04\xff\xff", NotAvro),
        (record(a="string"), b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", NotAvro),
        (record(a="long"), b"\xff" * 900_000, NotAvro),
        (record(a=["null", "string"]), b"\x0a", NotAvro),
        (record(a={"type": "enum", "name": "M", "symbols": ["x"]}), b"\x08", NotAvro),
        (record(a={"type": "long", "logicalType": "timestamp-micros"}), b"\xfe" * 9 + b"\x01", NotAvro),
        (record(a={"type": "int", "logicalType": "date"}), b"\xfe\xff\xff\xff\x0f", NotAvro),
        (record(a=JSON_TEXT), b"\x04e1", NotAvro),
        (record(a=JSON_TEXT), b"\x90\x4e" + b"[" * 5000, TooComplex),
        (record(a={"type": "array", "items": "int"}), b"\xc0\xb8\x02" + b"\0" * 20_000 + b"\0", TooComplex),
        (
            record(a={"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}),
            b"\xc0\xee\x6d" + b"\x11" * 900_000,
            NotAvro,
        ),
        ("string", b"\x04e1", WrongType),
        (NODE, b"\x02\x02" * 500_000, TooComplex),
        (NODE, b"\x02\x02" * 80 + b"\x02\x00", TooComplex),
    ],
)
def test_data_that_do_not_fit_their_schema(schema: object, payload: bytes, error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        read_value(framed(payload), Table(schema))
    assert type(caught.value) is error


def test_a_recursive_schema_is_read_to_a_sane_depth() -> None:
    assert read_value(framed(b"\x02\x02\x04\x00"), Table(NODE)) == {"value": 1, "next": {"value": 2, "next": None}}


def _chain(length: int) -> list[Any]:
    links = [{"type": "record", "name": "R0", "fields": [{"name": "a", "type": "int"}]}]
    for number in range(1, length):
        field: dict[str, Any] = {"name": "a", "type": ["null", f"R{number - 1}"]}
        links.append({"type": "record", "name": f"R{number}", "fields": [field]})
    return links


def _doubling(depth: int) -> dict[str, Any]:
    """`depth` records, each twice in the next: two to the power of `depth` values in no bytes."""
    schema: Any = "null"
    for number in range(depth):
        first, second = {"name": "a", "type": schema}, {"name": "b", "type": f"D{number - 1}" if number else "null"}
        schema = {"type": "record", "name": f"D{number}", "fields": [first, second]}
    return dict(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array", "items": "null"},
        {"type": "array", "items": {"type": "fixed", "name": "Z", "size": 0}},
        {"type": "array", "items": {"type": "record", "name": "Z", "fields": []}},
        record(a={"type": "map", "values": {"type": "array", "items": "null"}}),
        {"type": "record", "name": "S", "fields": [{"name": "a", "type": "S"}]},
        _doubling(40),
        record(**{f"f{number}": "null" for number in range(1000)}),
        ["null", *_chain(200)],
    ],
    ids=["nulls", "nothings", "empties", "nulls-in-map", "itself", "doubling", "many-nulls", "chain"],
)
def test_schemas_that_make_much_of_nothing_are_refused(schema: object) -> None:
    with pytest.raises(TooComplex):
        writer_schema(json.dumps(schema))


def test_deeply_nested_arrays_are_surveyed_in_linear_time() -> None:
    schema: Any = "int"
    for _ in range(60):
        schema = {"type": "array", "items": schema}
    assert writer_schema(json.dumps(schema)).recursive is False


def test_wide_and_nested_schemas_are_accepted() -> None:
    wide = record(**{f"f{number}": ["null", "string"] for number in range(500)})
    assert writer_schema(json.dumps(wide)).recursive is False
    assert writer_schema(json.dumps(["null", *_chain(60)])).recursive is False


def test_the_compiled_reader_would_have_crashed() -> None:
    """Why recursive schemas go to the other reader. If this fails, fastavro counts its depth and both may go."""
    program = (
        "import io, fastavro, sys; schema = fastavro.parse_schema(eval(sys.argv[1]));"
        "fastavro.schemaless_reader(io.BytesIO(b'\\2\\2' * 500_000), schema, None)"
    )
    done = subprocess.run([sys.executable, "-c", program, repr(NODE)], capture_output=True, timeout=60, check=False)
    assert done.returncode < 0, done.stderr[-200:]


EVENT = Interaction(
    event_id="e1",
    occurred_at=datetime(2026, 1, 1, tzinfo=UTC),
    messages=(Message(role="user", parts=(Part(content="How much?"),)),),
    context=(ContextItem(id="d1", text="500", as_of=datetime(2025, 1, 1, tzinfo=UTC)),),
    usage=Usage(input_tokens=2**63 - 1, cost=0.1),
    attributes={"trace": [1, None, {"a": "\0"}], "big": 10**30},
)


def test_json_of_an_event_is_what_was_sent() -> None:
    sent = {"event_id": "e1", "messages": [{"role": "user", "content": "How much?"}], "trace": {"id": None}}
    again = json.loads(to_json_bytes(read_interaction(json.dumps(sent).encode())))
    assert again == {"attributes": {"trace": {"id": None}}, "event_id": "e1", "messages": sent["messages"]}


def test_json_of_a_door_record_holds_its_event_as_sent() -> None:
    door = json.loads(to_json_bytes(Approved(event_id="e1", event=Interaction(event_id="e1"))))
    assert door["event"] == {"event_id": "e1"}
    assert door["decision"]["action"] == "allow"
    assert "duplicate_of" not in door["decision"]


def test_a_reader_leaves_out_what_it_does_not_know() -> None:
    raw = b'{"review_id": "r1", "from_the_future": {"a": 1}, "source": {"offset": 3, "cluster": "b"}}'
    assert read_record(raw, Review) == Review(review_id="r1", source=Source(offset=3))


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_records_come_back_as_they_were(model: type[BaseModel], data: st.DataObject) -> None:
    written = data.draw(records(model))
    assert read_record(Writer().encode(written, "topic"), model) == written
    raw = RecordEncoder(model).encode(written, b"\0\0\0\0\1")
    assert read_record(raw, model, Table(avro_schema(model))) == written


def test_an_event_comes_back_as_it_was() -> None:
    raw = RecordEncoder(Interaction).encode(EVENT, b"\0\0\0\0\1")
    assert read_interaction(raw, Table(avro_schema(Interaction))) == EVENT
    assert read_interaction(to_json_bytes(EVENT)) == EVENT


def test_decimals_are_exact_and_of_bounded_length() -> None:
    schema = record(a={"type": "bytes", "logicalType": "decimal", "precision": 150, "scale": 2})
    longest = (10**153).to_bytes(64, "big", signed=True)
    assert read_value(avro(_bare(schema), {"a": longest}), Table(schema)) == {"a": f"{10**151}.00"}
    with pytest.raises(NotAvro):
        read_value(avro(_bare(schema), {"a": b"\0" + longest}), Table(schema))


def test_absent_json_is_null_in_avro() -> None:
    raw = RecordEncoder(Interaction).encode(Interaction(messages=(Message(role="user"),)))
    value: Any = fastavro.schemaless_reader(BytesIO(raw), fastavro.parse_schema(_bare(avro_schema(Interaction))), None)
    assert value["messages"][0]["arguments"] is None


def test_our_avro_is_what_any_avro_library_reads() -> None:
    decision = Decision(findings=(Finding(rule="EMAIL_ADDRESS"),), occurred_at=datetime(2026, 1, 1, tzinfo=UTC))
    raw = RecordEncoder(Decision).encode(decision)
    value: Any = fastavro.schemaless_reader(BytesIO(raw), fastavro.parse_schema(avro_schema(Decision)), None)
    assert value["occurred_at"] == decision.occurred_at
    assert value["findings"][0]["rule"] == "EMAIL_ADDRESS"


NAMES = sorted({name for model in (Interaction, Message, Part, ContextItem, Usage) for name in model.model_fields})
CANARIES = st.just(CANARY) | st.text(max_size=3).map(lambda text: CANARY + text)
HOSTILE: st.SearchStrategy[Any] = st.recursive(
    CANARIES | JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CANARIES | st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
SCHEMAS = Table(avro_schema(Interaction), FOREIGN, NODE, WriterSchema(), record(a=JSON_TEXT))
FRAMES = st.tuples(st.integers(0, 6), st.binary()).map(lambda drawn: framed(drawn[1], drawn[0]))


def _only_our_errors(raw: bytes | None) -> None:
    error = None
    try:
        read_interaction(raw, SCHEMAS)
    except TidegateError as raised:
        error = raised
    if error is not None:
        assert isinstance(error, InputError | DependencyError)
        assert CANARY not in "".join(traceback.format_exception(error))
        assert error.__cause__ is None
        assert CANARY not in repr(error.__context__)


@settings(max_examples=300, deadline=None)
@given(raw=st.none() | st.binary() | FRAMES | HOSTILE.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_else(raw: bytes | None) -> None:
    _only_our_errors(raw)


@settings(max_examples=200, deadline=None)
@given(value=st.dictionaries(st.sampled_from(NAMES), HOSTILE, max_size=4), avro_like=st.booleans())
def test_no_values_in_declared_fields_raise_anything_else(value: dict[str, Any], avro_like: bool) -> None:
    text = json.dumps(value).encode()
    _only_our_errors(framed(text, 4) if avro_like else text)


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_no_flipped_byte_raises_anything_else(at: int, byte: int) -> None:
    for raw in (RecordEncoder(Interaction).encode(EVENT, b"\0\0\0\0\1"), to_json_bytes(EVENT)):
        flipped = bytearray(raw)
        flipped[at % len(raw)] = byte
        _only_our_errors(bytes(flipped))


def test_one_long_key_over_many_values_is_refused() -> None:
    """Every value's pointer repeats the keys above it: 150 KB of key times 4,000 values would be 600 MB."""
    bomb = json.dumps({"attributes": {"k" * 150_000: [0] * 4_000}}).encode()
    with pytest.raises(TooComplex):
        read_interaction(bomb)
    assert read_interaction(json.dumps({"attributes": {"k" * 150_000: [0] * 40}}).encode()).attributes
