"""Cuts in a JSON document that is the text of a string: what was JSON stays JSON, of the same shape.

What enters are a text and its cuts; what leaves are cuts that touch nothing but scalars. A cut of a number takes all of
it and leaves a string; one that runs over punctuation falls into one for each scalar; a string that holds a JSON
document in turn is read in turn, and its replacements escaped. JSON: RFC 8259.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic_core import from_json

from guards.redaction.cuts import Cut, RedactedText, applied

# Only ever read over a document that was parsed, so every quote has its partner.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
# Each level of nesting doubles the backslashes of the one within, so real documents end far sooner.
_DEPTH_MAX = 8


class _Scalar(NamedTuple):
    """A string (without its quotes), number or word of the document."""

    start: int
    end: int
    is_string: bool
    key_of: int
    """The number of the object that it is a key of; -1 for a value."""


def redacted_text(text: str, cuts: Sequence[Cut]) -> RedactedText:
    """The text after its cuts; a JSON document stays one."""
    if not is_json_document(text):
        return RedactedText(applied(text, cuts), cuts)
    inside = _inside_scalars(text, cuts)
    value = applied(text, inside)
    if is_json_document(value):
        return RedactedText(value, inside)
    # Nothing that was seen ends here; were it ever reached, the document goes as a whole.
    whole = Cut(0, len(text), json.dumps([cuts[0].replacement], ensure_ascii=False), cuts[0].kind)
    return RedactedText(whole.replacement, [whole])


def is_json_document(text: str) -> bool:
    """True for the text of a JSON object or array."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        from_json(text)
    except ValueError:
        return False
    return True


def _inside_scalars(text: str, cuts: Sequence[Cut], depth: int = 0) -> list[Cut]:
    scalars = list(_scalars(text))
    ends = [scalar.end for scalar in scalars]
    pieces: dict[int, list[Cut]] = defaultdict(list)
    for cut in cuts:
        number = bisect_right(ends, cut.start)
        while number < len(scalars) and scalars[number].start < cut.end:
            piece = _piece(scalars[number], cut, text)
            if piece is not None:
                pieces[number].append(piece)
            number += 1
    within = {n: _within(text, scalars[n], found, depth) for n, found in pieces.items()}
    _keep_keys_apart(text, scalars, within)
    return [cut for number in sorted(within) for cut in within[number]]


def _scalars(text: str) -> Iterator[_Scalar]:
    holders: list[int] = []  # the number of each open object, -1 for an array
    objects, key_next = 0, False
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign in "{[":
            holders.append(objects if sign == "{" else -1)
            objects += 1
            key_next = sign == "{"
        elif sign in "}]":
            holders.pop()
        elif sign == ",":
            key_next = holders[-1] >= 0
        elif sign == ":":
            key_next = False
        elif sign[0] == '"':
            yield _Scalar(found.start() + 1, found.end() - 1, True, holders[-1] if key_next else -1)
        else:
            yield _Scalar(found.start(), found.end(), False, -1)


def _piece(scalar: _Scalar, cut: Cut, text: str) -> Cut | None:
    """What a cut takes of one scalar."""
    if scalar.is_string:
        start, end = max(cut.start, scalar.start), min(cut.end, scalar.end)
        return cut._replace(start=start, end=end) if start < end else None
    alone = scalar.start <= cut.start and cut.end <= scalar.end
    if not alone and text[scalar.start] in "tfn":
        return None  # a word of JSON's own on the way from one value to another
    return cut._replace(start=scalar.start, end=scalar.end)


def _within(text: str, scalar: _Scalar, pieces: Sequence[Cut], depth: int) -> list[Cut]:
    """The cuts of one scalar, with replacements as they must be written there."""
    if not scalar.is_string:
        return [pieces[0]._replace(replacement=json.dumps(pieces[0].replacement, ensure_ascii=False))]
    content = text[scalar.start : scalar.end]
    if depth < _DEPTH_MAX and content.lstrip()[:1] in ("{", "[", "\\"):
        nested = _in_nested(content, [_shifted(piece, -scalar.start) for piece in pieces], depth)
        if nested is not None:
            return [_shifted(cut, scalar.start) for cut in nested]
    escapes = [(found.start() + scalar.start, found.end() + scalar.start) for found in _ESCAPE.finditer(content)]
    return [_around_escapes(piece, escapes)._replace(replacement=_escaped(piece.replacement)) for piece in pieces]


def _in_nested(content: str, pieces: Sequence[Cut], depth: int) -> list[Cut] | None:
    """The cuts of a string that holds a document in turn; None where it does not."""
    plain, places = _unescaped(content)
    if not is_json_document(plain):
        return None
    moved = [
        piece._replace(start=bisect_right(places, piece.start) - 1, end=bisect_left(places, piece.end))
        for piece in pieces
    ]
    return [
        Cut(places[cut.start], places[cut.end], _escaped(cut.replacement), cut.kind)
        for cut in _inside_scalars(plain, moved, depth + 1)
    ]


def _unescaped(content: str) -> tuple[str, list[int]]:
    """What the inside of a JSON string says, and for each of its characters, and its end, where that is written."""
    said: list[str] = []
    places: list[int] = []
    last = 0
    for found in [*_ESCAPE.finditer(content), None]:
        stop = found.start() if found else len(content)
        said.append(content[last:stop])
        places += range(last, stop)
        if found:
            said.append(json.loads(f'"{found[0]}"'))
            places.append(found.start())
            last = found.end()
    return "".join(said), [*places, len(content)]


def _shifted(cut: Cut, by: int) -> Cut:
    return cut._replace(start=cut.start + by, end=cut.end + by)


def _around_escapes(cut: Cut, escapes: Sequence[tuple[int, int]]) -> Cut:
    """The cut, grown so that no escape is halved."""
    start, end = cut.start, cut.end
    at = bisect_left(escapes, (start,)) - 1
    if at >= 0 and escapes[at][1] > start:
        start = escapes[at][0]
    at = bisect_left(escapes, (end,)) - 1
    if at >= 0 and escapes[at][1] > end:
        end = escapes[at][1]
    return cut._replace(start=start, end=end)


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _keep_keys_apart(text: str, scalars: Sequence[_Scalar], within: dict[int, list[Cut]]) -> None:
    """Two keys of one object that are redacted alike get a number, or who reads the document would lose a member."""
    touched = {scalars[number].key_of for number in within} - {-1}
    if not touched:
        return
    taken = {
        (scalar.key_of, text[scalar.start : scalar.end])
        for number, scalar in enumerate(scalars)
        if scalar.key_of in touched and number not in within
    }
    counts: Counter[tuple[int, str]] = Counter()
    for number in sorted(within):
        scalar, content = scalars[number], text[scalars[number].start : scalars[number].end]
        if scalar.key_of < 0:
            continue
        *before, last = [_shifted(cut, -scalar.start) for cut in within[number]]
        shown = name = applied(content, [*before, last])
        mark = ""
        while (scalar.key_of, name) in taken:
            counts[scalar.key_of, shown] += 1
            mark = f"#{counts[scalar.key_of, shown] + 1}"
            name = applied(content, [*before, last._replace(replacement=last.replacement + mark)])
        taken.add((scalar.key_of, name))
        if mark:
            end = within[number][-1]
            within[number][-1] = end._replace(replacement=end.replacement + mark)
