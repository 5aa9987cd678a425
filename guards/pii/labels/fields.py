"""Labels and the places of their values in an open text: JSON in any state, `key=value`, forms, prose.

What enters is a text; what leaves are fields, each a label with its meaning and where its value begins and must end,
and marks of labels that only say what a record is about. One walk over digits and separators; at each the label is read
backwards, and left at once where its last word is none of the table's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from guards.pii.labels.beside import Label, label_before
from guards.pii.labels.meaning import Said, last_piece, may_mean, said_by
from guards.pii.labels.records import Mark
from guards.pii.labels.vocabulary import HINTS, MECHANICAL

_CUE = re.compile(r"(?P<digits>\d[\w.-]*+)|[:=：＝]|\.{4,}+|_{3,}+")
_OPEN = re.compile(r"""[ \t*\[(>]*+(?:\r?\n[ \t]*+(?:[-*>] )?)?(?P<quote>\\{0,7}["'`“„])?""")
# Begins a value that goes on with digits: letters of a number, or a month.
_LEAD = re.compile(
    r"(?<![^\W_])(?:[A-Z]{1,3}|(?i:jan|f[eé]v|feb|m[aä]r|apr|avr|abr|ma[iy]|jun|jul|jui|aug|ao[uû]|ago|sep|set|oct|okt"
    r"|ott|out|nov|de[cz]|déc|dic|ene|gen|giu|lug)[^\W\d_]{0,7}\.?) ?\Z"
)
_LEAD_MAX = 14
_CLOSES = {"“": "”", "„": "“"}
_VALUE_MAX = 200
# Born *in Leeds on* 3 May: what may stand between such a word and its date.
_PLACE_BETWEEN = re.compile(
    r"(?<![^\W_])(?P<label>born|geboren|n[ée]e?|nacid[oa]|nat[oa]|nascid[oa]|admitted|discharged|aufgenommen|entlassen|hospitalisée?"
    r"|died|passed away|verstorben|décédée?|ingresad[oa]|falleci[oó]|ricoverat[oa]|dimess[oa])\b[^.;:\n\d]{0,40}?"
    r"[ ,](?:on|am|le|el|il|em|op|the|on the)[ ]\Z",
    re.IGNORECASE,
)
_ON = re.compile(r"(?:^|[ (])(?:on|am|le|el|il|em|op|the) \Z", re.IGNORECASE)


class Field(NamedTuple):
    """A label that the table knows, and its value's stretch."""

    said: Said
    at: int
    """Where the label stands."""
    start: int
    stop: int
    """The value ends here at the latest."""
    whole: bool
    """The value ends here and nowhere else."""
    separated: bool


def fields_in(text: str, marks: list[Mark]) -> Iterator[Field]:
    """Every field of a text whose label the table knows.

    >>> text = 'ssn=219099998 {"last_name":"Price"} Name: Ann Day'
    >>> [(f.said.meaning.type, text[f.start : f.stop]) for f in fields_in(text, [])]
    [('US_SSN', '219099998 {"last_name":"Price"} Name: Ann Day'), ('PERSON', 'Price'), ('PERSON', 'Ann Day')]
    """
    taken = -1
    for cue in _CUE.finditer(text):
        if cue["digits"] is None:
            field = _after_separator(text, cue.start(), cue.end(), marks)
        elif cue.start() < taken:
            continue
        else:
            field = _at_digits(text, cue.start())
        if field is not None:
            taken = max(taken, field.start + 1)
            yield field


def _after_separator(text: str, at: int, end: int, marks: list[Mark]) -> Field | None:
    label = label_before(text, at)
    if label is None or text.startswith("//", end):
        return None
    said = _meaning(text, label, marks)
    if said is None:
        return None
    opened = _OPEN.match(text, end)
    assert opened is not None
    start, quote = opened.end(), opened["quote"]
    stop, whole = value_end(text, start, quote)
    return Field(said, label.start, start, stop, whole, True) if start < stop else None


def value_end(text: str, start: int, quote: str | None) -> tuple[int, bool]:
    """Where a value must end, and whether it ends nowhere else."""
    most = min(len(text), start + _VALUE_MAX)
    if quote:
        close = text.find(_CLOSES.get(quote, quote), start, most)
        if close >= 0:
            return close, True
    end = text.find("\n", start, most)
    return (end if end >= 0 else most), False


def _at_digits(text: str, digit: int) -> Field | None:
    for start in _starts(text, digit):
        label = label_before(text, start)
        said = _meaning(text, label, []) if label is not None else None
        if said is not None and label is not None:
            stop, _ = value_end(text, start, None)
            return Field(said, label.start, start, stop, False, label.separated)
        if _ON.search(text, max(start - 8, 0), start):
            return _dated(text, start)
    return None


def _starts(text: str, digit: int) -> Iterator[int]:
    """Where a value with this digit may begin: with its letters, at the digit, at a month or capitals before."""
    start = digit
    while start > 0 and digit - start < _LEAD_MAX:
        sign = text[start - 1]
        if not sign.isalnum() and not (sign in "-/." and start > 1 and text[start - 2].isalnum()):
            break
        start -= 1
    yield start
    if start < digit:
        yield digit
    if start > 0 and text[start - 1] == " ":
        lead = _LEAD.search(text, max(start - _LEAD_MAX, 0), start)
        if lead is not None:
            yield lead.start()


def _dated(text: str, start: int) -> Field | None:
    found = _PLACE_BETWEEN.search(text, max(start - 64, 0), start)
    said = said_by(found["label"]) if found is not None else None
    if found is None or said is None:
        return None
    stop, _ = value_end(text, start, None)
    return Field(said, found.start(), start, stop, False, False)


def _meaning(text: str, label: Label, marks: list[Mark]) -> Said | None:
    said_text = text[label.start : label.end]
    if not may_mean(said_text):
        if label.separated or text[label.end : label.end + 1] in ":=\"'":
            piece = last_piece(said_text)
            if piece in MECHANICAL or piece in HINTS:
                marks.append(Mark(label.start, piece if piece in HINTS else ""))
        return None
    return said_by(said_text)
