"""A text in words, and the words in tokens, as far as somebody asks.

What enters is a text; what leaves are its words in order: stretches without white space, or of nothing else. spaCy's
tokenizer reads each such word by itself, so a word may be tokenized alone. Most words come out of its own rules without
a document being made (`Tokens.cut`). Plain words come again in the next text and are remembered.

spaCy's vocabulary keeps every token it has seen, some 900 bytes each; a memory zone gives them back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from spacy.attrs import IS_PUNCT, IS_STOP

from guards.pii.blank_engine import BlankNlpEngine
from guards.scanning.bytesets import LETTERS, Unproven
from guards.scanning.relaxing import can_be_of

_PLAIN: Final = re.compile(r"[(\"']?[^\W\d_]+(?:['’-][^\W\d_]+)*[.,;:!?)\"']*|\s+")
_NUMBER: Final = re.compile(r"[0-9]")
# Stock Presidio ends with an error on half a surrogate pair; it is no letter of any word.
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# Most words of a text come again in the next. 16,384 words of at most 24 characters stay below 10 MB.
_REMEMBERED: Final = 16_384
SHORT: Final = 24
_PLAIN_LABEL: Final = re.compile(r"[A-Za-z]{5,}:")
# A colon between two digits leaves pieces with a digit in them, which count as it is.
_PIECES: Final = re.compile(r"(?<![0-9]):|:(?![0-9])")


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


def read_of(tokens: tuple[Token, ...]) -> Read:
    """The tokens with their keywords."""
    return Read(tokens, tuple(each.lemma for each in tokens if each.keyword and ":" not in each.lemma))


def comes_again(word: str) -> bool:
    """True for plain words; an address or a number is likely to be this text's own."""
    return len(word) <= SHORT and _PLAIN.fullmatch(word) is not None


class Tokens:
    """spaCy's tokenizer and Presidio's idea of a keyword, for one language."""

    def __init__(self, engine: BlankNlpEngine, language: str) -> None:
        pipeline: Any = engine.get_nlp(language)
        self._zone = pipeline.memory_zone
        self._tokenizer = rules = pipeline.tokenizer
        # The very functions by which spaCy's vocabulary answers; asked directly, the vocabulary does not grow.
        self._is_stop = pipeline.vocab.lex_attr_getters[IS_STOP]
        self._is_punct = pipeline.vocab.lex_attr_getters[IS_PUNCT]
        self.numbers_count = not any(map(_NUMBER.search, pipeline.Defaults.stop_words))
        """True where a token with a digit in it is no stop word; it is no sign either, so it is a keyword."""
        self._letters_stay = all(map(_spares_letters, (rules.prefix_search, rules.suffix_search, rules.infix_finditer)))
        self.recalled_pieces: Callable[[str], tuple[str, ...]] = lru_cache(_REMEMBERED)(self.pieces)
        self._plain: dict[str, Read] = {}

    def read(self, word: str) -> Read:
        """The tokens of one word."""
        pieces = self._cut(word)
        if pieces is None:
            with self._zone():
                document = self._tokenizer(_SURROGATES.sub("\ufffd", word))
                read = [(each.idx + len(each), each.lower_) for each in document]
            return read_of(tuple(Token(end, lemma, self.is_keyword(lemma)) for end, lemma in read))
        tokens, end = [], 0
        for piece in pieces:
            end += len(piece)
            lemma = piece.lower()
            tokens.append(Token(end, lemma, self.is_keyword(lemma)))
        return read_of(tuple(tokens))

    def recalled(self, word: str) -> Read | None:
        """The tokens of a plain word, which may come again; None for any other."""
        read = self._plain.get(word)
        if read is None and comes_again(word):
            if len(self._plain) >= _REMEMBERED:
                self._plain.clear()
            read = self._plain[word] = self.read(word)
        return read

    def pieces(self, word: str) -> tuple[str, ...]:
        """What a word with a colon is split into, short of what would be a keyword by itself."""
        return self.pieces_of(self.read(word)) if self.splits(word) else ()

    def splits(self, word: str) -> bool:
        """False where a word with a colon surely has no such pieces."""
        if _PLAIN_LABEL.fullmatch(word):  # its colon becomes a token of its own
            return False
        return not self.numbers_count or _PIECES.search(word) is not None

    def pieces_of(self, read: Read) -> tuple[str, ...]:
        """The pieces of a word that is read."""
        lemmas = [lemma for _, lemma, keyword in read.tokens if keyword and ":" in lemma]
        return tuple(part for lemma in lemmas for part in lemma.split(":") if part and not self.is_keyword(part))

    def _cut(self, word: str) -> list[str] | None:
        """What spaCy's tokenizer makes of a word to which no special case applies; None where one might.

        The steps of `Tokenizer._split_affixes` and `_attach_tokens`: prefixes and suffixes come off one by one, and
        the middle stays whole where it is a URL or holds no infix. Special cases are whole words, the middle at any
        step, and any row of tokens found at the end.
        """
        rules = self._tokenizer
        if rules.token_match is not None or word.isspace():
            return None
        special, middle = rules.rules, word
        front: list[str] = []
        back: list[str] = []
        while middle:
            if middle in special:
                return None
            if self._letters_stay and middle.isascii() and middle.isalpha():
                break
            prefix = rules.prefix_search(middle)
            before = prefix.end() if prefix else 0
            suffix = rules.suffix_search(middle[before:])
            after = len(middle) - before - suffix.start() if suffix else 0
            if middle[before:] in special or middle[: len(middle) - after] in special:
                return None
            if not before and not after:
                break
            if before:
                front.append(middle[:before])
            if after:
                back.append(middle[len(middle) - after :])
            middle = middle[before : len(middle) - after]
        if middle and not (middle.isascii() and middle.isalpha()) and not self._stays(middle):
            return None
        pieces = [*front, *([middle] if middle else []), *reversed(back)]
        return None if _any_row(pieces, special) else pieces

    def _stays(self, middle: str) -> bool:
        rules = self._tokenizer
        if rules.url_match is not None and rules.url_match(middle):
            return True
        return next(iter(rules.infix_finditer(middle)), None) is None

    def is_keyword(self, lemma: str) -> bool:
        """True where Presidio takes a lemma for a keyword."""
        if lemma in ("-PRON-", "be") or self._is_stop(lemma):
            return False
        return lemma.isalpha() or not self._is_punct(lemma)  # letters are no signs

    def surely_a_keyword(self, word: str) -> bool:
        """True where some token of an unread word must be a keyword."""
        return self.numbers_count and ":" not in word and _NUMBER.search(word) is not None


def _any_row(pieces: list[str], special: dict[str, Any]) -> bool:
    """True where some of the pieces, one after the other, are a special case."""
    if len(pieces) < 2:
        return False
    places = range(len(pieces))
    return any("".join(pieces[first : last + 1]) in special for first in places for last in places[first:])


def _spares_letters(rule: Any) -> bool:
    """True where one of spaCy's rules for cutting surely finds nothing in a word of plain ASCII letters."""
    pattern = rule.__self__
    try:
        return not can_be_of(LETTERS, pattern.pattern, pattern.flags)
    except Unproven:
        return False
