"""The value of a field: how far it goes, what type it has, how sure that is.

What enters are a text, a field and what the record around it speaks for; what leaves is a typed stretch with a score,
or nothing where no value of the label's shape is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from guards.pii.labels.fields import Field
from guards.pii.labels.judging import score_of
from guards.pii.labels.people import name_end
from guards.pii.labels.records import Evidence
from guards.pii.labels.shapes import Fit, fit

# A type that is sure of its label takes a value of another shape as well: a number is mistyped, and somebody's still.
_SURE = 0.8
_OTHER_SHAPE = -0.2
_NUMBERS = frozenset({"ssn", "nhs", "nir", "pan", "cf", "ahv", "vin", "npi", "aba", "plate"})
_SEPARATED = frozenset({"PERSON", "LOCATION", "EMAIL_ADDRESS"})
_SINGLE = -0.2
_SPEAKS_ITSELF = 6
# A key that says `case` is a test's or a program's as often as a person's.
_UNNUMBERED_KEY = 0.2
_QUOTES = ('"', "'")
# Nobody alive was born then.
_LONG_AGO = re.compile(r"(?<!\d)1[0-8]\d\d(?!\d)")


class Labelled(NamedTuple):
    """A typed stretch of a text with its score."""

    type: str
    start: int
    end: int
    score: float


def may_hold(text: str, field: Field) -> bool:
    """False where it is seen at once that a field has no value: its record need not be read."""
    kind = field.said.meaning.type
    if kind == "PERSON":
        return field.separated and text[field.start : field.start + 1].isalpha()
    return field.separated or kind not in _SEPARATED


def judged(text: str, field: Field, evidence: Evidence) -> Labelled | None:
    """The value of a field, typed and scored; None where nothing there has the shape."""
    meaning = field.said.meaning
    if not may_hold(text, field):
        return None
    fitted = _fitted(text, field, evidence)
    if fitted is None or fitted.end <= field.start:
        return None
    if meaning.shape == "date" and not field.separated and _LONG_AGO.search(text, field.start, fitted.end):
        return None
    more = fitted.more
    if field.said.unnumbered and (field.whole or text[field.at - 1 : field.at] in _QUOTES):
        more -= _UNNUMBERED_KEY
    score = score_of(field.said, more, evidence, field.separated, field.far)
    return Labelled(meaning.type, field.start, fitted.end, score) if score > 0 else None


def _fitted(text: str, field: Field, evidence: Evidence) -> Fit | None:
    meaning, start, stop = field.said.meaning, field.start, field.stop
    if meaning.type == "PERSON":
        return _person(text, field, evidence)
    fitted = fit(meaning.shape, meaning.type, text, start, stop)
    if fitted is not None and field.said.unnumbered and _weight(text[start : fitted.end]) < _SPEAKS_ITSELF:
        return None
    if fitted is None and not field.far and meaning.shape in _NUMBERS and meaning.base >= _SURE:
        other = fit("id", "", text, start, stop)
        fitted = Fit(other.end, _OTHER_SHAPE) if other else None
    return fitted


def _weight(said: str) -> int:
    """Digits of a number; capitals before them (`NQ-20388`) are one more."""
    return sum(map(str.isdigit, said)) + said[:1].isupper()


def _person(text: str, field: Field, evidence: Evidence) -> Fit | None:
    shape = field.said.meaning.shape
    sure = shape == "name" or evidence.personal > 0 or evidence.role > 0 or field.said.role
    end = name_end(text, field.start, field.stop, field.whole, "any" if sure else "capitals")
    if end is None:
        return None
    words: Sequence[str] = text[field.start : end].split()
    single = shape == "named" and not sure and (len(words) < 2 or not words[0][:1].isupper())
    return Fit(end, _SINGLE if single else 0.0)
