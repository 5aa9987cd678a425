"""The claims of an answer, sentence by sentence, each with what is said around it.

What enters is the folded text of an answer and what was asked; what leaves are claims worth comparing: neither asked,
supposed, denied, code, nor a table's row of more numbers than a sentence has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from guards.contradiction.bind.facts import Facts
from guards.contradiction.bind.pairs import Said
from guards.contradiction.claims import claims_of, is_code, is_supposed
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.text.words import tokens_of

CLAIMS_MAX = 60
"""Values of one sentence that are compared: more are a table whose numbers mean what their place says."""
_SPOKEN_MAX = 2
"""Sentences before that may say what this one is about."""


class Claim(NamedTuple):
    """A typed value that the answer says, with what stands around it."""

    statement: Statement
    said: Said


class Speech:
    """Follows an answer from sentence to sentence. `raw` is its text as written, `folded` the same folded."""

    def __init__(self, raw: str, folded: str, facts: Facts, asked: str = "") -> None:
        self._raw = raw
        self._folded = folded
        self._facts = facts
        self._asked = frozenset(token.stem for token in tokens_of(asked) if token.is_content)
        self._before: list[frozenset[str]] = []

    def claims(self, sentence: Sentence) -> list[Claim]:
        """The claims of the next sentence."""
        spoken = frozenset().union(*self._before[-_SPOKEN_MAX:])
        self._before.append(sentence.vocabulary)
        if not sentence.valued or sentence.question:
            return []
        folded = self._folded
        if is_supposed(folded, sentence) or is_code(folded, sentence):
            return []
        statements = list(claims_of(folded, sentence))
        if not 0 < len(statements) <= CLAIMS_MAX:
            return []
        tokens = [token for token in tokens_of(folded, sentence.start, sentence.end) if token.is_content]
        claims = []
        strangers = self._strangers(sentence)
        for statement in statements:
            start, end = statement.value.start, statement.value.end
            reach: dict[str, float] = {}
            before = [token.stem for token in tokens if token.end <= start]
            behind = [token.stem for token in tokens if token.start >= end]
            for side in (reversed(before), behind):
                for away, word in enumerate(side, 1):
                    reach[word] = max(reach.get(word, 0.0), 1.0 / away)
            words = frozenset(reach)
            claims.append(Claim(statement, Said(sentence, words, spoken, self._asked, reach, strangers)))
        return claims

    def _strangers(self, sentence: Sentence) -> int:
        """How many words with a capital, the first left out, nobody said before."""
        raw, facts = self._raw, self._facts
        return sum(
            raw[word.start].isupper() and not facts.is_known(word.stem) and word.stem not in self._asked
            for word in sentence.words[1:]
            if word.is_content
        )


def speech(raw: str, folded: str, sentences: Iterable[Sentence], facts: Facts, asked: str = "") -> Iterator[list[Claim]]:
    """The claims of an answer, sentence by sentence."""
    follower = Speech(raw, folded, facts, asked)
    for sentence in sentences:
        claims = follower.claims(sentence)
        if claims:
            yield claims
