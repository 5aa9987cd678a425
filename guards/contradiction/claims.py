"""Which values of an answer are claims: said of the world as it is, and not asked, supposed, denied or quoted
from an earlier time.

What enters is a sentence of the answer; what leaves are the statements worth comparing.
"""

from __future__ import annotations

import re

from guards.contradiction.statements import Sentence
from guards.contradiction.values.value import Value

_SUPPOSED = re.compile(
    r"\b(?:if|unless|suppose|supposing|imagine|assuming|for example|for instance|e\.g|example|such as|would|could"
    r"|might|may vary|should you|previously|formerly|used to|last (?:year|month|week)|in the past|hypothetical\w*"
    r"|let's say|do you (?:want|need|mean))\b"
)
# One of the words of each form above and below: a set meets the words of a sentence ten times as fast as a search.
_SUPPOSED_LINES = (
    "if unless suppose supposing imagine assuming example instance e such would could might may should previously",
    "formerly used last past hypothetical hypothetically hypotheticals let's do would've could've might've",
)
_SUPPOSED_WORDS = frozenset(word for line in _SUPPOSED_LINES for word in line.split())
_MARKED = re.compile(r"[{}|=<>^√\\;*(#/`]")
_CODE = re.compile(r"[{}|=<>^√\\]|;$|\*\s?\d|\w\(\d|^\s*(?://|#)|```")
_DENIED = re.compile(
    r"\b(?:not|isn't|aren't|wasn't|rather than|instead of|no longer|unlike|opposed to|from|avoid\w*|without(?: any)?"
    r"|besides|except(?: for)?)\s+(?:the |a |an |all |any )?$"
)
_COMPARED = re.compile(
    r"\s(?:cheaper|less|lower|higher|fewer|longer|shorter|faster|slower|heavier|lighter|bigger|smaller|ahead|behind|taller"
    r"|deeper|warmer|colder|better|worse|below|above|short of|more(?! or less)|apart from|difference)\b"
)
_TO = re.compile(r"\s?(?:to|until|till|through|-)\s?\d")


def is_compared(folded: str, sentence: Sentence, value: Value) -> bool:
    """Whether a value is by how much something differs: "20 euros cheaper"."""
    return _COMPARED.match(folded, value.end, sentence.end) is not None


def is_ruled_out(folded: str, sentence: Sentence, value: Value) -> bool:
    """Whether a value is what another is measured by ("3.5 out of 5"), or named only to be denied ("not $40")."""
    if _is_scale(folded, sentence, value):
        return True
    return is_denied(folded, sentence, value.start) and not _is_from(folded, sentence, value)


def _is_scale(folded: str, sentence: Sentence, value: Value) -> bool:
    """Whether a number is what another is measured by: "3.5 out of 5"."""
    return value.kind in ("number", "count") and folded[max(sentence.start, value.start - 7) : value.start] == "out of "


def _is_from(folded: str, sentence: Sentence, value: Value) -> bool:
    """ "from $45 to $120" and "from 9 am to 5 pm" are said as they are; "from $20" is what something was."""
    if folded[max(sentence.start, value.start - 5) : value.start] != "from ":
        return False
    return value.low < value.high or (value.kind == "clock" and _TO.match(folded, value.end, sentence.end) is not None)


def is_supposed(folded: str, sentence: Sentence) -> bool:
    """Whether the sentence speaks of a case that need not be real."""
    if _SUPPOSED_WORDS.isdisjoint(sentence.said):
        return False
    return _SUPPOSED.search(folded, sentence.start, sentence.end) is not None


def is_code(folded: str, sentence: Sentence) -> bool:
    """Whether the sentence is a line of code, a formula or a row of a table: its numbers mean what their place says."""
    if _MARKED.search(folded, sentence.start, sentence.end) is None:
        return False
    return _CODE.search(folded, sentence.start, sentence.end) is not None


def is_denied(folded: str, sentence: Sentence, place: int) -> bool:
    """Whether what stands at a place is named only to be ruled out: "not $40", "avoiding heavy traffic"."""
    return _DENIED.search(folded, max(sentence.start, place - 24), place) is not None
