"""Whether answers are worded as they were: occupied cells of words enter, one number per window leaves.

The number is a sum over all cells of how far each is from its share in the baseline, in units of what chance does
(Pearson's chi-square, on the scale of Fisher). It is high when many words are a little more or less frequent, which is
how one model differs from the next, and says nothing by itself: how much it varies is learnt as for any other facet.
"""

from __future__ import annotations

import numpy as np

from detectors.counts import Counts
from detectors.scores import Floats
from detectors.texts import CELLS
from detectors.vocabulary import WORDS

LEAST_TEXTS = 5
"""In a window, below which nothing is said."""

_DAMPING = 0.5
"""Added to the variance of every cell, so that one new word does not outweigh a hundred others."""


class Wording:
    """Shares of the cells in a baseline.

    Cannot see · the order of words, their meaning, or which rare word it was: those share cells.

    Example:
        >>> from detectors.observation import Observation
        >>> from detectors.texts import read_text
        >>> from schemas.drift import Segment
        >>> def answers(text):
        ...     counts = Counts()
        ...     for _ in range(50):
        ...         counts.update(Observation(Segment(), 0, 0, cells=read_text(text).cells))
        ...     return counts
        >>> wording = Wording(answers("you can find it in the plan"))
        >>> wording.changed(answers("you should not find it in a plan"))
        (('a', 'not', 'should'), ('the', 'can'))

    References:
        Pearson: On the criterion that a given system of deviations can be supposed to have arisen from random sampling,
        1900; Fisher's approximation: Statistical Methods for Research Workers, 1925.
    """

    def __init__(self, pooled: Counts) -> None:
        self._words, self._texts = cells_of(pooled), pooled.texts

    def distance(self, counts: Counts, part_of_it: bool) -> tuple[float, int]:
        """How far the window is from the baseline, and over how many texts; it may be one of the baseline's own."""
        n, words = counts.texts, cells_of(counts)
        rest = self._texts - n if part_of_it else self._texts
        if n < LEAST_TEXTS or rest < LEAST_TEXTS:
            return 0.0, 0
        share = ((self._words - words if part_of_it else self._words) + 0.5) / (rest + 1)
        variance = n * share * (1 - share) * (1 + n / rest) + _DAMPING
        chi2 = float(((words - n * share) ** 2 / variance).sum())
        return float(np.sqrt(2 * chi2) - np.sqrt(2 * CELLS - 1)), n

    def changed(self, counts: Counts, most: int = 8) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Everyday words that answers have more often than in the baseline, and those that they have less often."""
        words = cells_of(counts)[: len(WORDS)]
        n, before = max(counts.texts, 1), self._words[: len(WORDS)] / max(self._texts, 1)
        z = (words - n * before) / np.sqrt(n * before * (1 - before) + _DAMPING)
        order = np.argsort(-np.abs(z), kind="stable")
        clear = [int(at) for at in order if abs(z[at]) >= 3]
        came = tuple(WORDS[at] for at in clear if z[at] > 0)[:most]
        return came, tuple(WORDS[at] for at in clear if z[at] < 0)[:most]

    def apart(self, counts: Counts) -> float:
        """Mean difference of the shares of cells that either has, 0 to 1."""
        now, before = cells_of(counts) / max(counts.texts, 1), self._words / max(self._texts, 1)
        return float(np.abs(now - before).sum() / max(np.maximum(now, before).sum(), 1e-9))


def cells_of(counts: Counts) -> Floats:
    """Occupied cells as an array."""
    found, size = np.zeros(CELLS), len(counts.words)
    if size:
        found[np.fromiter(counts.words, np.intp, size)] = np.fromiter(counts.words.values(), np.float64, size)
    return found
