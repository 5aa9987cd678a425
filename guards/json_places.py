"""Where each value and key of a JSON text stands, and how far a text is JSON.

What enters is a text; what leaves are places in it, counted in code points, and whether the JSON is whole, cut or
invalid. Grammar: RFC 8259, and a loose one for text that nobody promised to be JSON. Iterative and linear in the text:
neither depth nor size may break it, and no value is built.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

Kind = Literal["key", "string", "number", "word", "array", "object"]
State = Literal["complete", "cut", "invalid"]


class JsonPlace(NamedTuple):
    """One key or value. A string or key stands between its quotes, an array or object takes in its brackets."""

    kind: Kind
    start: int
    end: int
    holder: int
    """The number of the array or object around it, in the order of their beginnings; -1 for the outermost value."""


class _Container(NamedTuple):
    """How an array or object goes on: at first and behind a value, and where it may end too soon there."""

    kind: Kind
    first: re.Pattern[str]
    then: re.Pattern[str]
    first_cut: re.Pattern[str]
    then_cut: re.Pattern[str]


class _Grammar(NamedTuple):
    value: re.Pattern[str]
    array: _Container
    object: _Container


def _grammar(
    space: str, comma: str, ends: tuple[str, str], string: str, number: str, word: str, cut_string: str, cut_scalar: str
) -> _Grammar:
    value = rf'(?:"(?P<string>{string})"|(?P<number>{number})|(?P<word>{word})|(?P<open>[\[{{]))'
    cut_value = rf'(?:"{string}{cut_string}|{cut_scalar})?\Z'
    cut_key = rf'(?:(?:"{string}{cut_string})?\Z|"{string}"{space}(?:\Z|:{space}{cut_value}))'

    def container(kind: Kind, ends: str, item: str, cut: str) -> _Container:
        end = rf"{space}(?P<close>[{ends}])"
        return _Container(
            kind,
            first=re.compile(rf"{space}{item}|{end}", re.DOTALL),
            then=re.compile(rf"{comma}{item}|{end}", re.DOTALL),
            first_cut=re.compile(rf"{space}{cut}", re.DOTALL),
            then_cut=re.compile(rf"{space}\Z|{comma}{cut}", re.DOTALL),
        )

    return _Grammar(
        re.compile(rf"{space}{value}", re.DOTALL),
        container("array", ends[0], value, cut_value),
        container("object", ends[1], rf'"(?P<key>{string})"{space}:{space}{value}', cut_key),
    )


_STRICT = _grammar(
    space=r"[ \t\n\r]*+",
    comma=r"[ \t\n\r]*+,[ \t\n\r]*+",
    ends=(r"\]", "}"),
    # No possessive group: before Python 3.11.5 such a one takes half of an escape that it does not match.
    string=r'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*',
    number=r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9.eE+\-A-Za-z_])",
    word=r"(?:true|false|null)(?![0-9.eE+\-A-Za-z_])",
    cut_string=r"(?:\\(?:u[0-9a-fA-F]{0,3})?)?",
    cut_scalar=r"-|-?(?:0|[1-9][0-9]*)(?:\.|(?:\.[0-9]+)?[eE][+-]?)|t|tr|tru|f|fa|fal|fals|n|nu|nul",
)
# Whatever models and templates are known to write: control characters, escapes of no meaning, numbers and spaces of any
# form, commas that are missing or too many, the bracket of the other container.
_LOOSE = _grammar(
    space=r"[\s,]*+",
    comma=r"[\s,]*+",
    ends=(r"\]}", r"\]}"),
    string=r'[^"\\]*+(?:\\.[^"\\]*+)*+',
    number=r"-?\d[\d.eE+-]*+",
    word=r"true|false|null|NaN|-?Infinity",
    cut_string=r"\\?",
    cut_scalar=r"(?!)",
)


class JsonPlaces:
    """The places of one JSON value, once: in the order of the text, an array or object where it ends.

    Args:
        text: what is read.
        start: where the value begins, spaces before it allowed.
        loose: reads whatever can be read, and so all that the strict grammar takes.
        step: makes a step of the path of a key that has escapes, given as it is written.
    """

    def __init__(self, text: str, start: int = 0, loose: bool = False, step: Callable[[str], str] = str) -> None:
        self.end = start
        """Where the value ends, or where reading stopped."""
        self.state: State = "invalid"
        """Known once all places are read. `cut`: the text ends within an array or object and is valid up to there."""
        self.path: list[str | int] = []
        """The path of the value given last. Reading goes on in it."""
        self._text = text
        self._grammar = _LOOSE if loose else _STRICT
        self._step = step

    def __iter__(self) -> Iterator[JsonPlace]:
        text, (pattern, array, object_) = self._text, self._grammar
        path: list[Any] = self.path
        around: list[tuple[_Container, int, int]] = []  # with where it begins and its number
        container, begin, number, count = array, 0, -1, 0
        while (found := pattern.match(text, self.end)) is not None:
            self.end = found.end()
            kind: Any = found.lastgroup
            if kind == "close":
                place_kind, start = container.kind, begin
                path.pop()
                container, begin, number = around.pop()
                yield JsonPlace(place_kind, start, self.end, number)
            else:
                if path and container is object_:
                    start, end = found.span("key")
                    yield JsonPlace("key", start, end, number)
                    key = text[start:end]
                    path[-1] = self._step(key) if "\\" in key else key
                elif path:
                    path[-1] += 1
                if kind == "open":
                    around.append((container, begin, number))
                    begin, number, count = self.end - 1, count, count + 1
                    container = object_ if text[begin] == "{" else array
                    path.append(-1)
                    pattern = container.first
                    continue
                start, end = found.span(kind)
                yield JsonPlace(kind, start, end, number)
            if not path:
                self.state = "complete"
                return
            pattern = container.then
        cut = container.first_cut if pattern is container.first else container.then_cut
        if path and cut.match(text, self.end):
            self.state, self.end = "cut", len(text)


ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
"""An escape within a string; two that say one character are one."""


class JsonString:
    """What stands between the quotes of a string of RFC 8259, and what it says."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        self._escapes = [found.span() for found in ESCAPE.finditer(raw)] if "\\" in raw else []

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The stretch as it is written, grown so that no escape is halved."""
        at = bisect_left(self._escapes, (start,)) - 1
        if at >= 0 and self._escapes[at][1] > start:
            start = self._escapes[at][0]
        at = bisect_left(self._escapes, (end,)) - 1
        if at >= 0 and self._escapes[at][1] > end:
            end = self._escapes[at][1]
        return start, end

    @property
    def is_text(self) -> bool:
        """False where an escape says nothing."""
        try:
            return bool(self.text)
        except ValueError:
            return False

    @cached_property
    def text(self) -> str:
        """What the string says."""
        return decoded(self._raw)

    @cached_property
    def places(self) -> Sequence[int]:
        """Where each character of the text, and its end, is written."""
        places: list[int] = []
        last = 0
        for start, end in self._escapes:
            places += range(last, start + 1)
            last = end
        places += range(last, len(self._raw) + 1)
        return places


def decoded(raw: str) -> str:
    """What stands between the quotes of a string of RFC 8259, read. Raises ValueError where it is none."""
    return str(json.loads(f'"{raw}"')) if "\\" in raw else raw
