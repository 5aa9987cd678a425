"""Context words: Presidio's step that raises a score where a word nearby speaks for it.

What enters are a text and results; what leaves are the same results with the scores that Presidio's
`LemmaContextAwareEnhancer` would give them on a `BlankNlpEngine`. The stock step walks over all tokens for each result;
here only the white-space separated words around a result are handed to spaCy's tokenizer, which reads each such word by
itself. One thing reaches further: a word with a colon inside is split, and its pieces count as keywords anywhere.

spaCy's vocabulary keeps every token it has seen, some 900 bytes each; a memory zone gives them back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from itertools import islice
from typing import Any, Final, NamedTuple

from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer, LemmaContextAwareEnhancer
from spacy.attrs import IS_PUNCT, IS_STOP

from guards.presidio import BlankNlpEngine

# A window of this many characters before a result holds its five words in most prose; it doubles until it does.
_WINDOW: Final = 80
_FORWARD: Final = 24
_WORD_STARTS: Final = re.compile(r"\s(?=\S)")
_WORD_ENDS: Final = re.compile(r"\S(?=\s)")
_WITH_COLON: Final = re.compile(r"\S*:\S*")
_PLAIN_LABEL: Final = re.compile(r"[A-Za-z]{5,}:")
_PIECES: Final = re.compile(r"\S+|\s+")
_APART: Final = "\0"
# Most words of a text come again in the next. 16,384 words of at most 24 characters stay below 10 MB.
_REMEMBERED: Final = 16_384
_SHORT: Final = 24


class _Token(NamedTuple):
    end: int
    lemma: str
    keyword: bool
    """What Presidio takes for one, a colon inside aside."""


class Tokens:
    """spaCy's tokenizer and Presidio's idea of a keyword, for one language."""

    def __init__(self, engine: BlankNlpEngine, language: str) -> None:
        pipeline: Any = engine.get_nlp(language)
        self._zone = pipeline.memory_zone
        self._tokenizer = pipeline.tokenizer
        # The very functions by which spaCy's vocabulary answers; asked directly, the vocabulary does not grow.
        self._is_stop = pipeline.vocab.lex_attr_getters[IS_STOP]
        self._is_punct = pipeline.vocab.lex_attr_getters[IS_PUNCT]
        self._short: Callable[[str], tuple[_Token, ...]] = lru_cache(_REMEMBERED)(self._read)

    def forgetting(self) -> AbstractContextManager[Any]:
        """What spaCy learns inside is forgotten afterwards."""
        zone: AbstractContextManager[Any] = self._zone()
        return zone

    def read(self, text: str, begin: int, end: int) -> list[_Token]:
        """The tokens of a stretch that begins and ends with a word of the text or with the text."""
        found: list[_Token] = []
        for piece in _PIECES.finditer(text, begin, end):
            at, stop = piece.span()
            if at > begin and text[at] == " ":
                at += 1  # one space after a word belongs to the word
                if at == stop:
                    continue
            word = text[at:stop]
            tokens = self._short(word) if stop - at <= _SHORT else self._read(word)
            found += [_Token(at + ends, lemma, keyword) for ends, lemma, keyword in tokens]
        return found

    def _read(self, word: str) -> tuple[_Token, ...]:
        if self._is_one(word):
            lemma = word.lower()
            return (_Token(len(word), lemma, self._is_keyword(lemma)),)
        tokens = [(token.idx + len(token), token.lower_) for token in self._tokenizer(word)]
        return tuple(_Token(end, lemma, self._is_keyword(lemma)) for end, lemma in tokens)

    def _is_one(self, word: str) -> bool:
        """True where spaCy's rules find nothing to take off or to cut: its tokenizer then makes one token."""
        rules = self._tokenizer
        if word.isspace() or word in rules.rules or rules.prefix_search(word) or rules.suffix_search(word):
            return False
        return next(iter(rules.infix_finditer(word)), None) is None

    def _is_keyword(self, lemma: str) -> bool:
        return lemma not in ("-PRON-", "be") and not self._is_stop(lemma) and not self._is_punct(lemma)


