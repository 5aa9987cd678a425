"""Hypothesis strategies for records: every field of every model, walked from its annotations."""

from __future__ import annotations

from datetime import UTC, datetime
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from schemas.base import Json

TEXT = st.text(max_size=12)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def records(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Records with any subset of their fields."""
    fields = {name: _values(field.annotation) for name, field in model.model_fields.items()}
    return st.fixed_dictionaries({}, optional=fields).map(lambda values: model(**values))


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    if annotation is Json:
        return JSON
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return records(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _values(arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(_values(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(TEXT, _values(arguments[1]), max_size=2)
    assert NoneType in arguments, annotation
    return st.none() | _values(next(item for item in arguments if item is not NoneType))
