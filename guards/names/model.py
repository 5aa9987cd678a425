"""The tagger: a linear-chain conditional random field whose features of a word are added up once and kept.

What enters are tokens; what leaves are spans of labelled tokens with their odds. A word's features do not depend on its
neighbours, so their weights for every place around it are summed when the word is first seen; a text then costs a few
array look-ups, and only the stretches that may hold a name are decoded. The memory of words is bounded.

References: Lafferty, McCallum, Pereira, *Conditional Random Fields*, ICML 2001.
"""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from guards.names.layout import COMBINATIONS, LABELS, SLOTS, START, START_CLASS, is_sign
from guards.names.tokens import MIXED, Tokens
from guards.names.words import class_of, features_of

MODEL = Path(__file__).with_name("names.model")

# A word's sums take 10 slots x 9 labels x 4 bytes; 24,576 words stay below 9 MB. When full, all are forgotten.
_WORDS_MAX = 24_576
# Decoded as name-like where another label comes this close to `O`. The transitions of the shipped model can make up
# for no more (checked when it is trained).
_FORBIDDEN = -1e4

Array = NDArray[np.float32]


class Found(NamedTuple):
    """A run of tokens with one label, and the odds that it is what it is said to be, 0 to 1."""

    label: str
    first: int
    last: int
    odds: float


class Tagger:
    """A trained model, loaded. Not for threads: its memory of words changes as it reads."""

    def __init__(self, path: Path = MODEL) -> None:
        head, arrays = read_model(path)
        self._lists: dict[str, str] = head["lists"]
        self._common = {word: index for index, word in enumerate(head["common"])}
        self._classes = {name: index for index, name in enumerate(head["classes"])}
        self._features = {name: index for index, name in enumerate(head["features"])}
        scale = head["scale"]
        self._weights: Array = arrays["weights"].astype(np.float32) * scale
        self._cells: NDArray[np.int32] = arrays["cells"]
        self._edges: NDArray[np.int32] = arrays["edges"]
        self._keys: NDArray[np.int64] = arrays["keys"]
        self._key_weights: Array = np.vstack([arrays["key_weights"].astype(np.float32) * scale, np.zeros((1, len(LABELS)), np.float32)])
        self._moves: Array = arrays["moves"].astype(np.float32)
        self.bias: float = head["bias"]
        self.reach: float = head["reach"]
        self._sums = np.zeros((_WORDS_MAX, len(SLOTS), len(LABELS)), np.float32)
        self._word_classes = np.zeros(_WORDS_MAX, np.int64)
        self._known: dict[tuple[str, int], int] = {}
        self._move_list: list[list[float]] = _legal(self._moves).tolist()

    def find(self, tokens: Tokens) -> list[Found]:
        """The spans of a text's tokens, in order."""
        if not tokens.words:
            return []
        scores = self.scores(tokens)
        return [found for first, last in self._islands(scores) for found in self._decode(scores, first, last)]

    def scores(self, tokens: Tokens) -> Array:
        """Tokens x labels: what every token says for every label, transitions apart."""
        words, count = tokens.words, len(tokens.words)
        numbers = self._numbers(words, tokens.manners)
        places = _places(words, numbers, count)
        scores = self._sums[places["0"], 0]
        for slot, name in enumerate(SLOTS[1:], 1):
            scores += self._sums[places[name], slot]
        base = len(self._classes) + 1
        classes = {name: self._word_classes[where] for name, where in places.items()}
        for kind, where in enumerate(COMBINATIONS):
            keys = np.full(count, kind, np.int64)
            for place in where:
                keys = keys * base + classes[_PLACE_NAMES[place]]
            at = np.searchsorted(self._keys, keys)
            at[at == len(self._keys)] = 0
            scores += self._key_weights[np.where(self._keys[at] == keys, at, -1)]
        scores[:, 0] -= self.bias
        return scores

    def _numbers(self, words: Sequence[str], manners: Sequence[int]) -> NDArray[np.int64]:
        known = self._known
        if len(known) + len(words) >= _WORDS_MAX - 2:
            known.clear()
        self._number(START, MIXED)
        found = [known.get(pair) for pair in zip(words, manners, strict=True)]
        return np.array(
            [self._number(words[i], manners[i]) if n is None else n for i, n in enumerate(found)], np.int64
        )

    def _number(self, word: str, manner: int) -> int:
        number = self._known.get((word, manner))
        if number is None:
            number = len(self._known)
            self._known[word, manner] = number
            total = self._sums[number]
            total[:] = 0
            flat = total.reshape(-1)
            for family, value in [("w", START)] if word == START else features_of(word, manner, self._lists):
                row = self._features.get(f"{family}={value}")
                if row is not None:
                    cells = slice(self._edges[row], self._edges[row + 1])
                    flat[self._cells[cells]] += self._weights[cells]
            name = START_CLASS if word == START else class_of(word, manner, self._lists, self._common)
            self._word_classes[number] = self._classes.get(name, len(self._classes))
        return number

    def _islands(self, scores: Array) -> Iterator[tuple[int, int]]:
        """Stretches outside which nothing can be a name."""
        warm = np.flatnonzero(scores[:, 1:].max(axis=1) > scores[:, 0] - self.reach)
        if not len(warm):
            return
        gaps = np.flatnonzero(np.diff(warm) > 1)
        starts = [int(warm[0]), *(int(warm[g + 1]) for g in gaps)]
        ends = [*(int(warm[g]) for g in gaps), int(warm[-1])]
        yield from zip(starts, ends, strict=True)

    def _decode(self, scores: Array, first: int, last: int) -> list[Found]:
        rows: list[list[float]] = scores[first : last + 1].tolist()
        moves = self._move_list
        labels = range(len(LABELS))
        best = [row + move for row, move in zip(rows[0], moves[0], strict=True)]
        back: list[list[int]] = []
        columns = list(zip(*moves, strict=True))
        for row in rows[1:]:
            pointers, following = [], []
            for label in labels:
                column = columns[label]
                reached = [b + m for b, m in zip(best, column, strict=True)]
                top = max(reached)
                pointers.append(reached.index(top))
                following.append(top + row[label])
            best = following
            back.append(pointers)
        ended = [b + moves[label][0] for label, b in enumerate(best)]
        path = [ended.index(max(ended))]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        path.reverse()
        return [
            Found(LABELS[path[begin]][2:], first + begin, first + end, self._odds(rows, path, begin, end))
            for begin, end in _runs(path)
        ]

    def _odds(self, rows: list[list[float]], path: list[int], begin: int, end: int) -> float:
        """That the run is a name rather than none, all else as decoded; the bias for recall is taken back."""
        moves = self._move_list
        before = path[begin - 1] if begin else 0
        after = path[end + 1] if end + 1 < len(path) else 0
        after_o = after if LABELS[after][0] != "I" else 0
        inside = [before, *path[begin : end + 1], after]
        gain = sum(moves[a][b] for a, b in pairwise(inside))
        gain -= moves[before][0] + moves[0][0] * (end - begin) + moves[0][after_o]
        gain += sum(rows[i][path[i]] - rows[i][0] - self.bias for i in range(begin, end + 1))
        return 1 / (1 + math.exp(-max(min(gain, 30.0), -30.0)))


