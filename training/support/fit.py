"""Fits the head of the support score on the public sets that may train it.

    python -m training.support.fit [--out FILE]

What enters is the folder named by TIDEGATE_DATA; what leaves is `guards/contradiction/support/support.json`. Every draw
is seeded: the same inputs give the same file on one machine. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.contradiction_rows import Row as Answer
from bench.contradiction_rows import case_of, data_folder, sources
from guards.contradiction.context import Context
from guards.contradiction.grounds import words_of
from guards.contradiction.statements import read
from guards.contradiction.support.features import NAMES, features_of
from guards.contradiction.support.scoring import FILE, Head, needs_support
from guards.contradiction.text.words import fold
from training.support.rows import PROSE, Row, all_rows

SEED = 20261129
_SEEN_MIN = 4
_WORDS_MAX = 4_000
_STRENGTH = 0.001
"""Of the fit against its prior: fifty times as much took .007 from the held-out mean on prose in an early trial."""


def main() -> None:
    """Fits on everything and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "guards/contradiction/support" / FILE)
    asked = parser.parse_args()
    found = sources(data_folder())
    rarity = rarity_of(texts_of(found, data_folder()))
    rows, matrix = featured(list(all_rows(found, random.Random(SEED))), rarity)
    said = fitted(rows, matrix, rarity)
    asked.out.write_text(json.dumps(said, indent=0, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(rows)} rows, {Counter(row.kind for row in rows)}\n{asked.out.stat().st_size} bytes")


def texts_of(found: Mapping[str, Sequence[Answer]], folder: Path) -> list[str]:
    """What the rarity of words is counted in: contexts in prose of the sets that train."""
    pages = (folder / "contradiction/fool_me_twice_dev.jsonl").read_text("utf-8").splitlines()
    evidence = [one["text"] for line in pages for one in json.loads(line)["retrieved_evidence"]]
    return list(dict.fromkeys([*evidence, *(text for name in PROSE for row in found[name] for text in row.contexts)]))


def rarity_of(texts: Sequence[str]) -> dict[str, float]:
    """By stem, the logarithm of one in how many sentences says it; words of few sentences are left out."""
    seen: Counter[str] = Counter()
    count = 0
    for text in texts:
        for sentence in read(fold(text)):
            count += 1
            seen.update(words_of(sentence))
    kept = [(word, of) for word, of in seen.most_common(_WORDS_MAX) if of >= _SEEN_MIN and word[0] > "9"]
    return {word: round(math.log(count / of), 1) for word, of in sorted(kept)}


def featured(rows: Sequence[Row], rarity: Mapping[str, float]) -> tuple[list[Row], npt.NDArray[np.float64]]:
    """The rows whose claim is one sentence that is scored, and the features of each."""
    kept: list[Row] = []
    found: list[list[float]] = []
    for row in rows:
        sentences = [one for one in read(fold(row.claim)) if needs_support(one)]
        if len(sentences) == 1:
            grounds = Context.of(case_of(row.contexts, row.claim).passages).grounds
            found.append(features_of(sentences[0], row.claim, grounds, rarity).row)
            kept.append(row)
    return kept, np.array(found)


def fitted(rows: Sequence[Row], matrix: npt.NDArray[np.float64], rarity: Mapping[str, float]) -> dict[str, Any]:
    """What the file says: a logistic regression on standardized features within four deviations."""
    from sklearn.linear_model import LogisticRegression  # only who fits needs it

    middle, spread = matrix.mean(0), np.maximum(matrix.std(0), 1e-6)
    scaled = np.clip((matrix - middle) / spread, -4.0, 4.0)
    labels = np.array([not row.supported for row in rows])
    model = LogisticRegression(C=_STRENGTH, max_iter=3_000).fit(scaled, labels, sample_weight=balanced(rows))
    levels: dict[str, list[str]] = defaultdict(list)
    for word, level in rarity.items():
        levels[str(level)].append(word)
    return {
        "features": list(NAMES),
        "middle": _short(middle),
        "spread": _short(spread),
        "weights": _short(model.coef_[0]),
        "intercept": _short(model.intercept_)[0],
        "rows": len(rows),
        "sources": dict(sorted(Counter(row.source for row in rows).items())),
        "rarity": {level: " ".join(words) for level, words in sorted(levels.items())},
    }


def head_of(said: Mapping[str, Any]) -> Head:
    """As it will be read."""
    return Head(json.loads(json.dumps(said)))


def balanced(rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    """Both labels weigh alike, and common kinds of a source less by the row than rare ones."""
    kinds = [(row.source, row.kind) for row in rows]
    counts = Counter(kinds)
    weights = np.array([counts[kind] ** -0.7 for kind in kinds])
    labels = np.array([row.supported for row in rows])
    for label in (True, False):
        weights[labels == label] /= weights[labels == label].sum()
    return weights / weights.mean()


def _short(values: npt.NDArray[np.float64]) -> list[float]:
    return [float(f"{value:.4g}") for value in values]


if __name__ == "__main__":
    main()
