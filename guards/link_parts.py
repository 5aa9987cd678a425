"""The parts of links in a text that may say something: parameters and segments of paths, each with its place.

What enters is text; what leaves are stretches of it. Nothing is decoded, so that places hold. URLs: RFC 3986.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# A `?` or `&` of a link within a link ends the value before it.
_VALUE: Final = r"(?:[A-Za-z0-9._~+/=:,@!$*|-]|%(?!26|3F))"
# `&` as it is written in HTML, in JSON and in a URL within a URL; `;` divides matrix parameters, `#` fragments.
_PARAMETER: Final = re.compile(
    rf"(?:[?&;#]|&amp;|\\u0026|%26|%3F)(?P<name>[A-Za-z][A-Za-z0-9_.\[\]-]{{0,40}}+)(?:=|%3D)(?P<value>{_VALUE}{{1,4000}})",
    re.IGNORECASE,
)
_LINK: Final = re.compile(
    r"(?<![A-Za-z0-9+.-])(?:[a-z][a-z0-9+.-]{1,20}+(?:://|%3A%2F%2F)|(?:GET|POST|PUT|PATCH|DELETE|HEAD) /|www\.)"
    r"[^\s\"'<>`\\|{}\[\]]{3,4000}",
    re.IGNORECASE,
)
_SEGMENT: Final = re.compile(r"[^/?&=#;]+")
_TRAILING: Final = ".,:!*)+|"


class Parameter(NamedTuple):
    """A parameter of a query or fragment; the place is its value's."""

    name: str
    start: int
    end: int


class Segment(NamedTuple):
    """A part of a path, with the two before it."""

    before: tuple[str, str]
    start: int
    end: int


def parameters_in(text: str) -> Iterator[Parameter]:
    """Every parameter that looks like a link's, with or without the link before it.

    >>> text = "see https://x.example/a?page=2&token=k3v9q2. Or /b#code=7f"
    >>> [(each.name, text[each.start : each.end]) for each in parameters_in(text)]
    [('page', '2'), ('token', 'k3v9q2'), ('code', '7f')]
    """
    for found in _PARAMETER.finditer(text):
        start, end = found.span("value")
        yield Parameter(found["name"], start, _trimmed(text, start, end))


def segments_in(text: str) -> Iterator[Segment]:
    """Every segment of the paths of links and request lines, those within a fragment included.

    >>> text = "at https://x.example/reset/k3v9q2 now"
    >>> [(each.before, text[each.start : each.end]) for each in segments_in(text)]
    [(('', 'x.example'), 'reset'), (('x.example', 'reset'), 'k3v9q2')]
    """
    for link in _LINK.finditer(text):
        host = text.find("://", link.start(), link.start() + 30)
        begin = host + 3 if host >= 0 else text.find("/", link.start(), link.end())
        if begin < 0:
            continue
        end = _trimmed(text, link.start(), link.end())
        query = text.find("?", begin, end)
        if query >= 0 and "=" in text[query:end]:  # without one it is a segment more: `/unsubscribe?k3v9q2`
            end = query
        before = ("", "")
        for number, part in enumerate(_SEGMENT.finditer(text, begin, end)):
            if number or host < 0:
                yield Segment(before, *part.span())
            before = before[1], part[0]


def links_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each link and request line stands."""
    for found in _LINK.finditer(text):
        yield found.start(), _trimmed(text, *found.span())


def _trimmed(text: str, start: int, end: int) -> int:
    """Without the signs of the sentence around it."""
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end
