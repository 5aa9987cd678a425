"""Exact tests of pairs: how often a check turned from good to bad and back enters, how surprising that is leaves.

Only pairs that differ say anything, and where nothing changed each of them is a fair coin. So the number that turned
bad is binomial: McNemar's test for yes and no, the sign test for scores, both exact at any number of pairs.

References:
    McNemar: Note on the sampling error of the difference between correlated proportions, Psychometrika 1947.
    Tarone: A modified Bonferroni method for discrete data, Biometrics 1990.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb


def at_least(worse: int, better: int) -> float:
    """Probability of so many or more of the turned pairs turning bad, where neither direction is likelier.

    >>> at_least(5, 0), at_least(0, 0), at_least(3, 3) > 0.5
    (0.03125, 1.0, True)
    """
    turned = worse + better
    return float(sum(comb(turned, count) for count in range(worse, turned + 1)) / 2**turned)


def either_way(worse: int, better: int) -> float:
    """Two-sided: as far from even, in either direction.

    >>> either_way(5, 0), either_way(2, 2)
    (0.0625, 1.0)
    """
    return min(1.0, 2 * at_least(max(worse, better), min(worse, better)))


def significant(tests: Sequence[tuple[int, int]], level: float) -> list[bool]:
    """Which of several one-sided tests hold together, so that at most one family in 1/level raises a false alarm.

    A test with so few turned pairs that it could never hold takes no part of the level (Tarone).

    Args:
        tests: pairs that turned bad, and pairs that turned good, per test.

    >>> significant([(6, 0), (1, 0), (2, 1)], 0.05)
    [True, False, False]
    """
    least = sorted(0.5 ** (worse + better) for worse, better in tests)
    share = next((k for k in range(1, len(tests) + 1) if sum(p <= level / k for p in least) <= k), len(tests))
    return [at_least(worse, better) <= level / max(share, 1) for worse, better in tests]
