"""A table as rows and columns, and a sentence as what it says of them: names in cells, headings, numbers, the rest.

What enters are the cells of a context and the text of a sentence; what leaves are grids and readings. Nothing here
decides whether a sentence is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from guards.contradiction.cells import Cell, Row
from guards.contradiction.check.degrees import DEGREES
from guards.contradiction.context import Context
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.text.words import FILLER, STOP, fold, key_words, stem
from guards.contradiction.values.units import SCALE_WORDS

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?![^\W_])|[^\W_]+")
_NUMBER = re.compile(r"[^\d-]*(-?\d[\d,]*(?:\.\d+)?)\D*")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)$")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)")
_ROWS_MAX = 200
_GRIDS_MAX = 32
_RUN_MAX = 8
_NAME_MAX = 12
"""Words of a cell; a longer one is prose, which may say anything."""
_TOTAL_WORDS = "total totals average averages avg sum mean overall all median"
_TOTALS = frozenset(map(stem, _TOTAL_WORDS.split()))
# A sentence that says one of these says more than the form that is read here, unless the form begins with it.
_SAYING = """not never no none or nor except other another each same average combine if either neither but without again
than before after through out second third fourth every all both only until since between over under most least more
less few fewer many several multiple first last include follow exclude whereas respectively while half"""
SAYING = frozenset(map(stem, _SAYING.split())) | {"nt", "n", "t", "per"}
PLAIN = (
    STOP | LIGHT | FILLER | frozenset(("s", "wa", "also", "among", "during", "within", "while", "against"))
) - SAYING


class Token(NamedTuple):
    """A word's stem, or a number without its commas, and its place."""

    text: str
    start: int
    end: int
    said: str

    @property
    def number(self) -> float | None:
        """What it is as a number, spelt ones too."""
        return float(self.text) if self.text.replace(".", "", 1).isdecimal() else _SPELT.get(self.text)


_PLURALS = frozenset(("people", "men", "women", "children"))
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
_SPELT = {stem(word): float(n) for n, word in enumerate(_NUMBERS.split())}
_SPELT |= {stem(word): n for word, n in (("once", 1.0), ("twice", 2.0), ("thrice", 3.0), ("single", 1.0))}


