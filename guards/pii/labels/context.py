"""Labels as context words: a recognizer's result rises where its label holds one of the recognizer's words.

What enters are Presidio's results for a text and the registry's context words; what leaves is a score. A word in the
text raises a score in Presidio's own step; a key that is written without a space (`{"ssn":"…"}`), the header of a
column and the key of an argument reach no token of it, and are read here: `LemmaContextAwareEnhancer`'s factor and
least score, once for each result.
https://microsoft.github.io/presidio/tutorial/06_context/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presidio_analyzer import EntityRecognizer, RecognizerResult

from guards.pii.labels.beside import label_before
from guards.pii.labels.naming import words_of
from guards.pii.labels.weak_checks import weighed
from guards.pii.scan.context import RAISED

# Presidio's `LemmaContextAwareEnhancer`.
FACTOR, LEAST = 0.35, 0.4


class LabelContext:
    """The context words of a registry's recognizers, as words of a label."""

    def __init__(self, recognizers: Iterable[EntityRecognizer]) -> None:
        self._words = {each.id: _phrases(each.context or ()) for each in recognizers}

    def score(self, text: str, result: RecognizerResult, labels: Sequence[str]) -> float:
        """The score of a result under the labels that are known of it, and the one that stands before it."""
        phrases = self._words.get(result.recognition_metadata.get(RecognizerResult.RECOGNIZER_IDENTIFIER_KEY, ""))
        score: float = weighed(text, result.entity_type, result.start, result.end, result.score, labels)
        if score < result.score:
            return score
        if not phrases or score >= EntityRecognizer.MAX_SCORE or RAISED in result.recognition_metadata:
            return score
        own = label_before(text, result.start)
        said = [*labels, text[own.start : own.end]] if own is not None and own.separated else labels
        if any(_holds(words_of(label), phrases) for label in said):
            return min(max(score + FACTOR, LEAST), EntityRecognizer.MAX_SCORE)
        return score


def _phrases(words: Iterable[str]) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]] | None:
    said = [words_of(word) for word in words]
    if not said:
        return None
    return frozenset(each[0] for each in said if len(each) == 1), tuple(each for each in said if len(each) > 1)


def _holds(label: tuple[str, ...], phrases: tuple[frozenset[str], tuple[tuple[str, ...], ...]]) -> bool:
    """Whole words only: `lic` stands in `lic#`, and not in `public`; the words of a phrase stand in a row."""
    single, several = phrases
    if not single.isdisjoint(label):
        return True
    joined = f" {' '.join(label)} "
    return any(f" {' '.join(each)} " in joined for each in several)
