"""Sightings of what was found elsewhere in the same event.

What enters are the texts of an event and the sightings that redact something of it; what leaves are further sightings
of the same types, at places that no sighting covers yet. Only what is cut out is looked for: a value that is reported
stays everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from guards.case import Sighting, Span
from guards.elsewhere.forms import Form, forms_of
from guards.elsewhere.search import Search
from guards.texts import Text

WHY = "found elsewhere in the event"

# Values of one event that are looked for, those found first; each is read once, and an event may hold 100,000.
VALUES_MAX = 2_000

Place = tuple[str, bool]


class Again(NamedTuple):
    """A sighting, and which of those given it repeats."""

    of: int
    sighting: Sighting
    value: str


def elsewhere(texts: Sequence[Text], seen: Sequence[Sighting], among: Sequence[Text] | None = None) -> Iterator[Again]:
    """What of the sightings' values stands at other places.

    Args:
        texts: of the event that the sightings are of.
        seen: sightings with effect, of the event itself.
        among: where to look; by default in the same texts.
    """
    by_place = {(text.pointer, text.kind == "key"): text for text in texts}
    covered: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    source: dict[Form, int] = {}
    values: set[tuple[str, str]] = set()
    for number, one in enumerate(seen):
        text = by_place.get((one.span.pointer, one.span.in_key))
        if one.replace is None or text is None:
            continue
        start, end = _stretch(one.span, text)
        covered[text.pointer, text.kind == "key"].append((start, end))
        value = one.replace, text.value[start:end]
        if value not in values and len(values) < VALUES_MAX:
            values.add(value)
            for form in forms_of(*value):
                source.setdefault(form, number)
    if not source:
        return
    if among is not None:
        covered.clear()
    search = Search(source)
    for text in texts if among is None else among:
        place = text.pointer, text.kind == "key"
        known = _merged(covered.get(place, ()))
        for start, end, form in search.of(text.value):
            if not _is_covered(known, start, end):
                number = source[form]
                span = Span(text.pointer, start, end, in_key=place[1])
                again = replace(seen[number], rule=form.kind, replace=form.kind, span=span, reason=WHY, evidence=())
                yield Again(number, again, text.value[start:end])


def _stretch(span: Span, text: Text) -> tuple[int, int]:
    """As `Redaction` takes it: all of a text where the span names none of it."""
    start, end = max(0, span.start), min(len(text.value), span.end)
    return (start, end) if start < end and text.kind != "number" else (0, len(text.value))


def _merged(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(kept[-1][1], end)
        else:
            kept.append((start, end))
    return kept


def _is_covered(known: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_right(known, (start, float("inf"))) - 1
    return at >= 0 and known[at][0] <= start and end <= known[at][1]
