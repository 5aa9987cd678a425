"""XML within a text: what was well-formed stays well-formed, for `<PERSON>` would open an element.

What enters are a text and its cuts; what leaves are the same cuts, those within a well-formed element with replacements
as they must be written there. HTML that is not well-formed is text. XML: https://www.w3.org/TR/xml/
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from xml.parsers.expat import ExpatError, ParserCreate

from guards.redaction.cuts import Cut

# Each is read to its end at most twice, whatever the text.
_ROOTS_MOST = 16
_ROOT = re.compile(r"<([A-Za-z_][\w:.-]{0,100})(?=[\s/>])")


def escaped(text: str, cuts: Sequence[Cut]) -> Sequence[Cut]:
    """The cuts of a text that may hold XML.

    >>> [cut.replacement for cut in escaped("see <n>Nora</n> Bo", [Cut(7, 11, "<X>", "X"), Cut(16, 18, "<X>", "X")])]
    ['&lt;X&gt;', '<X>']
    """
    inside = list(_elements(text)) if "</" in text else []
    return [
        cut._replace(replacement=html.escape(cut.replacement))
        if any(start < cut.start and cut.end < end for start, end in inside)
        else cut
        for cut in cuts
    ]


def _elements(text: str) -> Iterator[tuple[int, int]]:
    """Where well-formed elements stand one behind the other, up to the first that is not."""
    at = 0
    for _ in range(_ROOTS_MOST):
        root = _ROOT.search(text, at)
        if root is None:
            return
        for closing in (text.find(f"</{root[1]}", root.end()), text.rfind(f"</{root[1]}", root.end())):
            end = text.find(">", closing) + 1 if closing > 0 else 0
            if end and _is_well_formed(text[root.start() : end]):
                yield root.start(), end
                at = end
                break
        else:
            return


def _is_well_formed(element: str) -> bool:
    if "<!" in element.replace("<![CDATA[", "").replace("<!--", ""):
        return False  # declares entities, which may grow without end
    parser = ParserCreate("utf-8", namespace_separator=None)
    try:
        parser.Parse(element.encode("utf-8", "surrogatepass"), True)
    except (ExpatError, ValueError):
        return False
    return True
