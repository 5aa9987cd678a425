"""Short quotes: the sentence around a span, of bounded length whatever the text.

What enters is redacted text; nothing else may be handed in, for what leaves is published.
"""

from __future__ import annotations

import re

# An excerpt is one sentence; what a sentence may grow to on either side of its span before it is cut. A span may be a
# whole document: of a long one only both ends are quoted, or two hundred findings would quote it two hundred times.
EXCERPT_SIDE = 120
_EXCERPT_SPAN = 400
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")


def sentence(text: str, start: int, end: int, mark: bool, side: int = EXCERPT_SIDE) -> str:
    """The sentence around a span, the span itself between `[` and `]` if asked; of a longer one, so many code points on
    each side."""
    begin = max(0, start - side)
    for found in _SENTENCE_END.finditer(text, begin, start):
        begin = found.end()
    stop = min(len(text), end + side)
    closing = _SENTENCE_END.search(text, max(end - 1, start), stop)
    if closing and closing.end() >= end:
        stop = closing.end()
    said = text[start:end]
    if len(said) > _EXCERPT_SPAN:
        said = f"{said[: _EXCERPT_SPAN // 2]} … {said[-_EXCERPT_SPAN // 2 :]}"
    if mark and end > start:
        return f"{text[begin:start].lstrip()}[{said}]{text[end:stop].rstrip()}"
    return f"{text[begin:start]}{said}{text[end:stop]}".strip()
