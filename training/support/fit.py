"""Builds the head of the support score from the public sets that may train it and our own edits.

    python -m training.support.fit --data "$TIDEGATE_DATA" [--out FILE]

What enters are sentences; what leaves is `guards/contradiction/support/support.model`, a JSON file. The same inputs give the same
file on one machine; on another processor last digits of the sums may differ.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from guards.contradiction.support.codes import TOKEN, WordCodes, name_of
from guards.contradiction.support.features import NAMES, features_of
from guards.contradiction.support.head import FILE, Head, read_head
from guards.contradiction.support.layout import Item, lay_out
from guards.contradiction.support.nearest import meet
from training.support.network import Floats, Plan, fit
from training.support.rows import Row, all_rows, bases

SEED = 20260105
_SEEN_MIN = 3
"""A word of fewer texts is as rare as one of none."""


def main() -> None:
    """Fits on everything and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[2] / "guards/contradiction/support" / FILE)
    asked = parser.parse_args()
    rarity = rarity_of(texts_of(asked.data))
    rows = all_rows(asked.data, random.Random(SEED))
    text = written(rarity, fitted(rows, WordCodes(rarity)))
    asked.out.write_text(text, "utf-8")
    print(f"{len(rows)} rows, {Counter(row.source for row in rows)}\n{asked.out.name}: {len(text.encode())} bytes")


def texts_of(data: Path) -> list[str]:
    """What the rarity of words is counted in."""
    return [base.text for base in bases(data)] + (Path(__file__).parent / "pairs.txt").read_text("utf-8").split(" || ")


def rarity_of(texts: Sequence[str]) -> dict[str, int]:
    """By stem, 0 to 14, from the share of texts that say it."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update({name for word in TOKEN.findall(text) if (name := name_of(word))})
    top = math.log(len(texts) / (_SEEN_MIN - 0.5))
    return {
        word: min(14, int(15 * math.log(len(texts) / count) / top))
        for word, count in seen.items()
        if count >= _SEEN_MIN and not word.startswith("#")
    }


def features(rows: Sequence[Row], words: WordCodes) -> tuple[Floats, np.ndarray]:
    """The features of every sentence of every claim, and the row of each."""
    found, owners = [], []
    for begin in range(0, len(rows), 256):
        answer, context = lay_out([Item((row.claim,), row.passages) for row in rows[begin : begin + 256]], words)
        found.append(features_of(answer, context, meet(answer, context)))
        owners.append(answer.item + begin)
    return np.concatenate(found), np.concatenate(owners)


def fitted(rows: Sequence[Row], words: WordCodes, plan: Plan | None = None) -> dict[str, Floats]:
    """The arrays of a head. Claims of several sentences are left out: which of them is wrong is not known."""
    found, owners = features(rows, words)
    single = np.bincount(owners, minlength=len(rows))[owners] == 1
    return fit_of(found[single], owners[single], rows, plan)


def fit_of(found: Floats, owners: np.ndarray, rows: Sequence[Row], plan: Plan | None = None) -> dict[str, Floats]:
    """The same from features that are there already."""
    labels = np.array([row.supported for row in rows], np.float64)[owners]
    return fit(found, labels, balanced([rows[owner] for owner in owners]), plan or Plan())


def balanced(rows: Iterable[Row]) -> Floats:
    """Every kind of edit weighs alike, and all of them together as much as what is supported."""
    kinds = [row.source for row in rows]
    counts = Counter(kinds)
    edits = len(counts) - ("edits:none" in counts)
    return np.array([(edits if kind == "edits:none" else 1) / counts[kind] for kind in kinds])


def written(rarity: dict[str, int], arrays: dict[str, Floats]) -> str:
    """The file: the words of each level of rarity, and the arrays with five digits."""
    levels = [" ".join(sorted(word for word, level in rarity.items() if level == one)) for one in range(15)]
    said: dict[str, object] = {"features": NAMES, "rarity": levels}
    said |= {name: json.loads(json.dumps(np.vectorize(_short)(array).tolist())) for name, array in arrays.items()}
    return (
        "{\n"
        + ",\n".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items())
        + "\n}\n"
    )


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def head_of(rarity: dict[str, int], arrays: dict[str, Floats]) -> Head:
    """As it will be read."""
    return read_head(written(rarity, arrays))


if __name__ == "__main__":
    main()
