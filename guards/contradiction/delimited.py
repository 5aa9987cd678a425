"""Reads comma- or tab-separated lines and HTML tables as the records that JSON would give.

What enters is raw text; what leaves are slots with their places and the stretches they were read from. Loose on
purpose: a table that is cut, or a cell that holds markup, gives what can be read of it and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.contradiction.jsontext import Slot

Place = tuple[int, int]
Read = tuple[list[Slot], list[Place]]

_HEADER_WORDS_MAX = 4
_HEADER_MAX = 400
_LINE_MAX = 2_000
_FIELD = re.compile(r' *(?:"((?:[^"]|"")*)"|([^",\t;|]*)) *')
_TABLE = re.compile(r"<table\b[^>]*>(.*?)(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TR = re.compile(r"<tr\b[^>]*>(.*?)(?=<tr\b|</tr|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(?:\s|<[^<>]{0,200}>)*([^<]*)", re.IGNORECASE)


def html_slots(text: str) -> Read:
    """Slots of the HTML tables: the first row names the columns."""
    slots: list[Slot] = []
    used: list[Place] = []
    for table in _TABLE.finditer(text) if "<t" in text or "<T" in text else ():
        rows = [_html_row(text, *row.span(1)) for row in _TR.finditer(text, *table.span(1))]
        if len(rows) > 1:
            slots += _records(text, rows, len(used))
            used.append(table.span())
    return slots, used


def _html_row(text: str, start: int, end: int) -> list[Place]:
    return [_stripped(text, *cell.span(1)) for cell in _CELL.finditer(text, start, end)]


def _stripped(text: str, start: int, end: int) -> Place:
    part = text[start:end]
    begin = start + len(part) - len(part.lstrip())
    return begin, max(begin, start + len(part.rstrip()))


def separated_height(text: str, lines: list[Place], first: int) -> int:
    """How many lines from this one on are rows of as many fields under a header; none where they are prose."""
    start, end = lines[first]
    if end - start > _HEADER_MAX or text[end - 1] in ".!?:":
        return 0
    names = _fields(text, start, end)
    if len(names) < 2 or not all(_is_name(text[start:end]) for start, end in names):
        return 0
    height = 1
    while first + height < len(lines) and len(_fields(text, *lines[first + height])) == len(names):
        if text[lines[first + height - 1][1] : lines[first + height][0]].count("\n") > 1:
            break
        height += 1
    # Two lines of as many commas are a coincidence; a table of one record has a value that is no word.
    whole = height > 2 or (height == 2 and len(names) > 2 and _has_value(text, _fields(text, *lines[first + 1])))
    return height if whole else 0


def separated(text: str, lines: list[Place], number: int) -> Iterator[Slot]:
    """The slots of such lines."""
    yield from _records(text, [_fields(text, *line) for line in lines], number)


def _fields(text: str, start: int, end: int) -> list[Place]:
    if end - start > _LINE_MAX:
        return []
    mark = next((mark for mark in "|\t;," if text.find(mark, start, end) >= 0), "")
    found: list[Place] = []
    while mark and start <= end:
        match = _FIELD.match(text, start, end)
        if match is None or (match.end() < end and text[match.end()] != mark):
            return []
        found.append(_stripped(text, *(match.span(1) if match[1] is not None else match.span(2))))
        start = match.end() + 1
        if match.end() >= end:
            break
    return found


def _is_name(text: str) -> bool:
    return 0 < len(text.split()) <= _HEADER_WORDS_MAX and not text[:1].isdigit() and text[-1:] not in ".!?"


def _has_value(text: str, fields: list[Place]) -> bool:
    return any(text[start:end][:1].isdigit() for start, end in fields)


def _records(text: str, rows: list[list[Place]], number: int) -> Iterator[Slot]:
    names = [text[start:end] for start, end in rows[0]]
    for row, cells in enumerate(rows[1:]):
        for name, (start, end) in zip(names, cells, strict=False):
            if name and start < end:
                yield Slot((number, row, name), text[start:end], start, end)
