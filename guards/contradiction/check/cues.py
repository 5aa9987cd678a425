"""The words that say what was reckoned: total, difference, average, per cent, each, a year.

What enters are the words of a sentence and of the question before it; what leaves are the operations, factors and
scales that they name. Many words name several; they never decide alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from guards.contradiction.text.words import stem
from guards.contradiction.values.value import Value

_SAID = {
    "sum": "total sum combined together altogether overall aggregate both and all plus",
    "difference": "difference more less fewer than increase decrease change grew fell rose drop gap margin exceed"
    " longer older younger later earlier higher lower larger smaller bigger taller shorter cheaper greater ahead behind"
    " save left reduce gain decline improve net by between",
    "mean": "average mean",
    "ratio": "ratio per each times twice half double triple",
    "share": "percent percentage share proportion portion fraction",
    "percent": "percent percentage pct",
    "product": "total cost price each per for pack come pay earn make take both",
    "rest": "remaining rest left other not without after discount reduce",
    "convert": "month monthly year yearly annual annually week weekly day daily hour hourly every",
    "time": "old age ago after before until since later earlier long over from for when expire end last",
}
_FACTORS = {
    **dict.fromkeys(("twice", "double", "half", "both", "couple"), 2.0),
    **dict.fromkeys(("triple", "third"), 3.0),
    "quarter": 4.0,
    **dict.fromkeys(("month", "year", "annual", "annually"), 12.0),
    **dict.fromkeys(("week", "day"), 7.0),
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


def _by_stem() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for operation, words in _SAID.items():
        for word in words.split():
            found[stem(word)].add(operation)
    return {word: frozenset(operations) for word, operations in found.items()}


_OPERATIONS = _by_stem()
_BY_FACTOR = {stem(word): factor for word, factor in _FACTORS.items()}


class Cues(NamedTuple):
    """What a sentence and its question say beside the claim."""

    words: frozenset[str]
    """Stems, and figures as they are written."""
    operations: frozenset[str]
    values: tuple[Value, ...] = ()
    factors: tuple[float, ...] = ()
    scales: tuple[float, ...] = ()


def cues_of(words: Iterable[str], values: Sequence[Value] = (), named: frozenset[str] = frozenset()) -> Cues:
    """Reads stems and figures, and the other values said with them. `named` are words that reckon nothing, for they are
    part of a name: the "total" of a key."""
    said = frozenset(words)
    telling = said - named
    return Cues(
        said,
        frozenset(operation for word in telling for operation in _OPERATIONS.get(word, ())),
        tuple(values),
        tuple(sorted({_BY_FACTOR[word] for word in telling if word in _BY_FACTOR})),
        tuple(scale for word, scale in _SCALES.items() if word in said),
    )
