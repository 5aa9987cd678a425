"""Words as they are compared: runs of letters and digits, a sign each in scripts that write no spaces.

What enters is text; what leaves are tokens with their places, in linear time.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# Thai to Burmese, kana, CJK, Hangul: there a word does not end at a space, and grammar hangs on to names.
_DENSE = "\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"


def _marks() -> str:
    """Accents and vowel signs, which belong to the letter before: the class `M` of the first plane."""
    points = [point for point in range(0x300, 0xFFFF) if unicodedata.category(chr(point))[0] == "M"]
    return "".join(map(chr, points))


_MARKS = _marks()
_TOKEN = re.compile(rf"[{_DENSE}]|[^\W_{_DENSE}][^\W_{_DENSE}{_MARKS}]*+(?:[{_MARKS}][^\W_{_DENSE}]*+)*")

# Values are looked up by the tokens of their beginning, up to so many letters; the rest is compared where those stand.
COMPACT_MOST = 64


class Token(NamedTuple):
    """A word, without case."""

    start: int
    end: int
    text: str


def tokens_in(text: str) -> list[Token]:
    """Every token, in order."""
    return [Token(found.start(), found.end(), found[0].casefold()) for found in _TOKEN.finditer(text)]


def compact_of(text: str) -> str:
    """The tokens of a value's beginning, drawn together.

    >>> compact_of("+1 (202) 555-0143"), compact_of("Ada.L@Example.com")
    ('12025550143', 'adalexamplecom')
    """
    said = ""
    for found in _TOKEN.finditer(text):
        said += found[0].casefold()
        if len(said) >= COMPACT_MOST:
            break
    return said
