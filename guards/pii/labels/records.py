"""Which labels stand in one record, and what they say of each other.

What enters are the labels of a text; what leaves is the evidence around one of them: how many others are of a person,
how many of machines and wares, and whether what holds the record is named after a person's role. A `name` beside an
e-mail address and a birth date is a person's, one beside a `version` is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from guards.pii.labels.beside import label_before
from guards.pii.labels.meaning import said_by
from guards.pii.labels.naming import name_of
from guards.pii.labels.vocabulary import HINTS, MECHANICAL, PERSONAL_ROLES

# Farther than this, two labels of an open text are no record.
_REACH = 400
_BRACE = re.compile(r"[{}]")
# The last word of a key, and the sign behind it.
_KEY = re.compile(r"(?<![^\W_])([^\W_]{2,30}+)[\"'`\\]{0,4}[ \t]?[:=]")
# All but the last word of `packageVersion`.
_LAST_HUMP = re.compile(r"\A.*[a-z0-9](?=[A-Z][a-z]+\Z)")
_PARAGRAPH = re.compile(r"\n[ \t]*+\n")


class Mark(NamedTuple):
    """A label that says something of what is around it."""

    at: int
    kind: str
    """The type that it gives its value; empty for one that machines use."""


class Evidence(NamedTuple):
    """What the other labels of a record speak for."""

    personal: int = 0
    mechanical: int = 0
    role: int = 0
    """1 where the record hangs under a person's role, -1 where under a machine's word."""


def holder_says(name: str) -> int:
    """What the name of a record's holder says of it.

    >>> holder_says("patients"), holder_says("container"), holder_says("items")
    (1, -1, 0)
    """
    words = name_of(name).words
    if not words:
        return 0
    last = words[-1]
    return 1 if last in PERSONAL_ROLES else -1 if last in MECHANICAL else 0


def evidence_beside(labels: Iterable[str]) -> Evidence:
    """What the labels beside one speak for.

    >>> evidence_beside(["email", "age", "version"])
    Evidence(personal=2, mechanical=1, role=0)
    """
    personal, mechanical = set(), 0
    for label in labels:
        said = said_by(label)
        if said is not None:
            if said.meaning.shape != "bare" and not said.unnumbered:
                personal.add(said.meaning.type)
        elif words := name_of(label).words:
            if words[-1] in HINTS:
                personal.add(words[-1])
            mechanical += words[-1] in MECHANICAL
    return Evidence(len(personal), mechanical)


class Records:
    """The records of one text, read when somebody first asks.

    Args:
        text: what is read.
        personal: where labels of a person stand, with the types that they give.
        asked: the places that will be asked for, in order: only what is around them is read.
    """

    def __init__(self, text: str, personal: Iterable[Mark], asked: Sequence[int]) -> None:
        self._text = text
        self._personal = personal
        self._asked = asked

    def around(self, at: int) -> Evidence:
        """What stands around the label at a place."""
        low, high = at - _REACH, at + _REACH
        marks, holders = self._marks
        mine = self._holder(at)
        if mine is None:
            place = bisect_left(self._paragraphs, at)
            low = max(low, self._paragraphs[place - 1] if place else 0)
            high = min(high, self._paragraphs[place] if place < len(self._paragraphs) else high)
        first, last = bisect_left(marks, (low, "")), bisect_left(marks, (high, ""))
        near = [marks[n].kind for n in range(first, last) if marks[n].at != at and holders[n] == mine]
        personal = {kind for kind in near if kind}
        return Evidence(len(personal), near.count(""), self._role(mine) if mine else 0)

    @cached_property
    def _marks(self) -> tuple[list[Mark], list[int | None]]:
        marks = list(self._personal)
        for low, high in self._windows():
            for found in _KEY.finditer(self._text, low, high):
                word = found[1] if found[1].islower() else _LAST_HUMP.sub("", found[1]).lower()
                if word in HINTS:
                    marks.append(Mark(found.start(), word))
                elif word in MECHANICAL:
                    marks.append(Mark(found.start(), ""))
        marks.sort()
        return marks, [self._holder(mark.at) for mark in marks]

    def _windows(self) -> Iterator[tuple[int, int]]:
        """What is around the places, none of it twice."""
        low = high = 0
        for at in self._asked:
            if at - _REACH > high:
                yield low, high
                low = at - _REACH
            high = at + _REACH
        yield low, high

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [found.start() for found in _PARAGRAPH.finditer(self._text)]

    @cached_property
    def _braces(self) -> tuple[list[int], list[int]]:
        """Where what holds a label changes, and which brace holds it from there."""
        places, holders, stack = [-1], [-1], [-1]
        for found in _BRACE.finditer(self._text):
            if found[0] == "{":
                stack.append(found.start())
            elif len(stack) > 1:
                stack.pop()
            places.append(found.start())
            holders.append(stack[-1])
        return places, holders

    def _holder(self, at: int) -> int | None:
        """The brace around a place; None in a text without braces."""
        places, holders = self._braces
        return holders[bisect_right(places, at) - 1] if len(places) > 1 else None

    def _role(self, brace: int) -> int:
        label = label_before(self._text, brace) if brace > 0 else None
        return holder_says(self._text[label.start : label.end]) if label is not None and label.separated else 0
