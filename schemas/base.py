"""What every record shares: frozen models, and how unknown input fields are kept.

Output records are strict about their own fields. Input records accept what producers really send: an
unknown field moves to `attributes`, a null counts as absent, and a number where text is declared becomes text.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

Json = JsonValue
"""Any JSON value. On an Avro wire it travels as text of logical type `tidegate-json`."""


Int64 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
"""A whole number that fits an Avro `long`."""


def _to_utc(value: datetime) -> datetime:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:  # a day from either end of the calendar, with an offset that leads beyond it
        raise ValueError("out of the range of instants") from None


Timestamp = Annotated[datetime, AfterValidator(_to_utc)]
"""An instant. ISO 8601 or epoch (seconds or milliseconds) on input; without an offset it is taken as UTC."""


class Record(BaseModel):
    """A record that Tidegate itself writes: frozen, and with no fields but the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


R = TypeVar("R", bound=Record)


def trusted(model: type[R], /, **fields: Any) -> R:
    """A record of values that are valid for certain, which nobody looks at: all fields, in the order of the record.

    For what is written once per event; validation takes twice as long.
    """
    record = model.__new__(model)
    put = object.__setattr__
    put(record, "__dict__", fields)
    put(record, "__pydantic_fields_set__", _names_of(model))
    put(record, "__pydantic_extra__", None)
    put(record, "__pydantic_private__", None)
    return record


@lru_cache(maxsize=64)
def _names_of(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


class InputRecord(BaseModel):
    """A record that producers write: frozen, unknown fields kept under `attributes`, nulls taken as absent."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    # A factory: of a default that can change pydantic makes a deep copy for every record, which takes longer.
    attributes: dict[str, Json] = Field(default_factory=dict)
    """Everything the producer sent that this record does not declare, under the producer's own names."""

    _declared: ClassVar[Set[str]] = frozenset()
    _aliases: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls._declared = frozenset(cls.model_fields)

    @model_validator(mode="before")
    @classmethod
    def _keep_unknown_fields(cls, data: Any) -> Any:
        # Nearly every record that is sent has nothing to keep or to leave out, and an event holds many records.
        known = cls._declared
        if type(data) is dict and data.keys() <= known and "attributes" not in data and None not in data.values():
            return data
        if not isinstance(data, Mapping):
            return data
        kept: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        for name, value in data.items():
            field = cls._aliases.get(name, name)
            if field not in known or (field != name and data.get(field) is not None):
                unknown[name] = value
            elif value is not None:
                kept[field] = value
        declared = kept.get("attributes", {})
        if not isinstance(declared, Mapping) or not unknown.keys().isdisjoint(declared):
            declared = {"attributes": declared}
        if unknown or declared:
            kept["attributes"] = {**unknown, **declared}
        return kept
