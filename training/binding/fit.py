"""Fits the weights of `guards.contradiction.bind` and says what they do where a whole family of sources was held out.

    python -m training.binding.fit                    weights.json and CARD.md beside the code that reads them
    python -m training.binding.fit --out FILE         into another file, its CARD.md beside it
    python -m training.binding.fit --held-out FOLDER  and one file for each family, fitted without it

A logistic binder learns which fact a right answer's value was taken from; boosted trees learn which claims are denied;
isotonic regression over the families left out in turn makes a confidence of what the trees say. Binder and trees of a
file of FOLDER never saw its family, and none of its claims is in the calibration; only what is said there of the other
families is said by trees that did. With TIDEGATE_DATA; every draw is seeded. It takes minutes of one core, with
--held-out twice as many; `bench.contradiction --weights FOLDER` measures.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bench.contradiction_rows import data_folder
from guards.contradiction.bind.bound import Bound, features_of
from guards.contradiction.bind.model import Model
from guards.contradiction.bind.pairs import FEATURES
from training.binding import card
from training.binding.examples import Example
from training.binding.sources import BINDS, TRAINS, WRITTEN, examples, labelled

try:
    from scipy.optimize import minimize
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.isotonic import IsotonicRegression
except ImportError as absent:
    raise SystemExit(f"{absent}: training needs more than Tidegate does: pip install --group training") from None

FILE = Path(__file__).resolve().parents[2] / "guards/contradiction/bind/weights.json"
_PRODUCTS = (
    ("attribute_said", "name"),
    ("attribute_near", "typed"),
    ("attribute_said", "cover_near"),
    ("name", "cover_near"),
    ("structured", "attribute_said"),
    ("structured", "cover_near"),
    ("structured", "name_gap"),
    ("structured", "no_name"),
    ("no_name", "attribute_said"),
    ("bare", "attribute_near"),
    ("bare", "fits_kind"),
    ("bare", "nouns"),
)
_SAMES_MAX = 4
"""A value that more facts have says nothing about which was meant."""
_RIDGE = 3.0
_TREES, _DEPTH, _RATE = 350, 2, 0.08

_TRUST = {"wikipedia_tables": 0.4, "rotowire": 0.2, "quintd": 0.2, "tatqa": 0.4, "infotabs": 0.4}
"""Of sources whose right answers often say what no single fact does, or whose labels are one person's."""


class Fitted(NamedTuple):
    """A binder, and trees over what it binds."""

    binder: Mapping[str, Any]
    trees: GradientBoostingClassifier


class Heard(NamedTuple):
    """What trees that never saw a family say of its labelled claims."""

    family: str
    levels: Any
    labels: Any


class Row(NamedTuple):
    """One claim ready to be decided on."""

    example: Example
    features: list[float]


def binder_of(examples: Sequence[Example]) -> Mapping[str, Any]:
    """A logistic score of pairs: which facts have the value that a right answer says."""
    place = {name: number for number, name in enumerate(FEATURES)}
    rows, right, claims = [], [], []
    for number, one in enumerate(examples):
        pairs = one.bound.pairs
        sames = sum(pair.relation == "same" for pair in pairs)
        if one.label != 0 or not 1 <= sames <= _SAMES_MAX or sames == len(pairs):
            continue
        for pair in pairs:
            same = pair.relation == "same"
            rows.append(pair.features)
            right.append(same)
            claims.append(number)
    plain = np.array(rows)
    products = [(place[one], place[two]) for one, two in _PRODUCTS]
    x = np.hstack([plain, *(plain[:, [one]] * plain[:, [two]] for one, two in products)])
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    fitted = _conditional((x - mean) / deviation, np.array(right), np.array(claims))
    raw = fitted / deviation
    return {
        "coefficients": [round(float(one), 4) for one in raw[: len(FEATURES)]],
        "intercept": 0.0,
        "products": [[*pair, round(float(one), 4)] for pair, one in zip(products, raw[len(FEATURES) :], strict=True)],
    }


def _conditional(x: Any, right: Any, claims: Any) -> Any:
    """Coefficients of a conditional logit (McFadden 1974): the likelihood that one of the right facts is chosen among
    all that the claim could speak of."""
    starts = np.flatnonzero(np.r_[True, claims[1:] != claims[:-1]])

    def loss(coefficients: Any) -> tuple[float, Any]:
        scores = np.clip(x @ coefficients, -30, 30)
        odds = np.exp(scores)
        every = np.add.reduceat(odds, starts)
        chosen = np.add.reduceat(odds * right, starts)
        sizes = np.diff(np.r_[starts, len(claims)])
        share, hit = odds / np.repeat(every, sizes), odds * right / np.repeat(chosen, sizes)
        value = float(np.log(every).sum() - np.log(chosen).sum() + _RIDGE / 2 * coefficients @ coefficients)
        return value, x.T @ (share - hit) + _RIDGE * coefficients

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x


def rows_of(examples: Sequence[Example], binder: Mapping[str, Any]) -> list[Row]:
    """Every claim that some fact differs from, with the features of a decision."""
    model = Model({"binder": binder, "decision": {"base": 0.0, "trees": [], "levels": [], "confidences": []}})
    scored: set[int] = set()
    for one in examples:
        for bound in one.beside:
            if id(bound) not in scored:
                scored.add(id(bound))
                for pair in bound.pairs:
                    pair.score = model.binding(pair.features)
                again = Bound.of(bound.claim, bound.pairs)
                bound.differs, bound.same = again.differs, again.same
    return [
        Row(one, features_of(one.bound, one.beside, one.facts, one.folded, one.asked, one.reckoning))
        for one in examples
        if one.bound.differs is not None
    ]


