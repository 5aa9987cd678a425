"""Numbers whose check digit alone says little: one in eleven of all ten-digit numbers is a valid NHS number.

What enters is a result that a validator took for certain; what leaves is its score, lower where the number is a bare
row of digits and nothing around it speaks of health. Written in its groups (`943 476 5919`), labelled or beside a word
of its own it stays certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from guards.pii.labels.naming import words_of

_WORDS = r"nhs|health|patients?|hospital|gp|medical|surgery|ward|clinic"
_SPEAKS = {"UK_NHS": re.compile(rf"(?<![^\W_])(?:{_WORDS})(?![^\W_])", re.IGNORECASE)}
_REACH = 80
_UNSURE = 0.3
"""Below every default; a policy that wants them all lowers its threshold for the type."""


def weighed(text: str, kind: str, start: int, end: int, score: float, labels: Sequence[str] = ()) -> float:
    """The score of a result.

    >>> weighed("Close work item 9182820430", "UK_NHS", 16, 26, 1.0)
    0.3
    >>> weighed("NHS no: 9182820430", "UK_NHS", 8, 18, 1.0)
    1.0
    """
    speaks = _SPEAKS.get(kind)
    if speaks is None or not text[start:end].isdigit():
        return score
    if speaks.search(text, max(start - _REACH, 0), end + _REACH):
        return score
    if any(speaks.search(" ".join(words_of(label))) for label in labels):
        return score
    return min(score, _UNSURE)
