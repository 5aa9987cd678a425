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
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from guards.pii.names.layout import COMBINATIONS, LABELS, SLOTS, START, START_CLASS, is_sign
from guards.pii.names.tokens import MIXED, Tokens
from guards.pii.names.words import class_of, features_of

MODEL = Path(__file__).with_name("names.model")

# A word's sums take 10 slots x 9 labels x 2 bytes; 65,536 words stay below 12 MB. When full, all are forgotten.
_WORDS_MAX = 65_536
# What a word's own weights say for a name at least, in log odds, where it is the only one near: of entities in natural
# text one in a hundred is lost by it, most of them false. Small letters say enough against it themselves.
_LEAST, _SMALL_LEAST = 2.5, -0.6
# Lists of given names, family names, towns and countries; of everyday words and the 5,000 commonest.
_NAMES, _EVERYDAY = frozenset("GFCgcK"), frozenset("W12")
_FORBIDDEN = -1e4
_ROUNDING = 1e-6
# Tokens read at once: about 40,000 characters.
_PART = 8_192
_ENDS = frozenset({".", "?", "!", "\n", "\n\n", "。"})

Array = NDArray[np.float32]


class Entity(NamedTuple):
    """A run of tokens with one label, and the odds that it is what it is said to be, 0 to 1."""

    label: str
    first: int
    last: int
    odds: float


