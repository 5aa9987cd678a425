"""What an answer looks like: its text enters, cells of words, language and style leave; never a word of it.

Which of 512 cells are occupied says enough to see that a model was swapped, and too little to read back: half of the
cells stand for one frequent word each (`detectors.vocabulary`, the same for everybody), the others are shared by all
words of the world that fall into them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

from detectors.vocabulary import COMMON, LANGUAGES

CELLS = 512
MAX_CHARS = 20_000
"""Of an answer; what follows is not looked at."""

_EDGES = ".,;:!?\"'()[]{}<>*_#`~|/\\“”‘’«»…—–-"
_MEMO_MOST = 100_000
_LANGUAGE_WORDS = 24
_BITS = 8
"""Of the count of votes of one language: counts of all languages are added as one whole number."""

_SPOKEN = sorted({language for languages in LANGUAGES.values() for language in languages})
_VOTES = {word: sum(1 << _BITS * _SPOKEN.index(each) for each in languages) for word, languages in LANGUAGES.items()}
_NO_VOTES = (0,) * _LANGUAGE_WORDS
_START = 240
"""Characters within which a refusal says that it is one."""

_REFUSES = re.compile(
    r"\b(?:i(?:'|’)?m sorry|i am sorry|i apologi[sz]e|i cannot|i can(?:'|’)t|i(?:'|’)m unable|i am unable|i won(?:'|’)t"
    r"|as an ai|not able to (?:help|assist|provide)|unable to (?:help|assist|provide|fulfill))"
).search

# First letters of blocks of Unicode, and what is written in them. Latin is told apart by its words.
_SCRIPTS = ((0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "other"), (0x0590, "hebrew"), (0x0600, "arabic"),
            (0x0700, "other"), (0x0900, "indic"), (0x0E00, "thai"), (0x0E80, "other"), (0x3040, "japanese"),
            (0x3100, "chinese"), (0xAC00, "korean"), (0xD7B0, "other"))  # fmt: skip


@dataclass(slots=True)
class Text:
    """Of one answer."""

    cells: set[int]
    words: int
    language: str
    style: tuple[str, ...]


_memo: dict[str, int] = {}
"""Cell by word as it stands in texts. A pure function, remembered for the words that come again and again."""


def _cell(word: str) -> int:
    bare = word.strip(_EDGES)
    cell = COMMON.get(bare)
    if cell is None:
        cell = len(COMMON) + crc32(bare.encode("utf-8", "replace")) % (CELLS - len(COMMON))
    if len(_memo) < _MEMO_MOST:
        _memo[word] = cell
    return cell


def read_text(text: str) -> Text:
    """Cells of the words that an answer has, how many words, its language and style.

    >>> seen = read_text("I'm sorry, but I cannot help with that.")
    >>> seen.words, seen.language, seen.style
    (8, 'en', ('refusal',))
    """
    text = text[:MAX_CHARS]
    lower = text.lower()
    words = lower.split()
    cells: set[Any] = set(map(_memo.get, words))
    if None in cells:
        cells = {_memo[word] if word in _memo else _cell(word) for word in words}
    return Text(cells, len(words), _language(words), _style(text, lower[:_START]))


def _language(words: list[str]) -> str:
    votes = sum(map(_VOTES.get, words[:_LANGUAGE_WORDS], _NO_VOTES))
    if votes:
        return _most_voted(votes)
    return next((_script(bare) for word in words if (bare := word.strip(_EDGES))), "none")


@lru_cache(maxsize=4096)
def _most_voted(votes: int) -> str:
    """The first by name of the languages with most votes."""
    return _SPOKEN[max(range(len(_SPOKEN)), key=lambda at: (votes >> _BITS * at & (1 << _BITS) - 1, -at))]


def _script(word: str) -> str:
    point = ord(word[0])
    if point < _SCRIPTS[0][0]:
        return "latin" if word[0].isalpha() else "none"
    return next(name for start, name in reversed(_SCRIPTS) if point >= start)


def _hints(start: str) -> bool:
    """Whether a refusal is possible at all: much quicker to tell than whether it is one."""
    # Written out: a loop over the words costs more than looking for them.
    return (
        "sorry" in start
        or "cannot" in start
        or "can't" in start
        or "can’t" in start
        or "able" in start
        or "apolog" in start
        or "won't" in start
        or "won’t" in start
        or "as an ai" in start
    )


def _style(text: str, start: str) -> tuple[str, ...]:
    found = []
    if _hints(start) and _REFUSES(start):
        found.append("refusal")
    lines = "\n" in text
    if "**" in text or text.startswith("#") or (lines and "\n#" in text):
        found.append("markdown")
    if text.startswith(("- ", "1. ")) or (lines and ("\n- " in text or "\n* " in text or "\n1. " in text)):
        found.append("list")
    if "```" in text:
        found.append("code")
    return tuple(found)
