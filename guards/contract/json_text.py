"""JSON inside text: is it there, is it whole, and where does each value stand?

What enters is the text of an answer; what leaves is its JSON value, or why there is none: it is cut (a valid
beginning that ends too soon), wrapped (in a Markdown fence or in prose), unreadable, or absent. Grammar: RFC 8259.
Everything here is iterative and linear in the text, for a fixed number of places where JSON might begin.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from pydantic_core import from_json

from guards.texts import Path

# Where JSON might begin inside prose or behind a fence. A text with more false starts than this is no JSON.
_STARTS = 8

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_OPEN_STRING = re.compile(
    r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z'
)
_SCALAR = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
_OPEN_SCALAR = re.compile(r"(?:-?[0-9]*(?:\.[0-9]*)?(?:[eE][+-]?)?|t|tr|tru|f|fa|fal|fals|n|nu|nul)\Z")
_SCALAR_GOES_ON = re.compile(r"[0-9.eE+\-A-Za-z_]")

_FENCE = re.compile(r"```[ \t]*[A-Za-z0-9_+-]{0,20}[ \t]*\r?\n?")
_CONTAINER = re.compile(r"[\[{]")


class Scan(NamedTuple):
    """How far a text is JSON. `end` is where the value ends, or where the scan stopped."""

    state: Literal["complete", "cut", "invalid"]
    end: int
    spans: Mapping[Path, tuple[int, int]]


@dataclass(slots=True)
class _Open:
    """A container that is being read."""

    start: int
    is_object: bool
    step: str | int = -1


def scan(text: str, start: int = 0, wanted: Collection[Path] = ()) -> Scan:
    """Reads one JSON value from `start` and notes the spans of the wanted paths; the last of equal keys counts.

    `cut` means that the text ended inside a container and everything up to its end was valid.
    """
    return _Scanner(text, wanted).run(start)


class _Stop(Exception):
    """Ends a scan, which is no error."""


@dataclass(slots=True)
class _Scanner:
    text: str
    wanted: Collection[Path]
    stack: list[_Open] = field(default_factory=list)
    spans: dict[Path, tuple[int, int]] = field(default_factory=dict)
    at: int = 0

    def run(self, start: int) -> Scan:
        self.at = start
        try:
            self._value()
            while self.stack:
                self._step()
        except _Stop:
            whole = self.stack and self.at >= len(self.text)
            return Scan("cut" if whole else "invalid", self.at, self.spans)
        return Scan("complete", self.at, self.spans)

    def _step(self) -> None:
        """Reads on inside the innermost container, from just behind a value or an opening bracket."""
        container = self.stack[-1]
        first = container.step == -1
        mark = self._mark()
        if mark == ("}" if container.is_object else "]"):
            self.at += 1
            self._close()
            return
        if not first:
            if mark != ",":
                raise _Stop
            self.at += 1
            self._mark()
        if container.is_object:
            container.step = self._key()
            if self._mark() != ":":
                raise _Stop
            self.at += 1
        else:
            container.step = 0 if first else int(container.step) + 1
        self._value()

    def _value(self) -> None:
        mark = self._mark()
        if mark in "{[":
            self.stack.append(_Open(self.at, mark == "{"))
            self.at += 1
            return
        begin = self.at
        self._token(_STRING if mark == '"' else _SCALAR, _OPEN_STRING if mark == '"' else _OPEN_SCALAR)
        self._note(begin)

    def _key(self) -> str:
        begin = self.at
        self._token(_STRING, _OPEN_STRING)
        raw = self.text[begin : self.at]
        if "\\" not in raw:
            return raw[1:-1]
        try:
            return str(from_json(raw))
        except ValueError:  # half a surrogate pair: no path will ask for it
            return raw

    def _close(self) -> None:
        self._note(self.stack.pop().start)

    def _note(self, begin: int) -> None:
        if self.wanted:
            path = tuple(container.step for container in self.stack)
            if path in self.wanted:
                self.spans[path] = (begin, self.at)

    def _mark(self) -> str:
        """The next character that is not space; the scan stops at the end of the text."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        if self.at >= len(self.text):
            raise _Stop
        return self.text[self.at]

    def _token(self, pattern: re.Pattern[str], unfinished: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found is not None and not (pattern is _SCALAR and _SCALAR_GOES_ON.match(self.text, found.end())):
            self.at = found.end()
            return
        if unfinished.match(self.text, self.at):
            self.at = len(self.text)
        raise _Stop


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
