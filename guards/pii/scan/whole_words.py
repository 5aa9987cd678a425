"""Presidio's context step with short context words taken whole.

What enters are keywords around a result and the context words of its recognizer; what leaves is the word that supports
it. Presidio asks whether a context word stands anywhere in a keyword, so that the `lic` of driver licences stands in
`public`. Here a word of up to four letters must be the keyword, its plural, or what a sign divides off it; longer ones
are asked as Presidio asks (`passport` in `passports`). Plain `LemmaContextAwareEnhancer` switches this off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer

SHORT = 4
_APART = re.compile(r"[\W_]+")


class WholeWordsEnhancer(LemmaContextAwareEnhancer):
    """The stock enhancer, but for short context words."""

    @staticmethod
    def _find_supportive_word_in_context(
        context_list: list[str], recognizer_context_list: list[str], _mode: str = "substring"
    ) -> str:
        keywords = [keyword.lower() for keyword in context_list]
        return next((word for word in recognizer_context_list if supports(word.lower(), keywords)), "")


def supports(word: str, keywords: Iterable[str]) -> bool:
    """True where a context word, in small letters, stands in one of the keywords.

    >>> supports("lic", ["public"]), supports("lic", ["lic#"]), supports("ssn", ["ssns"])
    (False, True, True)
    >>> supports("passport", ["passports"])
    True
    """
    word = word.strip()
    if len(word) > SHORT or not word.isascii():
        return any(word in keyword for keyword in keywords)
    return any(word in keyword and _is_whole(word, keyword) for keyword in keywords)


def _is_whole(word: str, keyword: str) -> bool:
    return word == keyword or any(piece in (word, f"{word}s") for piece in _APART.split(keyword))
