"""Labels of markup: tables and lists of HTML, elements of XML.

What enters is a text; what leaves are fields with what the labels beside them speak for, or nothing where the text has
no sign of any. Tags are read as they come: nothing is built, and what is not closed is read as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from guards.pii.labels.fields import Field
from guards.pii.labels.meaning import said_by
from guards.pii.labels.records import Evidence, evidence_beside

_CELL = re.compile(
    r"<(?P<tag>table|tr|th|td|dt|dd)\b[^<>]{0,300}>(?:\s*<(?!/?t[rhd]\b|/?d[td]\b)[^<>]{0,200}>)*+(?P<said>[^<>]*+)",
    re.IGNORECASE,
)
_ELEMENT = re.compile(
    r"<(?P<name>[A-Za-z][\w:.-]{0,60}+)(?:\s[^<>]{0,300})?>\s*+(?P<said>[^<>\s][^<>]{0,200})</(?P=name)\s*>"
)
# Elements of one record stand near each other.
_NEAR = 10
_HTML_WORDS = "td th tr p div span a b i li ul ol h1 h2 h3 h4 em strong code pre title body html head script"
_HTML = frozenset(_HTML_WORDS.split())

Judged = tuple[Field, Evidence]
Cell = tuple[int, int]


def markup_in(text: str) -> Iterator[Judged]:
    """The values of a text's markup whose label is known.

    >>> text = "<dl><dt>Passport no.</dt><dd>912803456</dd></dl><p><LastName>Price</LastName>"
    >>> [text[field.start : field.stop] for field, _ in markup_in(text)]
    ['912803456', 'Price']
    """
    if "</" in text:
        yield from _rows(text)
        yield from _elements(text)


def _stripped(text: str, start: int, end: int) -> Cell:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), start + len(said.rstrip()) if said.strip() else start


def _rows(text: str) -> Iterator[Judged]:
    header: list[Cell] = []
    row: list[tuple[str, Cell]] = []
    term: Cell | None = None
    for found in _CELL.finditer(text):
        tag, cell = found["tag"].lower(), _stripped(text, *found.span("said"))
        if tag in ("table", "tr"):
            header = yield from _row(text, header, row)
            row = []
            header = [] if tag == "table" else header
        elif tag in ("th", "td"):
            row.append((tag, cell))
        elif tag == "dt":
            term = cell
        elif term is not None:
            yield from _fields(text, [term], [cell])
            term = None
    yield from _row(text, header, row)


def _row(text: str, header: list[Cell], row: list[tuple[str, Cell]]) -> Generator[Judged, None, list[Cell]]:
    """The fields of one row; returns the header that holds below."""
    if not row:
        return header
    cells = [cell for _, cell in row]
    tags = {tag for tag, _ in row}
    if tags == {"th"} or (not header and len(cells) > 2):
        return cells
    if row[0][0] == "th" or (not header and len(cells) == 2):
        yield from _fields(text, cells[:1], cells[1:2])
    elif len(header) == len(cells):
        yield from _fields(text, header, cells)
    return header


def _fields(text: str, labels: Sequence[Cell], cells: Sequence[Cell]) -> Iterator[Judged]:
    names = [text[start:end] for start, end in labels]
    for number, (label, (start, end)) in enumerate(zip(labels, cells, strict=False)):
        said = said_by(names[number])
        if said is not None and start < end:
            others = evidence_beside(names[:number] + names[number + 1 :]) if len(names) > 1 else Evidence(1)
            yield Field(said, label[0], start, end, True, True), others


def _elements(text: str) -> Iterator[Judged]:
    found = [each for each in _ELEMENT.finditer(text) if each["name"].lower() not in _HTML]
    names = [each["name"] for each in found]
    for number, each in enumerate(found):
        said = said_by(each["name"].rpartition(":")[2])
        if said is not None:
            start, end = _stripped(text, *each.span("said"))
            others = names[max(number - _NEAR, 0) : number] + names[number + 1 : number + _NEAR]
            yield Field(said, each.start(), start, end, True, True), evidence_beside(others)
