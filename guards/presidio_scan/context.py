"""Context words: Presidio's step that raises a score where a word nearby speaks for it.

What enters are a text and results; what leaves are the same results with the scores that Presidio's
`LemmaContextAwareEnhancer` would give them on a `BlankNlpEngine`. The stock step walks over all tokens for each result;
here only the white-space separated words around a result are handed to spaCy's tokenizer, which reads each such word by
itself. One thing reaches further: a word with a colon inside is split, and its pieces count as keywords anywhere.

spaCy's vocabulary keeps every token it has seen, some 900 bytes each; a memory zone gives them back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any, Final, NamedTuple

from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer, LemmaContextAwareEnhancer
from spacy.attrs import IS_PUNCT, IS_STOP

from guards.presidio import BlankNlpEngine

# A window of this many characters before a result holds its five words in most prose; else it grows until it does.
_WINDOW: Final = 80
_FORWARD: Final = 24
_WORD_STARTS: Final = re.compile(r"\s(?=\S)")
_WORD_ENDS: Final = re.compile(r"\S(?=\s)")
_WITH_COLON: Final = re.compile(r"\S*:\S*")
_PLAIN_LABEL: Final = re.compile(r"[A-Za-z]{5,}:")
_PIECES: Final = re.compile(r"\S+|\s+")
# Stock Presidio ends with an error on half a surrogate pair; it is no letter of any word.
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_APART: Final = "\0"
# Most words of a text come again in the next. 16,384 words of at most 24 characters stay below 10 MB.
_REMEMBERED: Final = 16_384
_SHORT: Final = 24


class _Token(NamedTuple):
    end: int
    lemma: str
    keyword: bool
    """What Presidio takes for one, a colon inside aside."""


class _Word(NamedTuple):
    """A stretch without white space, or of nothing else."""

    tokens: tuple[_Token, ...]
    keywords: tuple[str, ...]
    """Of its tokens, those that are keywords whatever the rest of the text is."""


def _word(tokens: tuple[_Token, ...]) -> _Word:
    return _Word(tokens, tuple(each.lemma for each in tokens if each.keyword and ":" not in each.lemma))


class Tokens:
    """spaCy's tokenizer and Presidio's idea of a keyword, for one language."""

    def __init__(self, engine: BlankNlpEngine, language: str) -> None:
        pipeline: Any = engine.get_nlp(language)
        self._zone = pipeline.memory_zone
        self._tokenizer = pipeline.tokenizer
        # The very functions by which spaCy's vocabulary answers; asked directly, the vocabulary does not grow.
        self._is_stop = pipeline.vocab.lex_attr_getters[IS_STOP]
        self._is_punct = pipeline.vocab.lex_attr_getters[IS_PUNCT]
        self._short: Callable[[str], _Word] = lru_cache(_REMEMBERED)(self._read)

    def forgetting(self) -> AbstractContextManager[Any]:
        """What spaCy learns inside is forgotten afterwards."""
        zone: AbstractContextManager[Any] = self._zone()
        return zone

    def words(self, text: str, begin: int, end: int) -> list[tuple[int, _Word]]:
        """The words of a stretch that begins and ends with a word of the text or with the text, with their places."""
        found = []
        for piece in _PIECES.finditer(text, begin, end):
            at, stop = piece.span()
            if at and text[at] == " ":
                at += 1  # one space after a word belongs to the word
                if at == stop:
                    continue
            word = text[at:stop]
            found.append((at, self._short(word) if stop - at <= _SHORT else self._read(word)))
        return found

    def _read(self, word: str) -> _Word:
        if self._is_one(word):
            lemma = word.lower()
            tokens = [_Token(len(word), lemma, self.is_keyword(lemma))]
        else:
            read = [
                (token.idx + len(token), token.lower_) for token in self._tokenizer(_SURROGATES.sub("\ufffd", word))
            ]
            tokens = [_Token(end, lemma, self.is_keyword(lemma)) for end, lemma in read]
        return _word(tuple(tokens))

    def _is_one(self, word: str) -> bool:
        """True where spaCy's rules find nothing to take off or to cut: its tokenizer then makes one token."""
        rules = self._tokenizer
        if word.isspace() or word in rules.rules or rules.prefix_search(word) or rules.suffix_search(word):
            return False
        return next(iter(rules.infix_finditer(word)), None) is None

    def is_keyword(self, lemma: str) -> bool:
        """True where Presidio takes a lemma for a keyword."""
        return lemma not in ("-PRON-", "be") and not self._is_stop(lemma) and not self._is_punct(lemma)


