"""Which of a word's features speak for which neighbours, and which classes are read together.

The one thing that training and tagging must agree on. Slots are places around the tagged word: `0` itself, `-1` the
token before it, `p1` the nearest word before it that is no sign, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence

LABELS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ADR", "I-ADR", "B-ORG", "I-ORG")
"""Addresses (`ADR`) are told apart from other places: they hold numbers, and run over lines."""

START, START_CLASS = "<s>", "<s>"
SLOTS = ("0", "-1", "+1", "-2", "+2", "p1", "p2", "p3", "n1", "n2")
FAMILIES = {
    "0": "wmghayzlk",
    "-1": "wmgz",
    "+1": "wmgz",
    "-2": "wmg",
    "+2": "wmg",
    "p1": "wg",
    "p2": "wg",
    "p3": "w",
    "n1": "wgz",
    "n2": "wg",
}
COMBINATIONS: tuple[tuple[int | str, ...], ...] = (
    (-1, 0),
    (0, 1),
    (-1, 1),
    (-2, -1),
    (-1, 0, 1),
    (-2, -1, 0),
    (0, 1, 2),
    ("p1", 0),
    ("p2", "p1", 0),
)
"""Places whose classes are read together."""


def is_sign(word: str) -> bool:
    """True for what the `p` and `n` slots step over."""
    return not (word[0].isalnum() or len(word) > 2)


def steps(words: Sequence[str]) -> dict[str, list[int]]:
    """For every slot that steps over signs, the index of its word for each token; -1 where the text ends."""
    before: list[int] = []
    back: dict[str, list[int]] = {"p1": [], "p2": [], "p3": []}
    for index, word in enumerate(words):
        for size, slot in enumerate(("p1", "p2", "p3"), 1):
            back[slot].append(before[-size] if len(before) >= size else -1)
        if not is_sign(word):
            before.append(index)
            del before[:-3]
    after: list[int] = []
    ahead: dict[str, list[int]] = {"n1": [], "n2": []}
    for index in range(len(words) - 1, -1, -1):
        for size, slot in enumerate(("n1", "n2"), 1):
            ahead[slot].append(after[-size] if len(after) >= size else -1)
        if not is_sign(words[index]):
            after.append(index)
            del after[:-2]
    return back | {slot: found[::-1] for slot, found in ahead.items()}
