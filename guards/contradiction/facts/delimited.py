"""Reads comma- or tab-separated lines and HTML tables as the records that JSON would give.

What enters is raw text; what leaves are slots with their places and the stretches they were read from. Loose on
purpose: a table that is cut, or a cell that holds markup, gives what can be read of it and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guards.contradiction.facts.jsontext import Slot

Place = tuple[int, int]
Read = tuple[list[Slot], list[Place]]

_HEADER_WORDS_MAX = 4
_HEADER_MAX = 400
_LINE_MAX = 2_000
_SPAN_MAX = 50
"""Columns or rows that one cell is read to cover."""
_FIELD = re.compile(r' *(?:"((?:[^"]|"")*)"|([^",\t;|]*)) *')
_TABLE = re.compile(r"<table\b[^<>]{0,300}>(.*?)(?:</table|\Z)", re.IGNORECASE | re.DOTALL)
_TR = re.compile(r"<tr\b[^<>]{0,300}>(.*?)(?=<tr\b|</tr|\Z)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t([hd])\b([^<>]{0,300})>(?:\s|<[^<>]{0,200}>)*+([^<]*)", re.IGNORECASE)
_SPANS = re.compile(r"\b(col|row)span\s?=\s?[\"']?(\d{1,3})", re.IGNORECASE)


def records(text: str, names: Sequence[str], rows: Sequence[Sequence[Place]], number: int) -> Iterator[Slot]:
    """The slots of rows under the names of their columns. A row of one cell names the section that follows it."""
    section: tuple[str, ...] = ()
    for row, cells in enumerate(rows):
        if len(cells) > 1 and len(set(cells)) == 1:
            section = (text[slice(*cells[0])],)
            continue
        for name, (start, end) in zip(names, cells, strict=False):
            if name and start < end:
                yield Slot((number, *section, row, name), text[start:end], start, end)


def html_slots(text: str) -> Read:
    """Slots of the HTML tables. The first rows that are all headers name the columns, else the first row; rows of one
    header and one value are the fields of one record."""
    slots: list[Slot] = []
    used: list[Place] = []
    for table in _TABLE.finditer(text) if "<t" in text or "<T" in text else ():
        grid, heads = _grid(text, *table.span(1))
        if grid and all(row == [True, False] for row in heads):
            slots += [Slot((len(used), text[slice(*key)]), text[slice(*cell)], *cell) for key, cell in grid]
        elif len(grid) > 1:
            height = min(next((n for n, row in enumerate(heads) if not all(row)), 1) or 1, len(grid) - 1)
            names = [" ".join(dict.fromkeys(text[slice(*one)] for one in column)) for column in _columns(grid[:height])]
            slots += records(text, names, grid[height:], len(used))
        else:
            continue
        used.append(table.span())
    return slots, used


def _columns(rows: list[list[Place]]) -> list[tuple[Place, ...]]:
    width = max(map(len, rows))
    return list(zip(*([*row, *[(0, 0)] * (width - len(row))] for row in rows), strict=True))


def _grid(text: str, start: int, end: int) -> tuple[list[list[Place]], list[list[bool]]]:
    """The cells of each row, those that span several in each of them, and which of them are headers."""
    grid, heads = [], []
    held: dict[int, tuple[int, Place, bool]] = {}
    for row in _TR.finditer(text, start, end):
        places: list[Place] = []
        kinds: list[bool] = []
        below: dict[int, tuple[int, Place, bool]] = {}
        cells = iter(_CELL.finditer(text, *row.span(1)))
        while len(places) < _LINE_MAX:
            if (kept := held.get(len(places))) is not None:
                height, place, head, width = kept[0] - 1, kept[1], kept[2], 1
            elif (cell := next(cells, None)) is not None:
                spans = {name.lower(): min(int(size), _SPAN_MAX) for name, size in _SPANS.findall(cell[2])}
                height, place = spans.get("row", 1) - 1, _stripped(text, *cell.span(3))
                head, width = cell[1] in "hH", max(1, spans.get("col", 1))
            else:
                break
            below |= {len(places) + n: (height, place, head) for n in range(width if height > 0 else 0)}
            places += [place] * width
            kinds += [head] * width
        held = below
        if places:
            grid.append(places)
            heads.append(kinds)
    return grid, heads


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
    fields = _fields(text, *lines[first + 1]) if height > 1 else []
    valued = len(names) > 2 and any(text[start:end][:1].isdigit() for start, end in fields)
    return height if height > 2 or valued else 0


def separated(text: str, lines: list[Place], number: int) -> Iterator[Slot]:
    """The slots of such lines."""
    names, *rows = [_fields(text, *line) for line in lines]
    yield from records(text, [text[slice(*name)] for name in names], rows, number)


def _fields(text: str, start: int, end: int) -> list[Place]:
    mark = next((mark for mark in "|\t;," if text.find(mark, start, end) >= 0), "")
    found: list[Place] = []
    while mark and start <= end <= start + _LINE_MAX:
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
