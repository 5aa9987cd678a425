"""Cuts in rows and markup: no cut takes a delimiter, a quote or a tag with it.

What enters are a text and its cuts; what leaves are cuts of the same types that leave tables their cells and elements
their ends. A cut over several cells falls into one for each. CSV: RFC 4180.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from guards.redaction.cuts import Cut

# Nothing else of a text can be a delimiter, a quote, a tag or a fence.
_SIGNS = re.compile(r'[,;\t|"\n<>`]')
_DELIMITERS = "\t|;,"
_FENCE = re.compile(r"^[ \t>]*```[A-Za-z0-9_+-]{0,20}[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"</?([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,400})?/?>")
_CLOSING = re.compile(r"</([A-Za-z][\w:.-]{0,60})")
_TAG_TAIL = re.compile(r"[^<>]{0,400}>")
_TAG_HEAD = re.compile(r"</?([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,400})?\Z")
_ATTRIBUTE = re.compile(r"""["']\s*(?:[\w:.-]{1,60}\s*=\s*["'])?|\s+[\w:.-]{1,60}\s*=\s*["']""")
_TAG_REACH = 400
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})

# So many delimiters in each of two lines are no sentences, whatever stands behind them.
_SURE_CELLS = 3

Part = tuple[int, int]


def apart(text: str, cuts: Sequence[Cut]) -> Sequence[Cut]:
    """The cuts without delimiters, quotes around cells, and tags; in order and apart, as they came.

    >>> text = "name,city\\nNora Quist,Ghent\\n"
    >>> [text[cut.start : cut.end] for cut in apart(text, [Cut(10, 26, "<X>", "X")])]
    ['Nora Quist', 'Ghent']
    """
    if not takes_signs(text, cuts):
        return cuts
    rows, elements = _Rows(text), _closed(text)
    return [cut._replace(start=start, end=end) for cut in cuts for start, end in _parts(text, cut, rows, elements)]


def takes_signs(text: str, cuts: Sequence[Cut]) -> bool:
    """True where a cut holds what may be a delimiter, a quote or part of a tag."""
    return any(_SIGNS.search(text, cut.start, cut.end) for cut in cuts)


def _parts(text: str, cut: Cut, rows: _Rows, elements: frozenset[str]) -> Sequence[Part]:
    if not _SIGNS.search(text, cut.start, cut.end):
        return [(cut.start, cut.end)]
    blocks = _outside_fences(text, cut.start, cut.end)
    outer = [part for block in blocks for part in _outside_tags(text, *block, elements)]
    return [part for each in outer for cell in rows.cells(*each) for part in _trimmed(text, *cell)]


def _trimmed(text: str, start: int, end: int) -> Iterator[Part]:
    """The part without the blanks around it, if there is more to it."""
    said = text[start:end]
    if said.strip():
        yield end - len(said.lstrip()), start + len(said.rstrip())


def _outside_fences(text: str, start: int, end: int) -> list[Part]:
    """A fence opens and closes a block, whatever a finder takes its word for."""
    if "```" not in text[start:end]:
        return [(start, end)]
    parts, at = [], start
    for fence in _FENCE.finditer(text, start):
        if fence.start() >= end:
            break
        parts.append((at, fence.start()))
        at = fence.end()
    return [said for part in [*parts, (at, end)] for said in _trimmed(text, *part)]


def _closed(text: str) -> frozenset[str]:
    """Names that are elements because they are closed somewhere, or need not be: a password may hold `<` and `>`."""
    return _VOID.union(_CLOSING.findall(text)) if "</" in text else _VOID


def _outside_tags(text: str, start: int, end: int, elements: frozenset[str]) -> Iterator[Part]:
    """What of a stretch is no markup: text between tags, values of attributes."""
    said = text[start:end]
    if "<" not in said and ">" not in said and '"' not in said:
        yield start, end
        return
    at = start
    if _is_in_tag(text, start):
        tail = _TAG_TAIL.match(text, start, end)
        at = tail.end() if tail else end
        yield from _values(text, start, at - 1 if tail else at)
    for tag in _TAG.finditer(text, at, end):
        if tag[1] in elements:
            yield at, tag.start()
            at = tag.end()
    head = _TAG_HEAD.search(text, at, end)
    if head is not None and head[1] in elements and _TAG_TAIL.match(text, end):
        yield at, head.start()
        attribute = re.search(r"=\s*[\"']", text[head.start() : end])
        if attribute:
            yield from _values(text, head.start() + attribute.end(), end)
    elif at < end:
        yield at, end


def _is_in_tag(text: str, place: int) -> bool:
    opened = text.rfind("<", max(0, place - _TAG_REACH), place)
    return opened >= 0 and _TAG_HEAD.match(text, opened, place) is not None


def _values(text: str, start: int, end: int) -> Iterator[Part]:
    at = start
    for between in _ATTRIBUTE.finditer(text, start, end):
        yield at, between.start()
        at = between.end()
    yield at, end


class _Rows:
    """The lines of a text as rows; the last one that was read is kept, for cuts come in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line: Part = (0, -1)
        self._cells: Sequence[Part] = ()

    def cells(self, start: int, end: int) -> Iterator[Part]:
        """What a stretch takes of each cell; all of it where its lines are no rows."""
        first = self._line_of(start)
        if end <= first[1]:
            yield from self._of_line(first, start, end)
            return
        lines = [first]
        while lines[-1][1] < end:
            lines.append(self._line_of(lines[-1][1] + 1))
        if all(self._read(line) or self._is_blank(line) for line in lines):
            for line in lines:
                yield from self._of_line(line, max(start, line[0]), min(end, line[1]))
        else:
            yield start, end

    def _is_blank(self, line: Part) -> bool:
        return not self._text[slice(*line)].strip()

    def _of_line(self, line: Part, start: int, end: int) -> Iterator[Part]:
        cells = self._read(line)
        if not cells:
            yield start, end
            return
        for cell_start, cell_end in cells:
            if cell_start < end and start < cell_end:
                yield self._with_quotes(max(start, cell_start), min(end, cell_end), cell_start, cell_end)

    def _with_quotes(self, start: int, end: int, cell_start: int, cell_end: int) -> Part:
        """A quote within quotes is written twice, and never halved."""
        text = self._text
        if text[start - 1 : start] == '"' and start > cell_start and _quotes_before(text, start, cell_start) % 2:
            start -= 1
        if text[end - 1 : end] == '"' and end < cell_end and _quotes_before(text, end, cell_start) % 2:
            end += 1
        return start, end

    def _line_of(self, place: int) -> Part:
        if self._line[0] <= place <= self._line[1]:
            return self._line
        end = self._text.find("\n", place)
        return self._text.rfind("\n", 0, place) + 1, len(self._text) if end < 0 else end

    def _read(self, line: Part) -> Sequence[Part]:
        if line != self._line:
            self._line, self._cells = line, self._cells_of(line)
        return self._cells

    def _cells_of(self, line: Part) -> Sequence[Part]:
        said = self._text[slice(*line)]
        places: Sequence[int] = ()
        for sign in _DELIMITERS:
            found = _outside_quotes(said, sign) if sign in said else ()
            if len(found) > len(places) and self._is_row(line, said, sign, len(found)):
                places = found
        edges = [-1, *places, len(said)] if places else []
        return [_content(self._text, line[0] + a + 1, line[0] + b) for a, b in pairwise(edges)]

    def _is_row(self, line: Part, said: str, sign: str, count: int) -> bool:
        """A line beside one that is divided alike; a tab divides by itself, and so do bars at both ends. In sentences
        commas have a blank behind them."""
        if sign == "\t" or (sign == "|" and said.strip()[:1] == said.strip()[-1:] == "|"):
            return True
        if sign == "|" or count >= _SURE_CELLS:
            return any(len(_outside_quotes(other, sign)) == count for other in self._beside(line))
        return any(_is_tight(one, sign, count) for one in self._beside(line)) and _is_tight(said, sign, count)

    def _beside(self, line: Part) -> Iterator[str]:
        if line[0] > 0:
            before = self._text.rfind("\n", 0, line[0] - 1) + 1
            yield self._text[before : line[0] - 1]
        if line[1] < len(self._text):
            end = self._text.find("\n", line[1] + 1)
            yield self._text[line[1] + 1 : len(self._text) if end < 0 else end]


def _quotes_before(text: str, place: int, least: int) -> int:
    first = place
    while first > least and text[first - 1] == '"':
        first -= 1
    return place - first


def _is_tight(line: str, sign: str, count: int) -> bool:
    places = _outside_quotes(line, sign)
    return len(places) == count and not any(line[place + 1 : place + 2] == " " for place in places)


def _outside_quotes(line: str, sign: str) -> list[int]:
    if '"' not in line:
        return [place for place, letter in enumerate(line) if letter == sign]
    places, quoted = [], False
    for place, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == sign and not quoted:
            places.append(place)
    return places if not quoted else []


def _content(text: str, start: int, end: int) -> Part:
    """A cell without the blanks and quotes around it."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if end - start >= 2 and text[start] == text[end - 1] == '"':
        return start + 1, end - 1
    return start, end
