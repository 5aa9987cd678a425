"""What is cut out of one string, and where everything else moves to.

What enters are stretches that sightings cover; what leaves is the string without them, and a map from raw offsets to
redacted ones. A raw offset inside a cut leads to its replacement, never to text that was cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Cut(NamedTuple):
    """A stretch of raw text and what replaces it."""

    start: int
    end: int
    replacement: str
    kind: str


class Stretch(NamedTuple):
    """What a sighting covers of one text."""

    start: int
    end: int
    kind: str
    confidence: float
    style: str = ""


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Overlapping stretches become one, under the type that is surest, then longest."""
    kept: list[Stretch] = []
    best: tuple[float, int] = (0.0, 0)
    for seen in sorted(stretches, key=lambda each: (each.start, -each.end)):
        strength = (seen.confidence, seen.end - seen.start)
        if kept and seen.start < kept[-1].end:
            last = kept[-1]
            named = seen if strength > best else last
            kept[-1] = named._replace(start=last.start, end=max(last.end, seen.end))
            best = max(best, strength)
        else:
            kept.append(seen)
            best = strength
    return kept


class RedactedText(NamedTuple):
    """One string after redaction, with the cuts that made it."""

    value: str
    cuts: Sequence[Cut]

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """A raw span's place in the redacted text; a span that touches a cut grows over its replacement."""
        return self._moved(start, at_end=False), max(self._moved(end, at_end=True), self._moved(start, at_end=False))

    def _moved(self, offset: int, at_end: bool) -> int:
        shift = 0
        for cut in self.cuts:
            if offset < cut.end and not (at_end and offset <= cut.start):
                if offset <= cut.start:
                    break
                inside = cut.start + shift
                return inside + len(cut.replacement) if at_end else inside
            if at_end and offset <= cut.start:
                break
            shift += len(cut.replacement) - (cut.end - cut.start)
        return offset + shift


def applied(text: str, cuts: Sequence[Cut]) -> str:
    """The text with each cut replaced; cuts are in order and apart."""
    pieces, last = [], 0
    for cut in cuts:
        pieces += [text[last : cut.start], cut.replacement]
        last = cut.end
    return "".join([*pieces, text[last:]])
