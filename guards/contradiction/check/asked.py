"""The value that a question or a sentence plainly asks for, where its words name the operation and both terms.

What enters is what was said and a solver; what leaves are the readings of what it comes to, or nothing: where a word is
left over, two rows fit or a term is negative (of which brackets tell nothing sure), nobody is told that he is wrong.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from guards.contradiction.check.arithmetic import NO_NUMBERS, POINTS_IN_TIME, Operand, Term
from guards.contradiction.check.cues import Cues
from guards.contradiction.check.solver import Solver
from guards.contradiction.text.words import FILLER, STOP, stem
from guards.contradiction.values.value import Value

_CHANGE = "change difference increase decrease grow grew rise rose fall fell drop decline gain"
_OPERATIONS = {
    **dict.fromkeys(map(stem, _CHANGE.split()), "change"),
    **dict.fromkeys(map(stem, ("average", "mean")), "mean"),
    **dict.fromkeys(map(stem, ("sum", "combined", "together")), "sum"),
}
_PLAIN = "between year fiscal ended end point period respectively percent percentage"
_SAYS_NOTHING = STOP | FILLER | frozenset(map(stem, _PLAIN.split()))
_YEAR = re.compile(r"(?:19|20)\d\d")
_TELLING = frozenset(("total",))  # the total of a thing is another row
_OFF = 0.005  # people cut digits off, and reckon with rounded terms
_SCALES = (1.0, 1e3, 1e6, 1e9)  # a table may say its scale anywhere


class Asked(NamedTuple):
    """What was asked for: the operation, its terms, and all that it may come to."""

    operation: str
    operands: tuple[Operand, ...]
    results: tuple[float, ...]

    def denies(self, claim: Value) -> bool:
        """Whether a value is none of the results, in any scale and as roughly as it is written."""
        return not any(
            abs(abs(claim.low) - abs(result) * scale) <= max(1.01 * claim.step, _OFF * abs(result) * scale)
            for result in self.results
            for scale in _SCALES
        )


def operation_of(words: Iterable[str]) -> str | None:
    """The one operation that stems name plainly."""
    found = {_OPERATIONS[word] for word in words if word in _OPERATIONS}
    return found.pop() if len(found) == 1 else None


def asked(claim: Value, cues: Cues, solver: Solver) -> Asked | None:
    """What the words plainly ask for, or None where they bind no terms or several."""
    operation = operation_of(cues.words)
    if operation is None or not claim.is_point or claim.hedged or claim.kind in (*NO_NUMBERS, "date", "clock"):
        return None
    bound = list(_bound(cues, solver, operation))
    if len(bound) != 1:
        return None
    terms = bound[0]
    kinds = {"number" if term.kind == "money" else term.kind for term in terms}
    if len(kinds) != 1 or any(term.number < 0 for term in terms) or not kinds.isdisjoint((*POINTS_IN_TIME, "duration")):
        return None
    kind = kinds.pop()
    if kind != "percent" and (claim.kind == "percent") != ("percent" in cues.operations):
        return None  # a rate is called a change, an answer in per cent writes no sign
    results = tuple(_results(operation, claim, [term.number for term in terms], kind))
    return Asked(operation, tuple(term.operand for term in terms), results) if results else None


def _results(operation: str, claim: Value, numbers: list[float], kind: str) -> Iterator[float]:
    first, last = numbers[0], numbers[-1]
    if operation == "change":
        # A change of percentages is given in points or in per cent.
        if claim.kind != "percent" or kind == "percent":
            yield last - first
        if claim.kind == "percent" and first:
            yield 100 * (last - first) / first
    elif (claim.kind == "percent") == (kind == "percent"):
        yield math.fsum(numbers) / (len(numbers) if operation == "mean" else 1)


def _bound(cues: Cues, solver: Solver, operation: str) -> Iterator[tuple[Term, ...]]:
    """The terms of each row that the words name whole and that leaves none of them over."""
    years = sorted(word for word in cues.words if _YEAR.fullmatch(word))
    if years and operation != "change":  # "from 2017 to 2019" are three
        years = [str(year) for year in range(int(years[0]), int(years[-1]) + 1)]
    subject = set((cues.words - _SAYS_NOTHING) | (cues.words & _TELLING)).difference(years, _OPERATIONS)
    columns = [
        [c for c, one in enumerate(solver.columns) if year in one.attribute and any(solver.terms[c])] for year in years
    ]
    if any(len(found) != 1 for found in columns):
        return
    chosen = [c for (c,) in columns]
    subject -= {word for c in chosen for word in solver.columns[c].attribute}
    labels: dict[object, set[str]] = defaultdict(set)
    for word in subject:
        for c, i in solver.words.get(word, ()):
            labels[solver.columns[c].rows[i]].add(word)
    for row, words in labels.items():
        if words != subject:
            continue
        cells = solver.cells[row]
        label = {word for c, i in cells for word in solver.columns[c].texts[i] if not word.isdigit()}
        if chosen:
            left = (label - cues.words) | (label & _OPERATIONS.keys())  # "net change in cash" is no change
            found = [solver.terms[c][i] for c in chosen for column, i in cells if column == c]
        else:
            left = label - cues.words - _SAYS_NOTHING - _OPERATIONS.keys()
            found = [solver.terms[c][i] for c, i in cells if not solver.columns[c].listed]
        terms = tuple(term for term in found if term is not None and (chosen or term.kind not in POINTS_IN_TIME))
        if not left and len(terms) == max(2, len(chosen)):
            yield terms
