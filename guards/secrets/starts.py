"""Where a pattern may begin: its first words are searched for by RE2, then the pattern itself is tried there.

What enters are words as an RE2 pattern, a pattern and a plain text; what leaves are its matches. Python's `re` itself
would try each of fifty words at every character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import re2


class Starts:
    """Places where one of some words stands, in any case."""

    def __init__(self, words: str) -> None:
        options = re2.Options()
        options.encoding = re2.Options.Encoding.LATIN1
        options.case_sensitive = False
        options.never_capture = True
        self._words: Any = re2.compile(words.encode("ascii"), options)

    def of(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of every word. A plain text is Latin-1, so that bytes stand where characters do."""
        for found in self._words.finditer(text.encode("latin-1", "replace")):
            yield found.start(), found.end()

    def matches(self, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """Every match of a pattern that begins with such a word, in order and apart.

        >>> numbered = re.compile(r"(?:pin|code) [0-9]+")
        >>> [found[0] for found in Starts("pin|code").matches(numbered, "code 12, pins, pin 4")]
        ['code 12', 'pin 4']
        """
        end = 0
        for start, _ in self.of(text):
            found = pattern.match(text, start) if start >= end else None
            if found is not None:
                end = found.end()
                yield found
