"""The claims of an answer, sentence by sentence, each with what is said around it.

What enters is the folded text of an answer and what was asked; what leaves are claims worth comparing: neither
asked, supposed, denied, nor code, nor a table's row of more numbers than a sentence has.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from guards.contradiction.bind.facts import Facts
from guards.contradiction.bind.pairs import Said
from guards.contradiction.claims import is_code, is_compared, is_denied, is_ruled_out, is_supposed
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.text.sentences import clauses_of
from guards.contradiction.text.words import Word, content_tokens_of, tokens_of
from guards.contradiction.values.quantities import CHANGE
from guards.contradiction.values.value import Value

CLAIMS_MAX = 60
"""Values of one sentence that are compared: more are a table whose numbers mean what their place says."""
ANSWER_CLAIMS_MAX = 1_500
"""Values of one answer that are compared: more are no answer but data, and cost more than half a second."""
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
        self._left = ANSWER_CLAIMS_MAX

    def claims(self, sentence: Sentence) -> list[Claim]:
        """The claims of the next sentence."""
        earlier = self._before[-_SPOKEN_MAX:]
        self._before.append(sentence.vocabulary)
        if sentence.question:
            return []
        folded, facts = self._folded, self._facts
        if is_code(folded, sentence) or is_supposed(folded, sentence):
            return []
        statements = [
            one
            for one in sentence.statements
            if one.value.text != CHANGE and not is_ruled_out(folded, sentence, one.value)
        ]
        if len(statements) > CLAIMS_MAX:
            return []
        named = facts.has_texts and facts.phrases.may_be_said(self._raw, folded, sentence)
        if not (statements or named):
            return []
        tokens = content_tokens_of(folded, sentence.start, sentence.end)
        if named and tokens:
            said = facts.phrases.said(self._raw, tokens, _Known(facts, self._asked))
            # A number inside a name is part of it.
            statements = [one for one in statements if not any(_within(one.value, name) for name in said)]
            statements += self._worded(sentence, tokens, statements, said)
        statements = statements[: self._left]
        if not statements:
            return []
        self._left -= len(statements)
        claims = []
        strangers = self._strangers(sentence)
        spoken = frozenset().union(*earlier)
        for statement in statements:
            start, end = statement.value.start, statement.value.end
            reach: dict[str, float] = {}
            ahead = [token.stem for token in tokens if token.end <= start]
            behind = [token.stem for token in tokens if token.start >= end]
            for side in (reversed(ahead), behind):
                for away, word in enumerate(side, 1):
                    reach[word] = max(reach.get(word, 0.0), 1.0 / away)
            words = frozenset(reach)
            compared = is_compared(folded, sentence, statement.value)
            claims.append(Claim(statement, Said(sentence, words, spoken, self._asked, reach, strangers, compared)))
        return claims

    def _worded(
        self, sentence: Sentence, tokens: Sequence[Word], valued: Sequence[Statement], said: Sequence[Value]
    ) -> Iterator[Statement]:
        """What the sentence says by words of fields and by names, outside its typed values."""
        folded = self._folded
        said = [one for one in said if not any(v.value.start < one.end and one.start < v.value.end for v in valued)]
        clauses = clauses_of(folded, sentence.start, sentence.end) if said else []
        for value in said:
            if is_denied(folded, sentence, value.start):
                continue
            low, high = next(((a, b) for a, b in clauses if a <= value.start < b), (sentence.start, sentence.end))
            near = [one for one in tokens if low <= one.start < high and not value.start <= one.start < value.end]
            before = [one for one in near if one.end <= value.start]
            head = before[-1].stem if before else near[0].stem if near else ""
            words = frozenset(one.stem for one in near)
            yield Statement(value, words, sentence.vocabulary, head)

    def _strangers(self, sentence: Sentence) -> int:
        """How many words with a capital, the first left out, nobody said before."""
        raw, facts = self._raw, self._facts
        return sum(
            raw[word.start].isupper() and not facts.is_known(word.stem) and word.stem not in self._asked
            for word in sentence.words[1:]
            if word.is_content
        )


def _within(value: Value, name: Value) -> bool:
    return name.start <= value.start and value.end <= name.end and value.end - value.start < name.end - name.start


class _Known(Container[str]):
    """The words that the context or the question says."""

    def __init__(self, facts: Facts, asked: frozenset[str]) -> None:
        self._facts, self._asked = facts, asked

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self._asked or self._facts.is_known(word))


def speech(
    raw: str, folded: str, sentences: Iterable[Sentence], facts: Facts, asked: str = ""
) -> Iterator[list[Claim]]:
    """The claims of an answer, sentence by sentence."""
    follower = Speech(raw, folded, facts, asked)
    for sentence in sentences:
        claims = follower.claims(sentence)
        if claims:
            yield claims
