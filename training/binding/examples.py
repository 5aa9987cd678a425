"""Claims of labelled answers with the facts that they could speak of, and right answers with one value swapped.

What enters are rows of the public sets and of the tables written by hand; what leaves are claims with a label: 1 where
the context denies the claim, 0 where it does not, None where nobody said.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from guards.case import Passage, Span
from guards.contradiction.bind.bound import Bound
from guards.contradiction.bind.claims import speech
from guards.contradiction.bind.explain import Reckoning, reckoning
from guards.contradiction.bind.facts import Fact, Facts
from guards.contradiction.bind.pairs import pairs_of, settle
from guards.contradiction.check import counts, hours
from guards.contradiction.check.grid import grids_of
from guards.contradiction.context import Context
from guards.contradiction.statements import read
from guards.contradiction.text.words import fold
from guards.contradiction.values.value import Value

_NUMERAL = re.compile(r"\d[\d.,]*\d|\d")


@dataclass
class Example:
    """One claim of one answer, with what decides on it."""

    source: str
    group: str
    row: str
    answer_label: str
    bound: Bound
    beside: Sequence[Bound]
    facts: Facts
    label: int | None
    folded: str
    asked: str
    reckoning: Reckoning


def examples_of(
    source: str,
    group: str,
    row: str,
    contexts: Sequence[str],
    answer: str,
    label: str,
    asked: str = "",
    marks: Sequence[tuple[int, int]] | None = None,
    swaps: int = 0,
) -> Iterator[Example]:
    """The claims of an answer; with `swaps`, those of a right answer with another value in one claim's place."""
    context = Context.of([Passage(text, Span("/context")) for text in contexts])
    facts = context.facts
    read_row = partial(_read, source, group, context=context, facts=facts, asked=fold(asked))
    found = read_row(row, answer, label, marks)
    yield from found
    rng = random.Random(row)
    bound = [one for one in found if one.bound.same is not None] if label == "supported" else []
    rng.shuffle(bound)
    for number, one in enumerate(bound[:swaps]):
        swapped = _swapped(answer, one, rng)
        if swapped is not None:
            text, start, end = swapped
            yield from (
                other for other in read_row(f"{row}~{number}", text, "swapped", [(start, end)]) if other.label == 1
            )


def _read(
    source: str,
    group: str,
    row: str,
    answer: str,
    label: str,
    marks: Sequence[tuple[int, int]] | None,
    *,
    context: Context,
    facts: Facts,
    asked: str,
) -> list[Example]:
    folded = fold(answer)
    found = []
    grids, weeks = context.kept(grids_of), context.kept(hours.hours_of)
    for said in speech(answer, folded, read(folded), facts, asked):
        claims, sentence = list(said), said[0].said.sentence
        if counts.compare(folded, sentence, grids) is not None:
            continue
        if weeks and hours.may_be_said(folded, sentence):
            taken = [(start, end) for start, end, _ in hours.compare(folded, sentence, weeks)]
            claims = [one for one in claims if not _is_taken(one.statement.value, taken)]
        paired = [pairs_of(claim.statement, claim.said, facts) for claim in claims]
        settle(paired)
        beside = [Bound.of(claim, pairs) for claim, pairs in zip(claims, paired, strict=True)]
        for bound in beside:
            value = bound.claim.statement.value
            marked = marks is not None and any(value.start < high and low < value.end for low, high in marks)
            truth: int | None = None
            if label == "supported":
                truth = 0
            elif marked and label in ("contradiction", "swapped"):
                truth = 1
            elif label == "contradiction" and source in _ONE_WRONG:
                truth = 0
            said_of = Reckoning()
            if bound.differs is not None:
                said_of = reckoning(asked, bound, beside, context)
            found.append(Example(source, group, row, label, bound, beside, facts, truth, folded, asked, said_of))
    return found


_ONE_WRONG = ("authors_first", "authors_second", "authors_third", "authors_fourth", "authors_fifth")
"""Sources whose wrong answers are wrong in the marked place only."""


def _is_taken(value: Value, places: Sequence[tuple[int, int]]) -> bool:
    return value.kind in ("clock", "date") and any(start <= value.start < end for start, end in places)


def _swapped(answer: str, example: Example, rng: random.Random) -> tuple[str, int, int] | None:
    """The answer with another number in the place of a claim's: of another fact, or changed by a little."""
    value = example.bound.claim.statement.value
    if value.kind == "text":
        return _renamed(answer, example, rng)
    match = _NUMERAL.search(answer, value.start, value.end)
    if match is None:
        return None
    said = match[0]
    others = [pair.fact for pair in example.bound.pairs if pair.relation == "differs"]
    new = None
    if others and rng.random() < 0.6:
        rng.shuffle(others)
        for fact in others[:6]:
            text = _text_of(fact)
            other = _NUMERAL.search(text)
            if other is not None and other[0] != said:
                new = other[0]
                break
    if new is None:
        plain = said.replace(",", "")
        try:
            number = float(plain)
        except ValueError:
            return None
        changed = number * rng.choice((0.5, 0.8, 0.9, 1.1, 1.2, 1.5, 2)) + rng.choice((1, -1, 2))
        new = f"{abs(changed):.{len(plain.partition('.')[2])}f}" if "." in plain else str(int(abs(changed)))
        if new == plain:
            return None
    text = answer[: match.start()] + new + answer[match.end() :]
    return text, match.start(), match.start() + len(new)


def _text_of(fact: Fact) -> str:
    """A fact's value as it is written."""
    if fact.cell is not None:
        return fact.cell.slot.text
    sentence = fact.sentence
    return sentence.text[fact.start - sentence.start : fact.end - sentence.start] if sentence is not None else ""


def single_out(examples: Sequence[Example]) -> None:
    """Marks the claim of an answer known to be wrong that alone has no fact to agree with: it is the wrong one."""
    by_row: dict[str, list[Example]] = defaultdict(list)
    for one in examples:
        if one.answer_label == "contradiction" and one.label is None:
            by_row[one.row].append(one)
    for claims in by_row.values():
        alone = [one for one in claims if one.bound.same is None and one.bound.differs is not None]
        if len(alone) == 1:
            alone[0].label = 1


def _renamed(answer: str, example: Example, rng: random.Random) -> tuple[str, int, int] | None:
    """The answer with another text of the same column, or of another name, in the place of the one it says."""
    value = example.bound.claim.statement.value
    said = answer[value.start : value.end]
    others = [
        pair.fact.cell.slot.text.strip()
        for pair in example.bound.pairs
        if pair.relation == "differs" and pair.fact.cell is not None and pair.fact.cell.value is None
    ]
    others = [one for one in others if one and one.lower() not in answer.lower()]
    if not others:
        return None
    new = rng.choice(others)
    if said[:1].islower():
        new = new.lower() if new[1:].islower() or new[1:2] == "" else new
    return answer[: value.start] + new + answer[value.end :], value.start, value.start + len(new)
