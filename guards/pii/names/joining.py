"""Places that are one address, and what is no address however it was tagged.

What enters are the places that the tagger and the rules found; what leaves are whole addresses: street, town and
postcode as one. None runs on over the end of a sentence or over an empty line, and none is longer than an address is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from presidio_analyzer import RecognizerResult

# The longest of the world's addresses fill four or five lines of an envelope.
LONGEST = 140
# Between the parts of one address; a blank line ends it, and so does a comma with nothing behind it, as in records.
_GLUE = re.compile(r"[ \t]*(?:[,;–-](?=\s))?[ \t]*\n?[ \t]*")
# Between the fields of a record, of which a line has three at least.
_FIELD = re.compile(r"[,;](?=[^\s,;])|[\t|]")
_FIELDS_MIN = 2
_LINE_MAX = 1_000
# A sentence ends behind a word of four letters or a number of four digits (an abbreviation has fewer), and the next
# begins with a capital; or by a sign that ends nothing else.
_SENTENCE_END = re.compile(
    r"(?<=[^\W\d_]{4})[.!?][\"'”’)]*\s+(?=[^\W\d_a-z])|(?<=\d{4})[.!?]\s+(?=[^\W\d_a-z])|[。！？；]|\n[ \t]*\n|[!?]\s"
)


def joined(text: str, found: list[RecognizerResult]) -> list[RecognizerResult]:
    """Places that overlap, or follow each other where one has a number, are one address: street, town, postcode."""
    kept: list[RecognizerResult] = []
    last: RecognizerResult | None = None
    for result in sorted(found, key=lambda each: (each.start, -each.end)):
        if result.entity_type != "LOCATION":
            kept.append(result)
        elif last is not None and _belongs(text, last, result):
            last.end, last.score = max(last.end, result.end), max(last.score, result.score)
        else:
            last = result
            kept.append(result)
    return kept


def _belongs(text: str, first: RecognizerResult, then: RecognizerResult) -> bool:
    if then.start < first.end:
        return True
    if max(first.end, then.end) - first.start > LONGEST:
        return False
    said = (text[first.start : first.end], text[then.start : then.end])
    return any(map(str.isdigit, "".join(said))) and _GLUE.fullmatch(text, first.end, then.start) is not None


def parts_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a tagged place that lie in one sentence and are no longer than an address.

    >>> text = "14 High Street, Leeds. Bring your own cup"
    >>> [text[begin:end] for begin, end in parts_of(text, 0, len(text))]
    ['14 High Street, Leeds', 'Bring your own cup']
    """
    begin = start
    for found in _SENTENCE_END.finditer(text, start, end):
        if begin < found.start() <= begin + LONGEST:
            yield begin, found.start()
        begin = found.end()
    if begin < end <= begin + LONGEST:
        yield begin, end


def fields_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The fields that a tagged place runs over, where it stands in a record; nothing where it lies in one field.

    >>> text = "7,12 Elm Street,Hull,41"
    >>> [text[begin:stop] for begin, stop in fields_of(text, 2, len(text))]
    ['12 Elm Street', 'Hull', '41']
    """
    cuts = [found.span() for found in _FIELD.finditer(text, start, end)]
    if not cuts:
        return []
    begin = max(text.rfind("\n", max(start - _LINE_MAX, 0), start) + 1, start - _LINE_MAX, 0)
    stop = text.find("\n", end, end + _LINE_MAX)
    line = text[begin : stop if stop >= 0 else end + _LINE_MAX]
    if sum(1 for _ in _FIELD.finditer(line)) < _FIELDS_MIN:
        return []
    cuts = sorted([*cuts, *((at, at + 1) for at in range(start, end) if text[at] == "\n")])
    edges = [start, *(edge for cut in cuts for edge in cut), end]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last]
