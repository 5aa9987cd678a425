"""Which word stands where around every token, and the rows of weights for classes that stand together.

What enters are numbers of words and of classes; what leaves are numbers of words by slot, and of rows by combination.
It knows no word and no label.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guards.pii.names.layout import COMBINATIONS, SLOTS

_SLOT_OF = {0: 0, -1: 1, 1: 2, -2: 3, 2: 4, "p1": 5, "p2": 6}


def slot_places(numbers: NDArray[np.int64], solid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Slots x tokens: the number of the word that stands there; 0 is the text's edge. Words are solid, signs not."""
    count = len(numbers)
    edge = np.zeros(3, np.int64)
    padded = np.concatenate([edge, numbers, edge])
    at = np.concatenate([edge, numbers[solid], edge])
    after = np.cumsum(solid)
    before: NDArray[np.int64] = after - solid  # words, not signs, before each token
    return np.stack(
        [
            numbers,
            padded[2 : count + 2],
            padded[4 : count + 4],
            padded[1 : count + 1],
            padded[5 : count + 5],
            at[before + 2],
            at[before + 1],
            at[before],
            at[after + 3],
            at[after + 4],
        ]
    )


class Combinations:
    """Rows of weights for classes that stand together, row 0 for those that say nothing: pairs by a table, triples by
    bisection. A key is the number of the combination and its classes, read as digits to the base of the classes."""

    def __init__(self, base: int, keys: NDArray[np.int64]) -> None:
        slots = [[_SLOT_OF[place] for place in places] for places in COMBINATIONS]
        order = sorted(range(len(slots)), key=lambda kind: len(slots[kind]))
        self._pairs_count = sum(len(each) == 2 for each in slots)
        # Classes by slot times this, plus the combination's own number, are all keys at once.
        self._powers = np.zeros((len(slots), len(SLOTS)), np.int64)
        self._first = np.zeros((len(slots), 1), np.int64)
        for row, kind in enumerate(order):
            size = len(slots[kind])
            self._first[row] = kind * base**size
            for place, slot in enumerate(slots[kind], 1):
                self._powers[row, slot] += base ** (size - place)
        pairs = keys < len(COMBINATIONS) * base**2
        self._pairs = np.zeros(len(COMBINATIONS) * base**2, np.int32)
        self._pairs[keys[pairs]] = np.flatnonzero(pairs) + 1
        # Keys are in order; one more that nothing equals spares a look past the end.
        self._triples = np.append(keys[~pairs], np.iinfo(np.int64).max)
        self._triple_rows = np.append(np.flatnonzero(~pairs) + 1, 0).astype(np.int32)

    def rows(self, classes: NDArray[np.int64]) -> NDArray[np.int32]:
        """For every combination, the row of each token. `classes` is slots x tokens."""
        keys = self._powers @ classes + self._first
        threes = keys[self._pairs_count :]
        places = self._triples.searchsorted(threes)
        triples = self._triple_rows[places] * (self._triples[places] == threes)
        return np.concatenate([self._pairs[keys[: self._pairs_count]], triples])
