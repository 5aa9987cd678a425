"""Columns: comma-separated, tabbed and Markdown tables, and rows of a label and its value.

What enters is a text; what leaves are fields, each the cell under a header that the label table knows, with what the
other headers speak for. A header is a line of short cells, one of them known, above lines of as many cells.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from guards.pii.labels.fields import Field
from guards.pii.labels.meaning import Said, may_mean, said_by
from guards.pii.labels.records import Evidence, evidence_beside

_DELIMITERS = "|\t;,"
_HEADER_CELL_MAX = 48
_CELLS_MAX = 60
_LINE_MAX = 4_000
# Signs of a value, or of another form than a table's; and more words than a header of a line of commas has.
_NO_HEADER = re.compile(r"[:={}<>@]|(?<![^\W_])\d{2}")
_WORDS_MAX = 4
# Behind the label of a cell.
_ENDS_CELL = re.compile(r"[^|,;\t\n]{0,24}(?:[|,;\t\n]|\Z)")
_RULE = re.compile(r"[\s|:+=-]+")
_QUOTED_CELL = re.compile(r'\s*"((?:[^"]|"")*+)"\s*')
_SIGNS = " \t*`\r_"

Cell = tuple[int, int]
Judged = tuple[Field, Evidence]


def tables_in(text: str, ends: Sequence[int]) -> Iterator[Judged]:
    """The cells of a text's tables whose header is known.

    >>> text = "id,last_name,ssn\\n1,Price,536904399\\n2,Reed,457120093"
    >>> from guards.pii.labels.hits import ends_of_labels
    >>> [text[field.start : field.stop] for field, _ in tables_in(text, ends_of_labels(text))]
    ['Price', '536904399', 'Reed', '457120093']
    """
    over = -1
    for label_end in ends:
        if label_end < over or _ENDS_CELL.match(text, label_end) is None:
            continue
        start, end = _line_around(text, label_end)
        over = end + 1
        delimiter = _delimiter(text, start, end)
        # Prose has commas too, and long stretches between them.
        if not delimiter or end - start > _LINE_MAX or text.find('":', start, end) >= 0:
            continue
        if end - start > _HEADER_CELL_MAX * (text.count(delimiter, start, end) + 1):
            continue
        cells = _cells(text, start, end, delimiter)
        labels = _labels(text, cells, delimiter)
        height = 0
        if labels and not _are_pairs(text, start, end, delimiter, cells):
            over = yield from _below(text, end, delimiter, cells, labels)
            height = over - end - 1
        if not height and delimiter in "|\t":
            yield from _pair(text, cells)


def _line_around(text: str, at: int) -> Cell:
    """The line of a place, as far as a header may reach."""
    low = max(at - _LINE_MAX, 0)
    start = text.rfind("\n", low, at) + 1
    return start or low, _line_end(text, at)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at, at + _LINE_MAX)
    return end if end >= 0 else min(len(text), at + _LINE_MAX)


def _delimiter(text: str, start: int, end: int) -> str:
    return next((sign for sign in _DELIMITERS if text.find(sign, start, end) >= 0), "")


def _cells(text: str, start: int, end: int, delimiter: str) -> list[Cell]:
    """The cells of a line, without the spaces and marks around; the bars at a line's ends part nothing."""
    found: list[Cell] = []
    at = start
    while at <= end and len(found) <= _CELLS_MAX:
        quoted = _QUOTED_CELL.match(text, at, end) if text.find('"', at, end) >= 0 else None
        if quoted is not None:
            found.append(quoted.span(1))
            stop = quoted.end()
        else:
            stop = text.find(delimiter, at, end)
            stop = end if stop < 0 else stop
            found.append(_stripped(text, at, stop))
        at = stop + 1
    if delimiter == "|":
        found = found[found[0][0] == found[0][1] :]
        if found and found[-1][0] == found[-1][1]:
            found.pop()
    return found


def _stripped(text: str, start: int, end: int) -> Cell:
    while start < end and text[start] in _SIGNS:
        start += 1
    while end > start and text[end - 1] in _SIGNS:
        end -= 1
    return start, end


def _labels(text: str, cells: Sequence[Cell], delimiter: str) -> dict[int, Said]:
    """The known headers of a line, by column; none where a cell of it is no header."""
    if not 1 < len(cells) <= _CELLS_MAX or any(end - start > _HEADER_CELL_MAX for start, end in cells):
        return {}
    if any(_NO_HEADER.search(text, start, end) for start, end in cells):
        return {}
    if delimiter in ",;" and not all(start < end and text.count(" ", start, end) < _WORDS_MAX for start, end in cells):
        return {}
    known: dict[int, Said] = {}
    for column, (start, end) in enumerate(cells):
        label = text[start:end]
        if (label.endswith(")") or may_mean(label)) and (said := said_by(label)) is not None:
            known[column] = said
    return known


def _are_pairs(text: str, start: int, end: int, delimiter: str, cells: Sequence[Cell]) -> bool:
    """Two columns of which the first holds labels, this line's and the next one's, or below a rule."""
    if len(cells) != 2 or delimiter not in "|\t":
        return False
    if start > 1 and _RULE.fullmatch(text, _line_around(text, start - 1)[0], start - 1):
        return True
    below = _cells(text, end + 1, _line_end(text, end + 1), delimiter) if end < len(text) else []
    return len(below) == 2 and said_by(text[slice(*below[0])]) is not None and said_by(text[slice(*cells[1])]) is None


def _below(
    text: str, end: int, delimiter: str, header: Sequence[Cell], labels: dict[int, Said]
) -> Generator[Judged, None, int]:
    """The labelled cells of the rows under a header; returns where the next line begins."""
    names = [text[slice(*cell)] for cell in header]
    evidence = {column: evidence_beside(names[:column] + names[column + 1 :]) for column in labels}
    start, first = end + 1, True
    while start < len(text):
        end = _line_end(text, start)
        if first and start < end and _RULE.fullmatch(text, start, end):
            start, first = end + 1, False
            continue
        cells = _cells(text, start, end, delimiter) if text.find(delimiter, start, end) >= 0 else []
        if len(cells) != len(header):
            break
        for column, said in labels.items():
            begin, stop = cells[column]
            if begin < stop:
                yield Field(said, header[column][0], begin, stop, True, True), evidence[column]
        start, first = end + 1, False
    return start


def _pair(text: str, cells: Sequence[Cell]) -> Iterator[Judged]:
    """A row of a label and its value."""
    if len(cells) != 2 or cells[0][1] - cells[0][0] > _HEADER_CELL_MAX:
        return
    label, value = (text[start:end] for start, end in cells)
    said = said_by(label) if may_mean(label) else None
    if said is not None and value and said_by(value) is None:
        yield Field(said, cells[0][0], *cells[1], True, True), Evidence(1)
