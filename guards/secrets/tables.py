"""Secrets in the columns of a table: the head of a column names what stands beneath, in CSV, TSV and Markdown.

What enters is plain text; what leaves are candidates for the cells alone. A head is a line of names of which one is
a secret's; its rows are the lines behind it with as many cells. Each line is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guards.secrets.assigned import named_secret
from guards.secrets.candidate import Candidate, Finder
from guards.secrets.codes import named_code, names_code
from guards.secrets.looks import looks_secret
from guards.secrets.names import HEAD, HINT, named

_FLAGS: Final = re.IGNORECASE | re.ASCII
_SEPARATORS: Final = ("\t", "|", ";", ",")
_LINE: Final = re.compile(r"^[^\n]*$", re.MULTILINE)
_CELLS_MAX, _ROWS_MAX = 40, 5_000
_RULE: Final = re.compile(r"[\s|:+=-]*")
_HEAD_CELL: Final = re.compile(r"[A-Za-z#][\w ./#%-]{0,39}", re.ASCII)
_PIN: Final = re.compile(r"[0-9]{4,8}")
_BORDERS: Final = " \t\"'`*_"
_CODES: Final = (
    r"cv[vc]2?|csc|(?:gate|door|alarm|access|entry|lock ?box|security|verification)[ _-]?(?:code|pin)|otp"
    r"|security[ _-]?answer"
)


def _cells(text: str, start: int, end: int, separator: str) -> list[tuple[int, int]]:
    """Start and end of every cell of a line, without blanks and quotes; a separator in quotes parts nothing."""
    cells, begun, quoted = [], start, False
    for place in range(start, end):
        letter = text[place]
        if letter == '"' and separator in ",;":
            quoted = not quoted
        elif letter == separator and not quoted:
            cells.append(_bare(text, begun, place))
            begun = place + 1
    cells.append(_bare(text, begun, end))
    return cells


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    cell = text[start:end]
    left = cell.lstrip(_BORDERS)
    start += len(cell) - len(left)
    return start, start + len(left.rstrip(_BORDERS + "\r"))


def _columns(text: str, start: int, end: int) -> tuple[str, int, dict[int, str]]:
    """The separator, the number of cells and the named columns of a head; no columns where the line is none.

    A line of code has commas too: every cell of a head is a name, and nothing stands before the first or behind the
    last but the border of a Markdown table.
    """
    bordered = text[start:end].strip().startswith("|")
    for separator in ("|",) if bordered else _SEPARATORS:
        if text.find(separator, start, end) < 0:
            continue
        cells = [text[first:last] for first, last in _cells(text, start, end, separator)]
        heads = cells[1:-1] if bordered else cells
        if 2 <= len(heads) <= _CELLS_MAX and all(map(_HEAD_CELL.fullmatch, heads)) and not text[start].isspace():
            return separator, len(cells), {number: cell for number, cell in enumerate(cells) if _is_name(cell)}
    return "", 0, {}


def _is_name(cell: str) -> bool:
    if cell.count(" ") > 2 or not cell:
        return False
    return named(cell) is not None or names_code(cell.replace(" ", "_")) is not None


def _tabled(text: str) -> Iterator[Candidate]:
    separator, width, rows = "", 0, 0
    names: dict[int, str] = {}
    for line in _LINE.finditer(text):
        start, end = line.span()
        if start == end and names and rows:
            names = {}
        if names and _RULE.fullmatch(text, start, end):
            continue
        cells = _cells(text, start, end, separator) if names and text.find(separator, start, end) >= 0 else []
        if len(cells) == width and rows < _ROWS_MAX and cells:
            rows += 1
            for number, name in names.items():
                yield from _judged(text, name, *cells[number])
            continue
        separator, width, names = _columns(text, start, end) if end - start < 1_000 else ("", 0, {})
        rows = 0


def _judged(text: str, name: str, start: int, end: int) -> Iterator[Candidate]:
    value = text[start:end]
    rule = named_secret(name, value) or named_code(name.replace(" ", "_"), value)
    if rule in ("PASSWORD", "SECRET_KEY") and not (_PIN.fullmatch(value) or looks_secret(value, "strong")):
        return  # a word in a table says something of a password
    if rule:
        yield Candidate(rule, start, end, 0.8)


TABLES: Final = (
    Finder(
        re.compile(rf"(?:{HINT}|{_CODES})[\"'`*_]{{0,3}}\s{{0,8}}[,;|\t\n]", _FLAGS),
        _tabled,
        rf"{HEAD}|(?i:{_CODES})",
    ),
)
