"""One of Presidio's pattern recognizers, asked about a stretch of text.

What enters are a recognizer with one pattern and a stretch; what leaves are the results that its `analyze` would give
for the stretch, before duplicates are dropped. Pattern, validators and scores are the recognizer's own; left out are
the log lines, the clock and, where nobody asked for it, the explanation. A pattern that runs into its time limit
raises `TimeoutError`; Presidio would find nothing by it and say so in a log line only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import regex
from presidio_analyzer import EntityRecognizer, RecognizerResult

_NAME = RecognizerResult.RECOGNIZER_NAME_KEY
_ID = RecognizerResult.RECOGNIZER_IDENTIFIER_KEY


def compiled(recognizer: Any) -> Any:
    """The `regex` of a recognizer that has one pattern, as Presidio compiles it."""
    pattern, flags = recognizer.patterns[0], recognizer.global_regex_flags
    if pattern.compiled_regex is None or pattern.compiled_with_flags != flags:
        pattern.compiled_with_flags = flags
        pattern.compiled_regex = regex.compile(pattern.regex, flags=flags)
    return pattern.compiled_regex


def results_of(
    recognizer: Any, stretch: str, offset: int, limit_s: float, explained: bool
) -> Iterator[RecognizerResult]:
    """What the recognizer's one pattern finds in a stretch that begins at an offset of the text."""
    pattern = recognizer.patterns[0]
    for found in compiled(recognizer).finditer(stretch, timeout=limit_s):
        value = found[0]
        if not value:
            continue
        score = pattern.score
        valid, invalid = _judged(recognizer, value)
        if valid is not None:
            score = EntityRecognizer.MAX_SCORE if valid else EntityRecognizer.MIN_SCORE
        if invalid:
            score = EntityRecognizer.MIN_SCORE
        if score <= EntityRecognizer.MIN_SCORE:
            continue
        result = RecognizerResult(
            entity_type=recognizer.supported_entities[0],
            start=found.start() + offset,
            end=found.end() + offset,
            score=score,
            recognition_metadata={_NAME: recognizer.name, _ID: recognizer.id},
        )
        if explained:
            result.analysis_explanation = _explanation(recognizer, valid, score)
        yield result


# What a validator raises for a digit that it does not know: `\d` and `\w` match those of every script.
UNREAD = (KeyError, ValueError, IndexError)


def _judged(recognizer: Any, value: str) -> tuple[bool | None, bool]:
    """What validators say of a value. One that they cannot read is read with plain digits, and else is none."""
    for said in (value, plain_digits(value)):
        try:
            return recognizer.validate_result(said), bool(recognizer.invalidate_result(said))
        except UNREAD:
            if value.isascii():
                raise
    return False, True


def plain_digits(text: str) -> str:
    """The text with ASCII digits for those of other scripts, raised ones too; everything stands where it stood.

    >>> plain_digits("٣²a")
    '32a'
    """
    return text if text.isascii() else "".join(str(unicodedata.digit(each, each)) for each in text)


def _explanation(recognizer: Any, valid: bool | None, score: float) -> Any:
    pattern = recognizer.patterns[0]
    made = recognizer.build_regex_explanation(
        recognizer.name, pattern.name, pattern.regex, pattern.score, valid, recognizer.global_regex_flags
    )
    made.score = score
    return made


def distinct(results: list[RecognizerResult]) -> list[RecognizerResult]:
    """`EntityRecognizer.remove_duplicates`, whose set asks every result for a text of itself."""
    if len(results) < 2:
        return [each for each in results if each.score != 0]
    ordered = sorted(results, key=lambda r: (str(r.entity_type), r.start, r.start - r.end, -r.score))
    kept: list[RecognizerResult] = []
    for _, of_type in groupby(ordered, key=lambda r: r.entity_type):
        active: list[RecognizerResult] = []
        for result in of_type:
            if result.score == 0:
                continue
            active = [each for each in active if each.end >= result.start]
            if not any(result.end <= each.end and result.score <= each.score for each in active):
                kept.append(result)
                active.append(result)
    return sorted(kept, key=lambda r: (-r.score, r.start, r.start - r.end))
