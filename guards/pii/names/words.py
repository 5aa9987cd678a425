"""What a word says of itself: spelling, shape, and the lists it stands in.

What enters is one token and the manner of its line; what leaves are feature strings for the tagger, and one coarse
class for its neighbours. A word is looked at alone, so that all it says can be kept and added up per position.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from guards.pii.names.eastern import HANGUL_FAMILY
from guards.pii.names.tokens import CAPITALS, SMALL

_DIGIT = re.compile(r"\d")
# The last letter of a word that things are named after: "Bunsen", "Caesar", "Garamond". It speaks for itself alone,
# whatever else the word is.
THINGS = "e"
_AFFIX_MAX = 4
_SUFFIXES, _ENDING = (1, 2, 4), 3
_LONG = 12
_KINDS = 3

# First letters of a script's block, and its name in a shape. Scripts without case need their own shapes.
_SCRIPTS = (
    (0x0370, "gr"), (0x0400, "cy"), (0x0530, "hy"), (0x0590, "he"), (0x0600, "ar"), (0x0900, "de"), (0x0980, "in"),
    (0x0E00, "th"), (0x0E80, "as"), (0x10A0, "ka"), (0x1100, "ko"), (0x1200, "af"), (0x1E00, ""), (0x1F00, "gr"),
    (0x2000, ""), (0x3040, "ja"), (0x3400, "zh"), (0xAC00, "ko"), (0xD7B0, "xx"),
)  # fmt: skip


def normal(word: str) -> str:
    """The form under which a word is known: small letters, every digit a nought.

    >>> normal("Flat12B")
    'flat00b'
    """
    low = word.lower()
    if low.isalpha():
        return low
    if len(low) > 1:
        if low.startswith(("http", "www.")):
            return "<url>"
        if low[0] in "@#":
            return "<handle>" if low[0] == "@" else "<tag>"
        if "@" in low:
            return "<email>"
        if not low[0].isalnum() and low[0] == low[1] and low[0] != "\n":
            return low[0] * 2
    return _DIGIT.sub("0", low)


def composed(word: str) -> str:
    """The word with accents drawn into their letters, so that both ways of writing it are one."""
    return word if word.isascii() else unicodedata.normalize("NFC", word)


def script_of(letter: str) -> str:
    """The script of a letter, empty for Latin."""
    code, name = ord(letter), ""
    if code < _SCRIPTS[0][0]:
        return name
    for first, script in _SCRIPTS:
        if code < first:
            break
        name = script
    return name


def shape_of(word: str) -> str:
    """How a word looks, runs of equal kind drawn together.

    >>> [shape_of(word) for word in ("Ada", "McKay", "USA", "A", "12B", "0452", "москва", ",")]
    ['Xx', 'XxXx', 'XX', 'X', '0X', '0000', 'cy:x', ',']
    """
    if word.isalpha() and word.isascii():
        if word.islower():
            return "x"
        if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
            return "Xx" if len(word) > 1 else "X"
    if word.isdigit():
        return "0" * min(len(word), 6)
    first = word[0]
    if not (first.isalnum() or first in "@#" or "@" in word):
        return word[:2]
    if len(word) > 1 and (first in "@#" or "@" in word or "://" in word):
        return normal(word)[:3]
    drawn = ""
    for letter in word:
        kind = (
            "X" if letter.isupper() else "x" if letter.islower() else "0" if letter.isdigit() else
            "c" if letter.isalpha() else "-"
        )  # fmt: skip
        if not drawn.endswith(kind) or (kind == "X" and drawn == "X"):
            drawn += kind
    script = script_of(first)
    return f"{script}:{drawn[:6]}" if script else drawn[:8]


def features_of(word: str, manner: int, lists: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of family and value. `lists` gives the letters of the lists that hold a word."""
    return described(word, manner, lists, {})[0]


def class_of(word: str, manner: int, lists: Mapping[str, str], common: Mapping[str, int]) -> str:
    """A coarse class: a common word or sign is its own, others go by shape, lists and line."""
    return described(word, manner, lists, common)[1]


def described(
    word: str, manner: int, lists: Mapping[str, str], common: Mapping[str, int]
) -> tuple[list[tuple[str, str]], str]:
    """A word's features and its class."""
    word = composed(word)
    low, shape = normal(word), shape_of(word)
    held, case = lists.get(low, ""), _case(shape)
    things = held.endswith(THINGS)
    if things:
        held = held[:-1]
    found = [("w", low), ("m", f"{shape}/{manner}"), ("g", f"{held}/{case}/{manner}")]
    found += [("h", f"{letter}/{case}") for letter in held]
    if things:
        found.append(("h", f"{THINGS}/{case}/{manner}"))
    size = len(low)
    if low[0].isalpha():
        found += [("a", f"{low[:length]}-") for length in range(1, min(size, _AFFIX_MAX + 1))]
        found += [("y", f"-{low[-length:]}") for length in _SUFFIXES if length < size]
        if size > _ENDING:
            found.append(("z", f"-{low[-_ENDING:]}"))
        found.append(("l", f"{min(size, _LONG)}/{case}/{'' if held else '?'}"))
        if "-" in low:
            found += [("k", f"{lists.get(part, '')}") for part in low.split("-")]
        if "\uac00" <= low[0] <= "\ud7a3":
            found.append(("h", _hangul(low, lists)))
    elif low[0].isdigit():
        found.append(("y", f"#{low}"))
    if low in common:
        return found, low if manner in (CAPITALS, SMALL) or not word[0].isupper() else f"^{low}"
    line = "uc" if manner == CAPITALS else "lc" if manner == SMALL else ""
    return found, f"{case}/{held[:_KINDS]}/{line}"


def _hangul(word: str, lists: Mapping[str, str]) -> str:
    """Whether a Korean word is written as a name is: a family name of one or two signs, and a given one of two."""
    size = 2 if word[:2] in HANGUL_FAMILY and len(word) > 2 else 1 if word[:1] in HANGUL_FAMILY else 0
    return f"ko{min(len(word), 5)}/{size}/{'G' if size and 'G' in lists.get(word[size:], '') else ''}"


def _case(shape: str) -> str:
    return shape if len(shape) <= 2 or shape[0] == "0" else shape[:4]
