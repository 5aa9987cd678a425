"""Texts with their spans, from the public sets and from our templates."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from guards.pii.names.layout import LABELS
from guards.pii.names.tokens import tokens_of
from training.names import pools
from training.names.values import CLOSE, OPEN, Values

TEMPLATES = Path(__file__).parent / "templates"
_SLOT = re.compile(r"\[([a-z_A-Z]+)(?::([A-Za-z_]+))?\]")
_MARK = re.compile(rf"{OPEN}([A-Z]+):([^{CLOSE}]*){CLOSE}")

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


# -- the public sets

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


# -- templates


def templates() -> dict[str, list[str]]:
    """Our templates by register."""
    return {
        path.stem: [
            line.replace("\\n", "\n").replace("\\t", "\t") for line in path.read_text("utf-8").splitlines() if line
        ]
        for path in sorted(TEMPLATES.glob("*.txt"))
    }


_SHARES = {"letters": 8, "chat": 9, "support": 10, "forms": 11, "matters": 26, "machines": 10, "signatures": 5, "plain": 18, "languages": 7,
    "more": 26, "more_plain": 17, "more_languages": 4,
    "work": 24,
}  # fmt: skip
_SMALL = {"chat": 0.5, "machines": 0.02, "languages": 0.02, "more_languages": 0.02, "more": 0.14, "work": 0.12}
_CAPITALS = {"forms": 0.15, "machines": 0.03, "languages": 0.0}


def made(count: int, seed: int, part: int = 0) -> Iterator[Example]:
    """Examples from templates. `part` 1 takes every tenth template and values that `part` 0 never takes."""
    values, draw = Values(seed, part), random.Random(seed + 1)
    chosen = {
        register: [line for index, line in enumerate(lines) if (index % 10 == 7) == bool(part)]
        for register, lines in templates().items()
    }
    names = sorted(chosen)
    for _ in range(count):
        register = draw.choices(names, [_SHARES[name] for name in names])[0]
        example = filled(draw.choice(chosen[register]), values, f"made:{register}")
        if draw.random() < 0.12 and register not in ("machines", "languages", "more_languages"):
            example = wrapped(example, draw)
        yield recased(example, draw, _SMALL.get(register, 0.08), _CAPITALS.get(register, 0.08))


def filled(template: str, values: Values, source: str = "made") -> Example:
    """A template with its slots filled."""
    return unmarked(_SLOT.sub(lambda found: _value(values, found[1], found[2], found[0]), template), source)


def _value(values: Values, slot: str, locale: str | None, whole: str) -> str:
    if locale:
        if slot == "of":
            return values.of(locale)
        pool = pools.town_names().get(locale) or ["Москва"]
        return f"{OPEN}LOC:{values.random.choice(pool)}{CLOSE}"
    if slot == "of_job":
        return values.job()
    method = getattr(values, slot, None)
    return str(method()) if method and not slot.startswith("_") else whole


def unmarked(marked: str, source: str) -> Example:
    """The plain text of a marked one, and its spans."""
    text, spans, last = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[last : found.start()]
        if spans and marked[last : found.start()] == " " and spans[-1][2] == found[1] == "PER":
            spans[-1] = (spans[-1][0], len(text) + len(found[2]), "PER")
        else:
            spans.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        last = found.end()
    return Example(text + marked[last:], tuple(spans), source)


def wrapped(example: Example, draw: random.Random) -> Example:
    """A line as it comes out of chats and mails: quoted, numbered, with a lead or an emoji."""
    lead = draw.choice(["> ", "- ", "* ", "1. ", '"', "“", "Q: ", "User: ", "[INST] ", "🙂 ", "• ", "(", "**", "\n"])
    moved = tuple((begin + len(lead), end + len(lead), label) for begin, end, label in example.spans)
    return replace(
        example, text=lead + example.text + {'"': '"', "“": "”", "(": ")", "**": "**"}.get(lead, ""), spans=moved
    )


def recased(example: Example, draw: random.Random, small: float, capitals: float) -> Example:
    """The same in small or capital letters, where that keeps every offset."""
    drawn = draw.random()
    if drawn >= small + capitals:
        return example
    text = example.text.lower() if drawn < small else example.text.upper()
    return replace(example, text=text) if len(text) == len(example.text) else example


def replaced(example: Example, values: Values, draw: random.Random) -> Example:
    """A natural sentence with other people and places in it: a name of one word for one, of several for several (mention
    replacement: Dai and Adel, *An Analysis of Simple Data Augmentation for Named Entity Recognition*, COLING 2020)."""
    text, spans, last = "", [], 0
    for begin, end, label in example.spans:
        said = example.text[begin:end]
        other = _other(said, label, values, draw)
        other = other.lower() if said.islower() else other.upper() if said.isupper() and len(said) > 3 else other
        text += example.text[last:begin]
        spans.append((len(text), len(text) + len(other), label))
        text += other
        last = end
    return Example(text + example.text[last:], tuple(spans), example.source)


def _other(said: str, label: str, values: Values, draw: random.Random) -> str:
    kept = draw.random() < 0.2 or (label == "ORG" and " " not in said)
    if kept or label not in ("PER", "LOC", "ORG"):
        return said
    if label == "PER":
        marked = values.full() if " " in said else draw.choice([values.first, values.first, values.last])()
    else:
        marked = values.company() if label == "ORG" else values.place()
    return unmarked(marked, "").text


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
