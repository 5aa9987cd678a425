"""Reads simple tables and `key: value` lines as slots.

What enters is raw text; what leaves are slots as JSON would give them: a Markdown table, comma-separated lines and an
HTML table are arrays of records, a run of `key: value` lines is one record. Other lines are left to the reader of
prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guards.contradiction.delimited import html_slots, separated, separated_height
from guards.contradiction.jsontext import Slot

_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_CELL = re.compile(r"[^|]+")
_PAIR = re.compile(
    r"\s*(?:[-*•]\s+)?\**(?P<key>[A-Za-z][\w /()&'-]{0,48}?)\**\s*:\**\s+"
    r"(?P<value>[^\s{(\[][^\n;{}()=]{0,118}?|\([^\w\s]?\d[\d,.]*\))\s*$"
)
_VALUE_WORDS_MAX = 5
"""A longer right side is prose that happens to have a colon."""


def table_slots(text: str) -> tuple[list[Slot], list[tuple[int, int]]]:
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


def _block(text: str, lines: list[tuple[int, int]], first: int, number: int) -> tuple[int, Iterable[Slot]]:
    """How many lines from this one on belong together, and what they hold."""
    start, end = lines[first]
    if text.find("|", start, end) >= 0:
        if rows := _table_height(text, lines, first):
            return rows, _table(text, lines[first : first + rows], number)
        if rows := separated_height(text, lines, first):
            return rows, separated(text, lines[first : first + rows], number)
        if found := _pairs_beside(text, start, end, number):
            return 1, found
    elif rows := separated_height(text, lines, first):
        return rows, separated(text, lines[first : first + rows], number)
    if text.find(":", start, end) >= 0:
        rows = _pairs_height(text, lines, first)
        return rows, _pairs(text, lines[first : first + rows], number)
    return 0, ()


def _table_height(text: str, lines: list[tuple[int, int]], first: int) -> int:
    if (
        first + 2 >= len(lines)
        or "|" not in text[slice(*lines[first])]
        or not _RULE.match(text[slice(*lines[first + 1])])
    ):
        return 0
    height = 2
    while first + height < len(lines) and "|" in text[slice(*lines[first + height])]:
        height += 1
    return height if height > 2 else 0


def _table(text: str, lines: list[tuple[int, int]], number: int) -> Iterator[Slot]:
    names = [text[start:end].strip(" *`") for start, end in _cells(text, *lines[0])]
    for row, line in enumerate(lines[2:]):
        for name, (start, end) in zip(names, _cells(text, *line), strict=False):
            if name and start < end:
                yield Slot((number, row, name), text[start:end], start, end)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    line = text[start:end]
    shift = len(line) - len(line.lstrip())
    inner = start + shift + (line[shift : shift + 1] == "|")
    for match in _CELL.finditer(text, inner, end):
        stripped = match[0].strip(" \t*`\r")
        begin = match.start() + match[0].find(stripped) if stripped else match.start()
        found.append((begin, begin + len(stripped)))
    return found


def _pairs_beside(text: str, start: int, end: int, number: int) -> list[Slot]:
    """The pairs of one line: "Severity: high | Opened: 3 May | Owner: Jonas"."""
    parts = [match.span() for match in _CELL.finditer(text, start, end)]
    found = [slot for part in parts for slot in _pairs(text, [part], number)]
    return found if len(found) > 1 and len(found) >= len(parts) - 1 else []


def _pairs_height(text: str, lines: list[tuple[int, int]], first: int) -> int:
    height = 0
    while first + height < len(lines):
        start, end = lines[first + height]
        match = _PAIR.match(text[start:end]) if end - start < 200 and text.find(":", start, end) >= 0 else None
        if match is None or len(match["value"].split()) > _VALUE_WORDS_MAX or match["value"].endswith((":", "?")):
            break
        if height and lines[first + height - 1][1] + 1 < start and "\n\n" in text[lines[first + height - 1][1] : start]:
            break
        height += 1
    return height


def _pairs(text: str, lines: list[tuple[int, int]], number: int) -> Iterator[Slot]:
    for start, end in lines:
        match = _PAIR.match(text[start:end])
        if match is not None:
            low, high = start + match.start("value"), start + match.end("value")
            yield Slot((number, match["key"].strip()), text[low:high], low, high)
