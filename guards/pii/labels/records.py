"""Which labels stand in one record, and what they say of each other.

What enters are the labels of a text; what leaves is the evidence around one of them: how many others are of a person,
how many of machines and wares, and whether what holds the record is named after a person's role. A `name` beside an
e-mail address and a birth date is a person's, one beside a `version` is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from guards.pii.labels.beside import label_before
from guards.pii.labels.meaning import said_by
from guards.pii.labels.naming import name_of
from guards.pii.labels.vocabulary import HINTS, MECHANICAL, PERSONAL_ROLES

# Farther than this, two labels of an open text are no record.
_REACH = 400
_BRACE = re.compile(r"[{}]")
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
            if said.meaning.shape != "bare":
                personal.add(said.meaning.type)
        elif words := name_of(label).words:
            if words[-1] in HINTS:
                personal.add(words[-1])
            mechanical += words[-1] in MECHANICAL
    return Evidence(len(personal), mechanical)


class Records:
    """The records of one text."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        self._marks = sorted(marks)

    def around(self, at: int, kind: str) -> Evidence:
        """What stands around the label at a place."""
        low, high, role = self._bounds(at)
        first = bisect_left(self._marks, (low, ""))
        last = bisect_right(self._marks, (high, "￿"))
        near = [mark for mark in self._marks[first:last] if mark.at != at]
        if self._holders:
            mine = self._holder(at)
            near = [mark for mark in near if self._holder(mark.at) == mine]
        personal = {mark.kind for mark in near if mark.kind}
        mechanical = sum(not mark.kind for mark in near)
        return Evidence(len(personal - {kind}) + (kind in personal), mechanical, role)

    def _bounds(self, at: int) -> tuple[int, int, int]:
        low, high = at - _REACH, at + _REACH
        if self._holders:
            return low, high, self._role(self._holder(at))
        ends = self._paragraphs
        place = bisect_left(ends, at)
        return max(low, ends[place - 1] if place else 0), min(high, ends[place] if place < len(ends) else high), 0

    @cached_property
    def _paragraphs(self) -> list[int]:
        return [found.start() for found in _PARAGRAPH.finditer(self._text)]

    @cached_property
    def _holders(self) -> tuple[list[int], list[int]] | None:
        """Where what holds a label changes, and which brace holds it from there; None in a text without braces."""
        if "{" not in self._text:
            return None
        places, holders, stack = [-1], [-1], [-1]
        for found in _BRACE.finditer(self._text):
            if found[0] == "{":
                stack.append(found.start())
            elif len(stack) > 1:
                stack.pop()
            places.append(found.start())
            holders.append(stack[-1])
        return places, holders

    def _holder(self, at: int) -> int:
        assert self._holders is not None
        places, holders = self._holders
        return holders[bisect_right(places, at) - 1]

    def _role(self, brace: int) -> int:
        label = label_before(self._text, brace) if brace > 0 else None
        return holder_says(self._text[label.start : label.end]) if label is not None and label.separated else 0
