"""The label before a place: what stands in front of a value, quotes, signs and small words between.

What enters are a text and a place; what leaves is the stretch of the label. It is read backwards and bounded, so that
every place of a text can be asked: JSON and its quotes, `key=value`, forms with leaders, markup, prose
(`her policy number is …`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SEPARATORS = frozenset(":=：＝")
_GAP = frozenset(" \t\r\n\"'`*\\([{<>_.…|~“”„«»—–-") | _SEPARATORS
_GAP_MAX = 60
_LABEL_MAX = 48
_CONNECTORS_WORDS = (
    "is was are be ist war sind lautet lauten es era son est etait sont e eh sono sao as reads being now "
    "är er jest je είναι"
)
_CONNECTORS = frozenset(_CONNECTORS_WORDS.split()) | {"è", "é", "était"}
"""Between a label and its value in prose."""
_BREAKS = '\n,;":|'
_RUN = re.compile(r"[\w .'’/&()º°#-]{1,48}")


class Label(NamedTuple):
    """Where a label stands, and what was between it and its value."""

    start: int
    end: int
    separated: bool
    """A colon, an equals sign, a quote or leaders stand between."""


def label_before(text: str, place: int) -> Label | None:
    """The label of what begins at a place.

    >>> def said(text, value):
    ...     label = label_before(text, text.index(value))
    ...     return label and text[label.start : label.end]
    >>> said('{"last_name" : "Price"}', "Price"), said("Her policy number is HX-1", "HX-1")
    ('last_name', 'Her policy number')
    >>> said("Date of birth .... 12.03.1980", "12"), said("see 12", "12"), said("a, 12", "12")
    ('Date of birth', 'see', None)
    """
    at, separated = _gap(text, place)
    low = max(at - _LABEL_MAX, 0)
    begin = low + max(text[low:at].rfind(sign) for sign in _BREAKS) + 1
    run = text[begin:at]
    while (last := run.rsplit(None, 1))[1:] and last[1].lower() in _CONNECTORS:
        run = last[0]
    end = begin + len(run)
    sentence = run.rfind(". ")
    if sentence > 3 and run[sentence - 4 : sentence].isalpha():  # a sentence ended there, and no short form
        run = run[sentence + 2 :]
    matched = _RUN.match(run[::-1])
    if matched is None:
        return None
    start = end - matched.end()
    label = text[start:end]
    lead = len(label) - len(label.lstrip(" .'’/&()º°#-"))
    return Label(start + lead, end, separated) if lead < len(label) else None


def _gap(text: str, place: int) -> tuple[int, bool]:
    """Where the signs before a place begin, and whether one of them parts a label from its value."""
    at, separated, lines, dots = place, False, 0, 0
    low = max(place - _GAP_MAX, 0)
    while at > low and (sign := text[at - 1]) in _GAP:
        if sign == "\n":
            lines += 1
            if lines > 1:
                break
        elif sign in _SEPARATORS or sign in "\"'`":
            separated = True
        elif sign in "._…":
            dots += 1
        at -= 1
    return at, separated or dots > 2
