"""What differs between a sentence and its nearest in the context, stretch by stretch.

Words that met part a sentence into links: from one met word to the next, with the unmet words between them on either
side. A link with one word on each side is a substitution, with words on one side an insertion or an omission.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from guards.contradiction.support import codes as kinds
from guards.contradiction.support.codes import Codes
from guards.contradiction.support.layout import Ints, Side
from guards.contradiction.support.nearest import Bools, Floats, Meeting

GAP_MAX = 6
"""Words of the context that a link spans at most; beyond, the two met words stand in unrelated places."""

CLASSES = ("number", "time", "name", "denial", "quantity", "unit", "other")


def classes_of(side: Side) -> Floats:
    """By class and word: 1 where the word is of the class."""
    codes = side.codes
    first = np.zeros(len(codes), np.bool_)
    first[side.begins[:-1]] = True
    number, time, denial = _has(codes, kinds.NUMBER), _has(codes, kinds.TIME), _has(codes, kinds.DENIAL)
    quantity, unit, stop = _has(codes, kinds.ALL | kinds.SOME), _has(codes, kinds.UNIT), _has(codes, kinds.STOP_WORD)
    name = _has(codes, kinds.CAPITAL) & ~time & ~stop & ~first
    other = ~(number | time | denial | quantity | unit | name | stop)
    return np.stack((number, time, name, denial, quantity, unit, other)).astype(np.float64)


def _has(codes: Codes, bits: int) -> Bools:
    return np.asarray((codes & bits) != 0)


@dataclass(frozen=True, slots=True)
class Links:
    """Sums over the links of each sentence. Arrays are by sentence of the answers, or by sentence and class."""

    replaced: Floats
    """Both sides have words of the class, other ones."""
    added: Floats
    """Only the answer has."""
    left_out: Floats
    """Only the context has."""
    links: Floats
    close: Floats
    """Links with nothing between on either side: the same two words side by side."""
    turned: Floats
    """Links that go backwards: the order differs."""
    names_turned: Floats
    """Names that met in another order than they stand in."""


def links_of(answer: Side, context: Side, meeting: Meeting, own: Floats, theirs: Floats) -> Links:
    """The links of every sentence of the answers; `own` and `theirs` are the classes of the words."""
    met = np.flatnonzero(meeting.place >= 0)
    begin, end, low, high, row = _stretches(answer, context, meeting, met)
    turned = high <= low
    near = ~turned & (high - low - 1 <= GAP_MAX)
    mine = _between(own, begin[near], end[near])
    other = _between(theirs, low[near], high[near])
    count = answer.sentences
    here = row[near]
    return Links(
        _sum((mine > 0) & (other > 0), here, count),
        _sum((mine > 0) & (other == 0), here, count),
        _sum((mine == 0) & (other > 0), here, count),
        np.bincount(row, minlength=count).astype(np.float64),
        np.bincount(here[(end - begin == 1)[near] & (high - low == 1)[near]], minlength=count).astype(np.float64),
        np.bincount(row[turned], minlength=count).astype(np.float64),
        _names_turned(answer, meeting, own),
    )


def _stretches(answer: Side, context: Side, meeting: Meeting, met: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Links between met neighbours, then those from a sentence's edges to its first and last met word.

    At an edge the context's side is as long as the answer's and two words more, within its sentence.
    """
    row, place = answer.sentence[met], meeting.place[met]
    inner = row[1:] == row[:-1] if len(row) else np.zeros(0, np.bool_)
    first = np.append(True, ~inner)[: len(row)]
    last = np.append(~inner, True)[: len(row)]
    best = meeting.best[row]
    heads, tails = answer.begins[row[first]], answer.begins[row[last] + 1]
    head_low = np.maximum(place[first] - (met[first] - heads) - 3, context.begins[best[first]] - 1)
    tail_high = np.minimum(place[last] + (tails - met[last]) + 2, context.begins[best[last] + 1])
    head_some, tail_some = met[first] > heads, tails - 1 > met[last]
    return (
        np.concatenate((met[:-1][inner], heads[head_some] - 1, met[last][tail_some])),
        np.concatenate((met[1:][inner], met[first][head_some], tails[tail_some])),
        np.concatenate((place[:-1][inner], head_low[head_some], place[last][tail_some])),
        np.concatenate((place[1:][inner], place[first][head_some], tail_high[tail_some])),
        np.concatenate((row[1:][inner], row[first][head_some], row[last][tail_some])),
    )


def _between(classes: Floats, begin: Ints, end: Ints) -> Floats:
    """By class, how many words stand strictly between two places."""
    sums = np.zeros((len(classes), classes.shape[1] + 1))
    np.cumsum(classes, 1, out=sums[:, 1:])
    return np.asarray(sums[:, end] - sums[:, begin + 1])


def _sum(which: Bools, row: Ints, count: int) -> Floats:
    return np.stack([np.bincount(row[which[one]], minlength=count) for one in range(len(CLASSES))], 1).astype(float)


def _names_turned(answer: Side, meeting: Meeting, own: Floats) -> Floats:
    names = np.flatnonzero((meeting.place >= 0) & ((own[2] > 0) | (own[0] > 0)))
    row, place = answer.sentence[names], meeting.place[names]
    back = (row[1:] == row[:-1]) & (place[1:] < place[:-1])
    return np.bincount(row[1:][back], minlength=answer.sentences).astype(np.float64)
