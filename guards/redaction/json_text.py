"""Cuts in JSON documents that are the text of a string, or stand in it: what was JSON stays JSON, of the same shape.

What enters are a text and its cuts; what leaves are cuts that touch nothing but a document's scalars. A cut of a number
takes all of it and leaves a string; one that runs over punctuation falls into one for each scalar; a string that holds
JSON in turn is read in turn, and its replacements escaped. JSON: RFC 8259.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict, deque
from collections.abc import Sequence

from pydantic_core import from_json

from guards.json_places import JsonPlace, JsonPlaces, JsonString
from guards.redaction.cells import apart, takes_signs
from guards.redaction.cuts import Cut, RedactedText, applied
from guards.redaction.documents import documents_in
from guards.redaction.keys import NEVER_IN_KEYS
from guards.redaction.markup import escaped

_STRINGS = ("key", "string")

# Each level of nesting doubles the backslashes of the one within, so real documents end far sooner.
_DEPTH_MAX = 8


def redacted_text(text: str, cuts: Sequence[Cut]) -> RedactedText:
    """The text after its cuts; a JSON document stays one, and so do those within it."""
    settled = _settled(text, cuts, 0)
    return RedactedText(applied(text, settled), settled)


def _settled(text: str, cuts: Sequence[Cut], depth: int) -> Sequence[Cut]:
    """The cuts as they may be made."""
    if "{" not in text and "[" not in text:
        return escaped(text, apart(text, cuts))
    return _of_document(text, cuts, depth) if is_json_document(text) else _around_documents(text, cuts, depth)


def _of_document(text: str, cuts: Sequence[Cut], depth: int) -> Sequence[Cut]:
    inside = _inside_scalars(text, cuts, depth)
    if is_json_document(applied(text, inside)):
        return inside
    # Nothing that was seen ends here; were it ever reached, the document goes as a whole.
    return [Cut(0, len(text), json.dumps([cuts[0].replacement], ensure_ascii=False), cuts[0].kind)]


def _around_documents(text: str, cuts: Sequence[Cut], depth: int) -> Sequence[Cut]:
    """Cuts between documents stay; what they take of one is settled there. A document that goes as a whole may go."""
    kept: list[Cut] = []
    outside: list[Cut] = []
    waiting = deque(cuts)
    for start, end, kind in documents_in(text):
        while waiting and waiting[0].end <= start:
            outside.append(waiting.popleft())
        within: list[Cut] = []
        while waiting and waiting[0].start < end:
            cut = waiting.popleft()
            if cut.start <= start and end <= cut.end:
                waiting.appendleft(cut)
                break
            outside += _said(text, cut, cut.start, min(cut.end, start))
            within.append(_placed(cut, max(cut.start, start), min(cut.end, end)))
            if cut.end > end:
                waiting.extendleft(_said(text, cut, end, cut.end))
                break
        if within and kind == "document":
            said = _of_document(text[start:end], [_shifted(cut, -start) for cut in within], depth)
            kept += [_shifted(cut, start) for cut in said]
        elif within:
            kept += _within(text, JsonPlace("string", start, end, -1), within, depth)
    return sorted([*kept, *escaped(text, apart(text, [*outside, *waiting]))])


def _said(text: str, cut: Cut, start: int, end: int) -> list[Cut]:
    """The part of a cut without the blanks around it, if it says anything."""
    said = text[start:end]
    start, end = end - len(said.lstrip()), start + len(said.rstrip())
    return [_placed(cut, start, end)] if any(map(str.isalnum, said)) else []


def is_json_document(text: str) -> bool:
    """True for the text of a JSON object or array."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        from_json(text)
    except ValueError:
        return False
    return True


