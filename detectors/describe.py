"""Familiar measures of how far two distributions are apart: counts enter, numbers to read leave; never triggers.

References:
    Population stability index: Siddiqi, Credit Risk Scorecards, 2006. Lin: Divergence measures based on the Shannon
    entropy, IEEE Trans. Inf. Theory 1991.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from detectors.buckets import Buckets
from detectors.scores import Floats

_BINS = 10
_LEAST_SHARE = 1e-4


def of_numbers(before: Buckets, after: Buckets) -> dict[str, float]:
    """PSI and Jensen-Shannon over deciles of before, and the Kolmogorov-Smirnov distance."""
    if not before.total or not after.total:
        return {}
    index = np.union1d(before.arrays()[0], after.arrays()[0]).astype(np.int64)
    was, now = (_spread_over(index, values) for values in (before, after))
    bins = np.minimum((np.cumsum(was) - was / 2) * _BINS, _BINS - 1).astype(int)
    deciles = [np.bincount(bins, weights=shares, minlength=_BINS).astype(np.float64) for shares in (was, now)]
    return {**_both(deciles[0], deciles[1]), "ks": _rounded(float(np.abs(np.cumsum(was) - np.cumsum(now)).max()))}


def of_names(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, float]:
    """PSI and Jensen-Shannon over categories.

    >>> of_names({"stop": 97, "length": 3}, {"stop": 94, "length": 6})
    {'psi': 0.0217, 'jensen_shannon': 0.0038}
    """
    names = sorted({*before, *after})
    if not sum(before.values()) or not sum(after.values()):
        return {}
    was, now = (np.array([float(side.get(name, 0)) for name in names]) for side in (before, after))
    return _both(was, now)


def _spread_over(index: NDArray[np.int64], values: Buckets) -> Floats:
    at, count = values.arrays()
    found = np.zeros(len(index))
    found[np.searchsorted(index, at)] = count / count.sum()
    return found


def _both(was: Floats, now: Floats) -> dict[str, float]:
    p, q = (np.maximum(side / side.sum(), _LEAST_SHARE) for side in (was, now))
    middle = (p + q) / 2
    psi = float(((p - q) * np.log(p / q)).sum())
    jensen_shannon = float((p * np.log2(p / middle)).sum() + (q * np.log2(q / middle)).sum()) / 2
    return {"psi": _rounded(psi), "jensen_shannon": _rounded(jensen_shannon)}


def _rounded(value: float) -> float:
    return round(value, 4)
