"""Street addresses by rule: a number and a word for a street, whatever the case of the letters.

What enters is text; what leaves are places. It backs the tagger up where capitals tell nothing; the town and the
postcode behind a street are the tagger's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guards.pii.names.places import Place

_KIND = (
    r"(?:street|avenue|road|boulevard|lane|drive|court|terrace|crescent|highway|parkway|square|close|gardens|mews|alley|trail|plaza"
    r"|(?:st|ave|rd|blvd|ln|dr|ct|hwy|pkwy|sq|cres|ter)(?:\.|\b))"
)
_WORD = r"(?:[a-z][a-z'’-]{1,20}\.?|\d{1,3}(?:st|nd|rd|th)|[nsew]{1,2}\.?|north|south|east|west)"
_UNIT = r"(?:,?\s(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|bldg|\#)\.?\s?\#?[a-z]?\d{1,4}[a-z]?\b)?"
_DIGITS = re.compile(r"(?<![\w./$£€#-])(?<!\d,)\d{1,6}(?!\d)")
# What follows a house's number, and what stands before one.
_AFTER = re.compile(rf"(?:[-/]\d{{1,4}})?[a-d]?\s(?:{_WORD}\s){{1,3}}?{_KIND}(?!\w){_UNIT}", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\bp\.?\s?o\.?\s?box|\b[a-zäöüß]{3,20}(?:straße|strasse|gasse|straat|gatan|vägen|gade))\s\Z", re.IGNORECASE
)
_REACH = 32
# What is counted in prose before a word that a street may have too: "5 minutes by road", "2 hours on the road".
_COUNTED = re.compile(
    r"\d+\s(?:minutes?|hours?|days?|weeks?|months?|years?|miles?|km|feet|people|men|women|cars?|percent|dollars?|times|of|in|on|and"
    r"|more|new|the|or|to|at|by)\b",
    re.IGNORECASE,
)
_SCORE = 0.6


def addresses_in(text: str) -> Iterator[Place]:
    """Streets with their numbers, post boxes.

    >>> text = "SEND TO 14 HIGH STREET or p.o. box 120; 5 minutes down the road, 3 km of road"
    >>> [text[start:end] for start, end, _ in addresses_in(text)]
    ['14 HIGH STREET', 'p.o. box 120']
    """
    for found in _DIGITS.finditer(text):
        start, end = found.span()
        after = _AFTER.match(text, end)
        if after is not None and not _COUNTED.match(text, start):
            yield Place(start, after.end(), _SCORE)
        elif text[start - 1 : start] == " ":
            reach = max(start - _REACH, 0)
            before = _BEFORE.search(text[reach:start])
            if before is not None:
                yield Place(reach + before.start(), end, _SCORE)
