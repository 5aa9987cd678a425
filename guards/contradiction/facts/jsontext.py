"""JSON text as slots: every scalar with its path, its record and its place in the text.

What enters is raw text; what leaves are slots, or None where the text is no JSON object or array. Cut JSON yields the
slots before the cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from guards.json_places import ESCAPE, JsonPlaces, decoded

_OPENING = re.compile(r"\s*+[{\[]")
# One mark too many, as templates leave it behind a document.
_REST = re.compile(r"\s*+[}\],:]?\s*+")
# Escapes of control characters, as the blank that they look like.
_BLANKS = {"n": " \n", "r": " \n", "t": " \t", "b": "  ", "f": "  "}

SLOTS_MAX = 20_000
"""A larger document is read as far as this; 20,000 scalars are about 400 KB of JSON."""

# Every scalar carries its path, so depth costs by the scalar; JSON parsers give up at about as much.
_DEPTH_MAX = 200

SlotType = Literal["string", "number", "word"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One scalar of a structured text. `text` has the length of its stretch of the raw text, so that a place
    found in it is a place there."""

    path: tuple[str | int, ...]
    text: str
    start: int
    end: int
    type: SlotType = "string"

    @property
    def key(self) -> str:
        """The last name on the path."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def record(self) -> tuple[str | int, ...]:
        """The path of the object that holds the scalar."""
        at = next((i for i in range(len(self.path) - 1, -1, -1) if isinstance(self.path[i], str)), 0)
        return self.path[:at]


def json_slots(text: str) -> list[Slot] | None:
    """The scalars of a JSON object or array (or of several in a row, as JSON lines), but for those too deep."""
    slots: list[Slot] = []
    end = documents = 0
    while _OPENING.match(text, end):
        places = JsonPlaces(text, end, loose=True, step=_in_place)
        for kind, start, stop, _ in places:
            if kind not in ("string", "number", "word") or len(places.path) > _DEPTH_MAX:
                continue
            value = text[start:stop]
            if kind == "string" and "\\" in value:
                value = _in_place(value)
            path = tuple(places.path)
            slots.append(Slot((documents, *path) if documents else path, value, start, stop, kind))
            if len(slots) == SLOTS_MAX:
                return slots
        if places.state == "invalid":
            return None
        end = places.end
        documents += 1
    return slots if slots and _REST.fullmatch(text, end) else None


def _in_place(raw: str) -> str:
    return ESCAPE.sub(_padded, raw)


def _padded(found: re.Match[str]) -> str:
    """One escape in as many characters as it was written with."""
    escape = found[0]
    if len(escape) == 2:
        return _BLANKS.get(escape[1]) or f" {escape[1]}"
    return (chr(int(escape[2:], 16)) if len(escape) == 6 else decoded(escape)).rjust(len(escape))
