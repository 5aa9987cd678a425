"""Fits the tagger that ships further, on marked texts beside what it knows, and writes its file.

    python -m training.names.further [--data FOLDER] [--from FILE] [--out FILE] [--leave WRITER]

Needs no package that the guards do not need. Every draw is seeded, one thread adds up in one order: the same machine,
versions and data give the same bytes. `--leave` keeps one writer's texts out and scores them.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from guards.pii.names.combinations import slot_places
from guards.pii.names.eastern import HAN_FAMILY, HAN_ONE, HANGUL_FAMILY
from guards.pii.names.layout import COMBINATIONS, FAMILIES, LABELS, SLOTS, START, START_CLASS, is_sign
from guards.pii.names.model_file import MODEL, read_model, write_model
from guards.pii.names.tokens import MIXED, tokens_of
from guards.pii.names.words import THINGS, class_of, features_of, normal, script_of
from training.names import listed
from training.names.examples import made, replaced
from training.names.field import Field, Kinds, Text, Weights
from training.names.marked import FOLDER, read_marked
from training.names.natural import Example, joined, natural, recased
from training.names.values import Values, own

SEED = 20260417
# Texts from templates keep forms, signatures and addresses as they were learned; a marked text counts most, for there
# are few of them and each is like no other.
MADE, MARKED_WEIGHT, NATURAL_WEIGHT, REPLACED = 6_000, 6.0, 2.0, 0.25
# As in `fit.py`: a name is left out of its lists this often.
UNLISTED = 0.22
WORDS = frozenset("NWSTB1234e")
HEADS = "N"
# New features and combinations are those of marked texts and templates, seen so often; new classes, so often.
FEATURES_MIN, KEYS_MIN, CLASSES_MIN = 3, 3, 60
ROUNDS, STEP, PRIOR = 12, 0.25, 2.0
# How far the weights go from what was known to what was learned: held-out natural text falls beyond.
SHARE = 0.85
# What a label gains over `O`, taken back in the odds: marked texts teach caution, natural text asks for a little less.
BIAS = 0.3
# Signs and words of address that are a class of their own.
_COMMON = ("さん", "ちゃん", "くん", "さま", "様", "氏", "씨", "님")


def main() -> None:
    """Trains, and says what it did."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    options.add_argument("--marked", type=Path, default=FOLDER)
    options.add_argument("--from", dest="base", type=Path, default=MODEL)
    options.add_argument("--out", type=Path, default=MODEL)
    options.add_argument("--leave", default="", help="a writer's folder that does not train")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--step", type=float, default=STEP)
    options.add_argument("--prior", type=float, default=PRIOR)
    options.add_argument("--weight", type=float, default=MARKED_WEIGHT)
    options.add_argument("--share", type=float, default=SHARE)
    options.add_argument("--natural", type=float, default=NATURAL_WEIGHT)
    given = options.parse_args()
    began = time.process_time()
    texts = [each for each in read_marked(given.marked) if each.source != f"marked:{given.leave}"]
    other = known(given.data / "pii/ner_train")
    print(f"{len(texts)} marked texts, {len(other)} others", flush=True)
    model = Model(given.base)
    field = model.field(texts, other, given)
    made_ones = [one for one in other if one.source.startswith("made")]
    natural_ones = [one for one in other if not one.source.startswith("made")]
    batches = field.batches(
        model.texts(texts, given.weight) + model.texts(natural_ones, given.natural) + model.texts(made_ones, 1.0)
    )
    draw = random.Random(SEED)
    for number in range(given.rounds):
        draw.shuffle(batches)
        loss = field.run(batches)
        if number >= given.rounds // 3:
            field.note()
        print(f"round {number}: {loss:.4f}, {time.process_time() - began:.0f} s of CPU", flush=True)
    model.write(given.out, field.between(given.share))
    print(f"{given.out.stat().st_size / 1e6:.2f} MB")


def known(folder: Path) -> list[Example]:
    """Natural sentences, some with other names in them, and texts from templates."""
    draw, values = random.Random(SEED), Values(SEED, pools=listed)
    trains, _ = natural(folder)
    examples = trains + [replaced(one, values, draw) for one in trains if one.spans and draw.random() < REPLACED]
    examples += [recased(one, draw, 0.65, 0.35) for one in examples if draw.random() < 0.1]
    examples += list(made(MADE, SEED, 0, listed))
    draw.shuffle(examples)
    return list(joined(examples, draw))


