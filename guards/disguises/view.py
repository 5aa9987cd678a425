"""A text with some of its stretches rewritten, and the way back from every span to the original.

What enters are a text and rewritings in order; what leaves is a view. A span that touches a rewritten stretch leads
back to all of what stood there, so that nothing of a disguised value is left when it is cut.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["sign", "letter", "escape", "block", "spelt", "digits", "edge"]
"""Of rewriting: a sign for another or for none, a look-alike letter, an escape decoded, a block decoded, `at` and `dot`
as signs, digits joined, a blank where one script ends and another begins."""


class Rewriting(NamedTuple):
    """What stands from `start` to `end` read as something else."""

    start: int
    end: int
    text: str
    kind: Kind


class View:
    """One step from a text, or from a view of it, to a plainer one."""

    def __init__(self, source: str | View, rewritings: Iterable[Rewriting]) -> None:
        self._source = source
        raw = source if isinstance(source, str) else source.text
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._of: list[Rewriting] = []
        last = length = 0
        for each in rewritings:
            pieces += (raw[last : each.start], each.text)
            length += each.start - last
            self._starts.append(length)
            length += len(each.text)
            self._ends.append(length)
            self._of.append(each)
            last = each.end
        self.text: str = "".join([*pieces, raw[last:]])

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the view stands in the original text."""
        start, end = self._back(start, end)
        return (start, end) if isinstance(self._source, str) else self._source.original(start, end)

    def kinds(self, start: int, end: int) -> frozenset[Kind]:
        """How what a span covers was rewritten; empty where it reads as it did."""
        found = frozenset(each.kind for each in self._touched(start, end))
        return found if isinstance(self._source, str) else found | self._source.kinds(*self._back(start, end))

    def beside(self, start: int, end: int) -> frozenset[Kind]:
        """`edge` where a span begins or ends at one; empty elsewhere."""
        before = bisect_left(self._ends, start)
        after = bisect_left(self._starts, end)
        for at, places, number in ((start, self._ends, before), (end, self._starts, after)):
            if number < len(places) and places[number] == at and self._of[number].kind == "edge":
                return frozenset({"edge"})
        return frozenset() if isinstance(self._source, str) else self._source.beside(*self._back(start, end))

    def _touched(self, start: int, end: int) -> Iterator[Rewriting]:
        for number in range(bisect_right(self._ends, start), bisect_left(self._starts, end)):
            yield self._of[number]

    def _back(self, start: int, end: int) -> tuple[int, int]:
        """One step back: a place in unchanged text moves, one in a rewritten stretch goes to that stretch's end."""
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end) - 1
        inside = first < len(self._of) and self._starts[first] <= start < self._ends[first]
        begin = self._of[first].start if inside else start + self._shift(first)
        closes = last >= 0 and self._starts[last] < end <= self._ends[last]
        return begin, self._of[last].end if closes else end + self._shift(last + 1)

    def _shift(self, number: int) -> int:
        """From an unchanged place before the rewriting of this number to where it stood."""
        return self._of[number - 1].end - self._ends[number - 1] if number else 0
