"""Rows that the support score learns from: right answers of people against their context, and edits of them.

What enters are the public sets; what leaves are claims of one sentence with their contexts, whether those support them,
and the set and group they come of. A person's label says only which answers are right. What is wrong is made here: an
edit of the answer; the answer against a context of another group; and the answer against its own context without the
sentences that carry it. Where the context says what an edit took away, it is edited too: then the edited answer is the
right one and the first is wrong, so that the answer alone says little.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bench.contradiction_rows import Row as Answer
from guards.contradiction.statements import read
from guards.contradiction.text.words import content_of, fold, letters
from training.support import edits

TRAINS = (
    *("clapnq", "conj_nli", "dart", "fool_me_twice", "infotabs"),
    *("logicnlg", "quintd", "rotowire", "summedits", "tabfact"),
)
"""The sets whose licence and data card allow it; all others are scored only."""
PROSE = ("clapnq", "conj_nli", "fool_me_twice", "summedits")

_ANSWERS_MAX = 500
"""Right answers of each set: more would let the largest sets speak for all."""
_EDITS_MAX = 2
_WORDS_MAX = 45
_BOTH_SIDES = frozenset(("antonym", "month", "name", "number", "quantifier", "unit"))
_ENDS = re.compile(r"(?<=[.!?])\s|\n")
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)?\b")


class Row(NamedTuple):
    """A claim of one sentence, and whether its contexts support it."""

    claim: str
    contexts: tuple[str, ...]
    supported: bool
    kind: str
    """`right`, `other context`, `absent`, or the name of an edit."""
    source: str
    group: str


def all_rows(sources: Mapping[str, Sequence[Answer]], draw: random.Random) -> Iterator[Row]:
    """The rows of every set that trains."""
    said = " ".join(answer.answer for name in TRAINS for answer in sources[name])
    edits.NAMES[:] = sorted(set(_NAME.findall(said)))[::5]
    for name in TRAINS:
        right = [answer for answer in sources[name] if answer.label == "supported"]
        for answer in draw.sample(right, min(len(right), _ANSWERS_MAX)):
            yield from rows_of(answer, draw.choice(sources[name]), draw)


def rows_of(answer: Answer, other: Answer, draw: random.Random) -> Iterator[Row]:
    """The rows of one sentence of a right answer; `other` is any answer of its set."""
    folded = fold(answer.answer)
    sentences = [one for one in read(folded) if not one.question and len(one.vocabulary) > 2]
    if not sentences:
        return
    chosen = draw.choice(sentences)
    claim, contexts = answer.answer[chosen.start : chosen.end], answer.contexts
    if len(claim.split()) > _WORDS_MAX:
        return

    def row(said: str, against: tuple[str, ...], supported: bool, kind: str) -> Row:
        return Row(said, against, supported, kind, answer.source, answer.group)

    yield row(claim, contexts, True, "right")
    if other.group != answer.group:
        yield row(claim, other.contexts, False, "other context")
    parts = [part for text in contexts for part in _ENDS.split(text) if part]
    if answer.form == "prose" and len(parts) > 3:
        yield row(claim, (_without(claim, parts),), False, "absent")
    done = 0
    for kind in draw.sample(sorted(edits.EDITS), len(edits.EDITS)):
        changed = edits.EDITS[kind](claim, parts[:60], draw)
        if changed is None or changed == claim or done == _EDITS_MAX:
            continue
        done += 1
        yield row(changed, contexts, False, kind)
        taken, put = difference(claim, changed)
        where = re.compile(rf"\b{re.escape(taken)}\b")
        if kind in _BOTH_SIDES and len(taken) > 1 and any(where.search(text) for text in contexts):
            also = tuple(where.sub(lambda _, new=put: new, text) for text in contexts)
            yield row(changed, also, True, "right")
            yield row(claim, also, False, kind)


def _without(claim: str, parts: Sequence[str]) -> str:
    """The context without the fifth of its sentences that has most words of the claim."""
    words = content_of(letters(fold(claim)).split())
    nearest = sorted(range(len(parts)), key=lambda at: -len(words & content_of(letters(fold(parts[at])).split())))
    left_out = set(nearest[: max(1, len(parts) // 5)])
    return " ".join(part for at, part in enumerate(parts) if at not in left_out)


def difference(one: str, other: str) -> tuple[str, str]:
    """The stretch of whole words in which two texts differ, of each.

    >>> difference("It opened in May 1998.", "It opened in May 1989.")
    ('1998', '1989')
    """
    begin = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    end = 0
    while end < min(len(one), len(other)) - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    while begin and one[begin - 1].isalnum():
        begin -= 1
    while end and one[-end].isalnum():
        end -= 1
    return one[begin : len(one) - end], other[begin : len(other) - end]
