"""The best labels of a text's tokens, and the odds of what they say.

What enters are what every token says for every label, and what it costs to go from one to the next; what leaves are
spans. Only the stretches that may hold a name are decoded; nothing is lost by that.

References: Viterbi, *Error Bounds for Convolutional Codes*, IEEE Transactions on Information Theory, 1967.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guards.pii.names.layout import LABELS

_FORBIDDEN = -1e4
_ROUNDING = 1e-6
# Islands shorter than this are decoded side by side, so many at most.
_SHORT, _TOGETHER = 24, 64

Array = NDArray[np.float32]


class Entity(NamedTuple):
    """A run of tokens with one label, and the odds that it is what it is said to be, 0 to 1."""

    label: str
    first: int
    last: int
    odds: float


class Decoder:
    """Decodes by a model's transitions. `bias` is what `O` was charged in the scores; the odds take it back."""

    def __init__(self, moves: Array, bias: float) -> None:
        self._legal = _legal(moves).astype(np.float64)
        self._move_list: list[list[float]] = self._legal.tolist()
        self._costs, self._bias = _Costs.of(moves), bias

    def find(self, scores: Array) -> list[Entity]:
        """The names in tokens x labels, in order."""
        return [found for islands in _side_by_side(self._islands(scores)) for found in self.decode(scores, islands)]

    def _islands(self, scores: Array) -> Iterator[tuple[int, int]]:
        """Stretches outside which no name can win, whatever the rest is: the best run through a token must outweigh
        what it costs to leave `O` and to come back."""
        gains = (scores[:, 1:].max(axis=1) - scores[:, 0]).astype(np.float64) + self._costs.step
        ahead, back = _best_run(gains), _best_run(gains[::-1])[::-1]
        # A token's own gain is in both; what rounding may lose is given back.
        inside = np.concatenate([[False], ahead + back - gains > self._costs.leave - _ROUNDING, [False]])
        edges = np.flatnonzero(inside[1:] != inside[:-1]).tolist()
        for first, end in zip(edges[::2], edges[1::2], strict=True):
            yield first, end - 1

    def decode(self, scores: Array, islands: list[tuple[int, int]]) -> list[Entity]:
        """The best labels of some islands, and the names in them (Viterbi's algorithm, islands side by side)."""
        longest = max(last - first for first, last in islands) + 1
        rows = np.zeros((len(islands), longest, len(LABELS)))
        for number, (first, last) in enumerate(islands):
            rows[number, : last - first + 1] = scores[first : last + 1]
        moves = self._legal
        best = rows[:, 0] + moves[0]
        ended, back = [best + moves[:, 0]], []
        for at in range(1, longest):
            reached = best[:, :, None] + moves
            back.append(reached.argmax(axis=1).tolist())
            best = reached.max(axis=1) + rows[:, at]
            ended.append(best + moves[:, 0])
        found = []
        for number, (first, last) in enumerate(islands):
            path = [int(ended[last - first][number].argmax())]
            for at in range(last - first, 0, -1):
                path.append(back[at - 1][number][path[-1]])
            path.reverse()
            if any(path):
                said = rows[number].tolist()
                found += [
                    Entity(LABELS[path[begin]][2:], first + begin, first + end, self._odds(said, path, begin, end))
                    for begin, end in _runs(path)
                ]
        return found

    def _odds(self, rows: list[list[float]], path: list[int], begin: int, end: int) -> float:
        """That the run is a name rather than none, all else as decoded; the bias for recall is taken back."""
        moves = self._move_list
        before = path[begin - 1] if begin else 0
        after = path[end + 1] if end + 1 < len(path) else 0
        after_o = after if LABELS[after][0] != "I" else 0
        inside = [before, *path[begin : end + 1], after]
        gain = sum(moves[a][b] for a, b in pairwise(inside))
        gain -= moves[before][0] + moves[0][0] * (end - begin) + moves[0][after_o]
        gain += sum(rows[i][path[i]] - rows[i][0] - self._bias for i in range(begin, end + 1))
        return 1 / (1 + math.exp(-max(min(gain, 30.0), -30.0)))


def _side_by_side(islands: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Short islands together, a long one alone, in their order."""
    waiting: list[tuple[int, int]] = []
    for first, last in islands:
        if last - first < _SHORT and len(waiting) < _TOGETHER:
            waiting.append((first, last))
            continue
        if waiting:
            yield waiting
        waiting = []
        yield [(first, last)]
    if waiting:
        yield waiting


def _best_run(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """For every place, the most that a run which ends there can gain."""
    total = np.cumsum(gains)
    lowest = np.minimum.accumulate(np.concatenate([[0.0], total[:-1]]))
    best: NDArray[np.float64] = total - lowest
    return best


class _Costs(NamedTuple):
    """What a run of name tokens pays in transitions at least, against as many of `O`: `leave` once, and gains `step`
    with every token (which is less than nothing, or little)."""

    leave: float
    step: float

    @classmethod
    def of(cls, moves: Array) -> _Costs:
        """Of a model's transitions."""
        legal = _legal(moves)
        stay, inside = float(legal[0, 0]), float(legal[1:, 1:].max())
        return cls(stay + inside - float(legal[0, 1:].max()) - float(legal[1:, 0].max()), inside - stay)


def _runs(path: Sequence[int]) -> Iterator[tuple[int, int]]:
    begin = -1
    for index, label in enumerate(path):
        opens, goes_on = LABELS[label][0] == "B", LABELS[label][0] == "I"
        if begin >= 0 and not goes_on:
            yield begin, index - 1
            begin = -1
        if opens or (goes_on and begin < 0):
            begin = index
    if begin >= 0:
        yield begin, len(path) - 1


def _legal(moves: Array) -> Array:
    """Transitions, those into the inside of a span that was not begun forbidden."""
    kept = moves.copy()
    for a, left in enumerate(LABELS):
        for b, right in enumerate(LABELS):
            if right[0] == "I" and left[1:] != right[1:]:
                kept[a, b] = _FORBIDDEN
    return kept
