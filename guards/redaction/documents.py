"""JSON documents within a text: between fences, a document a line, in the middle of a sentence, escaped in a string.

What enters is text; what leaves are stretches of it that do not overlap. Each sign is read a bounded number of times:
where reading fails, no beginning inside what was read can succeed, but for the containers that were read to their end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from guards.json_places import JsonPlace, JsonPlaces

_OPENING = re.compile(r"[\[{]")
# `{\"a\": …`: the document stands in a string, with or without that string's quotes. No JSON has a backslash there.
_ESCAPED = re.compile(r'[\s,:]*+\\+["nrt]')
_SEGMENT = re.compile(r'[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*')
_LINE_END = re.compile(r"[ \t]*(?:[\r\n]|$)")


class Stretch(NamedTuple):
    """Where a document stands. A `string` is the raw text of a JSON string that holds documents."""

    start: int
    end: int
    kind: Literal["document", "string"]


def documents_in(text: str) -> Iterator[Stretch]:
    """Every outermost document.

    >>> text = 'Here: {"a": [1]}, see [7] and body={\\\\"b\\\\": 2}'
    >>> [text[start:end] for start, end, _ in documents_in(text)]
    ['{"a": [1]}', '{\\\\"b\\\\": 2}']
    """
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        at = opening.start()
        places = JsonPlaces(text, at)
        outermost: list[JsonPlace] = []
        for place in places:
            if place.kind in ("array", "object"):
                while outermost and outermost[-1].start > place.start:
                    outermost.pop()
                outermost.append(place)
        if places.state == "invalid" and _ESCAPED.match(text, places.end):
            segment = _SEGMENT.match(text, places.end)
            end = segment.end() if segment else places.end
            yield Stretch(at, end, "string")
            at = end
            continue
        for place in outermost:
            if text[place.start - 1 : place.start] == text[place.end : place.end + 1] == '"':
                yield Stretch(place.start, place.end, "string")
            elif place.kind == "object" or '"' in text[place.start : place.end] or _stands_alone(text, place):
                yield Stretch(place.start, place.end, "document")
        at = max(places.end, at + 1)


def _stands_alone(text: str, place: JsonPlace) -> bool:
    """`[7]` within a sentence is a footnote; on a line of its own it is an array."""
    line = text.rfind("\n", 0, place.start) + 1
    return not text[line : place.start].strip() and _LINE_END.match(text, place.end) is not None
