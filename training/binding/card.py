"""The card of the fitted weights, as Markdown: what trained them, whose that is, and what they do on the unseen.

What enters are examples and what was heard of each family left out; what leaves is the text, none of a source in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.contradiction_figures import area
from guards.contradiction.bind.bound import DECISION_FEATURES
from guards.contradiction.bind.decide import BAR
from guards.contradiction.bind.model import Model
from guards.contradiction.bind.pairs import FEATURES
from training.binding.examples import Example
from training.binding.sources import TRAINS

if TYPE_CHECKING:
    from training.binding.fit import Heard


def drawn(found: Sequence[Example], heard: Sequence[Heard], path: Path, model: Model) -> str:
    """The whole card."""
    return "\n".join((*_head(path), *_trained(found), *_held_out(heard, model), *_end())) + "\n"


def _head(path: Path) -> Iterator[str]:
    yield "# Model card: what binds a claim to a fact, and decides on it"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| File | `{path.name}`, {path.stat().st_size:,} bytes, read by `model.py` in plain Python |"
    yield (
        f"| What it is | a logistic score of a claim and a fact ({len(FEATURES)} features and products of some), "
        f"boosted trees over {len(DECISION_FEATURES)} features of a claim, and steps from log odds to a confidence |"
    )
    yield "| What it says | how sure it is that the context denies a value that an answer says, 0 to 1 |"
    yield f"| Reported | from {BAR} on |"
    yield "| Languages | English |"
    yield "| Licence | Apache-2.0, as the rest; attributions below |"
    yield "| Not for | wording, names in prose, states, opening hours, tables as a whole: others check those |"
    yield ""


def _trained(found: Sequence[Example]) -> Iterator[str]:
    labels = Counter((one.source, one.label) for one in found)
    yield "## What it was fitted on"
    yield ""
    yield (
        "Claims of answers with their labels. Of a right answer no claim is denied. Of a wrong one the marked place is "
        "denied, and where nothing is marked but one value only is wrong, the one claim that no fact agrees with; "
        "other claims of wrong answers have no label. *Denied* also holds claims of right answers in whose place we "
        "put another. "
        "`python -m training.binding.fit` makes all of it again."
    )
    yield ""
    yield "| Source | Family | Origin | Licence | Claims | Not denied | Denied |"
    yield "|---|---|---|---|---|---|---|"
    for source, known in TRAINS.items():
        right, wrong, unknown = (labels[source, label] for label in (0, 1, None))
        counts = f"{right + wrong + unknown:,} | {right:,} | {wrong:,}"
        yield f"| {source} | {known.family} | {known.origin} | {known.licence} | {counts} |"
    yield ""
    yield (
        "RAGTruth, ExpertQA, WiCE, FEVER symmetric, the negation sets, FaithDial's audit and the real exchanges "
        "trained nothing, the calibration included. Only numbers are in the file."
    )
    yield ""


def _held_out(heard: Sequence[Heard], model: Model) -> Iterator[str]:
    yield "## Claims of families left out"
    yield ""
    yield (
        f"Binder and trees were fitted without the family. *At the bar*: claims with a confidence of {BAR} or more, "
        "denied and not. The steps of confidence were made of the families of hand-written answers; "
        "`bench.contradiction --weights` measures whole answers, with steps made without the family's claims."
    )
    yield ""
    yield "| Family | Claims | Denied | AUROC | Denied, at the bar | Not denied, at the bar |"
    yield "|---|---|---|---|---|---|"
    for of, levels, labels in heard:
        denied = labels == 1
        value = area(~denied, levels)
        sure = np.array([model.confidence(level) >= BAR for level in levels], dtype=bool)
        hits = f"{int((sure & denied).sum())} | {int((sure & ~denied).sum())}"
        yield f"| {of} | {len(labels)} | {int(denied.sum())} | {'' if value is None else f'{value:.3f}'} | {hits} |"
    yield ""


def _end() -> Iterator[str]:
    yield "## Known faults"
    yield ""
    yield "- Values put into right answers by us are easier to find than those that people or models got wrong."
    yield "- Where tables ask for counting or ranks, and in game reports, a right value often stands in no fact."
    yield "- The authors' rows are of one project: one held out from the other is less than a stranger's."