_PLACE_NAMES: dict[int | str, str] = {0: "0", -1: "-1", 1: "+1", -2: "-2", 2: "+2", "p1": "p1", "p2": "p2"}


def _places(words: Sequence[str], numbers: NDArray[np.int64], count: int) -> dict[str, NDArray[np.int64]]:
    """For every slot, the number of the word that stands there; 0 is the text's edge."""
    edge = np.zeros(3, np.int64)
    padded = np.concatenate([edge, numbers, edge])
    solid = np.fromiter((not is_sign(word) for word in words), bool, count)
    at = np.concatenate([edge, numbers[solid], edge])
    before = np.cumsum(solid) - solid  # solid words before each token
    after = before + solid
    return {
        "0": numbers,
        "-1": padded[2 : count + 2],
        "-2": padded[1 : count + 1],
        "+1": padded[4 : count + 4],
        "+2": padded[5 : count + 5],
        "p1": at[before + 2],
        "p2": at[before + 1],
        "p3": at[before],
        "n1": at[after + 3],
        "n2": at[after + 4],
    }


def _runs(path: Sequence[int]) -> Iterator[tuple[int, int]]:
    begin = -1
    for index, label in enumerate(path):
        opens, goes_on = LABELS[label][0] == "B", LABELS[label][0] == "I"
        if begin >= 0 and not goes_on:
            yield begin, index - 1
            begin = -1
        if opens or (goes_on and begin < 0):
            begin = index
    if begin >= 0:
        yield begin, len(path) - 1


def _legal(moves: Array) -> Array:
    """Transitions, those into the inside of a span that was not begun forbidden."""
    kept = moves.copy()
    for a, left in enumerate(LABELS):
        for b, right in enumerate(LABELS):
            if right[0] == "I" and left[1:] != right[1:]:
                kept[a, b] = _FORBIDDEN
    return kept


# -- the file: one line of JSON, then the arrays, compressed together

_ARRAYS = ("weights", "cells", "edges", "keys", "key_weights", "moves")


def write_model(path: Path, head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    """Equal content gives equal bytes."""
    shapes = [(name, arrays[name].dtype.str, list(arrays[name].shape)) for name in _ARRAYS]
    line = json.dumps({**head, "arrays": shapes}, ensure_ascii=False, sort_keys=True).encode()
    raw = line + b"\n" + b"".join(np.ascontiguousarray(arrays[name]).tobytes() for name in _ARRAYS)
    path.write_bytes(lzma.compress(raw, preset=9 | lzma.PRESET_EXTREME))


def read_model(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The head and the arrays of a model's file."""
    raw = lzma.decompress(path.read_bytes())
    cut = raw.index(b"\n")
    head, at, arrays = json.loads(raw[:cut]), cut + 1, {}
    for name, kind, shape in head.pop("arrays"):
        size = np.dtype(kind).itemsize * math.prod(shape)
        arrays[name] = np.frombuffer(raw[at : at + size], kind).reshape(shape)
        at += size
    return head, arrays


@cache
def tagger() -> Tagger:
    """The model that ships, loaded once per process in about half a second."""
    return Tagger()


