"""Sightings of what was found elsewhere in the same event.

What enters are the texts of an event and the sightings that redact something of it; what leaves are further sightings
of the same types, at places that no sighting covers yet. Only what is cut out is looked for: a value that is reported
stays everywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from guards.case import Sighting, Span
from guards.elsewhere.forms import forms_of
from guards.elsewhere.persons import ALONE, OF_WORDS
from guards.elsewhere.places import Found
from guards.elsewhere.search import Search
from guards.elsewhere.tokens import tokens_in
from guards.texts import Text, is_machine_made

WHY = "found elsewhere in the event"

# Values of one event that are looked for, those found first; each is read once, and an event may hold 100,000.
VALUES_MAX = 2_000
# So many are looked for singly first. Words of fewer letters are everywhere, and no value is one.
_SINGLY_MOST = 50
_WORD_LEAST = 3
# A name alone may stand at one place more, and at two more for each at which it was found.
_PLACES_MORE, _PLACES_EACH = 1, 2
# A word of a name of several at so many times as many: the others say that it is one.
_OF_SEVERAL = 4

# Between a given and a family name in two fields: `","last_name":"`.
_FIELDS_APART = 40

Place = tuple[str, bool]


class Again(NamedTuple):
    """A sighting, and which of those given it repeats."""

    of: int
    sighting: Sighting
    value: str


class _Value(NamedTuple):
    """A value that was cut out, and the first sighting of it."""

    kind: str
    text: str
    of: int


def elsewhere(texts: Sequence[Text], seen: Sequence[Sighting], among: Sequence[Text] | None = None) -> Iterator[Again]:
    """What of the sightings' values stands at other places.

    Args:
        texts: of the event that the sightings are of.
        seen: sightings with effect, of the event itself.
        among: the texts of another event, to look there instead.
    """
    by_place = _by_place(texts)
    covered: dict[Place, list[tuple[int, int]]] = defaultdict(list)
    values: dict[tuple[str, str], _Value] = {}
    cut: list[str] = []
    for number, one in enumerate(seen):
        text = by_place.get((one.span.pointer, one.span.in_key))
        if one.replace is not None and text is not None:
            start, end = _stretch(one.span, text)
            covered[one.span.pointer, one.span.in_key].append((start, end))
            value = _Value(one.replace, text.value[start:end], number)
            cut.append(value.text)
            if len(values) < VALUES_MAX:
                values.setdefault(value[:2], value)
    for value in _full_names(seen, by_place):
        if len(values) < VALUES_MAX:
            values.setdefault(value[:2], value)
    if among is not None:
        by_place, covered = _by_place(among), defaultdict(list)
    known = {place: _merged(stretches) for place, stretches in covered.items()}
    again = _again(values.values(), by_place, known)
    source = {form: value.of for value in again for form in forms_of(value.kind, value.text, seen[value.of].confidence)}
    found = list(_places(Search(source), by_place, known)) if source else []
    too_many = _too_many(found, cut)
    for (pointer, in_key), (start, end, form) in found:
        if form.compact not in too_many:
            number, span = source[form], Span(pointer, start, end, in_key=in_key)
            sighting = replace(seen[number], rule=form.kind, replace=form.kind, span=span, reason=WHY, evidence=())
            yield Again(number, sighting, by_place[pointer, in_key].value[start:end])


def _full_names(seen: Sequence[Sighting], texts: Mapping[Place, Text]) -> Iterator[_Value]:
    """Two words of a name that stand in two fields side by side, as one name: `Little;Dawn` is `Dawn Little`."""
    last: tuple[Span, str] | None = None
    for number, one in enumerate(seen):
        text = texts.get((one.span.pointer, one.span.in_key))
        if one.replace != "PERSON" or text is None or one.span.in_key:
            continue
        start, end = _stretch(one.span, text)
        said = text.value[start:end].strip()
        if (
            last is not None
            and said.isalpha()
            and last[1].isalpha()
            and said != last[1]
            and _is_beside(last[0], one.span)
        ):
            yield _Value("PERSON", f"{last[1]} {said}", number)
            yield _Value("PERSON", f"{said} {last[1]}", number)
        last = one.span, said


def _is_beside(first: Span, then: Span) -> bool:
    if first.pointer == then.pointer:
        return 0 < then.start - first.end <= _FIELDS_APART
    return first.pointer.rpartition("/")[0] == then.pointer.rpartition("/")[0]


def _places(
    search: Search, texts: Mapping[Place, Text], known: Mapping[Place, Sequence[tuple[int, int]]]
) -> Iterator[tuple[Place, Found]]:
    for place, text in texts.items():
        for found in search.of(text.value):
            if found.form.manner in OF_WORDS and is_machine_made(text):
                continue  # a model called `Claude` is nobody
            if not _is_covered(known.get(place, ()), found.start, found.end):
                yield place, found


def _too_many(found: Sequence[tuple[Place, Found]], values: Sequence[str]) -> frozenset[str]:
    """Words that stand alone at far more places than they were found at. Whoever finds names has looked there too, and
    said each time that this is none."""
    places = Counter((each.form.compact, each.form.strict) for _, each in found if each.form.manner in ALONE)
    if max(places.values(), default=0) <= _PLACES_MORE:
        return frozenset()
    said = Counter(token.text for value in values for token in tokens_in(value))
    return frozenset(
        word
        for (word, strict), count in places.items()
        if count > (_PLACES_MORE + _PLACES_EACH * said[word]) * (1 if strict else _OF_SEVERAL)
    )


def _by_place(texts: Sequence[Text]) -> Mapping[Place, Text]:
    return {(text.pointer, text.kind == "key"): text for text in texts}


def _again(
    values: Collection[_Value], texts: Mapping[Place, Text], known: Mapping[Place, Sequence[tuple[int, int]]]
) -> Iterator[_Value]:
    """Values of which a word stands at another place at all: most have none, and need not be spelt in every way."""
    if len(values) > _SINGLY_MOST:
        yield from values
        return
    whole = "\n".join([text.value for text in texts.values()]).lower()
    cut = "\n".join([texts[place].value[slice(*each)] for place, several in known.items() for each in several]).lower()
    encoded = "%" in whole or "\\" in whole or "&" in whole
    for value in values:
        words = {token.text for token in tokens_in(value.text) if len(token.text) >= _WORD_LEAST}
        unsure = not words or any(map(str.isdigit, value.text)) or (encoded and not value.text.isascii())
        if unsure or any(whole.count(word) > cut.count(word) for word in words):
            yield value


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
