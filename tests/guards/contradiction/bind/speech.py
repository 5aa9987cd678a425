"""Reads contexts and answers as the guard does, up to the step under test."""

from __future__ import annotations

from typing import Any

from guards.contradiction.bind.bound import Bound
from guards.contradiction.bind.claims import Claim, speech
from guards.contradiction.bind.decide import Decider
from guards.contradiction.bind.facts import Fact
from guards.contradiction.bind.pairs import FEATURES, Pair, pairs_of, settle
from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.text.words import fold
from tests.guards.contradiction.cases import case_of

PLANS = [{"plan": "Harbor", "price": "$30", "seats": 4}, {"plan": "Summit", "price": "$45", "seats": 9}]


def context_of(*contexts: Any) -> Context:
    """A context of passages, JSON values as JSON."""
    return Context.of(case_of(list(contexts), "?").passages)


def claims_of(answer: str, context: Context, asked: str = "") -> list[Claim]:
    """The claims of an answer, in order."""
    folded = fold(answer)
    return [one for claims in speech(answer, folded, read(folded), context.facts, fold(asked)) for one in claims]


def pairs_by_claim(answer: str, context: Context, asked: str = "") -> list[list[Pair]]:
    """The facts that each typed value of a sentence could speak of."""
    claims = [one for one in claims_of(answer, context, asked) if one.statement.value.kind != "text"]
    paired = [pairs_of(one.statement, one.said, context.facts) for one in claims]
    settle(paired)
    return paired


def bound_of(answer: str, context: Context, asked: str = "") -> list[Bound]:
    """The claims of a sentence with their verdicts."""
    return Decider(context, fold(asked)).decide(fold(answer), claims_of(answer, context, asked))


def feature(pair: Pair, name: str) -> float:
    """One feature of a pair, by its name."""
    return pair.features[FEATURES.index(name)]


def quoted(fact: Fact, context: Any) -> str:
    """A fact as it stands in the only passage of a context."""
    return case_of([context], "?").passages[0].text[fact.start : fact.end]