Counting = Callable[[_Word], Sequence[str]]


class Surroundings:
    """The keywords around some places of one text: so many up to a place's token, and so many from it on."""

    def __init__(self, text: str, tokens: Tokens, starts: Iterable[int], before: int, after: int) -> None:
        self._text = text
        self._tokens = tokens
        dense = len(set(starts)) * _WINDOW > len(text)
        words = tokens.words(text, 0, len(text)) if dense else None
        self._pieces = frozenset(self._pieces_of(words or self._with_colon())) if ":" in text else frozenset()
        counts = self._with_pieces if self._pieces else _keywords
        # The token at the place counts too, in either direction.
        sizes = before + 1, after + 1
        self._where = _Whole(words, counts, *sizes) if words else _Windows(text, tokens, counts, *sizes)
        self._seen: dict[int, list[str]] = {}

    def at(self, start: int) -> list[str]:
        """The keywords around a place. Raises LookupError where the text has no token from there on."""
        if start not in self._seen:
            self._seen[start] = self._where.around(start)
        return self._seen[start]

    def _with_colon(self) -> Iterator[tuple[int, _Word]]:
        for word in _WITH_COLON.finditer(self._text):
            if not _PLAIN_LABEL.fullmatch(word[0]):  # its colon becomes a token of its own
                yield from self._tokens.words(self._text, word.start(), word.end())

    def _pieces_of(self, words: Iterable[tuple[int, _Word]]) -> Iterator[str]:
        for _, word in words:
            for _, lemma, keyword in word.tokens:
                if keyword and ":" in lemma:
                    yield from lemma.split(":")

    def _with_pieces(self, word: _Word) -> Sequence[str]:
        pieces = self._pieces
        return [lemma for _, lemma, keyword in word.tokens if (keyword and ":" not in lemma) or lemma in pieces]


def _keywords(word: _Word) -> Sequence[str]:
    return word.keywords


def _split(word: _Word, place: int, counts: Counting) -> tuple[Sequence[str], Sequence[str]]:
    """A word's keywords up to the token at a place in it, and from that token on."""
    here = next(number for number, token in enumerate(word.tokens) if token.end > place)
    upto, since = word.tokens[: here + 1], word.tokens[here:]
    return counts(_word(upto)), counts(_word(since))


class _Whole:
    """By all words of the text."""

    def __init__(self, words: list[tuple[int, _Word]], counts: Counting, before: int, after: int) -> None:
        self._words = words
        self._counts = counts
        self._before, self._after = before, after
        self._ends = [at + word.tokens[-1].end for at, word in words]
        self._keywords: list[str] = []
        self._upto = [0]
        for _, word in words:
            self._keywords += counts(word)
            self._upto.append(len(self._keywords))

    def around(self, start: int) -> list[str]:
        """The keywords around a place."""
        here = bisect_right(self._ends, start)
        if here == len(self._ends):
            raise LookupError("no token from there on")
        at, word = self._words[here]
        back, forth = _split(word, start - at, self._counts)
        more, rest = self._upto[here], self._upto[here + 1]
        back = [*back[-self._before :], *self._keywords[max(more - self._before + len(back), 0) : more]]
        return [*back, *forth[: self._after], *self._keywords[rest : rest + max(self._after - len(forth), 0)]]


