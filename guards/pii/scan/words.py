"""The words of one text, found block by block and only where somebody looks.

What enters is a text; what leaves are its words with their places: stretches without white space, or of nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from guards.pii.scan.tokens import Read, Tokens

_BLOCK: Final = 128
_WORD_START: Final = re.compile(r"(?<=\s)\S")
# One space after a word belongs to the word; any other white space is a word of its own.
_WORDS: Final = re.compile(r"\S+|\s{2,}|[^\S ]|\A ")


_NO_SPACE: Final = re.compile(r"\S*")
_new: Final = tuple.__new__  # a named tuple's own is three times as slow


class Word(NamedTuple):
    """A word and its place."""

    at: int
    end: int
    text: str


class Words:
    """The words of one text."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self._text = text
        self._tokens = tokens
        self._begins = [0]
        while (found := _WORD_START.search(text, self._begins[-1] + _BLOCK)) is not None:
            self._begins.append(found.start())
        self._blocks: dict[int, list[Word]] = {}
        self._read: dict[int, Read] = {}

    def __iter__(self) -> Iterator[Word]:
        for number in range(len(self._begins)):
            yield from self._block(number)

    def _block(self, number: int) -> list[Word]:
        block = self._blocks.get(number)
        if block is None:
            begin = self._begins[number]
            end = self._begins[number + 1] if number + 1 < len(self._begins) else len(self._text)
            block = self._blocks[number] = self._words(begin, end)
        return block

    def _words(self, begin: int, end: int) -> list[Word]:
        text, words = self._text, []
        for found in _WORDS.finditer(text, begin, end):
            at, stop = found.span()
            if text[at] == " " and at:
                at += 1
            words.append(_new(Word, (at, stop, text[at:stop])))
        return words

    def known(self, word: Word) -> Read | None:
        """The tokens of a word that is plain or was read before."""
        read = self._read.get(word.at)
        return self._tokens.recalled(word.text) if read is None else read

    def read(self, word: Word) -> Read:
        """The tokens of a word."""
        read = self.known(word)
        if read is None:
            read = self._read[word.at] = self._tokens.read(word.text)
        return read

    def place(self, start: int) -> tuple[int, int]:
        """Block and number of the first word that ends after an offset. Raises LookupError where there is none."""
        block = bisect_right(self._begins, start) - 1
        while block < len(self._begins):
            for number, word in enumerate(self._block(block)):
                if word.end > start:
                    return block, number
            block += 1
        raise LookupError("no word from there on")

    def at(self, place: tuple[int, int]) -> Word:
        """The word at a place."""
        return self._block(place[0])[place[1]]

    def before(self, place: tuple[int, int]) -> Iterator[Word]:
        """The words before a place, the nearest first."""
        block, number = place
        yield from reversed(self._block(block)[:number])
        for earlier in range(block - 1, -1, -1):
            yield from reversed(self._block(earlier))

    def after(self, place: tuple[int, int]) -> Iterator[Word]:
        """The words after a place."""
        block, number = place
        yield from self._block(block)[number + 1 :]
        for later in range(block + 1, len(self._begins)):
            yield from self._block(later)

    def with_colon(self) -> Iterator[tuple[int, str]]:
        """The words that hold a colon, with their places."""
        text, last, place = self._text, 0, self._text.find(":")
        while place >= 0:
            before = text[max(text.rfind(" ", last, place) + 1, last) : place]
            begin = place - (len(before.split()[-1]) if before and not before[-1].isspace() else 0)
            rest = _NO_SPACE.match(text, place)
            assert rest is not None
            last = rest.end()
            yield begin, text[begin:last]
            place = text.find(":", last)
