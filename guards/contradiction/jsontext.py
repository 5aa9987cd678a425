"""Scans JSON text into slots: every scalar with its path, its record and its place in the text.

What enters is raw text; what leaves are slots, or None where the text is no JSON object or array. The standard
parser keeps no places and recurses; this one does neither, so depth costs nothing. Cut JSON yields the slots
before the cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<number>-?\d[\d.eE+-]*)|(?P<word>true|false|null|NaN|Infinity)|(?P<mark>[{}\[\]:,]))',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\n", "b": " ", "f": " "}
SLOTS_MAX = 20_000
"""A larger document is read as far as this; 20,000 scalars are about 400 KB of JSON."""

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


@dataclass(slots=True)
class _Frame:
    is_object: bool
    step: str | int = 0
    at_key: bool = True


def json_slots(text: str) -> list[Slot] | None:
    """The scalars of a JSON object or array (or of several in a row, as JSON lines)."""
    head = text.lstrip()[:1]
    if head not in ("{", "["):
        return None
    slots: list[Slot] = []
    stack: list[_Frame] = []
    place = documents = 0
    while len(slots) < SLOTS_MAX and (token := _TOKEN.match(text, place)) is not None:
        place = token.end()
        mark = token["mark"]
        if mark is None:
            if not stack:
                return None
            _scalar(token, stack, slots, documents)
        elif mark in "{[":
            stack.append(_Frame(mark == "{"))
        elif not stack:
            break
        elif mark in "}]":
            stack.pop()
            documents += not stack
            if stack and isinstance(stack[-1].step, str):
                stack[-1].at_key = False
        elif mark == ":":
            stack[-1].at_key = False
        else:
            _next(stack[-1])
    rest = text[place:].lstrip()[:1]
    whole = not rest or len(slots) >= SLOTS_MAX or (bool(stack) and rest == '"')
    return slots if slots and whole else None


def _next(frame: _Frame) -> None:
    frame.at_key = True
    if isinstance(frame.step, int):
        frame.step += 1


def _scalar(token: re.Match[str], stack: list[_Frame], slots: list[Slot], documents: int) -> None:
    frame = stack[-1]
    kind: SlotType = "string" if token["string"] is not None else "number" if token["number"] is not None else "word"
    start, end = token.span(kind)
    if kind == "string":
        start, end = start + 1, end - 1
    value = token.string[start:end]
    if kind == "string" and "\\" in value:
        value = _ESCAPE.sub(_unescape, value)
    if frame.is_object and frame.at_key:
        frame.step = value
        return
    path = tuple(one.step for one in stack)
    slots.append(Slot((documents, *path) if documents else path, value, start, end, kind))


def _unescape(match: re.Match[str]) -> str:
    """One escape in as many characters as it was written with."""
    code = match[0][1]
    char = chr(int(match[0][2:], 16)) if code == "u" and len(match[0]) == 6 else _PLAIN.get(code, code)
    return char.rjust(len(match[0]))