class _Windows:
    """By the words nearby, as many as it takes."""

    def __init__(self, text: str, tokens: Tokens, counts: Counting, before: int, after: int) -> None:
        self._text = text
        self._tokens = tokens
        self._counts = counts
        self._before, self._after = before, after

    def around(self, start: int) -> list[str]:
        """The keywords around a place."""
        begin, end = self._begin(start - _WINDOW, start), self._end(start + _FORWARD)
        words = self._tokens.words(self._text, begin, end)
        while (here := _word_at(words, start)) is None:
            if end == len(self._text):
                raise LookupError("no token from there on")
            far = self._end(end + _WINDOW)
            words += self._tokens.words(self._text, end, far)
            end = far
        at, word = words[here]
        upto, since = _split(word, start - at, self._counts)
        return self._back(list(upto[-self._before :]), words[:here], begin) + self._forth(
            list(since[: self._after]), words[here + 1 :], end
        )

    def _back(self, found: list[str], words: list[tuple[int, _Word]], begin: int) -> list[str]:
        while True:
            for _, word in reversed(words):
                found += reversed(self._counts(word))
                if len(found) >= self._before:
                    return found[: self._before]
            if begin == 0:
                return found
            far = self._begin(begin - 2 * _WINDOW, begin - 1)
            words, begin = self._tokens.words(self._text, far, begin), far

    def _forth(self, found: list[str], words: list[tuple[int, _Word]], end: int) -> list[str]:
        while True:
            for _, word in words:
                if len(found) >= self._after:
                    break
                found += self._counts(word)
            if len(found) >= self._after or end == len(self._text):
                return found[: self._after]
            far = self._end(end + _WINDOW)
            words, end = self._tokens.words(self._text, end, far), far

    def _begin(self, wanted: int, start: int) -> int:
        """A word's start between these two places, else before them."""
        while wanted > 0:
            found = _WORD_STARTS.search(self._text, wanted, start + 1)
            if found is not None and found.end() <= start:
                return found.end()
            wanted -= 4 * _WINDOW
        return 0

    def _end(self, wanted: int) -> int:
        found = _WORD_ENDS.search(self._text, min(wanted, len(self._text)))
        return found.end() if found else len(self._text)


def _word_at(words: list[tuple[int, _Word]], start: int) -> int | None:
    return next((place for place, (at, word) in enumerate(words) if at + word.tokens[-1].end > start), None)


def may_replace(enhancer: ContextAwareEnhancer) -> bool:
    """True where the enhancer is Presidio's own and not a user's."""
    return type(enhancer) is LemmaContextAwareEnhancer


def raise_scores(
    results: Iterable[tuple[Sequence[str], RecognizerResult]],
    surroundings: Surroundings,
    extra: Sequence[str],
    enhancer: LemmaContextAwareEnhancer,
) -> None:
    """Raises the scores in place; with each result come its recognizer's own context words."""
    more = [word.lower() for word in extra]
    for context, result in results:
        if result.recognition_metadata.get(RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY):
            continue
        said = _said([*surroundings.at(result.start), *more], context, enhancer.context_matching_mode)
        if said:
            raised = max(result.score + enhancer.context_similarity_factor, enhancer.min_score_with_context_similarity)
            result.score = min(raised, ContextAwareEnhancer.MAX_SCORE)
            result.analysis_explanation.set_supportive_context_word(said)
            result.analysis_explanation.set_improved_score(result.score)


def _said(words: list[str], context: Sequence[str], mode: str) -> str:
    """The first context word that is among the words; the same as `_find_supportive_word_in_context`."""
    if mode == "whole_word" or any(_APART in word for word in context):
        return LemmaContextAwareEnhancer._find_supportive_word_in_context(words, list(context), mode)
    if not words:
        return ""
    together = _APART.join(words)
    return next((word for word in context if word.lower() in together), "")
