"""Lexical support: how much of an answer its context says at all.

What enters are the sentences of an answer and the words of the context; what leaves are numbers from 0 to 1. Words
only: a paraphrase scores low and a turned sentence high, so this ranks and never decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from guards.contradiction.context import Context
from guards.contradiction.statements import Sentence

_WEAKEST = 3
"""Sentences that make the score; a mean over all would let ninety good ones hide a bad one."""
_WORDS_MIN = 2  # a sentence of one content word ("Certainly.") needs no support


def coverage(sentences: Sequence[Sentence], context: Context) -> float:
    """The share of the answer's content words, each counted as often as said, that the context says."""
    words = [stem for sentence in sentences for stem in sentence.stems]
    return round(sum(word in context.words for word in words) / len(words), 4) if words else 1.0


def support(sentences: Sequence[Sentence], context: Context, conflicts: int, supported: int) -> float:
    """The mean coverage of the three least covered sentences, times the share of compared claims that agree.

    Questions and sentences of fewer than two content words are left out.
    """
    scored = sorted(
        len(sentence.content & context.words) / len(sentence.content)
        for sentence in sentences
        if not sentence.question and len(sentence.content) >= _WORDS_MIN
    )
    weakest = scored[:_WEAKEST]
    lexical = sum(weakest) / len(weakest) if weakest else 1.0
    agreed = (supported + 1) / (supported + conflicts + 1)
    return round(lexical * agreed**2, 4)
