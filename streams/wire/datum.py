"""Avro data of anybody's schema, read into plain JSON types.

Enter bytes that a stranger wrote with a schema that a stranger registered, leave dicts, lists, text and numbers.
fastavro decodes; what it would hang or crash on is refused by `streams.wire.survey` or read by its uncompiled reader.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from fastavro import parse_schema, schemaless_reader
from fastavro._read_py import schemaless_reader as careful_reader
from fastavro.read import LOGICAL_READERS
from pydantic_core import from_json

from schemas.avro import JSON_TYPE
from schemas.errors import InputError, NotAvro, TooComplex
from streams.wire.complexity import read_json
from streams.wire.survey import is_recursive

# A decimal becomes text, which takes time in the square of its digits: 900 KB took fastavro longer than 30 s. 64
# bytes hold 153 digits.
_DECIMAL_BYTES_MAX = 64

# Logical types that are read as what they mean; every other is read as the type beneath, as the specification asks.
_LOGICAL: Mapping[str, str] = {
    "decimal": "tidegate-decimal",
    "uuid": "tidegate-uuid",
    JSON_TYPE: JSON_TYPE,
} | {
    name: name
    for name in (
        "date",
        "time-millis",
        "time-micros",
        "timestamp-millis",
        "timestamp-micros",
        "local-timestamp-millis",
        "local-timestamp-micros",
    )
}


def _read_decimal(data: bytes, schema: dict[Any, Any] | None, _reader: object = None) -> str:
    if len(data) > _DECIMAL_BYTES_MAX:
        raise NotAvro
    return str(Decimal(f"{int.from_bytes(data, 'big', signed=True)}E{-int((schema or {}).get('scale', 0))}"))


def _read_uuid(data: bytes, _schema: object, _reader: object = None) -> str:
    return str(UUID(bytes=data))


def _read_json_text(data: str, _schema: object, _reader: object = None) -> Any:
    return read_json(data)


LOGICAL_READERS |= {
    "bytes-tidegate-decimal": _read_decimal,
    "fixed-tidegate-decimal": _read_decimal,
    "fixed-tidegate-uuid": _read_uuid,
    f"string-{JSON_TYPE}": _read_json_text,
}


@dataclass(frozen=True, slots=True)
class WriterSchema:
    """What a schema id names, ready to read with."""

    parsed: Any = None
    """None where the schema is a JSON Schema: the payload is JSON then."""
    recursive: bool = False

    def read(self, payload: bytes) -> Any:
        """The datum as fastavro gives it. Raises NotAvro or TooComplex, whatever the bytes."""
        stream = BytesIO(payload)
        # The uncompiled reader counts its depth; it is ten times slower, and only recursive schemas need it.
        reader = careful_reader if self.recursive else schemaless_reader
        value: Any = None
        failed: type[InputError] | None = None
        try:
            value = reader(stream, self.parsed, None)
        except (TooComplex, RecursionError):
            failed = TooComplex
        except Exception:  # hostile bytes make fastavro raise anything from IndexError to OverflowError
            failed = NotAvro
        # Raised out here, or the error beneath, which may quote the bytes, would stay with it as its context.
        if failed is not None:
            raise failed
        if stream.tell() != len(payload):
            raise NotAvro
        return value


def writer_schema(text: str, references: Sequence[str] = ()) -> WriterSchema:
    """An Avro schema as registered, with the schemas it refers to, each after those it needs itself.

    Raises NotAvro for what is no Avro schema, TooComplex for one that could be used to hang the reader.
    """
    named: dict[str, Any] = {}
    try:
        for reference in references:
            parse_schema(_with_our_readers(from_json(reference)), named_schemas=named)
        parsed = parse_schema(_with_our_readers(from_json(text)), named_schemas=named)
        return WriterSchema(parsed, is_recursive(parsed, named))
    except (TooComplex, RecursionError):
        raise TooComplex from None
    except Exception:  # a registry holds whatever somebody put there
        raise NotAvro from None


def _with_our_readers(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_with_our_readers(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {
        name: _with_our_readers(value) for name, value in schema.items() if name not in ("logicalType", "default")
    }
    logical = _LOGICAL.get(str(schema.get("logicalType")))
    if logical:
        result["logicalType"] = logical
    return result


def plain(value: Any) -> Any:
    """A datum in JSON types: instants as ISO 8601, bytes as text, numbers that JSON has not as text."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, bytes):
        return _text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise NotAvro


def _text(value: bytes) -> str:
    """UTF-8 where it is that; else a character per byte, as in Avro's own JSON encoding, so that guards see ASCII."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
