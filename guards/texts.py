"""Every string that an event carries, and where it stands.

What enters is an interaction; what leaves are its strings with a JSON pointer each: text, identifiers,
attributes, the keys of free JSON, and whole numbers long enough to be an account. Redaction covers what this
module walks over and nothing else, so it must never skip a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel

from schemas.base import Json
from schemas.interaction import Interaction

Kind = Literal["value", "key", "number"]

# A JSON number can be a card or social security number; six digits or fewer are read as an amount.
_NUMBER_DIGITS_MIN = 7

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One string of an event. A `key` is the object key that its path ends with."""

    path: Path
    value: str
    kind: Kind = "value"

    @property
    def pointer(self) -> str:
        """JSON pointer (RFC 6901) of the value, or of the member whose key this is."""
        return pointer_of(self.path)


# Fields that machines fill, wherever they stand in a record of ours.
_MACHINE_FIELDS = frozenset(
    {"event_id", "conversation_id", "correlation_id", "idempotency_key", "id", "type", "role", "phase", "environment"}
    | {"workflow", "tenant", "provider", "model", "model_version", "prompt_version", "contract", "finish_reason"}
    | {"finish_reasons", "error_type"}
)


def is_machine_made(text: Text) -> bool:
    """True for an identifier or a word of a list, which no person wrote; free JSON is anybody's."""
    if text.path[0] in ("attributes", "labels", "parameters") or text.kind == "key":
        return False
    named = next((step for step in reversed(text.path) if isinstance(step, str)), "")
    return named in _MACHINE_FIELDS and "arguments" not in text.path and "response" not in text.path


def pointer_of(path: Path) -> str:
    """JSON pointer (RFC 6901) of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def texts_of(event: Interaction, digits_min: int = _NUMBER_DIGITS_MIN) -> list[Text]:
    """Every string of the event, keys of free JSON and its numbers of so many digits included, in the order of the
    document."""
    found: list[Text] = []
    _walk_model(event, (), found, digits_min)
    return found


def _walk_model(model: BaseModel, path: Path, found: list[Text], digits_min: int) -> None:
    sent, free = model.model_fields_set, _free_fields(type(model))
    for name, value in model.__dict__.items():
        if name in sent:
            _walk(value, (*path, name), found, name in free, digits_min)


@cache
def _free_fields(model: type[BaseModel]) -> frozenset[str]:
    """Fields that hold any JSON value, whose numbers are the producer's text as much as its strings are."""
    annotations: Mapping[str, Any] = {name: field.annotation for name, field in model.model_fields.items()}
    return frozenset(name for name, annotation in annotations.items() if annotation is Json)


def _walk(value: Any, path: Path, found: list[Text], free: bool, digits_min: int) -> None:
    """`free` is JSON whose keys and types are the producer's, not ours."""
    if isinstance(value, str):
        if value:
            found.append(Text(path, value))
    elif isinstance(value, BaseModel):
        _walk_model(value, path, found, digits_min)
    elif isinstance(value, tuple | list):
        for position, item in enumerate(value):
            _walk(item, (*path, position), found, free, digits_min)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key:
                found.append(Text((*path, key), key, "key"))
            _walk(item, (*path, key), found, True, digits_min)
    elif free and isinstance(value, int | float) and not isinstance(value, bool):
        digits = repr(value)
        if sum(map(str.isdigit, digits)) >= digits_min:
            found.append(Text(path, digits, "number"))
