"""Cards and IBANs that are glued to a word, where no word boundary stands for Presidio's patterns.

What enters is text; what leaves are cards and accounts. Where the boundary is weak the check digits are asked for: a
card's issuer, length and Luhn digit, an IBAN's country, length, form and remainder (ISO 13616). The run of digits must
be the only one in its word, or it is part of an identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import regex
from presidio_analyzer.predefined_recognizers.generic.iban_patterns import regex_per_country

from guards.check_digits import is_mod_97
from guards.pii.forms.entity import Entity
from guards.pii.names.cards import is_card

_CARD: Final = re.compile(
    r"(?<![\d.,+])(?<![^\W\d]\d)"
    r"(?:\d{15,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?!\1?\d)|\d{4}([ -])\d{6}\2\d{5}(?!\2?\d))(?![\d]|[.,]\d)"
)
_GLUED: Final = re.compile(r"\w")
_WORD: Final = re.compile(r"[^\W\d]{0,24}")
_WORD_BACK: Final = re.compile(r"[^\W\d]{0,24}\Z")
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}(?=(?:[ -]?[A-Za-z0-9]){11})")
_COUNTRIES: Final = {country: regex.compile(pattern) for country, pattern in regex_per_country.items()}
_SCORE: Final = 0.9
_IBAN_MAX: Final = 44


def accounts_in(text: str) -> Iterator[Entity]:
    """Cards and IBANs whose word goes on before or behind them.

    >>> text = "card4111111111111111end, toDE89370400440532013000failed, id4111111111111112x"
    >>> [text[found.start : found.end] for found in accounts_in(text)]
    ['4111111111111111', 'DE89370400440532013000']
    """
    for found in _CARD.finditer(text):
        start, end = found.span()
        if _is_glued(text, start, end) and _is_alone(text, start, end) and is_card(found[0]):
            yield Entity("CREDIT_CARD", start, end, _SCORE)
    for found in _IBAN.finditer(text):
        end = _end_of_iban(text, found.start())
        if end and _is_glued(text, found.start(), end):
            yield Entity("IBAN_CODE", found.start(), end, _SCORE)


def _is_glued(text: str, start: int, end: int) -> bool:
    return _GLUED.match(text, end) is not None or (start > 0 and _GLUED.match(text, start - 1) is not None)


def _is_alone(text: str, start: int, end: int) -> bool:
    """False where more digits stand in the same word: a hash, an identifier."""
    behind = _WORD.match(text, end)
    before = _WORD_BACK.search(text, max(0, start - 25), start)
    assert behind is not None
    assert before is not None
    return not (text[behind.end() : behind.end() + 1].isalnum() or text[before.start() - 1 : before.start()].isalnum())


def _end_of_iban(text: str, start: int) -> int:
    """Where the IBAN that begins there ends; 0 where none does."""
    known = _COUNTRIES.get(text[start : start + 2])
    found = known.match(text, start, min(len(text), start + _IBAN_MAX)) if known else None
    if found is None:
        return 0
    value = found[0].rstrip()
    return start + len(value) if is_mod_97(value.replace(" ", "").upper()) else 0
