"""How random a value is: the bits that somebody would have to guess.

What enters is a value; what leaves is an estimate, nought for words and numbers. It is what tells `?token=k3v9q2m7`
from `?token=required`.
"""

from __future__ import annotations

import math
import re
from typing import Final

_JOINT: Final = re.compile(r"[-_.~:,|/%+=@!$*]+")
_RUN: Final = re.compile(r"\d+|[A-Za-z]+")
_HEX: Final = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_CONSONANTS: Final = re.compile(r"[^aeiouyAEIOUY]{5}")
# `word`, `Word`, `WORD`, `camelCase`, `appURL`.
_WORD: Final = re.compile(r"[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]{2,}|[A-Z]{2,4})*")
_VOWELS: Final = frozenset("aeiouyAEIOUY")
# Every word of so few letters can be spoken.
_SHORT: Final = 3


def bits_of(value: str) -> float:
    """Bits of the parts of a value that are neither words nor numbers.

    >>> [round(bits_of(value)) for value in ("k3v9q2m7x1t8b5n4", "summer-sale-2024", "48213", "Zq8LmXv91XtPw")]
    [83, 0, 0, 77]
    """
    return sum(map(_bits, _JOINT.split(value)))


def _bits(piece: str) -> float:
    if not piece or _is_plain(piece):
        return 0.0
    if _HEX.fullmatch(piece):
        return 4.0 * len(piece)
    kinds = 10 * any(map(str.isdigit, piece)) + 26 * any(map(str.islower, piece)) + 26 * any(map(str.isupper, piece))
    return len(piece) * math.log2(max(kinds, 2))


def _is_plain(piece: str) -> bool:
    """A word, a number, a word with a number at one end: `plan2024`, `3rd`."""
    runs = _RUN.findall(piece)
    letters = [run for run in runs if run.isalpha()]
    return len(runs) <= 2 and len(letters) <= 1 and all(map(_is_spoken, letters))


def _is_spoken(letters: str) -> bool:
    if len(letters) <= _SHORT:
        return True
    if _WORD.fullmatch(letters) is None:
        return False
    share = sum(letter in _VOWELS for letter in letters) / len(letters)
    return (
        (share >= 0.2 or letters.isupper()) and share <= 0.8 and (letters.isupper() or not _CONSONANTS.search(letters))
    )