class Surroundings:
    """The keywords around some places of one text."""

    def __init__(self, text: str, tokens: Tokens, starts: Iterable[int], before: int, after: int) -> None:
        self._text = text
        self._tokens = tokens
        self._before = before + 1  # the token at the place itself counts too, in either direction
        self._after = after + 1
        whole = tokens.read(text, 0, len(text)) if len(set(starts)) * _WINDOW > len(text) else None
        self._pieces = self._all_pieces(whole) if ":" in text else frozenset()
        self._whole = _Whole(whole, self._counts) if whole is not None else None
        self._seen: dict[int, list[str]] = {}

    def _all_pieces(self, whole: list[_Token] | None) -> frozenset[str]:
        found: set[str] = set()
        for _, lemma, keyword in whole if whole is not None else self._with_colon():
            if keyword and ":" in lemma:
                found.update(lemma.split(":"))
        return frozenset(found)

    def _with_colon(self) -> Iterator[_Token]:
        for word in _WITH_COLON.finditer(self._text):
            if not _PLAIN_LABEL.fullmatch(word[0]):  # its colon becomes a token of its own
                yield from self._tokens.read(self._text, word.start(), word.end())

    def at(self, start: int) -> list[str]:
        """The keywords around the token at a place. Raises LookupError where the text has no token from there on."""
        if start not in self._seen:
            whole = self._whole
            self._seen[start] = whole.around(start, self._before, self._after) if whole else self._read(start)
        return self._seen[start]

    def _counts(self, token: _Token) -> bool:
        return (token.keyword and ":" not in token.lemma) or token.lemma in self._pieces

    def _read(self, start: int) -> list[str]:
        reach, ahead = _WINDOW, _FORWARD
        while True:
            begin, end = self._begin(start - reach, start), self._end(start + ahead)
            tokens = self._tokens.read(self._text, begin, end)
            here = next((place for place, token in enumerate(tokens) if token.end > start), None)
            if here is None:
                if end == len(self._text):
                    raise LookupError("no token from there on")
                ahead *= 4
                continue
            back = self._collected(reversed(tokens[: here + 1]), self._before)
            forth = self._collected(tokens[here:], self._after)
            if len(back) < self._before and begin > 0:
                reach *= 4
            elif len(forth) < self._after and end < len(self._text):
                ahead *= 4
            else:
                return back + forth

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

    def _collected(self, tokens: Iterable[_Token], number: int) -> list[str]:
        return [token.lemma for token in islice(filter(self._counts, tokens), number)]


class _Whole:
    """A text read from end to end: its tokens' ends, and where its keywords stand among the tokens."""

    def __init__(self, tokens: list[_Token], counts: Callable[[_Token], bool]) -> None:
        self._ends = [token.end for token in tokens]
        keywords = [(place, token.lemma) for place, token in enumerate(tokens) if counts(token)]
        self._places = [place for place, _ in keywords]
        self._words = [word for _, word in keywords]

    def around(self, start: int, before: int, after: int) -> list[str]:
        """So many keywords up to the token at a place, and so many from it on."""
        here = bisect_right(self._ends, start)
        if here == len(self._ends):
            raise LookupError("no token from there on")
        upto, since = bisect_right(self._places, here), bisect_left(self._places, here)
        return self._words[max(upto - before, 0) : upto] + self._words[since : since + after]


def may_replace(enhancer: ContextAwareEnhancer) -> bool:
    """True where the enhancer is Presidio's own and not a user's."""
    return type(enhancer) is LemmaContextAwareEnhancer


def raise_scores(
    results: Sequence[RecognizerResult],
    contexts: Sequence[Sequence[str]],
    surroundings: Surroundings,
    extra: Sequence[str],
    enhancer: LemmaContextAwareEnhancer,
) -> None:
    """Raises the scores in place; `contexts` holds each result's recognizer's own context words."""
    more = [word.lower() for word in extra]
    for result, context in zip(results, contexts, strict=True):
        metadata = result.recognition_metadata
        if not context or metadata.get(RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY):
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
