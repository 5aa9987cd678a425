"""JSON inside text: is it there, is it whole, and where does each value stand?

What enters is the text of an answer; what leaves is its JSON value, or why there is none: it is cut (a valid
beginning that ends too soon), wrapped (in a Markdown fence or in prose), unreadable, or absent. Grammar: RFC 8259.
Everything here is iterative and linear in the text, for a fixed number of places where JSON might begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from pydantic_core import from_json

from guards.json_places import JsonPlaces, State, decoded
from guards.texts import Path

# Where JSON might begin inside prose or behind a fence. A text with more false starts than this is no JSON.
_STARTS = 8

_FENCE = re.compile(r"```[ \t]*[A-Za-z0-9_+-]{0,20}[ \t]*\r?\n?")
_CONTAINER = re.compile(r"[\[{]")


class Scan(NamedTuple):
    """How far a text is JSON. `end` is where the value ends, or where the scan stopped."""

    state: State
    end: int
    spans: Mapping[Path, tuple[int, int]]


def scan(text: str, start: int = 0, wanted: Collection[Path] = ()) -> Scan:
    """Reads one JSON value from `start` and notes the spans of the wanted paths; the last of equal keys counts.

    `cut` means that the text ended inside a container and everything up to its end was valid.
    """
    places = JsonPlaces(text, start, step=decoded)
    spans: dict[Path, tuple[int, int]] = {}
    for place in places:
        if wanted and place.kind != "key" and (path := tuple(places.path)) in wanted:
            quote = place.kind == "string"
            spans[path] = place.start - quote, place.end + quote
    return Scan(places.state, places.end, spans)


Kind = Literal["bare", "wrapped", "cut", "unreadable", "none"]


class Reading(NamedTuple):
    """The JSON of a text, where it begins and ends."""

    kind: Kind
    value: Any = None
    start: int = 0
    end: int = 0


def read_json(text: str, accepts: Callable[[Any], bool]) -> Reading:
    """The JSON of a text. `accepts` says whether a value found inside prose is one that could have been meant."""
    try:
        return Reading("bare", _parse(text), 0, len(text))
    except ValueError:
        pass
    # A byte order mark is no JSON (RFC 8259, 8.1), but readers may ignore it, and most do.
    begin = len(text) - len(text.lstrip(" \t\r\n\ufeff"))
    scanned = scan(text, begin)
    if scanned.state == "cut":
        return Reading("cut", None, begin, len(text))
    if scanned.state == "complete" and not text[scanned.end :].strip():
        try:
            return Reading("bare", _parse(text[begin : scanned.end]), begin, scanned.end)
        except ValueError:
            return Reading("unreadable", None, begin, scanned.end)
    return next((found for start in _starts(text) if (found := _read_from(text, start, accepts))), Reading("none"))


def _starts(text: str) -> Iterator[int]:
    """Where JSON might begin: first behind fences, then at any bracket."""
    for number, fence in enumerate(_FENCE.finditer(text)):
        if number == _STARTS:
            break
        yield fence.end()
    for number, bracket in enumerate(_CONTAINER.finditer(text)):
        if number == _STARTS:
            break
        yield bracket.start()


def _read_from(text: str, start: int, accepts: Callable[[Any], bool]) -> Reading | None:
    scanned = scan(text, start)
    if scanned.state == "cut" and len(text) - start > 1:
        return Reading("cut", None, start, len(text))
    if scanned.state != "complete":
        return None
    try:
        value = _parse(text[start : scanned.end])
    except ValueError:
        return None
    return Reading("wrapped", value, start, scanned.end) if accepts(value) else None


def _parse(text: str) -> Any:
    """As RFC 8259, without NaN and infinities. Raises ValueError on anything else."""
    try:
        return from_json(text, allow_inf_nan=False)
    except TypeError as error:  # pydantic's word for a lone surrogate in a str
        raise ValueError from error
