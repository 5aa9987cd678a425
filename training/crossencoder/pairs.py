"""Pairs for the cross-encoder: claims with the context that it will be given in production, and a label.

What enters is the folder of public sets; what leaves are pairs. The context is the sentences that the support score
finds nearest, as `guards.contradiction.support.second` hands them over, so that the model learns what it will read.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from guards.contradiction.support.head import shipped
from guards.contradiction.support.layout import Item
from guards.contradiction.support.places import place_of
from guards.contradiction.support.scoring import Scorer
from training.support.fit import SEED
from training.support.rows import TRAINS, Row, all_rows, human_sets


class Labelled(NamedTuple):
    """A claim, its context, and whether the one supports the other."""

    claim: str
    context: str
    label: float


def labelled(data: Path, count: int, leave_out: str = "") -> list[Labelled]:
    """Half supported: all pairs of the public sets that may train, but one, and our own edits up to the count."""
    draw = random.Random(SEED)
    sets = human_sets(data)
    human = [row for name in TRAINS if name not in (leave_out, "ci_tod") for row in sets[name]]
    own = all_rows(data, draw, min(1.0, count / 20_000))  # some 2.5 rows a sentence and label
    draw.shuffle(own)
    right = [row for row in own if row.supported]
    wrong = [row for row in own if not row.supported]
    half = max(0, (count - len(human)) // 2)
    rows = [*human, *right[:half], *wrong[:half]]
    draw.shuffle(rows)
    return paired(rows)


def paired(rows: Sequence[Row]) -> list[Labelled]:
    """Each row's claim with the sentences that are nearest to it; with the first passage where none is."""
    scorer = Scorer(shipped())
    pairs = []
    for begin in range(0, len(rows), 256):
        here = rows[begin : begin + 256]
        supports = scorer.score([Item((row.claim,), row.passages) for row in here])
        for row, support in zip(here, supports, strict=True):
            around = support.around(support.weakest) if support is not None else []
            said = []
            for near in around:
                start, end = place_of(row.passages[near.part], near.first, near.last)
                said.append(row.passages[near.part][start:end])
            pairs.append(Labelled(row.claim, " ".join(said) or row.passages[0][:600], float(row.supported)))
    return pairs