class Model:
    """A model's file taken apart, with room for what is new."""

    def __init__(self, path: Path) -> None:
        self._head, self._arrays = read_model(path)
        self._lists = with_more(self._head["lists"])
        common = [*self._head["common"], *(word for word in _COMMON if word not in self._head["common"])]
        self._common = {word: index for index, word in enumerate(common)}
        self._draw = random.Random(SEED)
        self._kinds: dict[tuple[str, int, bool], int] = {}
        self._kind_features: list[list[tuple[str, str]]] = []
        self._kind_classes: list[str] = []
        self._solid: list[bool] = []
        self._kind(START, MIXED, False)

    def _kind(self, word: str, manner: int, unlisted: bool) -> int:
        number = self._kinds.get((word, manner, unlisted))
        if number is None:
            number = self._kinds[word, manner, unlisted] = len(self._kinds)
            lists = self._lists
            if unlisted:
                low = normal(word)
                lists = {**_parts(low, lists), low: "".join(x for x in lists.get(low, "") if x in WORDS)}
            start = word == START
            self._kind_features.append([("w", START)] if start else features_of(word, manner, lists))
            self._kind_classes.append(START_CLASS if start else class_of(word, manner, lists, self._common))
            self._solid.append(not is_sign(word))
        return number

    def _numbers(self, example: Example) -> tuple[np.ndarray, list[str]]:
        tokens = tokens_of(example.text)
        _, labels = example.labels()
        found = []
        for word, manner in zip(tokens.words, tokens.manners, strict=True):
            names = set(self._lists.get(normal(word), "")) - WORDS
            found.append(self._kind(word, manner, bool(names) and self._draw.random() < UNLISTED))
        return np.array(found, np.int64), labels

    def field(self, marked: list[Example], other: list[Example], given: argparse.Namespace) -> Field:
        """Numbers for every word, class, feature and combination; known weights, and nought for what is new."""
        self._read = {id(one): self._numbers(one) for one in [*marked, *other] if one.text.strip()}
        new = [
            one
            for one in [*marked, *(each for each in other if each.source.startswith("made"))]
            if id(one) in self._read
        ]
        self._classes = self._all_classes()
        self._class_numbers = {name: index for index, name in enumerate(self._classes)}
        self._features = {(name[0], name[2:]): index for index, name in enumerate(self._head["features"])}
        seen: Counter[tuple[str, str]] = Counter()
        for one in new:
            for kind in self._read[id(one)][0]:
                seen.update(self._kind_features[kind])
        for feature, times in sorted(seen.items()):
            if times >= FEATURES_MIN:
                self._features.setdefault(feature, len(self._features))
        none = len(self._classes)
        self._class_of = np.array([self._class_numbers.get(name, none) for name in self._kind_classes], np.int64)
        self._is_solid = np.array(self._solid)
        self._rows = self._all_keys(new)
        return Field(self._weights(), self._kind_table(), self._allowed(), given.prior, given.step)

    def _all_classes(self) -> list[str]:
        seen = Counter(self._kind_classes[kind] for numbers, _ in self._read.values() for kind in numbers)
        known = self._head["classes"]
        return [
            *known,
            *sorted(name for name, times in seen.items() if times >= CLASSES_MIN and name not in set(known)),
        ]

    def _keys_of(self, numbers: np.ndarray) -> np.ndarray:
        """Combinations x tokens: the keys."""
        base = len(self._classes) + 1
        classes = self._class_of[slot_places(numbers, self._is_solid[numbers])]
        keys = []
        for kind, places in enumerate(COMBINATIONS):
            key = np.full(len(numbers), kind, np.int64)
            for place in places:
                key = (
                    key * base
                    + classes[SLOTS.index(place if isinstance(place, str) else f"{place:+d}" if place else "0")]
                )
            keys.append(key)
        return np.stack(keys)

    def _all_keys(self, new: Iterable[Example]) -> dict[int, int]:
        old, base = len(self._head["classes"]) + 1, len(self._classes) + 1
        rows: dict[int, int] = {}
        for key in self._arrays["keys"].tolist():
            rows[rebased(key, old, base)] = len(rows) + 1
        seen: Counter[int] = Counter()
        for one in new:
            seen.update(self._keys_of(self._read[id(one)][0]).ravel().tolist())
        for key, times in sorted(seen.items()):
            if times >= KEYS_MIN:
                rows.setdefault(key, len(rows) + 1)
        return rows

    def _weights(self) -> Weights:
        scale, arrays = self._head["scale"], self._arrays
        features = np.zeros((len(self._features), len(SLOTS) * len(LABELS)), np.float32)
        row = np.repeat(np.arange(len(arrays["edges"]) - 1), np.diff(arrays["edges"]))
        features[row, arrays["cells"]] = arrays["weights"] * scale
        keys = np.zeros((len(self._rows) + 1, len(LABELS)), np.float32)
        keys[1 : len(arrays["keys"]) + 1] = arrays["key_weights"] * scale
        return Weights(features, keys, arrays["moves"].astype(np.float32).copy())

    def _allowed(self) -> np.ndarray:
        """Features x cells: a family speaks only for some slots."""
        table = {family: np.repeat([family in FAMILIES[slot] for slot in SLOTS], len(LABELS)) for family in "wmghayzlk"}
        return np.stack([table[family] for family, _ in self._features])

    def _kind_table(self) -> Kinds:
        found = [[self._features[f] for f in each if f in self._features] or [0] for each in self._kind_features]
        return Kinds(np.array([n for each in found for n in each], np.int64), np.cumsum([0, *map(len, found)]))

    def texts(self, examples: list[Example], weight: float) -> list[Text]:
        """What the field reads."""
        number = {label: index for index, label in enumerate(LABELS)}
        found = []
        for one in examples:
            if id(one) in self._read:
                numbers, labels = self._read[id(one)]
                keys = self._keys_of(numbers)
                rows = np.array([[self._rows.get(key, 0) for key in row] for row in keys.tolist()], np.int64)
                right = np.array([number[label] for label in labels], np.int64)
                found.append(Text(slot_places(numbers, self._is_solid[numbers]), rows, right, weight))
        return found

    def write(self, out: Path, weights: Weights) -> None:
        """Eight bits for each weight; what comes to nothing is left out."""
        top = max(float(np.abs(weights.features).max()), float(np.abs(weights.keys).max()))
        scale = top / 127
        cells = np.rint(weights.features / scale).astype(np.int8)
        kept = sorted((f"{family}={value}", row) for (family, value), row in self._features.items() if cells[row].any())
        where = [np.flatnonzero(cells[row]) for _, row in kept]
        keys = np.rint(weights.keys / scale).astype(np.int8)
        ordered = sorted((key, row) for key, row in self._rows.items() if keys[row].any())
        head = {
            "lists": dict(sorted(self._lists.items())), "common": list(self._common), "classes": self._classes,
            "features": [name for name, _ in kept], "scale": scale, "bias": BIAS,
        }  # fmt: skip
        arrays = {
            "weights": np.concatenate([cells[row][at] for (_, row), at in zip(kept, where, strict=True)]),
            "cells": np.concatenate(where).astype(np.int32),
            "edges": np.cumsum([0, *map(len, where)]).astype(np.int32),
            "keys": np.array([key for key, _ in ordered], np.int64),
            "key_weights": np.array([keys[row] for _, row in ordered], np.int8),
            "moves": weights.moves,
        }
        write_model(out, head, arrays)
        print(f"{len(kept)} features, {len(arrays['weights'])} weights, {len(ordered)} combinations, largest {top:.2f}")