def decider_of(rows: Sequence[Row]) -> GradientBoostingClassifier:
    """Boosted trees: is the claim denied? Sources weigh alike but for the square root of their size."""
    rows = [row for row in rows if row.example.label is not None]
    families = [_family(row.example) for row in rows]
    sizes = Counter((of, row.example.label) for of, row in zip(families, rows, strict=True))
    weights = [
        _TRUST.get(of, 1.0) / math.sqrt(sizes[of, row.example.label]) for of, row in zip(families, rows, strict=True)
    ]
    x = np.array([row.features for row in rows])
    y = np.array([row.example.label for row in rows])
    model = GradientBoostingClassifier(
        n_estimators=_TREES,
        max_depth=_DEPTH,
        learning_rate=_RATE,
        subsample=0.7,
        max_features=0.5,
        min_samples_leaf=20,
        random_state=7,
    )
    return model.fit(x, y, sample_weight=np.array(weights) / np.mean(weights))


def levels_of(model: GradientBoostingClassifier, rows: Sequence[Row]) -> Any:
    """Log odds by claim."""
    return model.decision_function(np.array([row.features for row in rows])) if rows else np.zeros(0)


def trees_of(model: GradientBoostingClassifier) -> tuple[float, list[Any]]:
    """The base and the trees as nested lists: feature, threshold, at most, above."""

    def node(tree: Any, number: int) -> Any:
        if tree.children_left[number] < 0:
            return round(float(tree.value[number][0][0]) * _RATE, 5)
        return [
            int(tree.feature[number]),
            float(f"{tree.threshold[number]:.9g}"),
            node(tree, tree.children_left[number]),
            node(tree, tree.children_right[number]),
        ]

    prior = model.init_.class_prior_[1]
    return math.log(prior / (1 - prior)), [node(one[0].tree_, 0) for one in model.estimators_]


def calibration_of(levels: Any, labels: Any, weights: Any) -> tuple[list[float], list[float]]:
    """Confidence by log odds, steps that never fall."""
    fitted = IsotonicRegression(out_of_bounds="clip").fit(levels, labels, sample_weight=weights)
    xs, ys = fitted.X_thresholds_, fitted.y_thresholds_
    return [round(float(x), 3) for x in xs], [round(float(y), 4) for y in ys]


class Fitting:
    """Fits over examples with any families left out; each choice of them once."""

    def __init__(self, found: Sequence[Example]) -> None:
        self._examples = found
        self.families = sorted({_family(one) for one in found})
        self.fitted = cache(self._fitted)

    def _fitted(self, without: frozenset[str]) -> Fitted:
        kept = [one for one in self._examples if _family(one) not in without]
        binder = binder_of([one for one in kept if _family(one) in BINDS])
        return Fitted(binder, decider_of(rows_of(kept, binder)))

    @cached_property
    def _heard(self) -> list[Heard]:
        """Each family as trees say that did not see it."""
        found = []
        for of in self.families:
            one = self.fitted(frozenset((of,)))
            rows = rows_of([each for each in self._examples if _family(each) == of], one.binder)
            rows = [
                row
                for row in rows
                if row.example.label is not None and not (of in WRITTEN and row.example.answer_label == "swapped")
            ]
            labels = np.array([row.example.label for row in rows])
            found.append(Heard(of, levels_of(one.trees, rows), labels))
        return found

    def weights(self, without: frozenset[str] = frozenset()) -> tuple[dict[str, Any], list[Heard]]:
        """A file of weights, and what its calibration was made of."""
        # Heard where each family itself was left out: to leave out `without` as well would take a fit for every pair.
        heard = [one for one in self._heard if one.family not in without]
        binder, fitted = self.fitted(without)
        base, trees = trees_of(fitted)
        levels, confidences = calibrated(heard)
        decision = {"base": round(base, 5), "trees": trees, "levels": levels, "confidences": confidences}
        return {"binder": binder, "decision": decision}, heard


def calibrated(heard: Sequence[Heard]) -> tuple[list[float], list[float]]:
    """Steps of confidence, of the families of whole answers written by hand: half of them wrong, in one place each, and
    each family as loud. Values that we swapped are easier to find, so that they would promise too much; without such
    families all count."""
    chosen = [one for one in heard if one.family in WRITTEN and one.labels.any()] or list(heard)
    levels = np.concatenate([one.levels for one in chosen])
    labels = np.concatenate([one.labels for one in chosen])
    weights = np.concatenate([np.full(len(one.labels), 1 / len(one.labels)) for one in chosen if len(one.labels)])
    return calibration_of(levels, labels, weights)


def _family(one: Example) -> str:
    return TRAINS[one.source].family


def main() -> None:
    """Writes the files."""
    asked = _arguments().parse_args()
    if not data_folder().is_dir():
        raise SystemExit("nothing to fit on: the folder of the public sets is absent (TIDEGATE_DATA)")
    found = examples(labelled(data_folder()), asked.rows)
    fitting = Fitting(found)
    weights, heard = fitting.weights()
    _write(asked.out, weights)
    text = card.drawn(found, heard, asked.out, Model(weights))
    asked.out.with_name("CARD.md").write_text(text, "utf-8")
    print(text)
    if asked.held_out:
        asked.held_out.mkdir(parents=True, exist_ok=True)
        _write(asked.held_out / "whole.json", weights)
        for of in fitting.families:
            _write(asked.held_out / f"{of}.json", fitting.weights(frozenset((of,)))[0])
            print(f"without {of}: {asked.held_out / of}.json", flush=True)


def _write(path: Path, weights: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(weights, separators=(",", ":")), "utf-8")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.binding.fit")
    parser.add_argument("--rows", type=int, default=200, help="answers of each public source, at most")
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--held-out", type=Path)
    return parser


if __name__ == "__main__":
    main()
