"""Columns of SQL dumps: `INSERT` with its column list or the table's, and `COPY … FROM stdin`.

What enters is a text; what leaves are the values under columns that the label table knows, with what the other columns
speak for. Statements are read as they come, one after another; what is not closed is read as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from guards.pii.labels.fields import Field
from guards.pii.labels.meaning import Said, said_by
from guards.pii.labels.records import Evidence, evidence_beside

_CREATE = re.compile(
    r"\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(?P<table>[\w.\"`\[\]]{1,100})\s*\((?P<body>[^;]{1,8000})",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"\s*([\"`\[]?\w{1,64}[\"`\]]?)\s+\w[^(),]*+(?:\([^()]*+\)[^(),]*+)*+,?")
_INSERT = re.compile(
    r"\binsert\s+into\s+(?P<table>[\w.\"`\[\]]{1,100})\s*(?:\((?P<columns>[^()]{1,4000})\)\s*)?values\s*", re.IGNORECASE
)
_COPY = re.compile(r"\bcopy\s+[\w.\"]{1,100}\s*\((?P<columns>[^()]{1,4000})\)\s+from\s+stdin;?[^\n]*\n", re.IGNORECASE)
_TUPLE = re.compile(r"\s*,?\s*\(((?:'(?:[^']|'')*+'|[^'()])*+)\)")
_VALUE = re.compile(r"\s*(?:[NE]?'((?:[^']|'')*+)'|([^,']*+))\s*(?:,|\Z)")
_COLUMNS_MAX, _NEAR = 200, 20
_WORDS = ("INSERT", "insert", "COPY", "copy")

Judged = tuple[Field, Evidence]
Cells = Sequence[tuple[int, int]]
Known = dict[int, tuple[Said, Evidence]]


def columns_in(text: str) -> Iterator[Judged]:
    """The values of a dump's known columns.

    >>> text = "INSERT INTO t (id, ssn) VALUES (1, '536904399'), (2, '457120093')"
    >>> [text[field.start : field.stop] for field, _ in columns_in(text)]
    ['536904399', '457120093']
    >>> text = "CREATE TABLE `p` (`id` int, `dob` date); INSERT INTO `p` VALUES (1,'1980-01-02');"
    >>> [text[field.start : field.stop] for field, _ in columns_in(text)]
    ['1980-01-02']
    """
    if not any(word in text for word in _WORDS):
        return
    tables = {_bare(found["table"]): _columns(found["body"]) for found in _CREATE.finditer(text)}
    for found in _INSERT.finditer(text):
        names = _names(found["columns"]) if found["columns"] else tables.get(_bare(found["table"]), [])
        at, known = found.end(), _known(names)
        while (row := _TUPLE.match(text, at)) is not None:
            at = row.end()
            values = (value.span(1 if value[1] is not None else 2) for value in _VALUE.finditer(text, *row.span(1)))
            yield from _row(text, known, list(values), found.start())
    over = 0
    while (copy := _COPY.search(text, over)) is not None:
        over = yield from _copied(text, _names(copy["columns"]), copy)


def _copied(text: str, names: Sequence[str], copy: re.Match[str]) -> Generator[Judged, None, int]:
    """The rows of one `COPY`; returns where they end, so that no line is read for two of them."""
    start, known = copy.end(), _known(names)
    while start < len(text) and not text.startswith("\\.", start):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        cells, at = [], start
        for cell in text[start:end].split("\t"):
            cells.append((at, at + len(cell)))
            at += len(cell) + 1
        if len(cells) != len(names):
            break
        yield from _row(text, known, cells, copy.start())
        start = end + 1
    return min(start, len(text))


def _known(names: Sequence[str]) -> Known:
    """The columns that the table knows, each with what the others speak for."""
    known = {}
    for number, name in enumerate(names[:_COLUMNS_MAX]):
        said = said_by(name)
        if said is not None:
            near = [*names[max(number - _NEAR, 0) : number], *names[number + 1 : number + _NEAR]]
            known[number] = said, evidence_beside(near)
    return known


def _row(text: str, known: Known, cells: Cells, at: int) -> Iterator[Judged]:
    for number, (said, evidence) in known.items():
        start, end = cells[number] if number < len(cells) else (0, 0)
        value = text[start:end]
        if value.strip():
            first, last = end - len(value.lstrip()), start + len(value.rstrip())
            yield Field(said, at, first, last, True, True), evidence


def _names(columns: str) -> list[str]:
    return [_bare(name) for name in columns.split(",")]


def _columns(body: str) -> list[str]:
    return [_bare(found[1]) for found in _COLUMN.finditer(body)]


def _bare(name: str) -> str:
    return name.strip(' \t\r\n"`[]')
