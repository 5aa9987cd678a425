"""Words and signs of a text, with where they stand.

What enters is a text; what leaves are its tokens with offsets in code points, and for each the manner of its line:
mixed case, all capitals, no capitals, or a heading. Time is linear in the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from guards.pii.names.eastern import eastern_tokens

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
    r"|(?:さん|ちゃん|さま|くん)|[\u3041-\u309f]+|[\u30a0-\u30ff\uff66-\uff9f]+"
    r"|([^\w\s])\1*"
    r"|_+|\t|\w"
)
# The same where a line is ASCII, in which most are: twice as fast.
_PLAIN_ASCII = r"[0-9A-Za-z]+(?:['\-](?!(?:s|S)\b)[A-Za-z][0-9A-Za-z]*)*|([^\w\s])\1*|_+|\t"
# A line without their signs is spared the look for links, which costs as much as all the rest.
_SIGN = re.compile(r"[@#]|://|www\.")
_TOKEN_PLAIN, _TOKEN_ANY = re.compile(_PLAIN), re.compile(_LINKS + _PLAIN)
_TOKEN_ASCII = re.compile(_PLAIN_ASCII)
_EASTERN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")
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
    return tokens_in(text, [(begin, begin + len(line), manner_of(line)) for begin, line in _lines(text)])


def _lines(text: str) -> Iterator[tuple[int, str]]:
    begin = 0
    for line in text.split("\n"):
        yield begin, line
        begin += len(line) + 1


def tokens_in(
    text: str, lines: Iterable[tuple[int, int, int]], stretches: Sequence[tuple[int, int]] | None = None
) -> Tokens:
    """The tokens of a text's lines, each with its begin, end and manner; of a line's stretches only, where such are
    given in order.

    >>> tokens_in("ask Ada\\nor nobody", [(0, 7, 0), (8, 17, 2)], [(4, 10)]).words
    ['Ada', '\\n', 'or']
    """
    words: list[str] = []
    starts: list[int] = []
    manners: list[int] = []
    if stretches is None:
        stretches = [(0, len(text))]
    at, count = 0, len(stretches)
    for begin, end, manner in lines:
        while at < count and stretches[at][1] < begin:
            at += 1
        here = at
        while here < count and stretches[here][0] <= end:
            first, last = max(begin, stretches[here][0]), min(end, stretches[here][1])
            if first < last:
                _line(text, first, last, manner, words, starts, manners)
            if last == end < stretches[here][1]:  # the stretch goes on in the next line
                _break(end, words, starts, manners)
            here += 1
    return Tokens(words, starts, manners)


def _line(
    text: str, begin: int, end: int, manner: int, words: list[str], starts: list[int], manners: list[int]
) -> None:
    line = text[begin:end]
    plain = _TOKEN_ASCII if line.isascii() else _TOKEN_PLAIN
    pattern = _TOKEN_ANY if _SIGN.search(line) else plain
    found = list(pattern.finditer(text, begin, end))
    said, places = [one[0] for one in found], [one.start() for one in found]
    if plain is _TOKEN_PLAIN and _EASTERN.search(line):
        said, places = eastern_tokens(said, places)
    words += said
    starts += places
    manners += [manner] * len(said)


def _break(at: int, words: list[str], starts: list[int], manners: list[int]) -> None:
    if words and words[-1] == "\n":
        words[-1] = "\n\n"
    elif not words or words[-1] != "\n\n":
        words.append("\n")
        starts.append(at)
        manners.append(MIXED)


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
