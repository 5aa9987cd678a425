"""Fits the weights of `guards.contradiction.copies`: how likely an edit between aligned clauses is a conflict.

    python -m training.copies.fit --data ../shared/data            fits, and prints what is flagged of each set
    python -m training.copies.fit --data ../shared/data --write    and writes guards/contradiction/copies/weights.json

What enters are public sets and our own edits; what leaves are some twenty weights. An example is an edit that the
alignment found, whatever its row: most rows have none. Trained on: claims of Fool Me Twice and ConjNLI; the parts
`sales_email`, `sales_call`, `qmsumm` and `scitldr` of SummEdits; sentences of right answers over prose with an edit of
`training.support`, and without, also against other contexts. Everything else is only scored. The sign of a weight is
bounded where the meaning of its feature gives it: more aligned on both sides never makes a conflict less likely.
In numpy, by projected gradient; the same rows give the same weights.

The weights in the file saw paraphrased edits too, which are made no longer. What is fitted now flags four more right
answers of RAGTruth and finds eleven more denials of the negation sets; it was not taken.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.contradiction_rows import Row, sampled, sources
from guards.contradiction.claims import is_supposed
from guards.contradiction.copies.edits import FEATURES
from guards.contradiction.copies.near import CONFIDENT, Copies, confidence
from guards.contradiction.statements import read
from guards.contradiction.text.words import fold
from training.support.rows import PROSE, all_rows

FILE = Path(__file__).resolve().parents[2] / "guards/contradiction/copies/weights.json"
PARTS = ("sales_email", "sales_call", "qmsumm", "scitldr")
SCORED = (
    "summedits",
    "negation_nli",
    "fever_symmetric",
    "factcheck_gpt",
    "clapnq",
    "expertqa",
    "q2",
    "wice",
    "ragtruth",
)
KINDS = ("name", "negation", "antonym", "quantifier", "swap")
_RIGHT = 2.0
"""Weight of an example that is no conflict: most edits of the public sets are conflicts, most of a stream are not."""
_OWN = 0.1
"""Weight of our own edits, of which there are ten times as many as others."""
_UP = frozenset(("cover", "both", "aligned", "kept"))
_DOWN = frozenset(("inside", "left", "agreed"))


@dataclass(frozen=True, slots=True)
class Example:
    """One answer against its context, with the features of the edits found in it."""

    source: str
    trains: bool
    label: str
    found: tuple[tuple[float, ...], ...]


def examples(data: Path) -> Iterator[Example]:
    """Every row, those that train and those that are scored."""
    known = sources(data)
    for source in ("fool_me_twice", "conj_nli", *SCORED):
        for row in sampled(known[source], 3_000):
            if row.form == "prose":
                trains = source in ("fool_me_twice", "conj_nli") or (
                    source == "summedits" and row.kind.split("/")[0] in PARTS
                )
                yield Example(source, trains and _is_certain(row), row.label, found_in(row.contexts, row.answer))
    yield from _own(known, random.Random(7))


def _is_certain(row: Row) -> bool:
    """Whether the label is one of what was compared: an edit that SummEdits does not name may be none."""
    return row.label != "unsupported" and not (row.label == "contradiction" and row.kind.endswith("/none"))


def _own(known: Mapping[str, Sequence[Row]], draw: random.Random) -> Iterator[Example]:
    """Edits of right answers over prose, as the support score learns from them; those of SummEdits are left out, for
    half of it is scored."""
    for row in all_rows(known, draw):
        if row.source not in PROSE or row.source == "summedits" or row.kind not in (*KINDS, "right", "other context"):
            continue
        found = found_in(row.contexts, row.claim)
        # An answer against another context denies nothing of it.
        label = "contradiction" if row.kind in KINDS else "supported"
        yield Example("edits" if row.kind in KINDS else row.kind, True, label, found)


def found_in(contexts: Sequence[str], answer: str) -> tuple[tuple[float, ...], ...]:
    """The features of every edit that is found in an answer, as the guard would look."""
    texts = [fold(context) for context in contexts]
    sentences = [(number, sentence) for number, text in enumerate(texts) for sentence in read(text)]
    copies, folded = Copies(texts, sentences, contexts), fold(answer)
    said = {sentence.text for _, sentence in sentences}
    return tuple(
        features
        for sentence in read(folded)
        if not (sentence.question or sentence.text in said or is_supposed(folded, sentence))
        for _, _, features in copies.nearest(folded, sentence, answer)[0]
    )


def fitted(rows: Sequence[Example]) -> tuple[list[float], float]:
    """The weights of a logistic regression with bounded signs, and its bias."""
    used = [(one, example) for example in rows if example.trains for one in example.found]
    features = np.array([[*one, 1.0] for one, _ in used])
    signs = np.array([1.0 if example.label == "contradiction" else -1.0 for _, example in used])
    weights = np.array([_OWN if example.source == "edits" else 1.0 for _, example in used])
    weights[signs < 0] *= _RIGHT
    low = np.array([0.0 if name in _UP else -np.inf for name in FEATURES] + [-np.inf])
    high = np.array([0.0 if name in _DOWN else np.inf for name in FEATURES] + [np.inf])
    shrink = np.array([1.0] * len(FEATURES) + [0.0])
    found = np.zeros(len(FEATURES) + 1)
    step = 4 / (weights[:, None] * features**2).sum()
    for _ in range(60_000):
        pull = weights * signs / (1 + np.exp(signs * (features @ found)))
        found = np.clip(found + step * (features.T @ pull - shrink * found), low, high)
    print(f"{len(used)} edits, {int((signs < 0).sum())} of them in right answers")
    return [round(float(one), 3) for one in found[:-1]], round(float(found[-1]), 3)


def main() -> None:
    """Fits, prints what is flagged of each set, and writes the weights where asked."""
    parser = argparse.ArgumentParser(prog="python -m training.copies.fit")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    rows = list(examples(asked.data))
    weights, bias = fitted(rows)
    told = {"bias": bias, **dict(zip(FEATURES, weights, strict=True))}
    print(json.dumps(told))
    if asked.write:
        FILE.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    counts: dict[tuple[str, bool], Counter[tuple[str, bool]]] = defaultdict(Counter)
    for row in rows:
        best = max((confidence(one, (bias, *weights)) for one in row.found), default=0.0)
        counts[row.source, row.trains][row.label, best >= CONFIDENT] += 1
    for (source, trains), count in counts.items():
        parts = [
            f"{label} {count[label, True]}/{count[label, True] + count[label, False]}"
            for label in ("contradiction", "supported", "neutral", "unsupported")
        ]
        print(f"{source:16s} {'trained' if trains else 'held out':9s} {' · '.join(parts)}")


if __name__ == "__main__":
    main()