def _parts(low: str, lists: dict[str, str]) -> dict[str, str]:
    """What the parts of a word stand in: `features_of` looks no further."""
    parts = [*low.split("-"), low[1:], low[2:]]
    return {part: lists[part] for part in parts if part in lists}


def with_more(lists: dict[str, str]) -> dict[str, str]:
    """The lists with more words: the commonest family names of Chinese, Japanese and Korean, the signs of given
    names, what stands behind a thing named after somebody ("law", "burner"), and what things are named after."""
    found = {word: letters.removesuffix(THINGS) for word, letters in lists.items()}
    for name in sorted(HAN_FAMILY | HAN_ONE | HANGUL_FAMILY):
        if "F" not in found.get(name, ""):
            found[name] = "F" + found.get(name, "")
    given = [name for name, letters in lists.items() if "G" in letters and script_of(name[0]) == "zh"]
    for sign in sorted({sign for name in given for sign in name}):
        found.setdefault(sign, "g")
    for word in sorted(set(" ".join(own("heads")).split())):
        found[word] = HEADS + found.get(word, "").replace(HEADS, "")
    for word in sorted(set(" ".join(own("eponyms")).split())):
        found[normal(word)] = found.get(normal(word), "") + THINGS
    return {word: letters for word, letters in found.items() if letters}


def rebased(key: int, old: int, new: int) -> int:
    """A combination's key, its classes read as digits to another base. Pairs have the lower keys, as the model has it.

    >>> rebased(1 * 10**2 + 3 * 10 + 4, 10, 100), rebased(1 * 10**2 + 3 * 10 + 9, 10, 100)
    (10304, 10399)
    """
    size = 2 if key < len(COMBINATIONS) * old**2 else 3
    found = key // old**size
    for at in range(size - 1, -1, -1):
        digit = key // old**at % old
        found = found * new + (digit if digit < old - 1 else new - 1)  # the last digit is for classes that are none
    return found


if __name__ == "__main__":
    main()
