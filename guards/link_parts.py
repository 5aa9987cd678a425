"""The parts of links in a text that may say something: parameters and segments of paths, each with its place.

What enters is text; what leaves are stretches of it. Nothing is decoded, so that places hold. URLs: RFC 3986.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# A `?` or `&` of a link within a link ends the value before it.
_VALUE: Final = r"(?:[A-Za-z0-9._~+/=:,@!$*|-]|%(?!26|3[fF]))"
# `&` as it is written in HTML, in JSON and in a URL within a URL; `;` divides matrix parameters, `#` fragments.
_PARAMETER: Final = re.compile(
    r"[?&;#6fF](?:(?<=[?&;#])|(?<=%26)|(?<=%3[fF])|(?<=\\u0026))(?:amp;)?+(?P<name>[A-Za-z][A-Za-z0-9_.\[\]-]{0,40}+)"
    rf"(?:=|%3[dD])(?P<value>{_VALUE}{{1,4000}})"
)
_REST: Final = re.compile(r"[^\s\"'<>`\\|{}\[\]]{3,4000}")
_REQUEST: Final = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE|HEAD) (?=/)")
# What stands before the host of a link. By plain search: most texts have none.
_PLAIN_CUES: Final = ("://", "www.")
_CUES: Final = (*_PLAIN_CUES, "%3A%2F%2F", "%3a%2f%2f")
_PATH: Final = re.compile(r"[/?#]")
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


def segments_in(text: str, where: re.Pattern[str] | None = None) -> Iterator[Segment]:
    """Every segment of the paths of links and request lines, those within a fragment included; only of those links in
    which a pattern is found behind the host, if there is one.

    >>> text = "at https://x.example/reset/k3v9q2 now"
    >>> [(each.before, text[each.start : each.end]) for each in segments_in(text)]
    [(('', 'x.example'), 'reset'), (('x.example', 'reset'), 'k3v9q2')]
    """
    for begin, end, path in _links(text):
        if where is not None and where.search(text, path, end) is None:
            continue
        query = text.find("?", path, end)
        # Without a name it is a segment more: `/unsubscribe?k3v9q2`.
        stop = query if query >= 0 and "=" in text[query:end] else end
        before = ("", "")
        for part in _SEGMENT.finditer(text, begin, stop):
            if part.start() >= path:
                yield Segment(before, *part.span())
            before = before[1], part[0]


def links_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each link, without its scheme, and each path of a request line stands, in order."""
    return ((begin, end) for begin, end, _ in sorted(_links(text)))


def _links(text: str) -> Iterator[tuple[int, int, int]]:
    """Where a host begins, where all behind it ends, and where the path begins; one link may be within another."""
    for cue in _CUES if "%2" in text else _PLAIN_CUES:
        at = text.find(cue)
        while at >= 0:
            rest = _REST.match(text, at + len(cue))
            if rest is not None and (cue != "www." or text[at - 1 : at] not in ("/", ".")):
                end = _trimmed(text, *rest.span())
                path = _PATH.search(text, rest.start(), end)
                yield rest.start(), end, path.start() if path else end
            at = text.find(cue, rest.end() if rest else at + len(cue))
    for request in _REQUEST.finditer(text) if " /" in text else ():
        rest = _REST.match(text, request.end())
        if rest is not None:
            yield rest.start(), _trimmed(text, *rest.span()), rest.start()


def _trimmed(text: str, start: int, end: int) -> int:
    """Without the signs of the sentence around it."""
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end
