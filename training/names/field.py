"""A linear-chain conditional random field in numpy, fitted further from the weights that it has.

What enters are texts as numbers and a model's weights; what leaves are other weights. The objective is the likelihood
of the texts and a Gaussian prior around the first weights, so that what the new texts say nothing of stays as it was:
Chelba and Acero, *Adaptation of Maximum Entropy Capitalizer*, EMNLP 2004. Steps are AdaGrad's (Duchi et al., JMLR
2011).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from guards.pii.names.layout import LABELS, SLOTS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
_TINY = 1e-30
# What a weight's squared gradients begin with: what was seen once or twice moves a weight little.
_FIRST = 4.0


class Text(NamedTuple):
    """One text: slots x tokens of word kinds, combinations x tokens of key rows, labels, and how much it counts."""

    places: Ints
    keys: Ints
    labels: Ints
    weight: float


@dataclass
class Weights:
    """Features x (slots x labels), keys x labels, labels x labels."""

    features: Floats
    keys: Floats
    moves: Floats

    def copy(self) -> Weights:
        """The same numbers apart."""
        return Weights(self.features.copy(), self.keys.copy(), self.moves.copy())


class Kinds(NamedTuple):
    """The features of each kind of word: `features[edges[i]:edges[i + 1]]`."""

    features: Ints
    edges: Ints


class _Sums(NamedTuple):
    """Rows to be added up by where they go: the rows in order, where each sum begins, and where it goes."""

    order: Ints
    begins: Ints
    goes: Ints

    @classmethod
    def by(cls, targets: Ints) -> _Sums:
        """Of one target per row."""
        order = np.argsort(targets, kind="stable")
        goes, begins = np.unique(targets[order], return_index=True)
        return cls(order, begins, goes)

    def of(self, rows: Floats) -> Floats:
        """The sums, in the order of `goes`."""
        added: Floats = np.add.reduceat(rows[self.order], self.begins, axis=0)
        return added


class _Batch:
    """Some texts of like length, and all that can be counted before the first step."""

    def __init__(self, texts: Sequence[Text], kinds: Kinds) -> None:
        lengths = np.array([len(text.labels) for text in texts])
        places = np.concatenate([text.places for text in texts], axis=1)
        self.keys = np.concatenate([text.keys for text in texts], axis=1)
        self.labels = np.concatenate([text.labels for text in texts])
        self.weights = np.repeat(np.array([text.weight for text in texts], np.float32), lengths)
        self.used, local = np.unique(places, return_inverse=True)
        slots = np.arange(len(SLOTS))[:, None]
        self.flat = local.reshape(places.shape) * len(SLOTS) + slots
        sizes = (kinds.edges[1:] - kinds.edges[:-1])[self.used]
        self.of_kind = np.concatenate([kinds.features[kinds.edges[k] : kinds.edges[k + 1]] for k in self.used])
        self.kind_begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self.kind_of = np.repeat(np.arange(len(self.used)), sizes)
        self.back_kinds = _Sums.by(self.flat.ravel())
        self.back_features = _Sums.by(self.of_kind)
        self.back_keys = _Sums.by(self.keys.ravel())
        # Texts x longest of token numbers; what stands past a text's end points at the last token and is masked.
        longest = int(lengths.max())
        begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        steps = np.arange(longest)[None, :]
        self.here = steps < lengths[:, None]
        self.grid = np.minimum(begins[:, None] + steps, begins[:, None] + lengths[:, None] - 1)
        self.last = lengths - 1
        self.count = len(self.labels)


def legal() -> NDArray[np.bool_]:
    """Which label may follow which."""
    return np.array([[right[0] != "I" or left[1:] == right[1:] for right in LABELS] for left in LABELS])


class Field:
    """Fits; `run` goes once through all texts."""

    def __init__(self, weights: Weights, kinds: Kinds, allowed: NDArray[np.bool_], prior: float, step: float) -> None:
        self.weights, self._first, self._kinds = weights, weights.copy(), kinds
        self._allowed, self._prior, self._step = allowed, prior, step
        self._squares = Weights(*(np.full_like(each, _FIRST) for each in vars(weights).values()))

        self._total, self._noted = Weights(*(np.zeros_like(each) for each in vars(weights).values())), 0

    def batches(self, texts: Sequence[Text], tokens: int = 16_000) -> list[_Batch]:
        """Texts of like length together."""
        waiting, found, size = [], [], 0
        for text in sorted(texts, key=lambda each: len(each.labels)):
            waiting.append(text)
            size += len(text.labels)
            if size >= tokens:
                found.append(_Batch(waiting, self._kinds))
                waiting, size = [], 0
        return found + ([_Batch(waiting, self._kinds)] if waiting else [])

    def between(self, share: float) -> Weights:
        """Weights between the first ones and the mean of the noted ones, at this share of the way: what was known
        and what is new vote together (Wortsman et al., *Robust Fine-tuning of Zero-shot Models*, CVPR 2022)."""
        pairs = zip(vars(self._first).values(), vars(self._total).values(), strict=True)
        return Weights(*(first + share * (total / max(self._noted, 1) - first) for first, total in pairs))

    def note(self) -> None:
        """Counts the weights as they are into the average."""
        self._noted += 1
        for name, total in vars(self._total).items():
            np.add(total, getattr(self.weights, name), out=total)

    def run(self, batches: Sequence[_Batch]) -> float:
        """One step for each batch; returns the mean loss of a token."""
        total, count = 0.0, 0
        share = 1 / sum(batch.count for batch in batches)
        for batch in batches:
            total += self._learn(batch, share)
            count += batch.count
        return total / count

    def scores(self, batch: _Batch) -> Floats:
        """Tokens x labels."""
        sums = np.add.reduceat(self.weights.features[batch.of_kind], batch.kind_begins, axis=0)
        flat = sums.reshape(-1, len(LABELS))
        scores: Floats = flat[batch.flat].sum(axis=0) + self.weights.keys[batch.keys].sum(axis=0)
        return scores

    def _learn(self, batch: _Batch, share: float) -> float:
        errors, move_errors, loss = self._errors(batch)
        kinds = np.zeros((len(batch.used) * len(SLOTS), len(LABELS)), np.float32)
        rows = np.broadcast_to(errors, (len(SLOTS), *errors.shape)).reshape(-1, len(LABELS))
        kinds[batch.back_kinds.goes] = batch.back_kinds.of(rows)
        wide = kinds.reshape(len(batch.used), -1)
        self._move(
            "features", batch.back_features.goes, batch.back_features.of(wide[batch.kind_of]), share * batch.count
        )
        rows = np.broadcast_to(errors, (len(batch.keys), *errors.shape)).reshape(-1, len(LABELS))
        self._move("keys", batch.back_keys.goes, batch.back_keys.of(rows), share * batch.count)
        self._move("moves", np.arange(len(LABELS)), move_errors, share * batch.count)
        return loss

    def _move(self, name: str, rows: Ints, gradient: Floats, share: float) -> None:
        now, first, squares = (getattr(each, name) for each in (self.weights, self._first, self._squares))
        gradient = gradient + self._prior * share * (now[rows] - first[rows])
        if name == "features":
            gradient *= self._allowed[rows]
        elif name == "keys":
            gradient[rows == 0] = 0  # row 0 is no combination
        squares[rows] += gradient**2
        now[rows] -= self._step * gradient / np.sqrt(squares[rows])

    def _errors(self, batch: _Batch) -> tuple[Floats, Floats, float]:
        """How far the odds of each label, and of each step, are from what is right; and the loss."""
        scores = self.scores(batch)
        top = scores.max(axis=1, keepdims=True)
        said = np.exp(scores - top).astype(np.float64)[batch.grid]  # texts x longest x labels
        moves = np.exp(self.weights.moves.astype(np.float64)) * legal()
        texts, longest, size = said.shape
        ahead = np.zeros_like(said)
        norms = np.ones((texts, longest))
        row = moves[0] * said[:, 0]
        for at in range(longest):
            if at:
                row = (ahead[:, at - 1] @ moves) * said[:, at]
            norms[:, at] = row.sum(axis=1) + _TINY
            ahead[:, at] = row / norms[:, at, None]
            ahead[:, at] = np.where(batch.here[:, at, None], ahead[:, at], ahead[:, at - 1] if at else ahead[:, at])
        back = np.tile(moves[:, 0], (texts, longest, 1))
        for at in range(longest - 2, -1, -1):
            row = (back[:, at + 1] * said[:, at + 1]) @ moves.T
            row /= row.sum(axis=1, keepdims=True) + _TINY
            back[:, at] = np.where(batch.here[:, at + 1, None], row, moves[:, 0])
        odds = ahead * back
        odds /= odds.sum(axis=2, keepdims=True) + _TINY
        both = ahead[:, :-1, :, None] * moves * (said[:, 1:] * back[:, 1:])[:, :, None, :]
        both /= both.sum(axis=(2, 3), keepdims=True) + _TINY
        weights = batch.weights[batch.grid] * batch.here
        pairs = np.einsum("ntab,nt->ab", both, weights[:, 1:])
        right = batch.labels[batch.grid]
        np.subtract.at(pairs, (right[:, :-1].ravel(), right[:, 1:].ravel()), weights[:, 1:].ravel())
        edges = np.arange(texts), batch.last
        pairs[0] += (odds[:, 0] * weights[:, :1]).sum(axis=0)  # a text begins and ends as if no name stood around it
        pairs[:, 0] += (odds[edges] * weights[:, :1]).sum(axis=0)
        np.subtract.at(pairs[0], right[:, 0], weights[:, 0])
        np.subtract.at(pairs[:, 0], right[edges], weights[:, 0])
        errors = np.zeros((batch.count, size), np.float32)
        errors[batch.grid[batch.here]] = odds[batch.here]
        gold = errors[np.arange(batch.count), batch.labels]
        loss = float(-(np.log(gold + _TINY) * batch.weights).sum())
        errors[np.arange(batch.count), batch.labels] -= 1
        return errors * batch.weights[:, None], pairs.astype(np.float32), loss
