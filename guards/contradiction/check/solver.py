"""Arithmetic over facts: does it explain a value that no fact states?

What enters is a claimed value, what its sentence and question say, and columns of facts; what leaves is the explanation
that was used, or nothing. Among many numbers some pair always fits. So only operations that are said or implied are
tried, in the order in which the words bind their terms, and one counts only where so many tries would hardly have met
the value by accident.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from guards.contradiction.check.arithmetic import (
    POINTS_IN_TIME,
    YEAR_S,
    Candidate,
    Line,
    Operand,
    of_line,
    of_pairs,
    ordinal,
    term_of,
    with_said,
    year_of,
)
from guards.contradiction.check.cues import Cues
from guards.contradiction.values.units import DAY_S, unit_word
from guards.contradiction.values.value import PartialDate, Value

BUDGET = 3_000
"""Candidates, and cells looked up by a word, for one claim: about two milliseconds."""

# How likely an accident may be, by the tier of what the words bind. Right answers of public sets whose value stands
# nowhere against the same with another number: up to these bounds three or more are explained for one other.
_BARS = (0.3, 0.1, 0.1)
_FEW = 10
"""A wrong count of 1 or 2 may be anything up to 5: ten times the slack."""
_HEDGED = 0.03
_COLUMNS_MAX = 12
_CONDITIONS_MAX = 6
_SELECTIONS_MAX = 8
_DATES_MAX = 12  # years, and days and durations, that are reckoned with across columns
_ROWS_MAX = 4  # rows that are read across, each with all its columns

Rows = frozenset[object]


class Column(NamedTuple):
    """The facts of one attribute: `rows`, `operands` and `texts` run side by side. A cell that is no value has its
    words in `texts`, by which its row is named."""

    attribute: frozenset[str]
    name: str
    rows: tuple[object, ...]
    operands: tuple[Operand | None, ...]
    texts: tuple[frozenset[str], ...]
    listed: bool = True
    """Whether its rows are things that people count, as sentences are not."""


class Explanation(NamedTuple):
    """How a value comes about. Of a count of rows there are no operands."""

    operation: str
    operands: tuple[Operand, ...]
    result: float
    chance: float
    """How likely so many tries would have met the value by accident."""


class _Target(NamedTuple):
    """What a candidate must be near to."""

    number: float
    slack: float
    exact: float
    """The slack that counts where it is met to the last digit: "300" may be exact."""
    reach: float
    """So far away a wrong claim might as well have been."""


class Solver:
    """The columns of a context, indexed once, so that a claim meets only what its words name."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.terms = [[term_of(one) if one else None for one in column.operands] for column in columns]
        self.cells: dict[object, list[tuple[int, int]]] = defaultdict(list)
        self.words: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._numbers: dict[tuple[str, float], list[tuple[int, int]]] = defaultdict(list)
        self._attributes: dict[str, list[int]] = defaultdict(list)
        for c, column in enumerate(columns):
            for word in column.attribute:
                self._attributes[word].append(c)
            for i, (row, text, term) in enumerate(zip(column.rows, column.texts, self.terms[c], strict=True)):
                self.cells[row].append((c, i))
                for word in text:
                    self.words[word].append((c, i))
                if term is not None:
                    self._numbers[term.kind, term.number].append((c, i))
        operands = [one for column in columns for one in column.operands if one is not None]
        years = {year.number: year for one in operands if (year := year_of(one)) is not None}
        timed = [term for terms in self.terms for term in terms if term and term.kind in ("day", "duration")]
        self._calendar = Line(1, (*list(years.values())[:_DATES_MAX], *timed[:_DATES_MAX]))

    def explain(self, claim: Value, cues: Cues, budget: int = BUDGET) -> Explanation | None:
        """The first explanation that is hardly an accident, within a budget of candidates."""
        goal = _Goal(claim, cues)
        implied: list[Candidate] = []
        for one in islice(self._candidates(claim, cues, budget), budget):
            # A rate times a duration is no rate.
            if claim.per and one.operation == "product" and any(claim.per == term.per for term in one.terms):
                continue
            if goal.implies(one.operation):
                implied.append(one)
            elif goal.says(one.operation) and (found := goal.met(one)) is not None:
                return found
            if goal.least > _BARS[0]:
                return None
        return next((found for one in implied if (found := goal.met(one)) is not None), None)

    def _candidates(self, claim: Value, cues: Cues, budget: int) -> Iterator[Candidate]:
        """Tier by tier what is counted, what a line makes as a whole, with the sentence, and in pairs."""
        columns = self._named(cues)
        selections = self._selections(cues, budget)
        counts = list(self._counts(columns, selections))
        terms = (term_of(Operand(value, -1)) for value in cues.values)
        said = Line(0, tuple(term for term in terms if term))
        lines = list(self._lines(columns, selections))
        for tier in range(len(_BARS)):
            yield from (one for one in counts if one.tier == tier)
            here = [line for line in lines if line.tier == tier]
            for line in here:
                yield from of_line(line)
            for line in here:
                yield from with_said(line, cues.values, cues.factors, claim.per)
            for line in (said, *here) if tier == 0 else here:
                yield from of_pairs(line)
            for one in of_pairs(self._calendar) if tier == 1 else ():
                if one.kind in POINTS_IN_TIME:
                    yield one._replace(operation="time")

    def _named(self, cues: Cues) -> dict[int, int]:
        """The columns that the words name, the most named first, with their tier."""
        found: dict[int, int] = defaultdict(int)
        for word in cues.words:
            for c in self._attributes.get(word, ()):
                found[c] += 1
        scores = {c: count / len(self.columns[c].attribute) for c, count in found.items()}
        best = max(scores.values(), default=0.0)
        order = sorted(scores, key=lambda c: (-scores[c], c))[:_COLUMNS_MAX]
        return {c: 0 if scores[c] == best else 1 for c in order}

    def _selections(self, cues: Cues, budget: int) -> list[Rows]:
        """The rows that all conditions of the sentence leave, then those of some, then those of each."""
        by_text = list(self._by_text(cues, budget))
        conditions = [rows for texts in by_text for rows in texts[:_CONDITIONS_MAX]]
        by_value = list(self._by_value(cues, budget))
        conditions += by_value
        conditions.sort(key=len)
        several = [texts for texts in (*by_text, by_value) if len(texts) > 1]
        unions = [frozenset[object]().union(*texts) for texts in several]
        few = conditions[:_CONDITIONS_MAX]
        joint = [one & two for n, one in enumerate(few) for two in few[n + 1 :]]
        whole = [few[0].intersection(*conditions[1:])] if len(few) > 2 else []
        return list(dict.fromkeys(rows for rows in (*whole, *joint, *unions, *conditions) if rows))[:_SELECTIONS_MAX]

    def _by_text(self, cues: Cues, budget: int) -> Iterator[list[Rows]]:
        """Of each column, the rows by each text that is said whole, or better than the others."""
        cover: dict[tuple[int, int], int] = defaultdict(int)
        for word in cues.words:
            places = self.words.get(word, [])[:budget]
            budget -= len(places)
            for place in places:
                cover[place] += 1
        found: dict[int, dict[frozenset[str], list[object]]] = defaultdict(lambda: defaultdict(list))
        for (c, i), count in sorted(cover.items()):
            text = self.columns[c].texts[i]
            if count * 2 >= len(text) or count > 1:
                found[c][text].append(self.columns[c].rows[i])
        for texts in found.values():
            most = max(len(text & cues.words) for text in texts)
            yield [frozenset(rows) for text, rows in texts.items() if len(text & cues.words) in (most, len(text))]

    def _by_value(self, cues: Cues, budget: int) -> Iterator[Rows]:
        """Of each other value that is said, the rows of each column that have it."""
        for value in cues.values:
            term = term_of(Operand(value, -1))
            found: dict[int, list[object]] = defaultdict(list)
            for c, i in self._numbers.get((term.kind, term.number), [])[:budget] if term is not None else ():
                found[c].append(self.columns[c].rows[i])
            yield from map(frozenset, found.values())

    def _counts(self, columns: dict[int, int], selections: list[Rows]) -> Iterator[Candidate]:
        for rows in selections if any(column.listed for column in self.columns) else ():
            yield Candidate(0, "count", "count", float(len(rows)))
        for column in (self.columns[c] for c in columns if self.columns[c].listed):
            cells = zip(column.operands, column.texts, strict=True)
            different = {(one.value.low, one.value.dates) if one else text for one, text in cells}
            yield Candidate(1, "count", "count", float(len(column.rows)))
            yield Candidate(1, "count", "count", float(len(different)))

    def _lines(self, columns: dict[int, int], selections: list[Rows]) -> Iterator[Line]:
        for c, tier in columns.items():
            for rows in selections:
                if len(rows) > 1:
                    yield self._of_column(c, rows, tier)
            yield self._of_column(c, None, tier + bool(selections))
        lone = [rows for c in columns if len(rows := frozenset(self.columns[c].rows[:2])) == 1]
        for rows in dict.fromkeys((*selections, *lone)):
            for row in self._in_order(rows) if len(rows) <= _ROWS_MAX else ():
                terms = [(c, term) for c, i in self.cells[row] if (term := self.terms[c][i]) is not None]
                named = tuple(term for c, term in terms if c in columns)
                yield Line(0, named)
                if len(terms) > len(named):
                    yield Line(1, tuple(term for _, term in terms))

    def _of_column(self, c: int, rows: Rows | None, tier: int) -> Line:
        if rows is None:
            return Line(tier, tuple(term for term in self.terms[c] if term))
        places = (i for row in self._in_order(rows) for column, i in self.cells[row] if column == c)
        return Line(tier, tuple(term for i in places if (term := self.terms[c][i])))

    def _in_order(self, rows: Rows) -> list[object]:
        """Rows as they stand: what is tried first must not depend on a hash."""
        return sorted(rows, key=lambda row: self.cells[row][0])


