"""What an answer looks like: its text enters, cells of words, language and style leave; never a word of it.

Which of 512 cells are occupied says enough to see that a model was swapped, and too little to read back: half of the
cells stand for one frequent word each (`detectors.vocabulary`, the same for everybody), the others are shared by all
words of the world that fall into them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

from detectors.vocabulary import COMMON, LANGUAGES

CELLS = 512
MAX_CHARS = 20_000
"""Of an answer; what follows is not looked at."""

_WORDS = re.compile(r"\w+").findall
_MEMO_MOST = 100_000
_LANGUAGE_WORDS = 60
_START = 240
"""Characters within which a refusal says that it is one."""

_REFUSES = re.compile(
    r"\b(?:i(?:'|’)?m sorry|i am sorry|i apologi[sz]e|i cannot|i can(?:'|’)t|i(?:'|’)m unable|i am unable|i won(?:'|’)t"
    r"|as an ai|not able to (?:help|assist|provide)|unable to (?:help|assist|provide|fulfill))",
    re.IGNORECASE,
).search

# First letters of blocks of Unicode, and what is written in them. Latin is told apart by its words.
_SCRIPTS = ((0x0370, "greek"), (0x0400, "cyrillic"), (0x0530, "other"), (0x0590, "hebrew"), (0x0600, "arabic"),
            (0x0700, "other"), (0x0900, "indic"), (0x0E00, "thai"), (0x0E80, "other"), (0x3040, "japanese"),
            (0x3100, "chinese"), (0xAC00, "korean"), (0xD7B0, "other"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """Of one answer."""

    cells: frozenset[int]
    words: int
    language: str
    style: tuple[str, ...]


class _Memo(dict[str, int]):
    """Cell by word. A pure function, remembered for the words that come again and again."""

    def __missing__(self, word: str) -> int:
        cell = COMMON.get(word)
        if cell is None:
            cell = len(COMMON) + crc32(word.encode("utf-8", "replace")) % (CELLS - len(COMMON))
        if len(self) < _MEMO_MOST:
            self[word] = cell
        return cell


_memo = _Memo()


def read_text(text: str) -> Text:
    """Cells of the words that an answer has, how many words, its language and style.

    >>> seen = read_text("I'm sorry, but I cannot help with that.")
    >>> seen.words, seen.language, seen.style
    (9, 'en', ('refusal',))
    """
    text = text[:MAX_CHARS]
    words = _WORDS(text.lower())
    return Text(frozenset(map(_memo.__getitem__, words)), len(words), _language(words), tuple(_style(text)))


def _language(words: list[str]) -> str:
    votes: dict[str, int] = {}
    for word in words[:_LANGUAGE_WORDS]:
        for language in LANGUAGES.get(word, ()):
            votes[language] = votes.get(language, 0) + 1
    if votes:
        return max(sorted(votes), key=votes.__getitem__)
    return _script(words[0]) if words else "none"


def _script(word: str) -> str:
    point = ord(word[0])
    if point < _SCRIPTS[0][0]:
        return "latin" if word[0].isalpha() else "none"
    return next(name for start, name in reversed(_SCRIPTS) if point >= start)


def _style(text: str) -> list[str]:
    found = []
    if _REFUSES(text[:_START]):
        found.append("refusal")
    if "**" in text or "\n#" in text or text.startswith("#"):
        found.append("markdown")
    if "\n- " in text or "\n* " in text or "\n1. " in text or text.startswith(("- ", "1. ")):
        found.append("list")
    if "```" in text:
        found.append("code")
    return found
