"""Which sentence of the context is nearest to each sentence of an answer, and which words meet which.

What enters are both sides of a batch; what leaves is a `Meeting`. Likeness is the rarity of the words in common:
words only, so a turned sentence is as near as a faithful one. That is wanted: what differs then is the signal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guards.contradiction.support.codes import RARITY_MAX, RARITY_SHIFT, STOP_WORD, Codes
from guards.contradiction.support.layout import Ints, Side, hashes

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_PLACES_MAX = 48
"""Places of one word in one context that are looked at; a word of more says little about which sentence is meant."""
_SENTENCES_MAX = 400
"""Sentences of one answer that are scored; what stands behind them is not."""
_CELLS_MAX = 4_000_000
"""Pairs of sentences of one item that are held at once; of a larger context the first sentences are looked at."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the words of the answers met. By word of the answers, unless said otherwise; -1 is nothing."""

    known: Bools
    """Whether the context says the word anywhere."""
    best: Ints
    """By sentence: the nearest sentence of the context."""
    second: Ints
    """By sentence: the nearest after it."""
    place: Ints
    """The word's place in the nearest sentence."""
    in_second: Bools
    """Whether the second nearest sentence says it."""


def weights(codes: Codes) -> Floats:
    """How much words weigh: a rare one up to 1, one of the commonest 0.1."""
    rarity = ((codes >> RARITY_SHIFT) & RARITY_MAX).astype(np.float64)
    return 0.1 + 0.9 * rarity / RARITY_MAX


def meet(answer: Side, context: Side) -> Meeting:
    """Joins the words of each item's answer with those of its context."""
    own = (answer.item[answer.sentence] << 32) | hashes(answer.codes)
    theirs = (context.item[context.sentence] << 32) | hashes(context.codes)
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    low = np.searchsorted(ordered, own)
    known = np.zeros(len(own), np.bool_)
    inside = low < len(ordered)
    known[inside] = ordered[low[inside]] == own[inside]
    counts = (
        _counts(ordered)[np.minimum(low, max(len(ordered) - 1, 0))] if len(ordered) else np.zeros(len(own), np.int64)
    )
    counts = np.where(known, np.minimum(counts, _PLACES_MAX), 0)
    counts[(answer.codes & STOP_WORD) != 0] = 0
    word, place = _expand(low, counts)
    place = order[place]
    best, second = _nearest(answer, context, word, place)
    return Meeting(known, best, second, *_met(answer, context, word, place, best, second))


def _counts(ordered: Ints) -> Ints:
    """By place in sorted keys: how many follow that are equal, this one included, where it is the first of them."""
    edges = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) + 1
    return np.diff(np.append(0, edges)).repeat(np.diff(np.append(0, edges)))


def _expand(low: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Every pair of a word with a place in the sorted words of the other side."""
    word = np.repeat(np.arange(len(low)), counts)
    within = np.arange(len(word)) - np.repeat(np.cumsum(counts) - counts, counts)
    return word, low[word] + within


def _nearest(answer: Side, context: Side, word: Ints, place: Ints) -> tuple[Ints, Ints]:
    best = np.full(answer.sentences, -1)
    second = np.full(answer.sentences, -1)
    if not len(word):
        return best, second
    weight = weights(answer.codes)[word]
    row, column = answer.sentence[word], context.sentence[place]
    # A word that a sentence says twice counts once: pairs of a word and a sentence come in order.
    again = np.zeros(len(word), np.bool_)
    again[1:] = (word[1:] == word[:-1]) & (column[1:] == column[:-1])
    weight[again] = 0.0
    for begin, end, rows, columns in _items(answer, context, row):
        height, width = min(rows[1] - rows[0], _SENTENCES_MAX), columns[1] - columns[0]
        width = min(width, _CELLS_MAX // max(height, 1))
        here, there = row[begin:end] - rows[0], column[begin:end] - columns[0]
        fits = (here < height) & (there < width)
        if not fits.all():
            here, there = here[fits], there[fits]
        size = height * width
        cells = np.bincount(here * width + there, weight[begin:end][fits], size).reshape(height, width)
        top = cells.argmax(1)
        line = np.arange(height)
        best[rows[0] : rows[0] + height] = np.where(cells[line, top] > 0, top + columns[0], -1)
        cells[line, top] = -1.0
        top = cells.argmax(1)
        second[rows[0] : rows[0] + height] = np.where(cells[line, top] > 0, top + columns[0], -1)
    return best, second


def _items(answer: Side, context: Side, row: Ints) -> list[tuple[int, int, tuple[int, int], tuple[int, int]]]:
    """Per item with pairs: the range of its pairs, of its answer's sentences, of its context's sentences."""
    items = np.unique(answer.item)
    rows = np.searchsorted(answer.item, items), np.searchsorted(answer.item, items, "right")
    columns = np.searchsorted(context.item, items), np.searchsorted(context.item, items, "right")
    begins, ends = np.searchsorted(row, rows[0]), np.searchsorted(row, rows[1])
    each = zip(*(part.tolist() for part in (begins, ends, *rows, *columns)), strict=True)
    return [(begin, end, (a, b), (c, d)) for begin, end, a, b, c, d in each if begin < end]


def _met(answer: Side, context: Side, word: Ints, place: Ints, best: Ints, second: Ints) -> tuple[Ints, Bools]:
    found = np.full(len(answer.codes), -1)
    also = np.zeros(len(answer.codes), np.bool_)
    holder = context.sentence[place]
    row = answer.sentence[word]
    hit = holder == best[row]
    # Backwards, so that the first of several places in one sentence is the one that stays.
    found[word[hit][::-1]] = place[hit][::-1]
    also[word[holder == second[row]]] = True
    return _extended(answer, context, best, found), also


_STEPS = 3


def _extended(answer: Side, context: Side, best: Ints, place: Ints) -> Ints:
    """Common words meet where their neighbours have met: `the` beside the same word, up to three in a row."""
    own, theirs = hashes(answer.codes), hashes(context.codes)
    for _ in range(_STEPS):
        for step in (1, -1):
            lone = np.flatnonzero(place < 0)
            beside = lone - step
            inside = (beside >= 0) & (beside < len(place))
            lone, beside = lone[inside], beside[inside]
            near = (answer.sentence[beside] == answer.sentence[lone]) & (place[beside] >= 0)
            lone, there = lone[near], place[beside[near]] + step
            fits = (there >= 0) & (there < len(theirs))
            lone, there = lone[fits], there[fits]
            same = (theirs[there] == own[lone]) & (context.sentence[there] == best[answer.sentence[lone]])
            place[lone[same]] = there[same]
    return place