def explain(claim: Value, cues: Cues, columns: Sequence[Column], budget: int = BUDGET) -> Explanation | None:
    """How arithmetic over the columns explains a claim, or None. Whoever asks twice keeps a `Solver`."""
    return Solver(columns).explain(claim, cues, budget)


class _Goal:
    """What a claim can be met by."""

    def __init__(self, claim: Value, cues: Cues) -> None:
        self._claim = claim
        self._cues = cues
        self._known: dict[str, tuple[_Target, ...]] = {}
        self._tried: set[float] = set()
        self.least = 0.0
        """How likely an accident would be if the next candidate met the claim to the last digit."""

    def met(self, one: Candidate) -> Explanation | None:
        """The candidate as the explanation, where it meets the claim and after so many tries is hardly an accident."""
        for target in self.targets(one.kind):
            off = abs(abs(one.number) - target.number)
            if off > target.reach:
                continue
            self._tried.add(abs(one.number))
            tries = len(self._tried) / target.reach
            chance = tries * (target.exact if off <= 1e-9 * target.number else target.slack)
            if off <= target.slack and chance <= _BARS[one.tier]:
                return Explanation(one.operation, tuple(term.operand for term in one.terms), one.number, chance)
            self.least = tries * target.exact
        return None

    def says(self, operation: str) -> bool:
        """Whether the words say the operation; rows are counted and what is counted is multiplied without a word."""
        said = self._cues.operations
        return operation in said or operation in ("count", "times") or (operation == "growth" and "difference" in said)

    def implies(self, operation: str) -> bool:
        """Whether the claim may be made by an operation that no word says: tried after those that are said."""
        if self.says(operation):
            return False
        if operation == "share":
            return self._claim.kind == "percent" and "difference" not in self._cues.operations
        return operation == "part" or (operation == "time" and self._claim.kind == "duration")

    def targets(self, kind: str) -> tuple[_Target, ...]:
        """The numbers that a result of a kind must be near to."""
        if kind not in self._known:
            self._known[kind] = tuple(self._of(kind))
        return self._known[kind]

    def _of(self, kind: str) -> Iterator[_Target]:
        claim, bare = self._claim, self._claim.kind in ("number", "count")
        if claim.kind == "date":
            yield from _of_date(claim, kind)
        if not claim.is_point or math.isinf(claim.low) or not (claim.step or claim.low):
            return
        number = abs(claim.low)
        slack = max(claim.step / 2 * (1 + 1e-6), 1e-9 * number, _HEDGED * number if claim.hedged else 0.0)
        unit = unit_word(claim.unit) if claim.unit else None
        factor = unit.factor if unit else 1.0
        target = _Target(number, slack, min(slack, max(0.01 * number, factor / 2)), max(number, _FEW * slack))
        if claim.kind == "clock":
            fits, target = kind == "clock", _Target(number, 0.5, 0.5, 120.0)
        elif claim.kind == "duration" and kind in POINTS_IN_TIME:
            fits, target = kind != "clock", _scaled(target, YEAR_S if kind == "year" else DAY_S)
        elif kind == "count":
            fits = bare and claim.step >= 1
        elif kind == "made percent":
            fits = claim.kind == "percent" or (bare and "percent" in self._cues.operations)
        elif kind in ("ratio", "year"):
            fits = bare
        elif kind == "number":
            fits, target = bare or claim.kind in ("money", "percent"), _scaled(target, factor)
        else:
            fits = kind in (claim.kind, "number") or (bare and kind != "day")
        if fits:
            yield target
            if kind != "count":
                yield from (_scaled(target, scale) for scale in self._cues.scales)


def _scaled(target: _Target, scale: float) -> _Target:
    return _Target(*(one / scale for one in target))


def _of_date(claim: Value, kind: str) -> Iterator[_Target]:
    """A year, a day, or the middle of a month: a period of so many months may end a day or two off."""
    day = claim.dates[0] if len(claim.dates) == 1 else PartialDate()
    if day.year and not day.month and kind == "year":
        yield _Target(float(day.year), 0.5, 0.5, 30.0)
    if day.year and day.month and kind == "day" and (number := ordinal(day.year, day.month, day.day or 15)):
        slack = 2.0 if day.day else 16.0
        yield _Target(number, slack, slack, 180.0)
