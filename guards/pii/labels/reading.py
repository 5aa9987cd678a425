"""Everything that labels of a text say: which stretches are whose numbers, names, dates and addresses.

What enters is a text, and the label that the event itself gives it (a key of tool arguments, an attribute); what leaves
are typed stretches with scores. Linear in the text, and left at once where it holds no sign of a label.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from guards.pii.labels.fields import Field, fields_in
from guards.pii.labels.hits import ends_of_labels
from guards.pii.labels.judging import SURE
from guards.pii.labels.markup import markup_in
from guards.pii.labels.meaning import said_by
from guards.pii.labels.named_values import named_values_in
from guards.pii.labels.records import Evidence, Mark, Records, evidence_beside, holder_says
from guards.pii.labels.shapes import fit
from guards.pii.labels.sql import columns_in
from guards.pii.labels.tables import tables_in
from guards.pii.labels.values import Labelled, judged, may_hold

# From one day to another.
_UNTIL = re.compile(r" ?(?:to|until|till|through|bis(?: zum)?|au|al?|até|hasta(?: el)?|tot|[–-]) ?(?=\d|[^\W\d_]{3})")


class Under(NamedTuple):
    """What the event's own structure says of a string: the key that it stands under, the keys above, those beside."""

    label: str
    above: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def labelled(text: str, under: Under | None = None) -> list[Labelled]:
    """What the labels of a text, or over it, make of its values.

    >>> text = 'Patient: Dell Harrow, policy no. 00412-7, DOB 12.03.1980, ward 4. {"ssn":"219099998"}'
    >>> [(found.type, text[found.start : found.end]) for found in labelled(text)]
    [('PERSON', 'Dell Harrow'), ('ID', '00412-7'), ('DATE_OF_BIRTH', '12.03.1980'), ('US_SSN', '219099998')]
    >>> [found.type for found in labelled("Price", Under("last_name"))]
    ['PERSON']
    """
    found = list(_in_text(text))
    if under is not None:
        found += _as_whole(text, under)
    return found


def _in_text(text: str) -> Iterator[Labelled]:
    ends = ends_of_labels(text)
    if not ends:
        return
    taken: list[tuple[int, int]] = []
    for field, evidence in (*tables_in(text, ends), *markup_in(text), *named_values_in(text), *columns_in(text)):
        result = judged(text, field, evidence)
        if result is not None:
            taken.append((result.start, result.end))
            yield result
    taken.sort()
    fields = fields_in(text, ends)
    if not fields:
        return
    known = [mark for field in fields if (mark := _mark(text, field)) is not None]
    fields = [field for field in fields if may_hold(text, field)]
    records = Records(text, known, [field.at for field in fields if _depends(field)])
    done = -1
    for field in fields:
        if field.start < done or _is_taken(taken, field.start):
            continue
        result = judged(text, field, records.around(field.at) if _depends(field) else Evidence())
        if result is not None:
            done = result.end
            yield result
            if result.type == "PERSONAL_DATE" and (until := _UNTIL.match(text, done)) is not None:
                last = fit("date", "", text, until.end(), len(text))
                if last is not None:
                    done = last.end
                    yield result._replace(start=until.end(), end=done)


def _mark(text: str, field: Field) -> Mark | None:
    """What a label speaks for to the others of its record; `given` beside `family` does, a mere `name` does not."""
    if field.said.unnumbered:
        return None
    if field.said.meaning.shape != "bare":
        return Mark(field.at, field.said.meaning.type)
    word = text[field.at : field.at + 6].lower()
    return Mark(field.at, word) if word.startswith(("given", "family")) else None


def _depends(field: Field) -> bool:
    """True where the record around a label has a say."""
    return field.said.meaning.base < SURE or field.said.meaning.type == "PERSON"


def _is_taken(taken: list[tuple[int, int]], start: int) -> bool:
    at = bisect_right(taken, (start, sys.maxsize)) - 1
    return at >= 0 and taken[at][1] > start


def _as_whole(text: str, under: Under) -> Iterable[Labelled]:
    said = said_by(under.label)
    if said is None or len(text) > 200:
        return
    start = len(text) - len(text.lstrip())
    field = Field(said, 0, start, len(text.rstrip()), True, True)
    result = judged(text, field, evidence_of(under))
    if result is not None:
        yield result


def evidence_of(under: Under) -> Evidence:
    """What the keys beside and above a string speak for."""
    role = next((says for key in reversed(under.above) if (says := holder_says(key))), 0)
    return evidence_beside(under.beside)._replace(role=role)
