"""Texts with their spans from the public sets, and what is done to any text: other letters, several as one.

What enters are files in CoNLL's form; what leaves are examples. It needs nothing but the tokens of the tagger.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from guards.pii.names.layout import LABELS
from guards.pii.names.tokens import tokens_of

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its spans: start, end (code points) and one of PER, LOC, ADR, ORG."""

    text: str
    spans: tuple[Span, ...]
    source: str = ""

    def labels(self) -> tuple[list[str], list[str]]:
        """The tokens and a label for each."""
        tokens = tokens_of(self.text)
        labels = [LABELS[0]] * len(tokens.words)
        for begin, end, label in self.spans:
            inside = [i for i, start in enumerate(tokens.starts) if begin <= start < end]
            for order, index in enumerate(inside):
                labels[index] = f"{'I' if order else 'B'}-{label}"
        return tokens.words, labels


_KINDS = {
    "PER": "PER",
    "LOC": "LOC",
    "ORG": "ORG",
    "person": "PER",
    "location": "LOC",
    "corporation": "ORG",
    "group": "ORG",
}
_NO_SPACE_BEFORE = frozenset(".,!?;:)]}%'’”") | {
    "'s",
    "n't",
    "'re",
    "'m",
    "'ll",
    "'ve",
    "'d",
    "’s",
    "...",
    "..",
    "’m",
    "’re",
}
_NO_SPACE_AFTER = frozenset("([{#@$“")
SETS = ("wikigold", "wnut17_train", "wnut17_dev", "btc_a", "btc_b", "btc_e", "btc_f", "btc_g", "btc_h")


def read_conll(path: Path) -> list[Example]:
    """One example per sentence; handles and hashtags are no names, and what is no kind of ours is prose."""
    found, rows = [], []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        parts = line.rsplit("\t" if "\t" in line else " ", 1)
        if len(parts) == 2 and parts[0].strip() and parts[0] != "-DOCSTART-":
            rows.append((parts[0].strip(), parts[1].strip()))
        elif rows:
            found.append(_sentence(rows, path.stem))
            rows = []
    return found


def _sentence(rows: list[tuple[str, str]], source: str) -> Example:
    text, spans, glue = "", [], ""
    open_span: list[object] | None = None
    for word, tag in rows:
        begins = text + ("" if not text or word in _NO_SPACE_BEFORE else glue)
        start, text = len(begins), begins + word
        glue = "" if word in _NO_SPACE_AFTER else " "
        kind = _KINDS.get(tag[2:])
        if open_span and (kind != open_span[2] or tag.startswith("B-")):
            open_span = None
        if kind:
            if open_span is None:
                open_span = [start, 0, kind]
                spans.append(open_span)
            open_span[1] = len(text)
    kept = [
        (int(b), int(e), str(k))
        for b, e, k in spans
        if text[int(b)] not in "@#" and (b == 0 or text[int(b) - 1] not in "@#")
    ]  # type: ignore[call-overload]
    return Example(text, tuple(kept), source)


def natural(folder: Path) -> tuple[list[Example], list[Example]]:
    """What trains and what is held out: of every set, each tenth block of twenty sentences."""
    trains, held = [], []
    for name in SETS:
        for index, example in enumerate(read_conll(folder / f"{name}.conll")):
            (held if index // 20 % 10 == 9 else trains).append(example)
    return trains, held


def recased(example: Example, draw: random.Random, small: float, capitals: float) -> Example:
    """The same in small or capital letters, where that keeps every offset."""
    drawn = draw.random()
    if drawn >= small + capitals:
        return example
    text = example.text.lower() if drawn < small else example.text.upper()
    return replace(example, text=text) if len(text) == len(example.text) else example


def joined(examples: list[Example], draw: random.Random) -> Iterator[Example]:
    """One to three examples as one text: what stands around a sentence is seen in training too."""
    waiting = list(examples)
    while waiting:
        group = [waiting.pop() for _ in range(min(len(waiting), draw.choice([1, 1, 1, 2, 2, 3])))]
        text, spans = "", []
        for example in group:
            text += draw.choice([" ", " ", "\n", "\n\n"]) if text else ""
            spans += [(begin + len(text), end + len(text), label) for begin, end, label in example.spans]
            text += example.text
        yield Example(text, tuple(spans), group[0].source)