def _inside_scalars(text: str, asked: Sequence[Cut], depth: int = 0) -> list[Cut]:
    # Read loosely: the parser that took the document takes more than RFC 8259, as `NaN`.
    scalars = [place for place in JsonPlaces(text, loose=True) if place.kind not in ("array", "object")]
    ends = [scalar.end for scalar in scalars]
    pieces: dict[int, list[Cut]] = defaultdict(list)
    for cut in asked:
        number = bisect_right(ends, cut.start)
        while number < len(scalars) and scalars[number].start < cut.end:
            piece = _piece(scalars[number], cut, text)
            if piece is not None:
                pieces[number].append(piece)
            number += 1
    within = {n: cuts for n, found in pieces.items() if (cuts := _within(text, scalars[n], found, depth))}
    _keep_keys_apart(text, scalars, within)
    return [cut for number in sorted(within) for cut in within[number]]


def _piece(scalar: JsonPlace, cut: Cut, text: str) -> Cut | None:
    """What a cut takes of one scalar."""
    if scalar.kind == "key" and cut.kind in NEVER_IN_KEYS:
        return None
    if scalar.kind in _STRINGS:
        start, end = max(cut.start, scalar.start), min(cut.end, scalar.end)
        return _placed(cut, start, end) if start < end else None
    alone = scalar.start <= cut.start and cut.end <= scalar.end
    if not alone and text[scalar.start] in "tfn":
        return None  # a word of JSON's own on the way from one value to another
    return _placed(cut, scalar.start, scalar.end)


def _within(text: str, scalar: JsonPlace, pieces: Sequence[Cut], depth: int) -> list[Cut]:
    """The cuts of one scalar, with replacements as they must be written there."""
    if scalar.kind not in _STRINGS:
        return [pieces[0]._replace(replacement=json.dumps(pieces[0].replacement, ensure_ascii=False))]
    raw = text[scalar.start : scalar.end]
    string = JsonString(raw)
    cuts = [_placed(piece, *string.around(piece.start - scalar.start, piece.end - scalar.start)) for piece in pieces]
    if depth < _DEPTH_MAX and (_may_hold(raw) or takes_signs(raw, cuts)) and string.is_text:
        places = string.places
        said = [_placed(cut, bisect_left(places, cut.start), bisect_left(places, cut.end)) for cut in cuts]
        nested = _settled(string.text, said, depth + 1)
        cuts = [_placed(cut, places[cut.start], places[cut.end]) for cut in nested]
    return [
        Cut(start + scalar.start, end + scalar.start, _escaped(replacement), kind)
        for start, end, replacement, kind in cuts
    ]


def _may_hold(raw: str) -> bool:
    """A bracket or a tag, or an escape that may be one."""
    return any(sign in raw for sign in ("{", "[", "\\u00", "</", "<\\/"))


def _placed(cut: Cut, start: int, end: int) -> Cut:
    return cut._replace(start=start, end=end)


def _shifted(cut: Cut, by: int) -> Cut:
    return _placed(cut, cut.start + by, cut.end + by)


def _escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _keep_keys_apart(text: str, scalars: Sequence[JsonPlace], within: dict[int, list[Cut]]) -> None:
    """Two keys of one object that are redacted alike get a number, or who reads the document would lose a member."""
    keys = [number for number in sorted(within) if scalars[number].kind == "key"]
    touched = {scalars[number].holder for number in keys}
    if not touched:
        return
    taken = {
        (scalar.holder, text[scalar.start : scalar.end])
        for number, scalar in enumerate(scalars)
        if scalar.kind == "key" and scalar.holder in touched and number not in within
    }
    counts: Counter[tuple[int, str]] = Counter()
    for number in keys:
        scalar, content = scalars[number], text[scalars[number].start : scalars[number].end]
        *before, last = [_shifted(cut, -scalar.start) for cut in within[number]]
        shown = name = applied(content, [*before, last])
        mark = ""
        while (scalar.holder, name) in taken:
            counts[scalar.holder, shown] += 1
            mark = f"#{counts[scalar.holder, shown] + 1}"
            name = applied(content, [*before, last._replace(replacement=last.replacement + mark)])
        taken.add((scalar.holder, name))
        if mark:
            end = within[number][-1]
            within[number][-1] = end._replace(replacement=end.replacement + mark)
