"""Words as numbers, so that a whole batch is compared by arrays.

What enters are words as written; what leaves is one integer per word: a hash of its stem, how rare the word is, and
what kind of word it is. The same word has the same number in every process and every batch: nothing is interned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from guards.contradiction.support import lexicon
from guards.contradiction.support.stems import FILLER, STOP, stem

Codes = npt.NDArray[np.int64]

KINDS = (
    *("stop", "number", "capital", "time", "denial", "all", "some", "unit", "end", "asks", "short", "command", "first"),
    *("opposed", "comparative"),
)
STOP_WORD, NUMBER, CAPITAL, TIME, DENIAL, ALL, SOME, UNIT, END, ASKS, SHORT, COMMAND, FIRST, OPPOSED, COMPARATIVE = (
    1 << place for place in range(len(KINDS))
)
"""Kinds of words, as bits. `SHORT` may have a full stop behind it that ends no sentence."""

RARITY_SHIFT, FAMILY_SHIFT, HASH_SHIFT = 16, 20, 36
RARITY_MAX = 15
_FAMILY_MASK, _HASH_MASK = 0xFFFF, 0x7FFFFFF
_FAMILY_LETTERS = 5
"""Words of six letters and more that begin alike are of one family: "director" and "directed"."""

_WORDS_MAX = 100_000
"""Words remembered with their numbers; then all are forgotten. About 15 MB; ordinary traffic has some 50,000."""

TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th|s)\b|\d(?:[\d,.:]*\d)?|[^\W\d_]+(?:['’][^\W\d_]+)?|[.!?]+(?=[\s\"')\]”]|$)|[{}\n;|]|[%$€£°]"
)
_ENDS = frozenset("{}\n;|")
_ALIKE = {
    "u.s": "us",
    "usa": "us",
    "uk": "britain",
    "tv": "television",
    "movie": "film",
    "movies": "film",
    "films": "film",
    "usd": "dollar",
    "eur": "euro",
    "gbp": "pound",
    "pct": "percent",
    "%": "percent",
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "°": "degree",
}


_SEVERAL = -1
"""What stands for a stretch of text between blanks that is no single word: "year-old", "ends."."""
_STRETCH_MAX = 24
"""Longer stretches (links, JSON without blanks) are read each time: they hardly come again."""


class WordCodes:
    """The number of each word, worked out when it is first met. Safe for several threads: it shares but a memory.

    Args:
        rarity: by stem, from 0 (in every text) to 14; a word that is not there has 15.
    """

    def __init__(self, rarity: Mapping[str, int]) -> None:
        self._rarity = rarity
        self._words = _Memory(self._code)
        self._stretches = _Memory(self._stretch)
        self._several = _Memory(self._parts)

    def of(self, text: str) -> Codes:
        """The numbers of all words and marks of a text, in order."""
        return self.of_all([text])[0]

    def of_all(self, texts: Sequence[str]) -> tuple[Codes, Codes]:
        """The numbers of all words and marks of some texts, one after the other, and how many each text has."""
        parts = [(text.replace("\n", " \n ") if "\n" in text else text).split(" ") for text in texts]
        stretches = list(chain.from_iterable(parts))
        codes = np.fromiter(map(self._stretches.__getitem__, stretches), np.int64, len(stretches))
        counts = (codes != 0).astype(np.int64)
        several = np.flatnonzero(codes == _SEVERAL)
        found = [self._several[stretches[place]] for place in several.tolist()]
        counts[several] = np.fromiter(map(len, found), np.int64, len(found))
        begins = np.cumsum([0, *map(len, parts)])[:-1]
        lengths = np.add.reduceat(counts, begins) if len(texts) else np.zeros(0, np.int64)
        codes = np.repeat(codes, counts)
        codes[codes == _SEVERAL] = np.fromiter(chain.from_iterable(found), np.int64, int(counts[several].sum()))
        return codes, lengths

    def _stretch(self, stretch: str) -> int:
        """The number of a stretch that is one word, 0 of one without any."""
        words = TOKEN.findall(stretch)
        if len(words) > 1:
            return _SEVERAL
        return self._words[words[0]] if words else 0

    def _parts(self, stretch: str) -> tuple[int, ...]:
        return tuple(self._words[word] for word in TOKEN.findall(stretch))

    def _code(self, word: str) -> int:
        if word[0] in ".!?" or word in _ENDS:
            return END | (ASKS if "?" in word else 0) | (SHORT if word == "." else 0)
        name, kinds = _read(word)
        rarity = self._rarity.get(name, RARITY_MAX)
        family = crc32(_family(name).encode("utf-8", "replace")) & _FAMILY_MASK
        return hash_of(name) << HASH_SHIFT | family << FAMILY_SHIFT | rarity << RARITY_SHIFT | kinds


Said = TypeVar("Said")


class _Memory(dict[str, Said]):
    """What a function said of short texts; forgotten as a whole when there are too many."""

    def __init__(self, function: Callable[[str], Said]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Said:
        value = self._function(text)
        if len(text) <= _STRETCH_MAX:
            if len(self) >= _WORDS_MAX:
                self.clear()
            self[text] = value
        return value


def name_of(word: str) -> str:
    """What a word is known by: its stem, or its number; nothing for a mark that ends a sentence."""
    return "" if word[0] in ".!?" or word in _ENDS else _read(word)[0]


def _read(word: str) -> tuple[str, int]:
    lower = word.lower().replace("’", "'")
    lower = _ALIKE.get(lower, lower)
    number = _number(lower)
    return (number, NUMBER) if number is not None else _word(word, lower)


def _number(lower: str) -> str | None:
    """What a numeral is called, however it is written: `1,500`, `1500.0` and `fifteen` are numbers."""
    if lower in lexicon.NUMBER_WORDS:
        return f"#{lexicon.NUMBER_WORDS[lower]:g}"
    if lower in lexicon.ORDINALS:
        return f"#{lexicon.ORDINALS[lower]}"
    if not lower[0].isdigit() or lower[-1] == "s":
        return None
    digits = lower.replace(",", "")
    if digits[-2:] in ("st", "nd", "rd", "th"):
        return f"#{digits[:-2].lstrip('0')}"
    if len(digits) > 18 or digits.count(".") > 1 or ":" in digits or not digits.replace(".", "").isascii():
        return f"#{digits[:40]}"
    try:
        return f"#{float(digits):g}" if len(digits) < 7 else f"#{float(digits)!r}"
    except ValueError:
        return f"#{digits}"


def _word(word: str, lower: str) -> tuple[str, int]:
    capital = word[0].isupper()
    time = lexicon.TIMES.get(lower)
    if time is not None and (capital or lower not in lexicon.CAPITAL_ONLY):
        return f"@{time}", TIME | CAPITAL
    root = stem(lower)
    denies = lower in lexicon.DENIALS or lower.endswith("n't")
    kinds = (
        (STOP_WORD if root in STOP or root in FILLER or lower in STOP or len(root) == 1 else 0)
        | (CAPITAL if capital else 0)
        | (DENIAL if denies else 0)
        | (ALL if lower in lexicon.ALL else 0)
        | (SOME if lower in lexicon.SOME else 0)
        | (UNIT if root in lexicon.UNITS else 0)
        | (SHORT if lower in lexicon.ABBREVIATIONS or len(lower) == 1 else 0)
        | (COMMAND if lower in lexicon.COMMANDS else 0)
        | (FIRST if lower in lexicon.FIRST else 0)
        | (OPPOSED if root in lexicon.OPPOSITES else 0)
        | (COMPARATIVE if lower in _COMPARATIVES or (len(lower) > 5 and lower.endswith(("est", "ier"))) else 0)
    )
    return root or lower, kinds


_COMPARATIVES = frozenset(
    [
        "more",
        "less",
        "than",
        "most",
        "least",
        "larger",
        "smaller",
        "higher",
        "lower",
        "older",
        "younger",
        "longer",
        "shorter",
    ]
)


def hash_of(name: str) -> int:
    """The hash part of the number of a stem."""
    return crc32(name.encode("utf-8", "replace")) & _HASH_MASK


def _family(name: str) -> str:
    known = lexicon.FAMILIES.get(name)
    return known or (name[:_FAMILY_LETTERS] if len(name) > _FAMILY_LETTERS and name[0] not in "#@" else name)


def families(codes: Codes) -> Codes:
    """The family part of words' numbers: 16 bits, one in a hundred is akin to a context of 650 words by accident."""
    return np.asarray((codes >> FAMILY_SHIFT) & _FAMILY_MASK)
