"""Our own records as Avro data.

Enter records, leave bytes. The annotations of a record are walked once, when its encoder is made; after that a
record costs one dict per nested record and one pass of fastavro, which is told the type of everything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from fastavro import parse_schema, schemaless_writer
from pydantic import BaseModel
from pydantic_core import to_json

from schemas.avro import avro_schema, full_name
from schemas.base import Json

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Convert = Callable[[Any], Any]


class RecordEncoder:
    """Writes one kind of record as an Avro datum."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._convert = _record_converter(model)
        self._schema = parse_schema(_bare(avro_schema(model)))

    def encode(self, record: BaseModel, prefix: bytes = b"") -> bytes:
        """The datum, after the prefix."""
        stream = BytesIO()
        stream.write(prefix)
        schemaless_writer(stream, self._schema, self._convert(record))
        return stream.getvalue()


def _bare(schema: Any) -> Any:
    """Without logical types: values are converted before they are written, once and by known types."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if isinstance(schema, dict):
        return {
            name: _bare(value)
            for name, value in schema.items()
            if name in ("type", "name", "fields", "items", "values")
        }
    return schema


def _record_converter(model: type[BaseModel]) -> Convert:
    converters = [(name, _converter(field.annotation)) for name, field in model.model_fields.items()]
    as_is = [name for name, convert in converters if convert is None]
    converted = [(name, convert) for name, convert in converters if convert is not None]

    def convert(record: BaseModel) -> dict[str, Any]:
        values = record.__dict__
        datum = {name: values[name] for name in as_is}
        for name, convert in converted:
            datum[name] = convert(values[name])
        return datum

    return convert


def _converter(annotation: Any) -> Convert | None:
    """What makes a value of this type writable; None where it is already."""
    if annotation is Json:
        return lambda value: None if value is None else _json_text(value)
    if annotation is datetime:
        return lambda value: (value - _EPOCH) // _MICROSECOND
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _record_converter(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _converter(arguments[0])
    if origin in (tuple, list):
        return _each(_converter(arguments[0]))
    if origin is dict:
        return _each_value(_json_text if arguments[1] is Json else _converter(arguments[1]))
    if NoneType in arguments:
        return _optional(next(item for item in arguments if item is not NoneType))
    return None


def _json_text(value: Any) -> str:
    return to_json(value).decode()


def _each(convert: Convert | None) -> Convert | None:
    return convert and (lambda values: [convert(value) for value in values])


def _each_value(convert: Convert | None) -> Convert | None:
    return convert and (lambda values: {name: convert(value) for name, value in values.items()})


def _optional(annotation: Any) -> Convert | None:
    convert = _converter(annotation)
    if convert is None:
        return None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        # Told its branch by name, fastavro need not try the record against every one.
        name = full_name(annotation)
        return lambda value: None if value is None else (name, convert(value))
    return lambda value: None if value is None else convert(value)
