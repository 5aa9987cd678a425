"""Sentences and clauses of prose, with their places.

What enters is folded text; what leaves are stretches of it. Costs one pass; it never looks back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Possessive, and never starting within a run: a text of a million dots or blanks costs its length. What must not
# stand before a mark is looked for behind it, so that the scan stops at marks and line ends only.
_MARK = (
    r"[.!?](?<!\bdr.)(?<!\bmr.)(?<!\bms.)(?<!\bmrs.)(?<!\bvs.)(?<!\bno.)(?<!\bst.)(?<!\be\.g.)(?<!\bi\.e.)(?<![\s.(][a-z].)"
    r"(?<![.!?].)[.!?]*+[\"')\]]*+(?:[ \t]++|(?=\s)|$)"
    r"|\n\s*+(?:[-*•]\s++|#++\s++|\d{1,3}[.)]\s++)?"
)
_END = re.compile(_MARK)
# An offer that follows without a mark: "the fee is $20 would you like me to book it".
_OFFERS: tuple[str, ...] = (
    "would you like",
    "do you want",
    "do you wish",
    "do you need",
    "do you mean",
    "shall i",
    "should i",
    "may i",
)
_OFFERS += ("can i help",)
_END_OR_OFFER = re.compile(rf"{_MARK}|(?<!\s)[ \t]++(?=(?:{'|'.join(_OFFERS)})\b)")
# A set of characters goes first: the scan then stops nowhere else.
_CLAUSE = re.compile(
    r"[;:,\s](?:(?<=[;:])\s+|(?<=,)\s+(?:(?:and|but|while|whereas|with|plus|then)\s+)?"
    r"|(?<=\s)(?:and|but|while|whereas|whilst|plus)\s+)"
)

SENTENCE_MAX = 2_000
"""A longer sentence (a log, a minified file) is cut: what is compared must be short enough to be about one thing."""
# How a reply begins before it says anything: "Good news: …", "Yes, …", "Thanks for asking! …".
_INTRO = re.compile(
    r"(?:(?:(?:yes|no|nope|yep|yeah|sure|certainly|absolutely|definitely|of course|okay|ok|great|perfect|hi|hello|hey"
    r"|thanks|thank you|sorry|apologies|good question|great question|(?:good|great|bad|exciting) news|unfortunately"
    r"|fortunately|luckily|actually|indeed|well|so|to confirm|just to confirm|to answer your question|as a reminder"
    r"|for your reference|quick answer|short answer|in short|in summary|to summarize|summary|overall|again)"
    r"(?: (?:there|everyone|again|thing"
    r"|for (?:you|asking|reaching out|contacting us|your (?:question|message|patience))))*"
    r"\s?[,:!-]+\s+(?=[a-z\d$€£¥]))"
    r"|(?:please )?(?:be aware|keep in mind|remember|note) that\s+"
    r"|i(?:'m happy to| can| am happy to)? (?:confirm|see|found|checked)(?: and| that|:)\s+"
    r"|(?:it|he|she|they|we|(?:the )?[a-z]+) (?:also )?"
    r"(?:confirmed|said|stated|reported|announced|noted|added|wrote) that\s+"
    r"|(?:it )?(?:looks like|seems(?: like| that)?|appears that)\s+)+"
)


_INTRO_REACH = 48
_INTRO_BEGINS = frozenset(
    word
    for line in (
        "yes no nope yep yeah sure certainly absolutely definitely of okay ok great perfect hi hello hey thanks thank",
        "sorry apologies good bad exciting unfortunately fortunately luckily actually indeed well so to just as for",
        "quick short in summary overall again please be keep remember note i i'm it looks seems appears",
    )
    for word in line.split()
)


def body_of(folded: str, start: int, end: int, first: str) -> int:
    """Where a sentence begins to say something; `first` is its first word."""
    if first not in _INTRO_BEGINS and folded.find(" that ", start, min(end, start + _INTRO_REACH)) < 0:
        return start
    match = _INTRO.match(folded, start, end)
    return match.end() if match is not None and match.end() < end else start


def sentences_of(folded: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The sentences of a stretch of folded text, without the space around them."""
    stop = len(folded) if end is None else end
    begin = start
    end_of = _END_OR_OFFER if any(folded.find(offer, start, stop) >= 0 for offer in _OFFERS) else _END
    for match in end_of.finditer(folded, start, stop):
        at, cut = match.span()
        last = at + 1 if folded[at] in ".!?" else at
        if last - begin <= SENTENCE_MAX and last > begin and folded[begin] > " " and folded[last - 1] > " ":
            yield begin, last
        else:
            yield from _trimmed(folded, begin, last)
        begin = cut
    yield from _trimmed(folded, begin, stop)


def _trimmed(folded: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    if begin < stop and (folded[begin] <= " " or folded[stop - 1] <= " "):
        part = folded[begin:stop]
        begin += len(part) - len(part.lstrip())
        stop -= len(part) - len(part.rstrip())
    while begin < stop:
        yield begin, min(stop, begin + SENTENCE_MAX)
        begin += SENTENCE_MAX


def clauses_of(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a sentence, in order; separators belong to none."""
    found = []
    begin = start
    for match in _CLAUSE.finditer(folded, start, end):
        if match.start() > begin:
            found.append((begin, match.start()))
        begin = match.end()
    if begin < end:
        found.append((begin, end))
    return found
