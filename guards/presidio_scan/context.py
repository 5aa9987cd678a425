"""Context words: Presidio's step that raises a score where a word nearby speaks for it.

What enters are a text and results; what leaves are the same results with the scores that Presidio's
`LemmaContextAwareEnhancer` would give them on a `BlankNlpEngine`. The stock step walks over all tokens for each result;
here only the white-space separated words around a result are handed to spaCy's tokenizer, which reads each such word by
itself. One thing reaches further: a word with a colon inside is split, and its pieces count as keywords anywhere.

spaCy's vocabulary keeps every token it has seen, some 900 bytes each; a memory zone gives them back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, NamedTuple

from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer, LemmaContextAwareEnhancer

from guards.presidio import BlankNlpEngine

# A window of this many characters before a result holds its five words in most prose; it doubles until it does.
_WINDOW: Final = 80
_FORWARD: Final = 24
_WORD_STARTS: Final = re.compile(r"\s(?=\S)")
_WORD_ENDS: Final = re.compile(r"\S(?=\s)")
_WITH_COLON: Final = re.compile(r"\S*:\S*")
_PLAIN_LABEL: Final = re.compile(r"[A-Za-z]{5,}:")
_APART: Final = "\0"
_REMEMBERED: Final = 16_384


class _Token(NamedTuple):
    end: int
    lemma: str


class Tokens:
    """spaCy's tokenizer and Presidio's idea of a keyword, for one language."""

    def __init__(self, engine: BlankNlpEngine, language: str) -> None:
        pipeline: Any = engine.get_nlp(language)
        self._zone = pipeline.memory_zone
        self._tokenizer = pipeline.tokenizer
        self._engine = engine
        self._language = language
        self.is_keyword: Callable[[str], bool] = lru_cache(_REMEMBERED)(self._is_keyword)

    @contextmanager
    def forgetting(self) -> Iterator[None]:
        """What the tokenizer learns inside is forgotten afterwards."""
        with self._zone():
            yield

    def read(self, text: str, begin: int, end: int) -> list[_Token]:
        """The tokens of a stretch that begins and ends with a word of the text."""
        return [_Token(begin + t.idx + len(t), t.lower_.lower()) for t in self._tokenizer(text[begin:end])]

    def _is_keyword(self, lemma: str) -> bool:
        if lemma in ("-PRON-", "be"):
            return False
        return not (self._engine.is_stopword(lemma, self._language) or self._engine.is_punct(lemma, self._language))


class Surroundings:
    """The keywords around a place in one text."""

    def __init__(self, text: str, tokens: Tokens, before: int, after: int) -> None:
        self._text = text
        self._tokens = tokens
        self._before = before + 1  # the token at the place itself counts too, in either direction
        self._after = after + 1
        self._seen: dict[int, frozenset[str]] = {}
        self._pieces = self._all_pieces() if ":" in text else frozenset()

    def _all_pieces(self) -> frozenset[str]:
        found: set[str] = set()
        for word in _WITH_COLON.finditer(self._text):
            if _PLAIN_LABEL.fullmatch(word[0]):
                continue  # the colon becomes a token of its own
            for _, lemma in self._tokens.read(self._text, word.start(), word.end()):
                if ":" in lemma and self._tokens.is_keyword(lemma):
                    found.update(lemma.split(":"))
        return frozenset(found)

    def at(self, start: int) -> frozenset[str]:
        """The keywords around the token at a place. Raises LookupError where the text has no token from there on."""
        if start not in self._seen:
            self._seen[start] = self._read(start)
        return self._seen[start]

    def _read(self, start: int) -> frozenset[str]:
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
                return frozenset(back + forth)

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

    def _collected(self, tokens: Iterator[_Token] | Sequence[_Token], number: int) -> list[str]:
        found: list[str] = []
        for _, lemma in tokens:
            if (self._tokens.is_keyword(lemma) and ":" not in lemma) or lemma in self._pieces:
                found.append(lemma)
                if len(found) == number:
                    break
        return found


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
