"""Words and signs of a text, with where they stand.

What enters is a text; what leaves are its tokens with offsets in code points, and for each the manner of its line:
mixed case, all capitals, no capitals, or a heading. Time is linear in the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from typing import NamedTuple

MIXED, CAPITALS, SMALL, HEADING = range(4)

# Marks are not `\w` to Python, yet vowel signs of Indic scripts and decomposed accents belong to their word.
_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, min(sys.maxunicode, 0xFFFF))
    if unicodedata.category(chr(code))[0] == "M"
)
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
_KANA = "\u3041-\u30ff\uff66-\uff9f"
_LETTER = rf"[^\W_{_HAN}{_KANA}{_MARKS}]"
_REST = rf"(?:[^\W_{_HAN}{_KANA}]|[{_MARKS}\u200c\u200d])"

# The local part of an address is bounded, or `a.a.a.a…` would be read again from each of its letters.
_LINKS = r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|[@#]\w+|"
_PLAIN = (
    rf"{_LETTER}{_REST}*(?:['’\-](?!(?:s|S)\b)[^\W\d_]{_REST}*)*"
    rf"|[{_HAN}]"
    r"|[\u3041-\u309f]+|[\u30a0-\u30ff\uff66-\uff9f]+"
    r"|([^\w\s])\1*"
    r"|_+|\t|\w"
)
# The same where a line is ASCII, in which most are: twice as fast.
_PLAIN_ASCII = r"[0-9A-Za-z]+(?:['\-](?!(?:s|S)\b)[A-Za-z][0-9A-Za-z]*)*|([^\w\s])\1*|_+|\t"
# A line without their signs is spared the look for links, which costs as much as all the rest.
_SIGN = re.compile(r"[@#]|://|www\.")
_TOKEN_PLAIN, _TOKEN_ANY = re.compile(_PLAIN), re.compile(_LINKS + _PLAIN)
_TOKEN_ASCII = re.compile(_PLAIN_ASCII)
_CAPITALISED = re.compile(r"\b[^\W\d_a-z]")
# A heading has most of its words capitalised; with fewer than four words a line may as well be a name.
_HEADING_WORDS_MIN, _HEADING_SHARE = 4, 0.6


class Tokens(NamedTuple):
    """Parallel lists. A line break is a token too, `\\n`, or `\\n\\n` where lines are left empty."""

    words: list[str]
    starts: list[int]
    manners: list[int]

    def end(self, index: int) -> int:
        """Where a token ends."""
        return self.starts[index] + len(self.words[index])


def tokens_of(text: str) -> Tokens:
    """The tokens of a text.

    >>> tokens_of("Dr. O’Brien's flat,\\n12B Elm St").words
    ['Dr', '.', 'O’Brien', "'", 's', 'flat', ',', '\\n', '12B', 'Elm', 'St']
    """
    words: list[str] = []
    starts: list[int] = []
    manners: list[int] = []
    begin, length = 0, len(text)
    while begin <= length:
        end = text.find("\n", begin)
        end = length if end < 0 else end
        line = text[begin:end]
        manner = manner_of(line)
        plain = _TOKEN_ASCII if line.isascii() else _TOKEN_PLAIN
        pattern = _TOKEN_ANY if _SIGN.search(text, begin, end) else plain
        found = list(pattern.finditer(text, begin, end))
        words += [one[0] for one in found]
        starts += [one.start() for one in found]
        manners += [manner] * len(found)
        if end < length:
            if words and words[-1] == "\n":
                words[-1] = "\n\n"
            elif not words or words[-1] != "\n\n":
                words.append("\n")
                starts.append(end)
                manners.append(MIXED)
        begin = end + 1
    return Tokens(words, starts, manners)


def manner_of(line: str) -> int:
    """How a line is written.

    >>> [manner_of(line) for line in ("I am Ada", "I AM ADA", "i am ada", "Ten Ways to Win More Customers")]
    [0, 1, 2, 3]
    """
    if line.islower():
        return SMALL
    words = line.split()
    if line.isupper():
        return CAPITALS if len(words) > 1 else MIXED
    if len(words) >= _HEADING_WORDS_MIN and len(_CAPITALISED.findall(line)) >= _HEADING_SHARE * len(words):
        return HEADING
    return MIXED
