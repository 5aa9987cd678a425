"""Measures of a score: the area under its curve, its recall at a false-alarm rate, and what a claim alone tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def area(labels: Floats, scores: Floats) -> float:
    """The area under the ROC curve: how probably a supported claim scores above another; equal scores count half."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    first = np.searchsorted(ordered, scores, "left")
    last = np.searchsorted(ordered, scores, "right")
    ranks = (first + last + 1) / 2
    right = labels > 0
    many, few = int(right.sum()), int((~right).sum())
    return float((ranks[right].sum() - many * (many + 1) / 2) / (many * few)) if many and few else 0.5


def interval(labels: Floats, scores: Floats, samples: int = 1_000) -> tuple[float, float]:
    """The middle 95 % of the areas of bootstrap samples, drawn within each label; fewer samples of many rows."""
    draw = np.random.default_rng(20260105)
    right, wrong = np.sort(scores[labels > 0]), scores[labels <= 0]
    rounds = samples if len(labels) < 5_000 else 200
    areas = []
    for _ in range(rounds):
        one, other = np.sort(draw.choice(right, len(right))), draw.choice(wrong, len(wrong))
        above = len(one) - np.searchsorted(one, other, "right")
        equal = np.searchsorted(one, other, "right") - np.searchsorted(one, other, "left")
        areas.append((above + equal / 2).sum() / (len(one) * len(other)))
    low, high = np.quantile(areas, (0.025, 0.975))
    return float(low), float(high)


def recall_at(right: Floats, wrong: Floats, false_alarms: float = 0.05) -> float:
    """The share of wrong claims below the score that this share of right ones is below."""
    return float((wrong < np.quantile(right, false_alarms)).mean())


def alone(claims: Sequence[str], labels: Floats, groups: Sequence[str]) -> float:
    """The area that the words of the claim reach without any context: naive Bayes on words and pairs, five folds."""
    fold = np.array([crc32(group.encode()) % 5 for group in groups])
    scores = np.zeros(len(claims))
    said = [_terms(claim) for claim in claims]
    for number in range(5):
        counts: dict[str, list[float]] = {}
        for terms, label in ((said[at], labels[at]) for at in np.flatnonzero(fold != number)):
            for term in terms:
                counts.setdefault(term, [1.0, 1.0])[int(label)] += 1
        kept = labels[fold != number]
        base = np.log((kept.sum() + 1) / ((1 - kept).sum() + 1))
        for at in np.flatnonzero(fold == number):
            known = [counts[term] for term in said[at] if term in counts]
            scores[at] = base + sum(np.log(yes / no) - base for no, yes in known)
    value = area(labels, scores)
    return max(value, 1 - value)


def _terms(claim: str) -> set[str]:
    words = re.findall(r"\w+", claim.lower())
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}
