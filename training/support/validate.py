"""Scores the recipe of the support score on public answers, each set by a head that was fitted without it.

    python -m training.support.validate [--rows 1500]

A line is a set: the AUROC of contradictions, and of all that is not supported, against right answers; beside it that of
the answer's words that the context has, and of the answer alone. Those of ragtruth and quintd are taken inside `kind`
(task and model), which gives the label away. How rare words are is counted in the contexts of all sets that train, the
one that is scored among them; no label goes into that. Typed conflicts have no part in these figures.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bench.contradiction_rows import Row as Answer
from bench.contradiction_rows import data_folder, sampled, sources
from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.support.features import NAMES
from guards.contradiction.support.scoring import WEAKEST, Head, Reading, Scorer, Support
from guards.contradiction.text.words import fold
from training.support.fit import SEED, featured, fitted, head_of, rarity_of, texts_of
from training.support.measures import alone, area, interval
from training.support.rows import TRAINS, all_rows

PROSE = (
    *("fool_me_twice", "fever_symmetric", "wice", "q2", "factcheck_gpt", "expertqa"),
    *("negation_nli", "conj_nli", "summedits", "ragtruth"),
)
_COVER = NAMES.index("cover_all")


class Figures(NamedTuple):
    """Areas of one set."""

    contradictions: float
    unsupported: float
    coverage: float


def main() -> None:
    """Prints every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_500, help="of each set, at most")
    asked = parser.parse_args()
    found = sources(data_folder())
    rarity = rarity_of(texts_of(found, data_folder()))
    rows, matrix = featured(list(all_rows(found, random.Random(SEED))), rarity)

    def head(without: str) -> Head:
        kept = np.array([row.source != without for row in rows])
        return head_of(fitted([row for row in rows if row.source != without], matrix[kept], rarity))

    whole = head("")
    means: dict[str, list[Figures]] = defaultdict(list)
    for name, answers in found.items():
        labels = {one.label for one in answers}
        if "supported" in labels and len(labels) > 1:
            figures = scored(name, sampled(answers, asked.rows), head(name) if name in TRAINS else whole)
            means["prose" if name in PROSE else "others"].append(figures)
    for title, all_of in means.items():
        print(
            title, *(f"{name} {value:.3f}" for name, value in zip(Figures._fields, np.nanmean(all_of, 0), strict=True))
        )


def scored(name: str, answers: Sequence[Answer], head: Head) -> Figures:
    """Prints the line of a set."""
    supports = Scorer(head).score([reading(one) for one in answers])
    kept = [(one, support) for one, support in zip(answers, supports, strict=True) if support is not None]
    figures = Figures(
        _inside([(one, of.score) for one, of in kept if one.label in ("supported", "contradiction")]),
        _inside([(one, of.score) for one, of in kept]),
        _inside([(one, _coverage(of)) for one, of in kept]),
    )
    labels = np.array([one.label == "supported" for one, _ in kept], np.float64)
    low, high = interval(labels, np.array([support.score for _, support in kept]))
    words = alone([one.answer for one, _ in kept], labels, [one.group for one, _ in kept])
    print(
        f"{name:16} con {figures.contradictions:.3f} · not {figures.unsupported:.3f} (pooled {low:.2f}-{high:.2f}) · "
        f"coverage {figures.coverage:.3f} · answer alone {words:.2f} · {len(kept)} rows",
        flush=True,
    )
    return figures


def reading(answer: Answer) -> Reading:
    """An answer as the guard reads it."""
    return Reading(Context.of(answer.case.passages).grounds, [(answer.answer, list(read(fold(answer.answer))))])


def _coverage(support: Support) -> float:
    weakest = sorted(one.row[_COVER] for one in support.featured)[:WEAKEST]
    return sum(weakest) / len(weakest)


def _inside(kept: Sequence[tuple[Answer, float]]) -> float:
    """The area; of sets that mix models, inside each task and model, weighed by size."""
    groups: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for answer, score in kept:
        mixed = answer.source in ("ragtruth", "quintd")
        groups[answer.kind if mixed else ""].append((answer.label == "supported", score))
    both = [one for one in groups.values() if 0 < sum(label for label, _ in one) < len(one)]
    areas = [
        area(np.array([label for label, _ in one], np.float64), np.array([score for _, score in one])) for one in both
    ]
    return float(np.average(areas, weights=[len(one) for one in both])) if both else float("nan")


if __name__ == "__main__":
    main()
