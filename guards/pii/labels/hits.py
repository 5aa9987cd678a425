"""Where words stand with which a known label may end: one scan, before anything else is read.

What enters is a text; what leaves are the ends of such words. Hyperscan where it is installed, else RE2; both read the
folded text once. A word in the midst of another (`rename`) may be among them: whoever asks reads the label itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import re2

from guards.pii.labels.naming import SHORT_FORMS, TAILS
from guards.pii.labels.vocabulary import KEYS
from guards.scanning.folding import fold
from guards.scanning.matching import re2_options

# Said in prose at every turn, and with nothing behind them.
_NEVER_LAST = frozenset({"value", "raw", "text", "str", "ids", "codes"})
_IN_PROSE = frozenset({"to", "by", "on", "at", "until", "thru"})
_SPELT = ("[^a-zA-Z]n", "[a-z]nr", "_at", "_on", "_?dt", r"d/c", r"d\.o\.b", r"c\.f", r"n\.i")
_SHORT = 3
# Hyperscan takes no pattern of any length.
_TOGETHER = 40
_END = "[^a-zA-Z\x80]"
# Greek, Cyrillic, Hebrew and all that is further east.
_EAST = re.compile("[\u0370-\uffef]")
# Letters with accents as the letters that they are; the table knows no others.
_PLAIN = {
    code: said
    for code in (0xAA, 0xBA, *range(0xC0, 0x180), 0x1E9E)
    if (said := {"ß": "s", "ẞ": "s"}.get(chr(code)) or unicodedata.normalize("NFKD", chr(code))[0]).isascii()
}


def _last_words() -> list[str]:
    words = {key.rsplit(" ", 1)[-1] for key in KEYS} | {word for word in TAILS if word.isalnum()} | set(SHORT_FORMS)
    words |= {word.replace("ss", "s") for word in words}  # one letter of a text is one of its plain form
    return sorted(word for word in words - _NEVER_LAST - _IN_PROSE if word.isascii() and len(word) > 1)


def _phrases() -> list[str]:
    """Labels that end with a word of prose are searched whole."""
    return [re.sub(" ", "[ _-]?", key) for key in sorted(KEYS) if key.rpartition(" ")[2] in _IN_PROSE and " " in key]


def _pattern(words: Sequence[str], before: str = "") -> bytes:
    return f"{before}(?:{'|'.join(words)}){_END}".encode("latin-1")


class _Scan:
    """By Hyperscan."""

    def __init__(self, hyperscan: Any) -> None:
        words = _last_words()
        long = [*(word for word in words if len(word) > _SHORT), *_phrases(), *_SPELT]
        short = [word for word in words if len(word) <= _SHORT]
        any_case = [_pattern(long[at : at + _TOGETHER]) for at in range(0, len(long), _TOGETHER)]
        any_case += [_pattern(short, f"(?:^|{_END})")]
        as_written = [_pattern([way for word in short for way in (word.title(), word.upper())], "[a-z0-9]")]
        flags = [hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_DOTALL] * len(any_case) + [hyperscan.HS_FLAG_DOTALL]
        patterns = any_case + as_written
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=patterns, ids=list(range(len(patterns))), elements=len(patterns), flags=flags
        )

    def ends(self, data: bytes) -> set[int]:
        """The ends of all hits."""
        found: set[int] = set()
        self._database.scan(data, match_event_handler=_note, context=found)
        return found


def _note(_number: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.add(end - 1)


class _Search:
    """By RE2, which finds words in words too."""

    def __init__(self) -> None:
        words = [*_last_words(), *_phrases(), *_SPELT]
        self._pattern = re2.compile(b"(?i)" + _pattern(words), re2_options(64 << 20))

    def ends(self, data: bytes) -> set[int]:
        """The ends of all hits."""
        ends: set[int] = set()
        at = 0
        while (found := self._pattern.search(data, at)) is not None:
            at = found.end() - 1  # the sign behind a word may begin the next one
            ends.add(at)
        return ends


@cache
def _finder() -> _Scan | _Search:
    try:
        import hyperscan
    except ImportError:
        return _Search()
    try:
        return _Scan(hyperscan)
    except hyperscan.error:  # no SSSE3
        return _Search()


@cache
def _eastern() -> re.Pattern[str]:
    keys = (key for key in KEYS if not key.isascii() and _EAST.match(key))
    return re.compile("|".join(sorted(map(re.escape, keys), key=len, reverse=True)), re.IGNORECASE)


def ends_of_labels(text: str) -> list[int]:
    """Ends of words that may end a label, in order.

    >>> ends_of_labels('Her surname: x, userId=1, 氏名 y')
    [11, 22, 28]
    """
    # Every pattern wants a sign behind the word.
    if text.isascii():
        return sorted(_finder().ends(text.encode("ascii") + b"\n"))
    ends = _finder().ends(fold(text.translate(_PLAIN)) + b"\n")
    if _EAST.search(text):
        ends |= {found.end() for found in _eastern().finditer(text)}
    return sorted(ends)
