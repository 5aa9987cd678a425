"""Texts whose names are marked where they stand: `Dear [[PER:Anna]], the [[ORG:Northwind]] van is in [[LOC:Leeds]].`

What enters are JSON lines with a `text`; what leaves are examples. What is not marked is no name, which is what these
texts are for: they are full of words that only look like one. A place with a number in it is an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from training.names.natural import Example, Span

FOLDER = Path(__file__).parent / "marked"
_OPEN = re.compile(r"\[\[[A-Z]{3,6}:")
_MARK = re.compile(r"\[\[(PER|LOC|ORG):((?:[^\[\]]|\[(?!\[)|\](?!\]))*)\]\]")


def example_of(marked: str, source: str = "marked") -> Example:
    """The plain text and its spans. Raises ValueError for a mark that is none of the three or does not close.

    >>> example_of("Ask [[PER:Joy]] at [[LOC:12 Elm St]].")
    Example(text='Ask Joy at 12 Elm St.', spans=((4, 7, 'PER'), (11, 20, 'ADR')), source='marked')
    """
    text, spans, last = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[last : found.start()]
        spans.append(_span(len(text), found[1], found[2]))
        text += found[2]
        last = found.end()
    text += marked[last:]
    if _OPEN.search(text):
        raise ValueError("a mark does not close, or is none of PER, LOC, ORG")
    return Example(text, tuple(spans), source)


def _span(start: int, kind: str, said: str) -> Span:
    address = kind == "LOC" and any(map(str.isdigit, said))
    return start, start + len(said), "ADR" if address else kind


def read_marked(folder: Path = FOLDER) -> Iterator[Example]:
    """Every text of a folder, file by file in the order of their names; a line that is no JSON or badly marked is left
    out."""
    for file in sorted(folder.rglob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            try:
                yield example_of(json.loads(line)["text"], f"marked:{file.parent.name}")
            except (ValueError, KeyError, TypeError):
                continue
