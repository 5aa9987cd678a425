"""JSON of a bounded size of thought: how deep and how manifold a value may be.

Enters JSON text or a decoded value, leaves a value that every later step can walk, or an `InputError`.
"""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import from_json

from schemas.errors import NotJson, TooComplex

# An exchange nests five levels deep; the rest is room for tool schemas and attributes. Every walk over an event
# (redaction, guards, the drift counts) recurses, and Python's own limit of 1,000 frames must stay far away.
MAX_DEPTH = 64

# A conversation of 500 messages has some 5,000 values. Judging costs microseconds per value, and a batch of
# 500 events must not hold its transaction open for minutes because one event is a bomb.
MAX_VALUES = 20_000

# Every value is named by a pointer that repeats the keys above it. One key of 150 KB over 4,000 values would make
# 600 MB of pointers out of an event of 200 KB.
MAX_POINTERS = 16 * 1024 * 1024


# What an index of an array adds to a pointer: a slash and a few digits.
_INDEX = 5


# Every escape of a JSON text, so that the first backslash of `\\ud83d` is taken for what it is: two that say one
# character, half of such a pair, or any other.
_ESCAPE = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def read_json(text: bytes | str) -> Any:
    """Any JSON value. Raises NotJson, or TooComplex beyond 200 levels, where the parser itself gives up.

    Half of a surrogate pair, which is no character, reads as U+FFFD: who cuts a text between two units of UTF-16 makes
    such, and it must not cost the event.

    >>> read_json(rb'["cut \\ud83d", "\\ud83d\\ude00", "\\\\ud83d"]')
    ['cut \ufffd', '\U0001f600', '\\\\ud83d']
    """
    try:
        return from_json(text, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        # The parser's messages are fixed texts with a position; they quote nothing, and neither do we.
        failure = TooComplex() if str(error).startswith("recursion limit") else NotJson()
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if isinstance(failure, NotJson) and _HALF.search(raw):
        whole = _ESCAPE.sub(_whole, raw)
        if whole != raw:
            return read_json(whole)
    raise failure from None


def _whole(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if escape[1] else escape[0]


def may_be_complex(raw: bytes) -> bool:
    """False where the bytes of a JSON text alone prove it simple: every level opens with a bracket, and every
    value but the first of its container follows a comma. Counting bytes is far cheaper than walking the value."""
    opened = raw.count(b"{") + raw.count(b"[")
    values = opened + raw.count(b",") + 1
    return opened > MAX_DEPTH or values > MAX_VALUES or len(raw) * values > MAX_POINTERS


def check_complexity(value: Any) -> None:
    """Raises TooComplex for a value nested deeper than MAX_DEPTH, of more than MAX_VALUES values, or whose values'
    pointers are longer than MAX_POINTERS in sum."""
    level, seen, depth, named = [(value, 0)], 1, 0, 0
    while level:
        nested: list[tuple[Any, int]] = []
        for item, length in level:
            named += length
            if isinstance(item, dict):
                nested.extend((inner, length + len(key) + 1) for key, inner in item.items())
            elif isinstance(item, list):
                nested.extend((inner, length + _INDEX) for inner in item)
        seen += len(nested)
        depth += bool(nested)
        if seen > MAX_VALUES or depth > MAX_DEPTH or named > MAX_POINTERS:
            raise TooComplex
        level = nested
