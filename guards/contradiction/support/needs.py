"""Which sentences of an answer need support: those that say something of the world as it is.

What enters are the words of the answers; what leaves says, by sentence, whether it is scored. Greetings, questions,
offers, hedges and instructions are not, unless they carry a number, a time or a name.
"""

from __future__ import annotations

import numpy as np

from guards.contradiction.support import codes as kinds
from guards.contradiction.support.codes import hash_of
from guards.contradiction.support.layout import Side, hashes
from guards.contradiction.support.lexicon import TALK
from guards.contradiction.support.nearest import Bools
from guards.contradiction.support.stems import STOP, stem

WORDS_MIN = 2
"""Content words; a sentence of fewer ("Certainly.") says nothing that could be compared."""


def _hash(word: str) -> int:
    return hash_of(word if word in STOP else stem(word) or word)


_TALK = np.array(
    sorted(_hash(one) * 31 + _hash(other) for one, other in (pair.split()[:2] for pair in TALK.split(";"))), np.int64
)


def needs_support(answer: Side) -> Bools:
    """By sentence of the answers."""
    codes = answer.codes
    content = ((codes & kinds.STOP_WORD) == 0).astype(np.float64)
    words = np.bincount(answer.sentence, content, answer.sentences)
    first = answer.begins[:-1]
    after = np.minimum(first + 1, answer.begins[1:] - 1)
    names = hashes(codes)
    talk = np.isin(names[first] * 31 + names[after], _TALK) | ((codes[first] & (kinds.COMMAND | kinds.FIRST)) != 0)
    inner = np.ones(len(codes), np.bool_)
    inner[first] = False
    typed = ((codes & (kinds.NUMBER | kinds.TIME)) != 0).astype(np.float64)
    values = np.bincount(answer.sentence, typed * inner, answer.sentences)
    asks = (answer.mark & kinds.ASKS) != 0
    return np.asarray((words >= WORDS_MIN) & ~asks & ~(talk & (values == 0)))
