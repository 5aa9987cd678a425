"""Which words of a sentence a denial covers.

What enters is folded text; what leaves are the places of denials, and the one that covers a word. A denial covers the
list that follows it up to a contrast or a verb of its own, and with "is not" the list that stands before it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NEGATION = re.compile(
    r"\b(?:not|never|no longer|cannot|neither|nor|without|lack(?:s|ing)?|[a-z]+n't|none(?= of\b)|no)\b"
    r"(?<!or not)(?<!or may not)(?<!or might not)(?<!or cannot)"
    r"(?!\s+(?:only|just|later|less|more|fewer|limited|necessarily)\b)"
)
_REACH = 28
"""A denial reaches over a few words to the one it denies: "is not currently fully covered". So does each join."""
_FIRST_REACH = 48
"""To the first join of a list: "does not offer any of the usual options for parking, …"."""

_FINITE = (
    r"(?:is|are|was|were|has|have|had|does|do|did|can|will|may|must|offers?|provides?|allows?|accepts?|takes?|features?"
    r"|includes?|serves?|remains?|keeps?|requires?|runs?|plays?|accommodates?|caters?)"
)
_ADVERBS = r"(?:also |still |only |however,? |instead )?"
# Where a denial ends: a contrast or a condition; behind a verb, a subject or a verb of its own too.
_CONTRAST = (
    r"[;.!?:](?!\d)|\s-+\s|, with\b|\b(?:but|though|although|however|yet|while|whilst|whereas|except|besides|instead"
    r"|because|since|until|unless|if|when|where|who|which|before|after)\b"
)
_TURN = re.compile(
    rf"(?P<contrast>{_CONTRAST})"
    rf"|(?:,|\band)\s(?:and\s)?{_ADVERBS}(?:it|they|there|this|we|you|he|she|{_FINITE})(?:n't)?\b(?!-)"
    r"|(?:,|\band)\s(?=(?!(?:or|nor|and)\b)[a-z' -]{2,40}\s(?:is|are|was|were|has|have|had|does|do|can|will|must)\b)"
)
_JOIN = re.compile(r"(?:,\s*)?\b(?:or|and|nor)\b|,|/")
_LISTED = re.compile(r"\b(?:or|and|nor)\b")
_COPULA = re.compile(r"\b(?:is|are|was|were)(?:\s(?:also|currently))?\s$")
_VERB = re.compile(rf"\b(?:{_FINITE}(?=\b|n't)|having|offering|providing|being|without)")


def denials_of(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of words that deny."""
    return [match.span() for match in _NEGATION.finditer(folded, start, end)]


def denial_of(folded: str, start: int, end: int, place: int) -> tuple[int, int] | None:
    """The denial of the sentence from `start` to `end` that covers the word at a place; none where it is affirmed."""
    begin, stop = clause_around(folded, start, end, place)
    denials = denials_of(folded, begin, stop)
    before = [one for one in denials if one[1] <= place]
    if before:
        return before[-1] if _covers(folded, before[-1], place, stop) else None
    after = next((one for one in denials if place <= one[0]), None)
    return after if after is not None and _covers_back(folded, after, begin, place) else None


def clause_around(folded: str, start: int, end: int, place: int) -> tuple[int, int]:
    """The stretch around a place in which nothing turns."""
    begin = start
    for turn in _turns(folded[start:end]):
        if start + turn >= place:
            return begin, start + turn
        begin = start + turn
    return begin, end


@lru_cache(maxsize=64)
def _turns(text: str) -> tuple[int, ...]:
    """Where a sentence turns: read once, however many of its words are asked about."""
    found: list[int] = []
    for turn in _TURN.finditer(text):
        # A list that is the subject is no turn: "valet and street parking are …".
        if turn["contrast"] is not None or _VERB.search(text, found[-1] if found else 0, turn.start()) is not None:
            found.append(turn.start())
    return tuple(found)


def _covers(folded: str, denial: tuple[int, int], place: int, stop: int) -> bool:
    """Whether a word is near a denial before it, or an item of the list that it begins."""
    if folded[denial[1] : denial[1] + 1] == ",":
        return False
    joins = [match.span() for match in _JOIN.finditer(folded, denial[1], place)]
    if not joins:
        return place - denial[0] <= (_FIRST_REACH if _LISTED.search(folded, place, stop) else _REACH)
    ends = [*(first for first, _ in joins), place]
    lengths = [last - first for first, last in zip([denial[1], *(last for _, last in joins)], ends, strict=True)]
    listed = _LISTED.search(folded, joins[0][0], stop) is not None
    return listed and lengths[0] <= _FIRST_REACH and max(lengths[1:]) <= _REACH


def _covers_back(folded: str, denial: tuple[int, int], begin: int, place: int) -> bool:
    """Whether "is not" ends a clause whose subject has the word: "valet and garage parking are not offered"."""
    ends = folded[denial[0] : denial[1]].endswith("n't") or _COPULA.search(folded, begin, denial[0]) is not None
    verbs = [match.start() for match in _VERB.finditer(folded, begin, denial[1])]
    return ends and len(verbs) == 1 and verbs[0] > place
