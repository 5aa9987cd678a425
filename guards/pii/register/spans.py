"""Ends a name or a place where its field, its brackets, its line or its sentence ends.

What enters are a text and a span that the tagger or the join of an address drew; what leaves are the stretches of it
that can be one. Nothing outside the span is ever added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from guards.pii.names.words import normal

_NEVER_INSIDE = r"[\"“”|<>{}\t]|\s[-=]?[-=]>\s|\\[nrt\"]"
_FIELD = r"[,;](?! )"
"""A comma with a space behind it is one of writing."""
_SENTENCE = r"(?<=[a-zà-ÿ]{4})[.!?][\"”')]?\s+(?=[A-ZÀ-Ý])|(?<=\d{4})\.\s+(?=[A-ZÀ-Ý])"
_NEXT_ROW = (
    r"\n(?=[ \t]*(?:[\w\"'.-]{1,30} ?[:=|]|\d{4}-\d\d|[\[@#/])|[^\n,;|\t]{0,60}(?:[,;](?! )|[|\t])"
    r"|[^\n]{0,80}[({}]|[^\n]{0,80};$)"
)
"""A line that is another row, field, entry or statement; other lines may go on with an address."""
_CUTS = {
    ("LOCATION", "table"): re.compile("|".join([_NEVER_INSIDE, _SENTENCE, _NEXT_ROW, _FIELD])),
    ("PERSON", "table"): re.compile("|".join([_NEVER_INSIDE, _SENTENCE, r"\n", _FIELD])),
}
_OTHERWISE = {
    "LOCATION": re.compile("|".join([_NEVER_INSIDE, _SENTENCE, _NEXT_ROW])),
    "PERSON": re.compile("|".join([_NEVER_INSIDE, _SENTENCE, r"\n"])),
}
_ABBREVIATED = re.compile(
    r"\b(?:Prof|Capt|Supt|Suite|Blvd|Pkwy|Terr|Cres|Bldg|Dept|Corp|Mount|Fort|Saint)\.\Z", re.IGNORECASE
)
_CLOSING = {")": "(", "]": "["}
_POSTCODE = re.compile(r"\d{5}(?:-\d{4})?\Z")
_HOUSE = re.compile(r"\b\d{1,5}[a-zA-Z]? [A-ZÀ-Ý]\w{1,30} [A-ZÀ-Ý]\w")
_WORD = re.compile(r"[^\W\d_]+")
_EDGES = " \t\r\n,;:-–|\"'*([{"
_COMMON = frozenset("W12")
_LISTED = {"PERSON": frozenset("GF"), "LOCATION": frozenset("CK")}
_LONGEST_ABBREVIATION = 10


def ended(
    text: str, start: int, end: int, kind: str, register: str, lists: Mapping[str, str]
) -> Iterator[tuple[int, int]]:
    """The stretches of a span that remain, in order: of several those that look like a name or a place.

    >>> text = "17,12 Elm Street,Dayton,45402,42.50\\n18,9 Oak Avenue"
    >>> kept = ended(text, 3, len(text), "LOCATION", "table", {"street": "S", "avenue": "S", "dayton": "C"})
    >>> [text[a:b] for a, b in kept]
    ['12 Elm Street', 'Dayton', '45402', '9 Oak Avenue']
    >>> text = "(near Elm Hill) and on"
    >>> [text[a:b] for a, b in ended(text, 6, 19, "LOCATION", "prose", {})]
    ['Elm Hill']
    """
    pieces = list(_pieces(text, start, end, _CUTS.get((kind, register), _OTHERWISE[kind])))
    if len(pieces) == 1:
        yield pieces[0]
        return
    if kind == "PERSON":
        capitals = [(a, b) for a, b in pieces if text[a].isupper() and _is_named(text[a:b], kind, lists)]
        yield from capitals or pieces[:1]
        return
    named = False
    for begin, stop in pieces:
        after_a_place = named and _POSTCODE.match(text, begin, stop) is not None
        named = after_a_place or _is_named(text[begin:stop], kind, lists)
        if named:
            yield begin, stop


def _pieces(text: str, start: int, end: int, cut: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    begin = start
    for found in cut.finditer(text, start, end):
        if not _ABBREVIATED.search(text, max(found.start() - _LONGEST_ABBREVIATION, begin), found.start() + 1):
            yield from _piece(text, begin, found.start())
            begin = found.end()
    yield from _piece(text, begin, end)


def _piece(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    """Without the signs at its edges, and only up to a bracket that was opened before it."""
    for closing, opening in _CLOSING.items():
        at = text.find(closing, begin, stop)
        if at > begin and text.find(opening, begin, at) < 0:
            stop = at
    said = text[begin:stop]
    begin += len(said) - len(said.lstrip(_EDGES))
    stop -= len(said) - len(said.rstrip(_EDGES))
    if begin < stop:
        yield begin, stop


def _is_named(said: str, kind: str, lists: Mapping[str, str]) -> bool:
    """A street with its number, a town, country or name of the lists, or capitals that are no common word."""
    words = _WORD.findall(said)
    held = [lists.get(normal(word), "") for word in words]
    if kind == "LOCATION" and any(map(str.isdigit, said)):
        return any("S" in each for each in held) or _HOUSE.search(said) is not None
    return any(
        (not _LISTED[kind].isdisjoint(each) and "W" not in each)
        or (word[0].isupper() and len(word) > 1 and _COMMON.isdisjoint(each))
        for word, each in zip(words, held, strict=True)
    )
