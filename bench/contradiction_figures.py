"""Figures over judged answers: shares, areas under the curve, intervals. Pure: neither files nor guards.

What enters are arrays with one place per answer; what leaves are numbers, or None where there is nothing to count.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

FEW = 5
"""Of either label: an area over fewer says nothing."""
_WORD = re.compile(r"\w+")


def share(of: Bools, among: Bools) -> float | None:
    """How many of these are so."""
    return float(of[among].mean()) if among.any() else None


def area(wrong: Bools, score: Floats, few: int = FEW) -> float | None:
    """AUROC: how probably a wrong answer scores below another; equal scores count half. None with fewer of either."""
    _, places, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    right = ~wrong
    n_right, n_wrong = int(right.sum()), int(wrong.sum())
    if min(n_right, n_wrong) < few:
        return None
    return float((ranks[right].sum() - n_right * (n_right + 1) / 2) / (n_right * n_wrong))


def area_within(wrong: Bools, score: Floats, kinds: NDArray[np.str_]) -> float | None:
    """The mean of the areas inside each kind, weighted by its number of answers. With several kinds one of either label
    is enough in each: what a small kind says is noise that averages out."""
    names = np.unique(kinds)
    few = FEW if len(names) == 1 else 1
    found = [(int(of.sum()), area(wrong[of], score[of], few)) for of in (kinds == kind for kind in names)]
    counted = [(n, one) for n, one in found if one is not None]
    return sum(n * one for n, one in counted) / sum(n for n, _ in counted) if counted else None


def overlaps(start: int, end: int, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether a stretch has a character in common with one of these."""
    return any(start < other_end and other_start < end for other_start, other_end in stretches)


def coverage(answer: str, contexts: Sequence[str]) -> float:
    """Share of the answer's words that the context has: the baseline that needs no engine."""
    known = {word for text in contexts for word in _words(text)}
    said = _words(answer)
    return sum(word in known for word in said) / len(said) if said else 1.0


def answer_alone(answers: Sequence[str], wrong: Bools, groups: Sequence[str], folds: int = 5) -> Floats:
    """How right each answer looks without its context: naive Bayes over words and pairs of words, each answer judged
    by what the other folds say; a group is in one fold. Whatever beats one half here is style, not truth."""
    fold = [hashlib.blake2b(group.encode(), digest_size=8).digest()[0] % folds for group in groups]
    features = [[*said, *map(" ".join, pairwise(said))] for said in map(_words, answers)]
    scores = np.zeros(len(answers))
    for held in set(fold):
        counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        for place, of in enumerate(fold):
            if of != held:
                counts[bool(wrong[place])].update(set(features[place]))
        size = {label: int((wrong[np.array(fold) != held] == label).sum()) for label in counts}
        weight: dict[str, float] = defaultdict(float)
        for word in counts[True] | counts[False]:
            said = {label: (counts[label][word] + 1) / (size[label] + 2) for label in counts}
            weight[word] = math.log(said[False] / said[True])
        for place, of in enumerate(fold):
            if of == held:
                scores[place] = sum(weight[word] for word in set(features[place]))
    return scores


def intervals(
    groups: Sequence[str], figures: Callable[[Places], Mapping[str, float | None]], draws: int
) -> dict[str, tuple[float, float]]:
    """The middle 95 % of each figure over samples of whole groups, drawn with the same seed every time."""
    members = defaultdict(list)
    for place, group in enumerate(groups):
        members[group].append(place)
    held = [np.array(places) for places in members.values()]
    random = np.random.default_rng(20260105)
    drawn: dict[str, list[float]] = defaultdict(list)
    for _ in range(draws):
        places = np.concatenate([held[n] for n in random.integers(0, len(held), len(held))])
        for name, value in figures(places).items():
            if value is not None:
                drawn[name].append(value)
    return {name: (float(np.quantile(all_, 0.025)), float(np.quantile(all_, 0.975))) for name, all_ in drawn.items()}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
