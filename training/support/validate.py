"""Scores the recipe of the support score on texts it has not seen.

    python -m training.support.validate --data "$TIDEGATE_DATA" [--share 1.0]

Our own edits: five folds, grouped by source text, each scored by a head that saw none of its sources. Public sets: by
a head fitted on everything else of our own making; no public label trains anything. Beside each figure: the middle
95 % of 1,000 bootstrap samples, and what coverage, the claim alone and its length alone reach.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from zlib import crc32

import numpy as np

from guards.contradiction.support.codes import WordCodes
from guards.contradiction.support.features import NAMES
from guards.contradiction.support.head import Head
from training.support.edits import EDITS
from training.support.fit import SEED, features, fit_of, head_of, rarity_of, texts_of
from training.support.measures import alone, area, interval, recall_at
from training.support.network import Floats
from training.support.rows import Row, all_rows, human_sets

FOLDS = 5


def main() -> None:
    """Prints every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--share", type=float, default=1.0, help="of the base texts")
    asked = parser.parse_args()
    rarity = rarity_of(texts_of(asked.data))
    words = WordCodes(rarity)
    rows = all_rows(asked.data, random.Random(SEED), asked.share)
    found, owners = features(rows, words)
    print(f"{len(rows)} rows of our own from {len({row.group for row in rows})} sources, {FOLDS} folds by source")
    edits(rows, found, owners, rarity)
    whole = head_of(rarity, fit_of(*single(found, owners, len(rows)), rows))
    print("\npublic sets, no label of which trained anything")
    means, covers = [], []
    for name, labelled in human_sets(asked.data).items():
        mine, cover = public(name, labelled, whole, words)
        means.append(mine)
        covers.append(cover)
    print(f"mean {np.mean(means):.3f}, coverage {np.mean(covers):.3f}")


def single(found: Floats, owners: np.ndarray, count: int) -> tuple[Floats, np.ndarray]:
    """Only the claims of one sentence."""
    kept = np.bincount(owners, minlength=count)[owners] == 1
    return found[kept], owners[kept]


def least(values: Floats, owners: np.ndarray, count: int) -> Floats:
    """The score of a claim: that of its weakest sentence."""
    scores = np.ones(count)
    np.minimum.at(scores, owners, values)
    return scores


def edits(rows: list[Row], found: Floats, owners: np.ndarray, rarity: dict[str, int]) -> None:
    """Prints a line for each kind of edit, and their mean."""
    fold = np.array([crc32(row.group.encode()) % FOLDS for row in rows])
    scores = np.zeros(len(rows))
    for number in range(FOLDS):
        kept = fold[owners] != number
        head = head_of(rarity, fit_of(*single(found[kept], owners[kept], len(rows)), rows))
        scores = np.where(fold == number, least(head.probabilities(found), owners, len(rows)), scores)
    kinds = np.array([row.source for row in rows])
    cover = least(found[:, NAMES.index("cover_all")], owners, len(rows))
    right = kinds == "edits:none"
    areas = []
    for kind in (*EDITS, "absent", "joined"):
        wrong = kinds == f"edits:{kind}"
        labels = np.append(np.ones(right.sum()), np.zeros(wrong.sum()))
        mine = np.append(scores[right], scores[wrong])
        value = area(labels, mine)
        areas += [value] if kind in EDITS else []
        low, high = interval(labels, mine)
        base = area(labels, np.append(cover[right], cover[wrong]))
        print(
            f"  {kind:<10} AUROC {value:.3f} ({low:.3f}-{high:.3f}) · recall at 5 % false positives "
            f"{recall_at(scores[right], scores[wrong]):.2f} · coverage {base:.3f} · {wrong.sum()} rows"
        )
    print(f"  mean of the eight {np.mean(areas):.3f}")


def public(name: str, rows: list[Row], head: Head, words: WordCodes) -> tuple[float, float]:
    """Prints the line of a set; returns its area and that of coverage."""
    found, owners = features(rows, words)
    labels = np.array([row.supported for row in rows], np.float64)
    scores = least(head.probabilities(found), owners, len(rows))
    cover = least(found[:, NAMES.index("cover_all")], owners, len(rows))
    low, high = interval(labels, scores)
    lengths = np.array([len(row.claim.split()) for row in rows], np.float64)
    length = area(labels, lengths)
    print(
        f"  {name:<16} AUROC {area(labels, scores):.3f} ({low:.3f}-{high:.3f}) · coverage {area(labels, cover):.3f} · "
        f"claim alone {alone([row.claim for row in rows], labels, [row.group for row in rows]):.2f} · "
        f"length alone {max(length, 1 - length):.2f} · {len(rows)} rows"
    )
    return area(labels, scores), area(labels, cover)


if __name__ == "__main__":
    main()
