"""Fits the tagger and writes its file.

    python -m training.names.fit --data FOLDER [--out guards/pii/names/names.model]

Needs the `training` dependency group. Every draw is seeded, the fit has one thread, and the lists are sorted: the
same machine, versions and data give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pycrfsuite

from guards.pii.names.layout import COMBINATIONS, FAMILIES, LABELS, START, START_CLASS, steps
from guards.pii.names.model_file import MODEL, write_model
from guards.pii.names.tokens import tokens_of
from guards.pii.names.words import class_of, features_of, normal
from training.names.examples import made, replaced
from training.names.lexicon import lexicon
from training.names.natural import Example, joined, natural, recased
from training.names.values import Values

SEED = 20260105
MADE = 32_000
# A name is left out of its lists this often, or the tagger would trust the lists alone; half a world of names is on none.
# So many of the natural sentences with names come a second time with other names in their places.
UNLISTED = 0.22
WORDS = frozenset("WSTB1234")
REPLACED = 0.6
# What a label gains over `O`, taken back in the odds; below nothing it spares plain prose a few doubtful names.
BIAS = -0.12
COMMON, CLASSES_MIN, KEYS_MIN = 220, 60, 3
C1, C2, ITERATIONS = 0.04, 0.02, 100


def main() -> None:
    """Trains, and says what it did."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", type=Path, default=Path(os.environ.get("TIDEGATE_DATA", "../shared/data")))
    options.add_argument("--out", type=Path, default=MODEL)
    options.add_argument("--made", type=int, default=MADE)
    options.add_argument("--iterations", type=int, default=ITERATIONS)
    options.add_argument("--c1", type=float, default=C1)
    given = options.parse_args()
    began = time.process_time()
    examples = training_set(given.data / "pii/ner_train", given.made)
    lists = lexicon()
    fit(examples, lists, given.out, given.iterations, given.c1)
    print(f"{len(examples)} texts, {given.out.stat().st_size / 1e6:.2f} MB, {time.process_time() - began:.0f} s of CPU")


def training_set(folder: Path, count: int) -> list[Example]:
    """Natural sentences, some of them in small or capital letters too, and made ones."""
    draw = random.Random(SEED)
    trains, _ = natural(folder)
    values = Values(SEED + 2)
    others = [replaced(example, values, draw) for example in trains if example.spans and draw.random() < REPLACED]
    examples = trains * 2 + others  # the natural text twice: there is little of it beside what is made
    examples += [recased(example, draw, 0.65, 0.35) for example in examples if draw.random() < 0.16]
    examples += list(made(count, SEED))
    draw.shuffle(examples)
    return list(joined(examples, draw))


class Attributes:
    """Turns a text into what the CRF library reads: attribute strings per token."""

    def __init__(self, lists: dict[str, str], common: dict[str, int], classes: frozenset[str] | None = None) -> None:
        self._lists, self._common, self._classes = lists, common, classes
        self._draw = random.Random(SEED)

    def of(self, example: Example) -> tuple[list[list[str]], list[str]]:
        """Attributes and labels of every token."""
        tokens = tokens_of(example.text)
        _, labels = example.labels()
        held = [self._held(word) for word in tokens.words]
        pairs = list(zip(tokens.words, tokens.manners, held, strict=True))
        features = [features_of(word, manner, lists) for word, manner, lists in pairs]
        classes = [self._class(class_of(word, manner, lists, self._common)) for word, manner, lists in pairs]
        return list(self._rows(tokens.words, features, classes)), labels

    def _held(self, word: str) -> dict[str, str]:
        low = normal(word)
        letters = self._lists.get(low, "")
        if not set(letters) <= WORDS and self._draw.random() < UNLISTED:
            letters = "".join(letter for letter in letters if letter in WORDS)
        return {low: letters}

    def _class(self, name: str) -> str:
        return name if self._classes is None or name in self._classes else "?"

    @staticmethod
    def _rows(words: list[str], features: list[list[tuple[str, str]]], classes: list[str]) -> Iterator[list[str]]:
        count, stepped = len(words), steps(words)
        for index in range(count):
            where = {"0": index, "-1": index - 1, "+1": index + 1, "-2": index - 2, "+2": index + 2}
            where |= {slot: found[index] for slot, found in stepped.items()}
            row = []
            for slot, families in FAMILIES.items():
                at = where[slot]
                said = features[at] if 0 <= at < count else [("w", START)]
                row += [f"{slot}|{family}={value}" for family, value in said if family in families]
            for number, places in enumerate(COMBINATIONS):
                at_all = [
                    where[place if isinstance(place, str) else f"{place:+d}" if place else "0"] for place in places
                ]
                named = [classes[at] if 0 <= at < count else START_CLASS for at in at_all]
                row.append(f"&{number}|" + "\x1f".join(named))
            yield row