class Tagger:
    """A trained model, loaded. Not for threads: its memory of words changes as it reads."""

    def __init__(self, path: Path = MODEL) -> None:
        head, arrays = read_model(path)
        self.lists: dict[str, str] = head["lists"]
        """The letters of the lists that a word stands in."""
        self._common = {word: index for index, word in enumerate(head["common"])}
        self._classes = {name: index for index, name in enumerate(head["classes"])}
        self._features = {(name[0], name[2:]): index for index, name in enumerate(head["features"], 1)}
        self._scale: float = head["scale"]
        # Features x cells, most of them nought: one look-up for each feature of a new word.
        self._table = np.zeros((len(self._features) + 1, len(SLOTS) * len(LABELS)), np.int8)
        of = np.repeat(np.arange(1, len(self._features) + 1), np.diff(arrays["edges"]))
        self._table[of, arrays["cells"]] = arrays["weights"]
        self._combinations = _Combinations(len(self._classes) + 1, arrays["keys"])
        none = np.zeros((1, len(LABELS)), np.int16)
        self._key_weights = np.vstack([none, arrays["key_weights"].astype(np.int16)])
        self._moves: Array = arrays["moves"].astype(np.float32)
        self.bias: float = head["bias"]
        self._costs = _Costs.of(self._moves)
        self._sums = np.zeros((_WORDS_MAX, len(SLOTS) * len(LABELS)), np.int16)
        self._flat = self._sums.reshape(-1, len(LABELS))
        self._word_classes = np.zeros(_WORDS_MAX, np.int64)
        self._solid = np.ones(_WORDS_MAX, bool)
        self._known: dict[tuple[str, int], int] = {}
        self._may_be: dict[tuple[str, int], bool] = {}
        self._names = frozenset(word for word, on in self.lists.items() if _NAMES & set(on) and not _EVERYDAY & set(on))
        self._move_list: list[list[float]] = _legal(self._moves).tolist()
        self._ways = [
            [(before, move) for before, move in enumerate(column) if move > _FORBIDDEN]
            for column in zip(*self._move_list, strict=True)
        ]
        self._learn([(START, MIXED)])

    def lists_of(self, word: str) -> str:
        """The letters of the lists that hold a word (`CARD.md`): `G` given names, `1` to `4` by how frequent it is."""
        return self.lists.get(word.lower(), "")

    def find(self, tokens: Tokens) -> list[Entity]:
        """The spans of a text's tokens, in order."""
        return [
            Entity(label, first + begin, last + begin, odds)
            for begin, part in _parts(tokens)
            for label, first, last, odds in self._find(part)
        ]

    def may_be(self, pairs: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        """Of words with the manner of their line, those whose own weights say enough for a name."""
        distinct = set(pairs)
        known = self._may_be
        new = [pair for pair in sorted(distinct) if pair not in known]
        if new:
            if len(known) + len(new) >= _WORDS_MAX:
                known.clear()
                new = sorted(distinct)
            own = self._sums[self._numbers(*zip(*new, strict=True)), : len(LABELS)]
            gains = ((own[:, 1:].max(axis=1) - own[:, 0]) * self._scale).tolist()
            for pair, gain in zip(new, gains, strict=True):
                known[pair] = gain > (_SMALL_LEAST if pair[0].islower() else _LEAST)
        return {pair for pair in distinct if known[pair]}

    def small_names(self, words: Iterable[str]) -> set[str]:
        """Of words in small letters, those that are on a list of names, are no everyday words, and may be names."""
        listed = self._names.intersection(words)
        return {word for word, _ in self.may_be((word, MIXED) for word in listed)} if listed else set()

    def _find(self, tokens: Tokens) -> list[Entity]:
        scores = self.scores(tokens)
        return [found for first, last in self._islands(scores) for found in self._decode(scores, first, last)]

    def scores(self, tokens: Tokens) -> Array:
        """Tokens x labels: what every token says for every label, transitions apart."""
        numbers = self._numbers(tokens.words, tokens.manners)
        places = slot_places(numbers, self._solid[numbers])
        rows = self._combinations.rows(np.take(self._word_classes, places))
        # Whole numbers, so that the order in which they are added up says nothing.
        total = _added(np.take(self._flat, places * len(SLOTS) + _SLOT_NUMBERS, axis=0))
        total += _added(np.take(self._key_weights, rows, axis=0))
        scores: Array = total.astype(np.float32)
        scores *= self._scale
        scores[:, 0] -= self.bias
        return scores

    def _numbers(self, words: Sequence[str], manners: Sequence[int]) -> NDArray[np.int64]:
        known = self._known
        if len(known) + len(words) >= _WORDS_MAX - 2:
            self._forget()
        found = [known.get(pair) for pair in zip(words, manners, strict=True)]
        if None in found:
            self._learn(
                dict.fromkeys(
                    pair for pair, n in zip(zip(words, manners, strict=True), found, strict=True) if n is None
                )
            )
            found = [known[pair] for pair in zip(words, manners, strict=True)]
        return np.array(found, np.int64)

    def _number(self, word: str, manner: int) -> int:
        number = self._known.get((word, manner))
        if number is None:
            if len(self._known) >= _WORDS_MAX:
                self._forget()
            self._learn([(word, manner)])
            number = self._known[word, manner]
        return number

    def _forget(self) -> None:
        self._known.clear()
        self._learn([(START, MIXED)])

    def _learn(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Numbers, sums and classes of words that are not known."""
        first = number = len(self._known)
        rows: list[int] = []
        begins: list[int] = []
        features, lists, classes = self._features, self.lists, self._classes
        for word, manner in pairs:
            start = word == START
            said = [("w", START)] if start else features_of(word, manner, lists)
            begins.append(len(rows))
            rows.append(0)  # the row of no feature, for a word of which none is known
            rows += [features[feature] for feature in said if feature in features]
            name = START_CLASS if start else class_of(word, manner, lists, self._common)
            self._known[word, manner] = number
            self._solid[number] = not is_sign(word)
            self._word_classes[number] = classes.get(name, len(classes))
            number += 1
        np.add.reduceat(
            np.take(self._table, rows, axis=0), begins, axis=0, dtype=np.int16, out=self._sums[first:number]
        )

    def _islands(self, scores: Array) -> Iterator[tuple[int, int]]:
        """Stretches outside which no name can win, whatever the rest is: the best run through a token must outweigh
        what it costs to leave `O` and to come back."""
        gains = (scores[:, 1:].max(axis=1) - scores[:, 0]).astype(np.float64) + self._costs.step
        ahead, back = _best_run(gains), _best_run(gains[::-1])[::-1]
        # A token's own gain is in both; what rounding may lose is given back.
        inside = np.concatenate([[False], ahead + back - gains > self._costs.leave - _ROUNDING, [False]])
        edges = np.flatnonzero(inside[1:] != inside[:-1]).tolist()
        for first, end in zip(edges[::2], edges[1::2], strict=True):
            yield first, end - 1

    def _decode(self, scores: Array, first: int, last: int) -> list[Entity]:
        rows: list[list[float]] = scores[first : last + 1].tolist()
        moves = self._move_list
        best = [row + move for row, move in zip(rows[0], moves[0], strict=True)]
        back: list[list[int]] = []
        for row in rows[1:]:
            pointers, following = [], []
            for score, ways in zip(row, self._ways, strict=True):
                top, pointer = _FORBIDDEN * 10, 0
                for before, move in ways:
                    reached = best[before] + move
                    if reached > top:
                        top, pointer = reached, before
                pointers.append(pointer)
                following.append(top + score)
            best = following
            back.append(pointers)
        ended = [b + moves[label][0] for label, b in enumerate(best)]
        path = [ended.index(max(ended))]
        for pointers in reversed(back):
            path.append(pointers[path[-1]])
        path.reverse()
        return [
            Entity(LABELS[path[begin]][2:], first + begin, first + end, self._odds(rows, path, begin, end))
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


def _parts(tokens: Tokens) -> Iterator[tuple[int, Tokens]]:
    """A text in parts that the memory can hold, cut after a sentence or a line where there is one."""
    begin, count = 0, len(tokens.words)
    while begin < count:
        end = begin + _PART
        if end < count:
            ends = (at for at in range(end, begin + _PART // 2, -1) if tokens.words[at - 1] in _ENDS)
            end = next(ends, end)
        yield begin, Tokens(tokens.words[begin:end], tokens.starts[begin:end], tokens.manners[begin:end])
        begin = end


def _added(rows: NDArray[np.int16]) -> NDArray[np.int16]:
    """The sum over the first axis. A loop over some ten rows is several times as fast as numpy's own on short axes."""
    total: NDArray[np.int16] = rows[0] + rows[1]
    for row in rows[2:]:
        total += row
    return total


_SLOT_OF = {0: 0, -1: 1, 1: 2, -2: 3, 2: 4, "p1": 5, "p2": 6}
_SLOT_NUMBERS = np.arange(len(SLOTS))[:, None]


def slot_places(numbers: NDArray[np.int64], solid: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Slots x tokens: the number of the word that stands there; 0 is the text's edge. Words are solid, signs not."""
    count = len(numbers)
    edge = np.zeros(3, np.int64)
    padded = np.concatenate([edge, numbers, edge])
    at = np.concatenate([edge, numbers[solid], edge])
    after = np.cumsum(solid)
    before: NDArray[np.int64] = after - solid  # words, not signs, before each token
    return np.stack(
        [
            numbers,
            padded[2 : count + 2],
            padded[4 : count + 4],
            padded[1 : count + 1],
            padded[5 : count + 5],
            at[before + 2],
            at[before + 1],
            at[before],
            at[after + 3],
            at[after + 4],
        ]
    )


def _best_run(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """For every place, the most that a run which ends there can gain."""
    total = np.cumsum(gains)
    lowest = np.minimum.accumulate(np.concatenate([[0.0], total[:-1]]))
    best: NDArray[np.float64] = total - lowest
    return best


class _Costs(NamedTuple):
    """What a run of name tokens pays in transitions at least, against as many of `O`: `leave` once, and gains `step`
    with every token (which is less than nothing, or little)."""

    leave: float
    step: float

    @classmethod
    def of(cls, moves: Array) -> _Costs:
        """Of a model's transitions."""
        legal = _legal(moves)
        stay, inside = float(legal[0, 0]), float(legal[1:, 1:].max())
        return cls(stay + inside - float(legal[0, 1:].max()) - float(legal[1:, 0].max()), inside - stay)


class _Combinations:
    """Rows of weights for classes that stand together, row 0 for those that say nothing: pairs by a table, triples by
    hashing. A key is the number of the combination and its classes, read as digits to the base of the classes."""

    def __init__(self, base: int, keys: NDArray[np.int64]) -> None:
        self._base = base
        slots = [[_SLOT_OF[place] for place in places] for places in COMBINATIONS]
        self._twos = [(kind, each) for kind, each in enumerate(slots) if len(each) == 2]
        self._threes = [(kind, each) for kind, each in enumerate(slots) if len(each) == 3]
        pairs = keys < len(COMBINATIONS) * base**2
        self._pairs = np.zeros(len(COMBINATIONS) * base**2, np.int32)
        self._pairs[keys[pairs]] = np.flatnonzero(pairs) + 1
        self._triples = _Hashed(keys[~pairs], np.flatnonzero(~pairs) + 1)

    def rows(self, classes: NDArray[np.int64]) -> NDArray[np.int32]:
        """For every combination, the row of each token. `classes` is slots x tokens."""
        twos, threes = self._keys(classes, self._twos), self._keys(classes, self._threes)
        return np.concatenate([self._pairs[twos], self._triples.rows(threes)])

    def _keys(self, classes: NDArray[np.int64], combinations: list[tuple[int, list[int]]]) -> NDArray[np.int64]:
        keys = np.array([[kind] for kind, _ in combinations], np.int64)
        for column in zip(*(slots for _, slots in combinations), strict=True):
            keys = keys * self._base + classes[list(column)]
        return keys


class _Hashed:
    """Numbers by key, 0 for a key that is none; what finds its place taken goes to a further, smaller table."""

    _FACTOR = np.uint64(0x9E3779B97F4A7C15)  # Knuth, *The Art of Computer Programming* 3, 6.4: multiplicative hashing
    _ROOM = 4

    def __init__(self, keys: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        self._tables: list[tuple[np.uint64, NDArray[np.int64], NDArray[np.int32]]] = []
        while len(keys):
            shift = np.uint64(64 - (self._ROOM * len(keys)).bit_length())
            places = self._places(keys, shift)
            _, first = np.unique(places, return_index=True)
            size = 1 << (64 - int(shift))
            held, said = np.full(size, -1, np.int64), np.zeros(size, np.int32)
            held[places[first]], said[places[first]] = keys[first], numbers[first]
            self._tables.append((shift, held, said))
            rest = np.ones(len(keys), bool)
            rest[first] = False
            keys, numbers = keys[rest], numbers[rest]

    def rows(self, keys: NDArray[np.int64]) -> NDArray[np.int32]:
        """The number of each key."""
        found = np.zeros(keys.shape, np.int32)
        for shift, held, said in self._tables:
            places = self._places(keys, shift)
            found += said[places] * (held[places] == keys)
        return found

    def _places(self, keys: NDArray[np.int64], shift: np.uint64) -> NDArray[np.int64]:
        return (keys.astype(np.uint64) * self._FACTOR >> shift).astype(np.int64)


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
