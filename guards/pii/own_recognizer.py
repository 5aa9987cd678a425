"""A recognizer of the policy's author: patterns and words, at a bounded cost whatever the text.

What enters is a recognizer as the policy gives it; what leaves is one for Presidio's registry. A pattern runs on RE2,
whose time is linear, wherever it means the same there; else on `regex` with a time limit, and a pattern that takes
longer ends the reading with `TooSlow`: a text is never half read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import re2
import regex
from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from guards.scanning.limits import Limits, TooSlow
from guards.scanning.words_pattern import words_pattern
from schemas.recognizers import RecognizerSpec

# Presidio's own flags for patterns.
_FLAGS = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE

# Text of which RE2's ASCII classes and `regex`'s of Unicode say the same.
_PLAIN_TEXT = re.compile(r"[\t\n\r\x20-\x7e]*+")
# What both read alike: no other escape, no brace that is not a plain count, no group that is more than one.
_SHARED = re.compile(
    r"(?:\\[dDwWsSbBtnr]|\\[^A-Za-z0-9]|[^\\\[\](){}]|\{\d{1,3}(?:,\d{0,3})?\}|\((?:\?:|\?P<\w+>)?(?!\?)|\)"
    r"|\[\^?\]?(?:\\[dDwWsStnr]|\\[^A-Za-z0-9]|[^\\\[\]&|~-]|-(?!-))*\])*"
)


class UserRecognizer(EntityRecognizer):
    """One recognizer of a policy, for one language."""

    reads_tokens = False

    def __init__(self, spec: RecognizerSpec, language: str, limits: Limits | None = None) -> None:
        super().__init__(
            supported_entities=[spec.supported_entity],
            name=spec.name,
            supported_language=language,
            context=list(spec.context),
        )
        self._named = spec.name
        self._limit_s = (limits or Limits()).pattern_s
        self._finders = [(_Pattern(each.regex), each.score) for each in spec.patterns]
        self._words = (words_pattern(spec.deny_list), spec.deny_list_score) if spec.deny_list else None

    def load(self) -> None:
        """Nothing to load."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Every match that is no part of a better one. Raises TooSlow."""
        return list(EntityRecognizer.remove_duplicates(list(self._found(text))))

    def _found(self, text: str) -> Iterator[RecognizerResult]:
        try:
            for pattern, score in self._finders:
                for start, end in pattern.spans(text, self._limit_s):
                    yield self._result(start, end, score)
            if self._words:
                pattern, score = self._words
                for found in pattern.finditer(text, timeout=self._limit_s):
                    yield self._result(found.start(), found.end(), score)
        except TimeoutError as error:
            raise TooSlow("a pattern took longer than it may") from error

    def _result(self, start: int, end: int, score: float) -> RecognizerResult:
        why = AnalysisExplanation(recognizer=self._named, original_score=score)
        return RecognizerResult(self.supported_entities[0], start, end, score, why)


class _Pattern:
    """One regular expression on the engine that suits the text."""

    def __init__(self, pattern: str) -> None:
        self.linear = linear(pattern)
        self._backtracking = regex.compile(pattern, _FLAGS)

    def spans(self, text: str, limit_s: float) -> Iterator[tuple[int, int]]:
        """Every match that is not empty. Raises TimeoutError."""
        found: Any
        if self.linear is not None and _PLAIN_TEXT.fullmatch(text):
            found = self.linear.finditer(text)
        else:
            found = self._backtracking.finditer(text, timeout=limit_s)
        for match in found:
            if match.start() < match.end():
                yield match.start(), match.end()


def linear(pattern: str) -> Any:
    """The pattern on RE2; None where RE2 does not read it, or reads it differently."""
    if not pattern.isascii() or _SHARED.fullmatch(pattern) is None:
        return None
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.dot_nl = True
    try:
        return re2.compile(f"(?m){pattern}", options)
    except re2.error:
        return None
