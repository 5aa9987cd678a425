"""Reads simple tables and `key: value` lines as slots.

What enters is raw text; what leaves are slots as JSON would give them: a Markdown table, comma-separated lines and an
HTML table are arrays of records, a run of `key: value` lines is one record. Other lines are left to the reader of
prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guards.contradiction.facts.delimited import Place, Read, html_slots, records, separated, separated_height
from guards.contradiction.facts.jsontext import Slot

_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")
_PAIR = re.compile(
    r"\s*(?:[-*•]\s+)?\**(?P<key>[A-Za-z][\w /()&'-]{0,48}?)\**\s*:\**\s+"
    r"(?P<value>[^\s{(\[][^\n;{}()=]{0,118}?|\([^\w\s]?\d[\d,.]*\))\s*$"
)
_PAIR_MAX = 200
_VALUE_WORDS_MAX = 5
"""A longer right side is prose that happens to have a colon."""


def table_slots(text: str) -> Read:
    """Slots of the text's tables and pairs, and the stretches they were read from."""
    lines = [(match.start(), match.end()) for match in _LINE.finditer(text)]
    slots, used = html_slots(text)
    html = tuple(used)
    position = 0
    while position < len(lines):
        start, end = lines[position]
        if any(start < high and low < end for low, high in html):
            position += 1
            continue
        rows, found = _block(text, lines, position, len(used))
        if rows:
            slots += found
            used.append((start, lines[position + rows - 1][1]))
        position += rows or 1
    return slots, sorted(used)


def _block(text: str, lines: list[Place], first: int, number: int) -> tuple[int, Iterable[Slot]]:
    """How many lines from this one on belong together, and what they hold."""
    start, end = lines[first]
    barred = text.find("|", start, end) >= 0
    if barred and (rows := _table_height(text, lines, first)):
        names, _, *below = [_cells(text, *line) for line in lines[first : first + rows]]
        return rows, records(text, [text[slice(*name)] for name in names], below, number)
    if rows := separated_height(text, lines, first):
        return rows, separated(text, lines[first : first + rows], number)
    if barred and (found := _pairs_beside(text, start, end, number)):
        return 1, found
    rows = _pairs_height(text, lines, first) if text.find(":", start, end) >= 0 else 0
    return rows, _pairs(text, lines[first : first + rows], number)


def _table_height(text: str, lines: list[Place], first: int) -> int:
    if first + 2 >= len(lines) or not _RULE.match(text[slice(*lines[first + 1])]):
        return 0
    height = 2
    while first + height < len(lines) and "|" in text[slice(*lines[first + height])]:
        height += 1
    return height if height > 2 else 0


def _cells(text: str, start: int, end: int) -> list[Place]:
    """The cells of a line, an empty one in its place; the bars at its ends part nothing."""
    line = text[start:end].rstrip()
    start += len(line) - len(line.lstrip())
    bars = [match.start() for match in _BAR.finditer(text, start, start + len(line.lstrip()))]
    begins = [start, *(bar + 1 for bar in bars)][bars[:1] == [start] :]
    ends = [*bars[bars[:1] == [start] :], start + len(line.lstrip())]
    found = []
    for begin, stop in zip(begins, ends, strict=True):
        stripped = text[begin:stop].strip(" \t*`\r")
        at = text.find(stripped, begin, stop) if stripped else begin
        found.append((at, at + len(stripped)))
    return found[:-1] if begins[-1] >= ends[-1] else found


def _pairs_beside(text: str, start: int, end: int, number: int) -> list[Slot]:
    """The pairs of one line: "Severity: high | Opened: 3 May | Owner: Jonas"."""
    parts = [part for part in _cells(text, start, end) if part[0] < part[1]]
    found = [slot for part in parts for slot in _pairs(text, [part], number)]
    return found if len(found) > 1 and len(found) >= len(parts) - 1 else []


def _pairs_height(text: str, lines: list[Place], first: int) -> int:
    height = 0
    while first + height < len(lines):
        start, end = lines[first + height]
        match = _PAIR.match(text[start:end]) if end - start < _PAIR_MAX and text.find(":", start, end) >= 0 else None
        if match is None or len(match["value"].split()) > _VALUE_WORDS_MAX or match["value"].endswith((":", "?")):
            break
        if height and "\n\n" in text[lines[first + height - 1][1] : start]:
            break
        height += 1
    return height


def _pairs(text: str, lines: list[Place], number: int) -> Iterator[Slot]:
    for start, end in lines:
        if (match := _PAIR.match(text[start:end])) is not None:
            low, high = start + match.start("value"), start + match.end("value")
            yield Slot((number, match["key"].strip()), text[low:high], low, high)
