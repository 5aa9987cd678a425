"""Values on the wire: JSON, or Avro in Confluent's framing where a schema registry is configured.

Enter the bytes of a Kafka record, leave a record of ours, or the other way round. Bytes may hold anything at
all: whatever they are, reading raises an `InputError` (dead letter) or, where the registry cannot be asked,
a `DependencyError` (try again). No error says what the value was.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from schemas.base import InputRecord
from schemas.errors import InputError, NotJson, Tombstone, TooComplex, UnknownSchema, WrongType
from schemas.interaction import Interaction

R = TypeVar("R", bound=BaseModel)

# An exchange nests five levels deep; the rest is room for tool schemas and attributes. Every walk over an event
# (redaction, guards, the drift counts) recurses, and Python's own limit of 1,000 frames must stay far away.
MAX_DEPTH = 64

# A conversation of 500 messages has some 5,000 values. Judging costs microseconds per value, and a batch of
# 500 events must not hold its transaction open for minutes because one event is a bomb.
MAX_VALUES = 20_000


class SchemaSource(Protocol):
    """Where writer schemas come from: a schema registry, or a table in a test."""


_MAGIC = 0
_FRAME_BYTES = 5


def read_value(raw: bytes | None, schemas: SchemaSource | None = None) -> dict[str, Any]:
    """The value as plain JSON types, whichever way it came. Raises InputError or DependencyError."""
    if raw is None:
        raise Tombstone
    if len(raw) >= _FRAME_BYTES and raw[0] == _MAGIC:
        raise UnknownSchema
    value = _read_json(raw)
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
    try:
        value = from_json(raw, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        # jiter's messages are fixed texts with a position; they quote nothing.
        raise (TooComplex() if str(error).startswith("recursion limit") else NotJson()) from None
    if _may_be_complex(raw):
        check_complexity(value)
    return value


def _may_be_complex(raw: bytes) -> bool:
    """False where the bytes alone prove the value simple: every level opens with a bracket, and every value
    but the first of its container follows a comma. Counting bytes is far cheaper than walking the value."""
    opened = raw.count(b"{") + raw.count(b"[")
    return opened > MAX_DEPTH or opened + raw.count(b",") + 1 > MAX_VALUES


def check_complexity(value: Any) -> None:
    """Raises TooComplex for a value nested deeper than MAX_DEPTH or of more than MAX_VALUES values."""
    level, seen, depth = [value], 1, 0
    while level:
        nested: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                nested.extend(item.values())
            elif isinstance(item, list):
                nested.extend(item)
        seen += len(nested)
        depth += bool(nested)
        if seen > MAX_VALUES or depth > MAX_DEPTH:
            raise TooComplex
        level = nested


def _validated(model: type[R], value: Mapping[str, Any]) -> R:
    try:
        return model.model_validate(value, extra="ignore")
    except ValidationError as error:
        raise _wrong_type(model, error) from None


def _wrong_type(model: type[BaseModel], error: ValidationError) -> InputError:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return WrongType(_declared_path(model, first["loc"]))


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
    """Turns records into values."""

    def encode(self, record: BaseModel, topic: str) -> bytes:
        """The record as the value of a message to this topic. Raises DependencyError before `prepare`."""
        return to_json_bytes(record)


def to_json_bytes(record: BaseModel) -> bytes:
    """JSON: of an interaction what its producer sent, of every other record all that is not null."""
    if isinstance(record, InputRecord):
        return record.model_dump_json(exclude_unset=True).encode()
    nested = _input_fields(type(record))
    parts = [record.model_dump_json(exclude_none=True, exclude=set(nested)).encode()[:-1]] if nested else []
    if not nested:
        return record.model_dump_json(exclude_none=True).encode()
    for name in nested:
        parts.append(b'"' + name.encode() + b'":' + to_json_bytes(getattr(record, name)))
    return b",".join(parts) + b"}"


@lru_cache(maxsize=64)
def _input_fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in model.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, InputRecord)
    )