def fit(examples: list[Example], lists: dict[str, str], out: Path, iterations: int, c1: float) -> None:
    """Trains on the examples and writes the model's file."""
    counts = Counter(normal(word) for example in examples for word in tokens_of(example.text).words)
    common = {
        word: index
        for index, (word, _) in enumerate(counts.most_common(COMMON))
        if not set(lists.get(word, "")) & set("GFCKgfc")
        or "W" in lists.get(word, "")
        or not word[0].isalpha()
        or len(word) < 4
    }
    common = {word: index for index, word in enumerate(common)}
    seen = Counter(
        class_of(word, manner, lists, common)
        for example in examples
        for tokens in [tokens_of(example.text)]
        for word, manner in zip(tokens.words, tokens.manners, strict=True)
    )
    classes = [*sorted(name for name, times in seen.items() if times >= CLASSES_MIN), START_CLASS]
    attributes = Attributes(lists, common, frozenset(classes))
    rows = [attributes.of(example) for example in examples]
    rare = Counter(key for tokens, _ in rows for row in tokens for key in row if key[0] == "&")
    # The library's listing of a model breaks at odd characters, so it is given numbers for names.
    numbers: dict[str, str] = {}
    trainer = pycrfsuite.Trainer(verbose=False)
    for tokens, labels in rows:
        kept = ([key for key in row if key[0] != "&" or rare[key] >= KEYS_MIN] for row in tokens)
        trainer.append([[numbers.setdefault(key, f"{len(numbers)}") for key in row] for row in kept], labels)
    del rows
    trainer.select("lbfgs")
    trainer.set_params({"c1": c1, "c2": C2, "max_iterations": iterations, "feature.possible_transitions": True})
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/crf"
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        info = tagger.info()
    names = {value: key for key, value in numbers.items()}
    states = {(names[key], label): weight for (key, label), weight in info.state_features.items()}
    write(out, states, info.transitions, lists, list(common), classes)


def write(
    out: Path,
    states: dict[tuple[str, str], float],
    transitions: dict[tuple[str, str], float],
    lists: dict[str, str],
    common: list[str],
    classes: list[str],
) -> None:
    """Weights in 8 bits each, ordered by name."""
    number = {label: index for index, label in enumerate(LABELS)}
    slots = {slot: index for index, slot in enumerate(FAMILIES)}
    class_number = {name: index for index, name in enumerate(classes)} | {"?": len(classes)}
    top = max(abs(weight) for weight in states.values())
    scale = top / 127
    rows: dict[str, list[tuple[int, int]]] = {}
    keys: dict[int, list[int]] = {}
    for (name, label), weight in states.items():
        value = round(weight / scale)
        if value == 0:
            continue
        head, rest = name.split("|", 1)
        if head[0] == "&":
            key = int(head[1:])
            for part in rest.split("\x1f"):
                key = key * (len(classes) + 1) + class_number[part]
            keys.setdefault(key, [0] * len(LABELS))[number[label]] = value
        else:
            rows.setdefault(rest, []).append((slots[head] * len(LABELS) + number[label], value))
    features = sorted(rows)
    cells = [sorted(rows[name]) for name in features]
    edges = np.cumsum([0, *map(len, cells)])
    moves = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for (left, right), weight in transitions.items():
        moves[number[left], number[right]] = weight
    ordered = sorted(keys)
    head = {
        "lists": lists, "common": common, "classes": classes, "features": features,
        "scale": scale, "bias": BIAS,
    }  # fmt: skip
    arrays = {
        "weights": np.array([value for row in cells for _, value in row], np.int8),
        "cells": np.array([cell for row in cells for cell, _ in row], np.int32),
        "edges": edges.astype(np.int32),
        "keys": np.array(ordered, np.int64),
        "key_weights": np.array([keys[key] for key in ordered], np.int8),
        "moves": moves,
    }
    write_model(out, head, arrays)
    print(
        f"{len(features)} features, {len(cells) and edges[-1]} weights, {len(keys)} combinations, {len(classes)} classes, largest {top:.2f}"
    )


if __name__ == "__main__":
    main()