def tokens_in(folded: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and numbers of a stretch of folded text."""
    found = _TOKEN.finditer(folded, start, len(folded) if end is None else end)
    return [Token(_plain(match[0]), match.start(), match.end(), match[0]) for match in found]


def _plain(word: str) -> str:
    if not word[0].isdigit():
        return stem(word)
    word = _ORDINAL.sub("", word)
    if not word.replace(",", "").replace(".", "", 1).isdecimal():
        return word
    number = word.replace(",", "")
    return number.rstrip("0").rstrip(".") if "." in number else number.lstrip("0") or "0"


class Grid:
    """One table: its rows but those of totals, cells by column."""

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.columns = list(dict.fromkeys(cell.column for row in rows for cell in row))
        at = {column: number for number, column in enumerate(self.columns)}
        self.rows: list[dict[int, Cell]] = []
        self.texts: list[dict[int, list[str]]] = []
        for row in rows:
            texts = {at[cell.column]: [one.text for one in tokens_in(fold(cell.slot.text))] for cell in row}
            heads = [" ".join(one.text for one in tokens_in(fold(column[-1]))) for column in self.columns if column]
            if heads == [" ".join(text) for text in texts.values()]:
                continue  # headings once more
            if not any(text and _TOTALS.issuperset(text) for text in texts.values()):
                self.rows.append({at[cell.column]: cell for cell in row})
                self.texts.append(texts)
        self.heads = [frozenset(key_words(column[-1])) if column else frozenset() for column in self.columns]

    @cached_property
    def places(self) -> dict[str, list[tuple[int, int, int]]]:
        """By word: the row, column and position of each cell that has it."""
        found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for row, texts in enumerate(self.texts):
            for column, text in texts.items():
                for position, word in enumerate(text if len(text) <= _NAME_MAX else ()):
                    found[word].append((row, column, position))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Everything that a sentence can share with it."""
        return frozenset(self.places).union(*self.heads)

    def headed(self, word: str) -> list[int]:
        """The columns whose heading has a word."""
        if word not in self._headed:
            self._headed[word] = [n for n, head in enumerate(self.heads) if any(alike(word, one) for one in head)]
        return self._headed[word]

    @cached_property
    def _headed(self) -> dict[str, list[int]]:
        return {}

    def amounts(self, column: int) -> dict[int, float]:
        """The column as numbers by row, of the rows that hold one number; nothing where few do."""
        if column not in self._amounts:
            cells = {row: cells[column] for row, cells in enumerate(self.rows) if column in cells}
            kinds = {cell.value and cell.value.kind for cell in cells.values() if _DIGIT.search(cell.slot.text)}
            typed = len(kinds) == 1 and None not in kinds
            found = {row: amount for row, cell in cells.items() if (amount := _amount(cell, typed)) is not None}
            if (
                len(self.heads[column]) < 2
                and len({_DIGIT.split(cell.slot.text, maxsplit=1)[0] for cell in cells.values()}) > 2
            ):
                found = {}  # numbers within names
            self._amounts[column] = found if len(found) > 1 and 2 * len(found) >= len(cells) else {}
        return self._amounts[column]

    @cached_property
    def _amounts(self) -> dict[int, dict[int, float]]:
        return {}


def _amount(cell: Cell, typed: bool) -> float | None:
    value = cell.value
    if typed and value is not None and value.is_point:
        if value.kind == "date":
            day = value.dates[0]
            sure = len(value.dates) == 1 and day.year is not None  # a season goes on past the end of a year
            return (day.year or 0) * 372.0 + (day.month or 0) * 31 + (day.day or 0) if sure else None
        if value.kind not in ("code", "address", "text", "score", "pair"):
            return value.low
    text = cell.slot.text.strip()
    if (match := _CLOCK.fullmatch(text)) is not None:
        return (float(match[1] or 0) * 60 + float(match[2])) * 60 + float(match[3])
    match = _NUMBER.fullmatch(text)
    return float(match[1].replace(",", "")) if match is not None else None


def grids_of(context: Context) -> list[Grid]:
    """The tables of a context: arrays of records, and table lines."""
    grouped: dict[Row, list[list[Cell]]] = defaultdict(list)
    for (passage, path), cells in context.rows.items():
        if path:
            grouped[passage, path[:-1]].append(cells)
    tables = [rows for rows in grouped.values() if 1 < len(rows) <= _ROWS_MAX]
    grids = [Grid(rows) for rows in sorted(tables, key=len, reverse=True)[:_GRIDS_MAX]]
    return [grid for grid in grids if len(grid.rows) > 1]


class Mention(NamedTuple):
    """Words of a sentence that stand in cells: their place, and the rows by column."""

    first: int
    last: int
    rows: dict[int, frozenset[int]]
    whole: frozenset[tuple[int, int]] = frozenset()
    """The rows and columns of those cells that are these words and nothing else, or a bound's very limit."""
    bound: bool = False
    """Whether it is a limit of a column, and no name."""

    @property
    def place(self) -> tuple[int, int]:
        """Its first and its last token."""
        return self.first, self.last


class Reading:
    """A sentence against a grid: which tokens are names in cells, which head a column."""

    def __init__(self, tokens: Sequence[Token], grid: Grid) -> None:
        self.tokens = tokens
        self.grid = grid
        bounds = list(self._bounds())
        held = {place for one in bounds for place in range(one.first, one.last + 1)}
        self.mentions = [one for one in self._mentions() if held.isdisjoint(range(one.first, one.last + 1))] + bounds
        self.mentions.sort()

    def _bounds(self) -> Iterable[Mention]:
        """The limits that a sentence sets to a column: "more than 50 points", "a grid larger than 13"."""
        words = [token.text for token in self.tokens]
        for place, token in enumerate(self.tokens):
            limit = token.number
            begin, strict, sign = _limit_before(words, place) if limit is not None else (place, True, 0)
            if not sign or limit is None:
                continue
            run, last = [], place
            while last + 1 < len(words) and self.heads_of(last + 1):
                last += 1
                run.append(last)
            between = [n for n in range(begin, place) if words[n] not in DEGREES and self.heads_of(n)]
            back = begin - 1
            while back >= 0 and words[back] in PLAIN and not self.heads_of(back):
                back -= 1
            begun = back
            while begun >= 0 and self.heads_of(begun):
                begun -= 1
            run = run or between or list(range(begun + 1, back + 1))
            rows = {
                column: frozenset(
                    row
                    for row, n in amounts.items()
                    if (n > limit if sign > 0 else n < limit) or (n == limit and not strict)
                )
                for column in self.columns_for(words[n] for n in run)
                if (amounts := self.grid.amounts(column))
            }
            if rows:
                at = frozenset((n, c) for c in rows for n, amount in self.grid.amounts(c).items() if amount == limit)
                yield Mention(min([begin, *run]), last, rows, at, bound=True)

    def _mentions(self) -> Iterable[Mention]:
        place = 0
        while place < len(self.tokens):
            found = self._mention(place)
            if found is not None and not self._is_head(found):
                yield found
                place = found.last
            place += 1

    def _is_head(self, found: Mention) -> bool:
        """Whether a word within cells rather heads a column: "area (km 2)"."""
        place = found.first
        if place < found.last or not self.heads_of(place):
            return False
        return not found.whole or any(self.heads_of(n) for n in (place - 1, place + 1) if 0 <= n < len(self.tokens))

    def _mention(self, place: int) -> Mention | None:
        word = self.tokens[place].text
        # "than A" ends with a name, "a boat" begins with none.
        article = word in STOP and place + 1 < len(self.tokens)
        if article or word in SCALE_WORDS or word not in self.grid.places:
            return None
        alive, last, rows = self.grid.places[word], place, {}
        end = min(len(self.tokens), place + _RUN_MAX)
        for step in range(place, end):
            text = self.tokens[step].text
            alive = [
                (row, column, at)
                for row, column, at in alive
                if len(cell := self.grid.texts[row][column]) > at + step - place and cell[at + step - place] == text
            ]
            if not alive:
                break
            if text not in STOP or step == place:
                last = step
                by_column: dict[int, set[int]] = defaultdict(set)
                for row, column, _ in alive:
                    by_column[column].add(row)
                rows = {column: frozenset(found) for column, found in by_column.items()}
        length = last - place + 1
        whole = frozenset((n, c) for c, here in rows.items() for n in here if len(self.grid.texts[n][c]) == length)
        # "of the colleges" names none of them.
        return (
            None
            if length == 1 and not whole and (word in STOP or self.is_plural(place))
            else Mention(place, last, rows, whole)
        )

    def is_plural(self, place: int) -> bool:
        """Whether a word is one for several things."""
        said = self.tokens[place].said
        return said in _PLURALS or (said.endswith("s") and not said.endswith("ss") and len(said) > 3)

    def columns_for(self, words: Iterable[str]) -> list[int]:
        """The columns whose heading shares the rarest words, the nearest only."""
        heads = self.grid.heads
        scores = [0.0] * len(heads)
        for word in set(words) - STOP:
            here = self.grid.headed(word)
            for number in here:
                scores[number] += 1.0 / len(here)
        # Words of two headings may mean either.
        spread = {word for word in set(words) - STOP if self.grid.headed(word)}
        if not any(all(number in self.grid.headed(word) for word in spread) for number in range(len(heads))):
            return [number for number, score in enumerate(scores) if score]
        best = [score - 0.1 * len(head) for score, head in zip(scores, heads, strict=True)]
        top = max((value for value, score in zip(best, scores, strict=True) if score), default=0.0)
        return [n for n, value in enumerate(best) if scores[n] and value > top - 0.05]

    def heads_of(self, place: int) -> list[int]:
        """The columns that a token heads."""
        return self.grid.headed(self.tokens[place].text)


def _limit_before(words: Sequence[str], place: int) -> tuple[int, bool, int]:
    """Where the words before a number begin that make it a limit, whether it is left out, and on which side of it."""
    one, two = words[place - 1] if place else "", words[place - 2] if place > 1 else ""
    if one == "than":
        at = next((n for n in range(place - 2, max(-1, place - 6), -1) if words[n] in DEGREES), None)
        return (place, True, 0) if at is None else (at, True, DEGREES[words[at]][0])
    if two == "at" and one in ("least", "most"):
        return place - 2, False, 1 if one == "least" else -1
    sign = (one in ("over", "abov", "exce")) - (one in ("under", "below"))
    return place - 1, True, sign


def alike(one: str, two: str) -> bool:
    """Whether two stems are one word's: "attend" and "attendanc"."""
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    return len(short) > 3 and long.startswith(short)
