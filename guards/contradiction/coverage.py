"""Coverage: how much of an answer its context says at all.

What enters are the sentences of an answer and the words of the context; what leaves is a number from 0 to 1. Words
only: a paraphrase scores low and a turned sentence high, so this ranks and never decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from guards.contradiction.context import Context
from guards.contradiction.statements import Sentence


def coverage(sentences: Sequence[Sentence], context: Context) -> float:
    """The share of the answer's content words, each counted as often as said, that the context says."""
    words = [stem for sentence in sentences for stem in sentence.stems]
    return round(sum(map(context.words.__contains__, words)) / len(words), 4) if words else 1.0
