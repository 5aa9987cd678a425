"""Context words: Presidio's step that raises a score where a word nearby speaks for it.

What enters are a text and results; what leaves are the same results with the scores that Presidio's
`LemmaContextAwareEnhancer` would give them on a `BlankNlpEngine`. The stock step tokenizes the text and walks over all
tokens for each result. Here most answers are found without tokenizing anything but plain words: a context word is
nearby for certain if a remembered word holds it and too few keywords can lie between, and it is not if no part of the
text within reach holds it, every unread word counted as few tokens as it can have. In between, the words are read.

One thing reaches further: a word with a colon inside is split, and its pieces count as keywords anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from presidio_analyzer import RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer, LemmaContextAwareEnhancer

from guards.pii.scan.plan import APART, Context
from guards.pii.scan.tokens import SHORT, Read, Tokens, read_of
from guards.pii.scan.whole_words import SHORT as SHORT_WORD
from guards.pii.scan.whole_words import WholeWordsEnhancer, supports
from guards.pii.scan.words import Word, Words

RAISED: Final = "raised_by_context"
"""Set in a result's metadata to the context word that raised its score."""


class _Near(NamedTuple):
    """What is known of the keywords around a place without reading every word."""

    surely: str
    """Keywords that are among them."""
    perhaps: str
    """In lower case, something that holds each of them."""


class _Reach:
    """Walks from a place through words, as far as the keywords that count can lie."""

    def __init__(self, words: Words, tokens: Tokens, keywords: Callable[[Read], Sequence[str]]) -> None:
        self._words = words
        self._tokens = tokens
        self._keywords = keywords
        self.surely: list[str] = []
        self.perhaps: list[str] = []

    def at(self, word: Word) -> None:
        """The word at the place itself: which of its keywords count, only reading can tell."""
        read = self._words.known(word)
        self.perhaps += self._keywords(read) if read else [word.text.lower()]

    def walk(self, words: Iterable[Word], counted: tuple[int, int], room: int, back: bool) -> None:
        """On in one direction, so many keywords being counted already, at least and at most."""
        least, most = counted
        if least >= room:
            return
        for word in words:
            read = self._words.known(word)
            if read is None:
                self.perhaps.append(word.text.lower())
                least += self._tokens.surely_a_keyword(word.text)
                most += len(word.text)
            elif keywords := self._keywords(read):
                self.perhaps += keywords
                least += len(keywords)
                if most < room:
                    self.surely += keywords[most - room :] if back else keywords[: room - most]
                    most += len(keywords)
            if least >= room:
                return


class Surroundings:
    """The keywords around some places of one text: so many up to a place's token, and so many from it on."""

    def __init__(self, text: str, tokens: Tokens, before: int, after: int) -> None:
        self._text = text
        self._tokens = tokens
        self._words = Words(text, tokens)
        # The token at the place counts too, in either direction.
        self._before, self._after = before + 1, after + 1
        self._pieces = frozenset(self._pieces_that_count()) if ":" in text else frozenset()
        self._near: dict[int, _Near] = {}
        self._around: dict[int, list[str]] = {}

    def near(self, start: int) -> _Near:
        """What is known of a place. Raises LookupError where the text has no token from there on."""
        if start not in self._near:
            self._near[start] = self._seen_near(start)
        return self._near[start]

    def around(self, start: int) -> list[str]:
        """The keywords around a place. Raises LookupError where the text has no token from there on."""
        if start not in self._around:
            self._around[start] = self._read_around(start)
        return self._around[start]

    def _seen_near(self, start: int) -> _Near:
        place = self._words.place(start)
        here = self._words.at(place)
        inside = max(start - here.at, 0)
        near = _Reach(self._words, self._tokens, self._keywords)
        near.at(here)
        near.walk(self._words.before(place), (0, inside + 1), self._before, True)
        # With a colon before the place, the whole of it may be one token and no keyword.
        own = int(":" not in here.text[:inside] and self._tokens.surely_a_keyword(here.text[inside:]))
        near.walk(self._words.after(place), (own, len(here.text)), self._after, False)
        return _Near(APART.join(near.surely), APART.join(near.perhaps))

    def _read_around(self, start: int) -> list[str]:
        place = self._words.place(start)
        here = self._words.at(place)
        tokens = self._words.read(here).tokens
        number = next(number for number, token in enumerate(tokens) if token.end > start - here.at)
        found = list(self._keywords(read_of(tokens[: number + 1])))[-self._before :]
        for word in self._words.before(place):
            if len(found) >= self._before:
                break
            found += list(self._keywords(self._words.read(word)))[len(found) - self._before :]
        forth = list(self._keywords(read_of(tokens[number:])))
        for word in self._words.after(place):
            if len(forth) >= self._after:
                break
            forth += self._keywords(self._words.read(word))
        return found + forth[: self._after]

    def _keywords(self, read: Read) -> Sequence[str]:
        if not self._pieces:
            return read.keywords
        return [lemma for _, lemma, keyword in read.tokens if (keyword and ":" not in lemma) or lemma in self._pieces]

    def _pieces_that_count(self) -> Iterator[str]:
        """Pieces of words with a colon that would be no keywords by themselves."""
        for at, word in self._words.with_colon():
            if len(word) <= SHORT:
                yield from self._tokens.recalled_pieces(word)
            elif self._tokens.splits(word):
                yield from self._tokens.pieces_of(self._words.read(self._words.at(self._words.place(at))))


def may_replace(enhancer: ContextAwareEnhancer) -> bool:
    """True where the enhancer is Presidio's own or ours, and not a user's."""
    return type(enhancer) in (LemmaContextAwareEnhancer, WholeWordsEnhancer)


def raise_scores(
    results: Iterable[tuple[Context, RecognizerResult]],
    surroundings: Surroundings,
    extra: Sequence[str],
    enhancer: LemmaContextAwareEnhancer,
    explained: bool,
) -> None:
    """Raises the scores in place; with each result come its recognizer's own context words."""
    more = [word.lower() for word in extra]
    whole = enhancer.context_matching_mode == "whole_word"
    short_whole = type(enhancer) is WholeWordsEnhancer
    for context, result in results:
        if result.recognition_metadata.get(RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY):
            continue
        said: str | None = None
        if not (explained or more or whole):
            said = _said_near(surroundings.near(result.start), context, short_whole)
        if said is None:
            words = [*surroundings.around(result.start), *more]
            said = enhancer._find_supportive_word_in_context(words, list(context.words), enhancer.context_matching_mode)
        if said:
            raised = max(result.score + enhancer.context_similarity_factor, enhancer.min_score_with_context_similarity)
            result.score = min(raised, ContextAwareEnhancer.MAX_SCORE)
            result.recognition_metadata[RAISED] = said
            if result.analysis_explanation is not None:
                result.analysis_explanation.set_supportive_context_word(said)
                result.analysis_explanation.set_improved_score(result.score)


def _said_near(near: _Near, context: Context, short_whole: bool) -> str | None:
    """A context word that surely is nearby, nothing where surely none is, None where only reading can tell."""
    if not context.plain:
        return None
    possible = [word for word in context.lowered if word in near.perhaps]
    if short_whole and possible:
        perhaps, surely = near.perhaps.split(APART), near.surely.split(APART)
        possible = [word for word in possible if len(word) > SHORT_WORD or supports(word, perhaps)]
        return next((word for word in possible if supports(word, surely)), None if possible else "")
    if not possible:
        return ""
    return next((word for word in possible if word in near.surely), None)
