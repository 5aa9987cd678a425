"""Pairs for the cross-encoder: claims with the context that it will be given in production, and a label.

What enters is the folder of public sets; what leaves are pairs. The context is the sentences that the support score
finds nearest, as `guards.contradiction.support.second` hands them over, so that the model learns what it will read.

A model that reads words, unlike the support score, can learn what edits look like and look at the claim alone. So each
edit is shown from both sides (as FEVER symmetric was built: Schuster and others, 2019): the edited sentence is the
claim against the source, and it takes the source's place in the context of the unedited one. Every claim and every
context is as often right as wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from guards.contradiction.support.head import shipped
from guards.contradiction.support.layout import Item
from guards.contradiction.support.places import place_of
from guards.contradiction.support.scoring import Scorer, Stretch, Support
from training.support import edits
from training.support.fit import SEED
from training.support.paraphrase import paraphrased
from training.support.rows import Base, Row, all_rows, bases, edited, human_sets

_SHORT = 0.8
"""The share of pairs whose context is the nearest sentence alone: half as long, and quicker to learn from."""
_EDITS_EACH = 2
"""Edits of one sentence: more sentences teach more than more edits of each."""


class Labelled(NamedTuple):
    """A claim, its context, whether the one supports the other, and the text it was made of."""

    claim: str
    context: str
    label: float
    group: str


def labelled(data: Path, count: int, sets: Sequence[str] = ()) -> list[Labelled]:
    """Edits from both sides, a fifth of other rows of our own, and the pairs of these public sets with their labels."""
    draw = random.Random(SEED)
    human = [row for name in sets for row in human_sets(data)[name]]
    # Also sets the names that an edit may put in, so it comes before the edits from both sides.
    others = all_rows(data, draw, min(1.0, count / 40_000))
    draw.shuffle(others)
    rows = [*human, *_halved(others, count // 10), *_both_sides(data, draw, count - count // 5 - len(human))]
    draw.shuffle(rows)
    return paired(rows)


def _halved(rows: Sequence[Row], each: int) -> list[Row]:
    """As many right as wrong."""
    right, wrong = ([row for row in rows if row.supported is side] for side in (True, False))
    return [*right[:each], *wrong[:each]]


def _both_sides(data: Path, draw: random.Random, count: int) -> list[Row]:
    rows: list[Row] = []
    texts = bases(data)
    draw.shuffle(texts)
    for base in texts:
        if len(rows) >= count:
            break
        rows += mirrored(base, draw)
    return rows


def mirrored(base: Base, draw: random.Random) -> Iterator[Row]:
    """Four rows for an edit: either sentence against either context. None where the context says the source freely."""
    right, *wrongs = edited(base, draw, draw.sample(sorted(edits.EDITS), len(edits.EDITS)))
    if not any(base.text in passage for passage in right.passages):
        return
    for wrong in wrongs[:_EDITS_EACH]:
        turned = tuple(passage.replace(base.text, wrong.claim) for passage in right.passages)
        again = paraphrased(wrong.claim, draw, draw.choice((0.0, 0.6, 1.0)))
        yield from (right, wrong)
        yield replace(right, passages=turned, supported=False)
        yield replace(wrong, claim=again, passages=turned, supported=True)


def paired(rows: Sequence[Row]) -> list[Labelled]:
    """Each row's claim with the sentences that are nearest to it; with the first passage where none is."""
    scorer, draw = Scorer(shipped()), random.Random(SEED)
    pairs = []
    for begin in range(0, len(rows), 256):
        here = rows[begin : begin + 256]
        supports = scorer.score([Item((row.claim,), row.passages) for row in here])
        for row, support in zip(here, supports, strict=True):
            said = []
            for near in _near(support, draw) if support is not None else ():
                start, end = place_of(row.passages[near.part], near.first, near.last)
                said.append(row.passages[near.part][start:end])
            context = " ".join(said) or row.passages[0][:600]
            pairs.append(Labelled(row.claim, context, float(row.supported), row.group))
    return pairs


def _near(support: Support, draw: random.Random) -> list[Stretch]:
    nearest = support.near(support.weakest)
    if nearest is not None and draw.random() < _SHORT:
        return [nearest]
    return support.around(support.weakest)
