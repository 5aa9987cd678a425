"""Values on the wire: JSON, or Avro in Confluent's framing where a schema registry is configured.

Enter the bytes of a Kafka record, leave a record of ours, or the other way round. Bytes may hold anything at
all: whatever they are, reading raises an `InputError` (dead letter) or, where the registry cannot be asked,
a `DependencyError` (try again). No error says what the value was.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from schemas.base import InputRecord
from schemas.errors import InvariantError, Tombstone, UnknownSchema, WrongType
from schemas.interaction import Interaction
from streams.wire.complexity import check_complexity, may_be_complex, read_json
from streams.wire.datum import plain
from streams.wire.encoder import RecordEncoder
from streams.wire.registry import Registry, SchemaSource, registry_of

__all__ = [
    "Registry",
    "SchemaSource",
    "Writer",
    "read_interaction",
    "read_record",
    "read_value",
    "registry_of",
    "to_json_bytes",
]

R = TypeVar("R", bound=BaseModel)

_MAGIC = 0
_FRAME_BYTES = 5
"""A zero byte and the schema id, big-endian: Confluent's wire format.

https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
"""


def read_value(raw: bytes | None, schemas: SchemaSource | None = None) -> dict[str, Any]:
    """The value as plain JSON types, whichever way it came. Raises InputError or DependencyError."""
    if raw is None:
        raise Tombstone
    framed = len(raw) >= _FRAME_BYTES and raw[0] == _MAGIC
    value = _read_framed(raw, schemas) if framed else _read_json(raw)
    if not isinstance(value, dict):
        raise WrongType
    return value


def read_interaction(raw: bytes | None, schemas: SchemaSource | None = None) -> Interaction:
    """An event as its producer sent it. Raises InputError or DependencyError."""
    return _validated(Interaction, read_value(raw, schemas))


def read_record(raw: bytes | None, model: type[R], schemas: SchemaSource | None = None) -> R:
    """A record of ours, of this version or another: fields that this one does not know are left out."""
    return _validated(model, read_value(raw, schemas))


def _read_json(raw: bytes) -> Any:
    value = read_json(raw)
    if may_be_complex(raw):
        check_complexity(value)
    return value


def _read_framed(raw: bytes, schemas: SchemaSource | None) -> Any:
    if schemas is None:
        raise UnknownSchema
    schema = schemas.writer_schema(int.from_bytes(raw[1:_FRAME_BYTES], "big"))
    payload = raw[_FRAME_BYTES:]
    if schema.parsed is None:
        return _read_json(payload)
    value = schema.read(payload)
    check_complexity(value)
    return plain(value)


def _validated(model: type[R], value: Mapping[str, Any]) -> R:
    try:
        return model.model_validate(value, extra="ignore")
    except ValidationError as error:
        where = _declared_path(
            model, error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        )
    # Raised out here, or the validation error, which quotes the value, would stay with it as its context.
    raise WrongType(where)


def _declared_path(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    """Where in the record, as a JSON pointer of declared names; a name that the producer chose reads `*`."""
    at: type[BaseModel] | None = model
    steps = []
    for step in loc:
        if isinstance(step, int):
            steps.append(str(step))
        elif at is not None and step in at.model_fields:
            steps.append(step)
            at = _model_of(at, step)
        else:
            steps.append("*")
            at = None
    return "".join(f"/{step}" for step in steps)


@lru_cache(maxsize=1024)
def _model_of(model: type[BaseModel], field: str) -> type[BaseModel] | None:
    """The record that a field holds, one or several of."""
    found = [model.model_fields[field].annotation]
    while found:
        candidate = found.pop()
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
        found.extend(get_args(candidate))
    return None


class Writer:
    """Turns records into the values of messages: Avro where there is a registry, JSON otherwise."""

    def __init__(self, registry: Registry | None = None) -> None:
        self._registry = registry
        self._framed: dict[str, tuple[bytes, RecordEncoder]] = {}

    def prepare(self, records: Mapping[str, type[BaseModel]]) -> None:
        """Registers the schema of each topic's record, before the first is written. Raises DependencyError."""
        if self._registry is None:
            return
        for topic, model in records.items():
            schema_id = self._registry.register(topic, model)
            frame = bytes([_MAGIC]) + schema_id.to_bytes(_FRAME_BYTES - 1, "big")
            self._framed[topic] = frame, RecordEncoder(model)

    def encode(self, record: BaseModel, topic: str) -> bytes:
        """The record as the value of a message to this topic."""
        if self._registry is None:
            return to_json_bytes(record)
        if topic not in self._framed:
            raise InvariantError(f"no schema was prepared for {topic}")
        frame, encoder = self._framed[topic]
        return encoder.encode(record, frame)


def to_json_bytes(record: BaseModel) -> bytes:
    """JSON: of an interaction what was sent, of every other record all that is not null."""
    # The serializer itself: `model_dump_json` makes text of its bytes, which would be encoded again.
    write = record.__pydantic_serializer__.to_json
    if isinstance(record, InputRecord):
        return write(record, exclude_unset=True)
    nested = _input_fields(type(record))
    if not nested:
        return write(record, exclude_none=True)
    own = write(record, exclude_none=True, exclude=set(nested))
    inner = [b'"%b":%b' % (name.encode(), to_json_bytes(getattr(record, name))) for name in nested]
    return b",".join([own[:-1], *inner]) + b"}"


@lru_cache(maxsize=64)
def _input_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Fields that hold an interaction. No record of ours has nothing else, so the comma before them is right."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, InputRecord)
    )
