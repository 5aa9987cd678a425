"""A text in words, and the words in tokens, as far as somebody asks.

What enters is a text; what leaves are its words in order: stretches without white space, or of nothing else. spaCy's
tokenizer reads each such word by itself, so a word may be tokenized alone. Words of plain letters come again in the
next text and are remembered; any other, an address or a number, stays unread until its tokens are asked for.

spaCy's vocabulary keeps every token it has seen, some 900 bytes each; a memory zone gives them back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from spacy.attrs import IS_PUNCT, IS_STOP

from guards.presidio import BlankNlpEngine
from guards.presidio_scan.relaxing import LETTERS, Unproven, can_be_of

_BLOCK: Final = 96
_WORD_START: Final = re.compile(r"(?<=\s)\S")
# One space after a word belongs to the word; any other white space is a word of its own.
_WORDS: Final = re.compile(r"\S+|\s{2,}|[^\S ]|\A ")
_LETTERS: Final = re.compile(r"[(\"']?[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?)\"']*|\s+")
_NUMBERED: Final = re.compile(r"[0-9]")
# Stock Presidio ends with an error on half a surrogate pair; it is no letter of any word.
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# Most words of a text come again in the next. 16,384 words of at most 24 characters stay below 10 MB.
_REMEMBERED: Final = 16_384
_SHORT: Final = 24


class Token(NamedTuple):
    """A token of a word: where it ends in the word, and what Presidio would make of it."""

    end: int
    lemma: str
    keyword: bool
    """What Presidio takes for one, a colon inside aside."""


class Read(NamedTuple):
    """A word's tokens."""

    tokens: tuple[Token, ...]
    keywords: tuple[str, ...]
    """Of its tokens, those that are keywords whatever the rest of the text is."""


class Word(NamedTuple):
    """A word and its place; read already where its like has been read before."""

    at: int
    end: int
    text: str
    read: Read | None


def read_of(tokens: tuple[Token, ...]) -> Read:
    """The tokens with their keywords."""
    return Read(tokens, tuple(each.lemma for each in tokens if each.keyword and ":" not in each.lemma))


class Tokens:
    """spaCy's tokenizer and Presidio's idea of a keyword, for one language."""

    def __init__(self, engine: BlankNlpEngine, language: str) -> None:
        pipeline: Any = engine.get_nlp(language)
        self._zone = pipeline.memory_zone
        self._tokenizer = pipeline.tokenizer
        # The very functions by which spaCy's vocabulary answers; asked directly, the vocabulary does not grow.
        self._is_stop = pipeline.vocab.lex_attr_getters[IS_STOP]
        self._is_punct = pipeline.vocab.lex_attr_getters[IS_PUNCT]
        self.numbers_count = not any(map(_NUMBERED.search, pipeline.Defaults.stop_words))
        rules = (self._tokenizer.prefix_search, self._tokenizer.suffix_search, self._tokenizer.infix_finditer)
        self._letters_stay = self._tokenizer.token_match is None and all(_spares_letters(rule) for rule in rules)
        self._remembered: Callable[[str], Read] = lru_cache(_REMEMBERED)(self.read)

    def words(self, text: str, begin: int, end: int) -> Iterator[Word]:
        """The words of a stretch that begins and ends with a word of the text or with the text."""
        for found in _WORDS.finditer(text, begin, end):
            at, stop = found.span()
            at += text[at] == " " and at > 0
            word = text[at:stop]
            yield Word(at, stop, word, self._remembered(word) if _comes_again(word) else None)

    def recalled(self, word: str) -> Read:
        """The tokens of one word, remembered where its like comes again."""
        return self._remembered(word) if _comes_again(word) else self.read(word)

    def read(self, word: str) -> Read:
        """The tokens of one word."""
        if self._is_one(word):
            lemma = word.lower()
            return read_of((Token(len(word), lemma, self.is_keyword(lemma)),))
        with self._zone():
            read = [(each.idx + len(each), each.lower_) for each in self._tokenizer(_SURROGATES.sub("\ufffd", word))]
        return read_of(tuple(Token(end, lemma, self.is_keyword(lemma)) for end, lemma in read))

    def _is_one(self, word: str) -> bool:
        """True where spaCy's rules find nothing to take off or to cut: its tokenizer then makes one token."""
        rules = self._tokenizer
        if self._letters_stay and word.isascii() and word.isalpha():
            return word not in rules.rules
        if word.isspace() or word in rules.rules or rules.prefix_search(word) or rules.suffix_search(word):
            return False
        if rules.token_match is None and rules.url_match is not None and rules.url_match(word):
            return True
        return next(iter(rules.infix_finditer(word)), None) is None

    def is_keyword(self, lemma: str) -> bool:
        """True where Presidio takes a lemma for a keyword."""
        return lemma not in ("-PRON-", "be") and not self._is_stop(lemma) and not self._is_punct(lemma)

    def surely_a_keyword(self, word: str) -> bool:
        """True where some token of an unread word must be a keyword: one with a digit is no stop word, no sign."""
        return self.numbers_count and ":" not in word and _NUMBERED.search(word) is not None


def _comes_again(word: str) -> bool:
    """True for plain words; an address or a number is likely to be this text's own."""
    return len(word) <= _SHORT and _LETTERS.fullmatch(word) is not None


def _spares_letters(rule: Any) -> bool:
    """True where one of spaCy's rules for cutting surely finds nothing in a word of plain ASCII letters."""
    pattern = rule.__self__
    try:
        return not can_be_of(LETTERS, pattern.pattern, pattern.flags)
    except Unproven:
        return False


class Words:
    """The words of one text, block by block, as far as they are asked for."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self._text = text
        self._tokens = tokens
        self._begins = [0]
        while (found := _WORD_START.search(text, self._begins[-1] + _BLOCK)) is not None:
            self._begins.append(found.start())
        self._blocks: dict[int, list[Word]] = {}
        self._read: dict[int, Read] = {}

    def _block(self, number: int) -> list[Word]:
        block = self._blocks.get(number)
        if block is None:
            begin = self._begins[number]
            end = self._begins[number + 1] if number + 1 < len(self._begins) else len(self._text)
            block = self._blocks[number] = list(self._tokens.words(self._text, begin, end))
        return block

    def read(self, word: Word) -> Read:
        """The tokens of a word."""
        if word.read is not None:
            return word.read
        if word.at not in self._read:
            self._read[word.at] = self._tokens.read(word.text)
        return self._read[word.at]

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
