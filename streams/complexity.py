"""JSON of a bounded size of thought: how deep and how manifold a value may be.

Enters JSON text or a decoded value, leaves a value that every later step can walk, or an `InputError`.
"""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from schemas.errors import NotJson, TooComplex

# An exchange nests five levels deep; the rest is room for tool schemas and attributes. Every walk over an event
# (redaction, guards, the drift counts) recurses, and Python's own limit of 1,000 frames must stay far away.
MAX_DEPTH = 64

# A conversation of 500 messages has some 5,000 values. Judging costs microseconds per value, and a batch of
# 500 events must not hold its transaction open for minutes because one event is a bomb.
MAX_VALUES = 20_000


def read_json(text: bytes | str) -> Any:
    """Any JSON value. Raises NotJson, or TooComplex beyond 200 levels, where the parser itself gives up."""
    try:
        return from_json(text, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        # The parser's messages are fixed texts with a position; they quote nothing, and neither do we.
        raise (TooComplex() if str(error).startswith("recursion limit") else NotJson()) from None


def may_be_complex(raw: bytes) -> bool:
    """False where the bytes of a JSON text alone prove it simple: every level opens with a bracket, and every
    value but the first of its container follows a comma. Counting bytes is far cheaper than walking the value."""
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
