"""Every secret of one text: what the scan's rules find, what the key of a member says, without overlaps.

What enters is a string of an event; what leaves are candidates with spans in that string, in order and apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from guards.scanning.folding import fold
from guards.secrets.assigned import named_secret
from guards.secrets.candidate import Candidate
from guards.secrets.codes import named_code
from guards.secrets.foreign import foreign
from guards.secrets.plain import plain
from guards.secrets.scan import Rule, Scan, scan
from guards.texts import Text

_DATA_URL: Final = re.compile(r";base64,[A-Za-z0-9+/=_-]+")
# A longer member called `token` is a document, and is read as text.
_MEMBER_MAX: Final = 4_000


def secrets_in(text: Text, found_by: Sequence[Rule] | None = None) -> list[Candidate]:
    """Every secret of one text, in order, without overlaps: the surer wins, then the longer.

    `found_by` are the rules that a scan of the text, or of more than it, has named; by default the text is scanned.
    """
    found = found_in(text.value, found_by)
    member = _by_key(text)
    return without_overlaps([*found, member]) if member else found


def found_in(value: str, found_by: Sequence[Rule] | None = None, by: Scan | None = None) -> list[Candidate]:
    """The secrets of a string by itself; without rules, those that a scan names."""
    read = plain(value)
    if found_by is None:
        found_by = (by or scan()).of(read.text)
    data = fold(read.text)
    found = [candidate for rule in found_by for candidate in rule.find(read.text, data)]
    if found and ";base64," in read.text:
        found = _outside_data_urls(read.text, found)
    if not found and value.isascii():
        return []
    placed = [Candidate(c.rule, *read.span(c.start, c.end), c.confidence) for c in found]
    return without_overlaps([*placed, *foreign(value)])


def _by_key(text: Text) -> Candidate | None:
    if text.kind != "value" or not text.path or len(text.value) > _MEMBER_MAX:
        return None
    rule = named_secret(text.path[-1], text.value) or named_code(text.path[-1], text.value)
    return Candidate(rule, 0, len(text.value), 0.85) if rule else None


def _outside_data_urls(value: str, found: Sequence[Candidate]) -> list[Candidate]:
    """Without what lies in the base64 of a `data:` URL, whatever it looks like."""
    images = [(match.start(), match.end()) for match in _DATA_URL.finditer(value)]
    starts = [start for start, _ in images]

    def inside(candidate: Candidate) -> bool:
        before = bisect_right(starts, candidate.start) - 1
        return before >= 0 and candidate.start < images[before][1]

    return [candidate for candidate in found if not inside(candidate)]


def without_overlaps(found: Sequence[Candidate]) -> list[Candidate]:
    """The most confident of those that overlap, then the longest; in order of the text."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-c.confidence, c.start - c.end, c.start, c.rule)):
        place = bisect_right(kept, candidate.start, key=lambda other: other.start)
        clear_before = place == 0 or kept[place - 1].end <= candidate.start
        if clear_before and (place == len(kept) or candidate.end <= kept[place].start):
            kept.insert(place, candidate)
    return kept
