"""A batch of answers with their contexts as flat arrays of words and sentences.

What enters are texts; what leaves is a `Layout`. Bounded: of longer answers and contexts only the first part is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from guards.contradiction.support.codes import END, HASH_SHIFT, SHORT, Codes, WordCodes

Ints = npt.NDArray[np.int64]

ANSWER_MAX = 40_000
"""Code points of an answer: about 7,000 words."""
CONTEXT_MAX = 200_000
"""Code points of a context, all passages together: about 35,000 words, as much as typed conflicts are looked for in."""
SENTENCE_WORDS_MAX = 64
"""A longer sentence (a log, a row of data) is cut: what is compared must be short enough to be about one thing."""


@dataclass(frozen=True, slots=True)
class Item:
    """One answer, in its parts, and the passages that it must agree with."""

    answers: Sequence[str]
    passages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Side:
    """All words of one side of a batch, answers or contexts, in order. Arrays are by word unless said otherwise."""

    codes: Codes
    sentence: Ints
    """The sentence of each word, counted over the batch."""
    item: Ints
    """By sentence: its item."""
    part: Ints
    """By sentence: the text of the item that it stands in."""
    begins: Ints
    """By sentence: its first word; one more at the end."""
    mark: Codes
    """By sentence: the mark that ends it, 0 where there is none."""

    @property
    def sentences(self) -> int:
        """How many there are."""
        return len(self.item)


def lay_out(items: Sequence[Item], words: WordCodes) -> tuple[Side, Side]:
    """The words of the answers and of the contexts."""
    answers = [
        (number, part, text) for number, item in enumerate(items) for part, text in _cut(item.answers, ANSWER_MAX)
    ]
    contexts = [
        (number, part, text) for number, item in enumerate(items) for part, text in _cut(item.passages, CONTEXT_MAX)
    ]
    return _side(answers, words), _side(contexts, words)


def _cut(texts: Sequence[str], most: int) -> list[tuple[int, str]]:
    found = []
    for part, text in enumerate(texts):
        if most <= 0:
            break
        found.append((part, flat(text[:most] if len(text) > most else text)))
        most -= len(text)
    return found


def flat(text: str) -> str:
    """JSON without its line ends: there a brace ends a row, and a line says half a thing."""
    return text.replace("\n", " ") if text.lstrip()[:1] in ("{", "[") else text


def _side(texts: Sequence[tuple[int, int, str]], words: WordCodes) -> Side:
    codes, lengths = words.of_all([text for _, _, text in texts])
    piece = np.repeat(np.arange(len(texts)), lengths)
    ends = _ends(codes)
    # A mark belongs to the sentence that it ends; the words behind it, and those of the next text, begin another.
    number = np.cumsum(ends) - ends + piece * (len(codes) + 1)
    marks = codes[ends], number[ends]
    kept = (codes & END) == 0
    codes, number, piece = codes[kept], number[kept], piece[kept]
    first = _changes(number)
    place = np.arange(len(codes)) - _fill(first)
    first |= (place % SENTENCE_WORDS_MAX) == 0
    begins = np.flatnonzero(first)
    holder = np.array([(item, part) for item, part, _ in texts], np.int64).reshape(-1, 2)[piece[begins]]
    return Side(
        codes,
        np.cumsum(first) - 1,
        holder[:, 0],
        holder[:, 1],
        np.append(begins, len(codes)),
        _mark_of(number[begins], *marks),
    )


def _ends(codes: Codes) -> npt.NDArray[np.bool_]:
    """Where a sentence ends. A full stop behind an abbreviation or an initial ends none."""
    ends = (codes & END) != 0
    ends[1:] &= ~(((codes[1:] & SHORT) != 0) & ((codes[:-1] & SHORT) != 0) & ((codes[:-1] & END) == 0))
    return np.asarray(ends)


def _mark_of(number: Ints, marks: Codes, at: Ints) -> Codes:
    if not len(at):
        return np.zeros(len(number), np.int64)
    place = np.minimum(np.searchsorted(at, number), len(at) - 1)
    return np.where(at[place] == number, marks[place], 0)


def _changes(number: Ints) -> npt.NDArray[np.bool_]:
    first = np.ones(len(number), np.bool_)
    first[1:] = number[1:] != number[:-1]
    return first


def _fill(first: npt.NDArray[np.bool_]) -> Ints:
    """By word, the place of the first word of its sentence."""
    return np.maximum.accumulate(np.where(first, np.arange(len(first)), 0)) if len(first) else np.zeros(0, np.int64)


def hashes(codes: Codes) -> Codes:
    """The hash part of words' numbers."""
    return codes >> HASH_SHIFT
