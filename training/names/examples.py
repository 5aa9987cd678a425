"""Texts with their spans from our templates, and natural sentences with other names in them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from training.names.natural import Example, recased
from training.names.values import CLOSE, OPEN, Values

TEMPLATES = Path(__file__).parent / "templates"
_SLOT = re.compile(r"\[([a-z_A-Z]+)(?::([A-Za-z_]+))?\]")
_MARK = re.compile(rf"{OPEN}([A-Z]+):([^{CLOSE}]*){CLOSE}")


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
    "work": 24, "things": 16,
}  # fmt: skip
_SMALL = {"chat": 0.5, "machines": 0.02, "languages": 0.02, "more_languages": 0.02, "more": 0.14, "work": 0.12}
_CAPITALS = {"forms": 0.15, "machines": 0.03, "languages": 0.0}


def made(count: int, seed: int, part: int = 0, pools: Any = None) -> Iterator[Example]:
    """Examples from templates. `part` 1 takes every tenth template and values that `part` 0 never takes."""
    values, draw = Values(seed, part, pools), random.Random(seed + 1)
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
        pool = values.town_names(locale)
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
