"""The context as facts of one shape: structured or prose, a typed value with the words that say what and whose it is.

What enters is a read context; what leaves are its facts, their rarity by word, and the few that a claim could speak of.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from guards.contradiction.bind.mentions import Phrases
from guards.contradiction.cells import Cell, Row
from guards.contradiction.statements import Sentence, Statement
from guards.contradiction.text.words import Word, key_words, postings, stem
from guards.contradiction.values.value import Value

_ROW_MAX = 200
"""An object of more scalars is a document and not a row: it has no name."""
_NAMES_MAX = 12
_POSTING_MAX = 200
"""A word that more facts share says nothing about which of them is meant, unless all a claim says is such words."""
_CANDIDATES_MAX = 20
_EQUALS_MAX = 8
_WEIGHTS_MAX = 20_000
_GRAIN = 1 << 16
"""Parts of one that a rarity is rounded to: binary ones, so that a sum is the same in whatever order words come."""
_NUMERAL = re.compile(r"\d+(?:[.,]\d+)*")
_NO_NAMES: tuple[frozenset[str], ...] = ()

Column = tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One typed value of the context and the words that it is known by."""

    value: Value
    passage: int
    start: int
    end: int
    attribute: frozenset[str]
    """Stems of what it is a value of: its key or the head of its column; in prose the words of its clause."""
    about: frozenset[str]
    """Stems of whose value it is: the keys above and the names of its row; in prose the rest of its sentence."""
    names: tuple[frozenset[str], ...]
    """What its row is called, each name apart; prose has none."""
    row: object
    column: Column
    bound: str = ""
    """`max` or `min` where its key says that it is a limit."""
    cell: Cell | None = None
    sentence: Sentence | None = None
    statement: Statement | None = None

    @property
    def structured(self) -> bool:
        """Whether it stands in a field or a cell."""
        return self.cell is not None

    @property
    def words(self) -> frozenset[str]:
        """All that is said of it."""
        return self.attribute | self.about


class Facts:
    """The facts of one context, by their words and by their values."""

    def __init__(
        self,
        cells: Sequence[Cell],
        rows: Mapping[Row, list[Cell]],
        sentences: Sequence[tuple[int, Sentence]],
        texts: Sequence[str],
        words: Set[str],
    ) -> None:
        self.all: list[Fact] = [*_structured(cells, rows), *_told(sentences)]
        by_word: dict[str, list[int]] = defaultdict(list)
        self._columns: dict[str, set[Column]] = defaultdict(set)
        self._by_value: dict[float, list[int]] = defaultdict(list)
        self._rows: dict[object, list[Value]] | None = None
        self._by_text: dict[str, list[int]] = defaultdict(list)
        self.heights: dict[Column, int] = defaultdict(int)
        for number, fact in enumerate(self.all):
            for word in fact.words:
                by_word[word].append(number)
            if fact.value.is_point and fact.value.kind not in ("date", "code", "text", "address", "score", "pair"):
                self._by_value[abs(fact.value.low)].append(number)
            self.heights[fact.column] += 1
            if fact.value.kind == "text":
                self._columns[fact.value.text].add(fact.column)
                self._by_text[fact.value.text].append(number)
        self._by_word = postings(by_word)
        self.phrases = Phrases(tuple(text.split()) for text in self._columns)
        self._rarity: dict[str, float] = {}
        self._weights: dict[frozenset[str], float] = {}
        self._rarest = _rounded(math.log(2 + len(self.all)))
        self._words = words
        self.numerals = frozenset(one for text in texts for one in _NUMERAL.findall(text))
        """Every number of the context as it is written."""

    @property
    def has_texts(self) -> bool:
        """Whether any field holds a name or a word."""
        return bool(self._columns)

    def columns_of(self, text: str) -> frozenset[Column]:
        """The columns that hold a text."""
        return frozenset(self._columns.get(text, ()))

    def rarity(self, word: str) -> float:
        """How much a word tells: the fewer facts it is said of, the more (inverse document frequency)."""
        found = self._rarity.get(word)
        if found is None:
            known = self._by_word.get(word)
            found = math.log((2 + len(self.all)) / (1 + len(known))) + 0.1 if known else self._rarest
            self._rarity[word] = found = _rounded(found)
        return found

    def telling(self, word: str) -> float:
        """The same as a share of what the rarest word tells."""
        return self.rarity(word) / self._rarest

    def weight(self, words: frozenset[str]) -> float:
        """The rarity of some words together."""
        found = self._weights.get(words)
        if found is None:
            if len(self._weights) >= _WEIGHTS_MAX:
                self._weights.clear()
            self._weights[words] = found = sum(map(self.rarity, words))
        return found

    def is_known(self, word: str) -> bool:
        """Whether the context says a word anywhere."""
        return word in self._by_word or word in self._words

    def in_row(self, fact: Fact) -> list[Value]:
        """The values beside a fact: of its row, or of its sentence."""
        if self._rows is None:
            self._rows = defaultdict(list)
            for one in self.all:
                self._rows[one.row].append(one.value)
        return self._rows[fact.row][:_EQUALS_MAX]

    def told_about(self, words: Iterable[str], most: int) -> list[Fact]:
        """The facts of prose that share a word, at most so many, in the order of their places; words of many facts say
        nothing."""
        postings = (self._by_word.get(word, ()) for word in words)
        numbers = {number for posting in postings if len(posting) <= _POSTING_MAX for number in posting}
        return [self.all[number] for number in sorted(numbers) if not self.all[number].structured][:most]

    def near(self, words: Mapping[str, float], value: Value, kinds: Collection[str]) -> list[Fact]:
        """The facts of some kinds that share the most telling words with a claim, and those of its very number."""
        scores: dict[int, int] = defaultdict(int)
        common: list[str] = []
        for word, weight in words.items():
            posting = self._by_word.get(word)
            if posting is None:
                continue
            if len(posting) > _POSTING_MAX:
                common.append(word)
                continue
            gain = int(weight * self.rarity(word) * _GRAIN)
            for number in posting:
                scores[number] += gain
        if not scores:
            for word in sorted(common)[:2]:
                for number in self._by_word[word][:_POSTING_MAX]:
                    scores[number] += 1
        every = self.all
        met = [(-score, number) for number, score in scores.items() if every[number].value.kind in kinds]
        met.sort()
        chosen = [number for _, number in met[:_CANDIDATES_MAX]]
        if value.kind == "text":
            equal = self._by_text.get(value.text, [])
        else:
            equal = self._by_value.get(abs(value.low), []) if value.is_point else []
        extra = [number for number in equal[:_EQUALS_MAX] if number not in scores or number not in chosen]
        return [every[number] for number in (*chosen, *(one for one in extra if every[one].value.kind in kinds))]


def _rounded(rarity: float) -> float:
    return round(rarity * _GRAIN) / _GRAIN


def _structured(cells: Sequence[Cell], rows: Mapping[Row, list[Cell]]) -> Iterable[Fact]:
    named: dict[object, tuple[frozenset[str], ...]] = {}
    for cell in cells:
        if cell.value is None and (not cell.phrase or cell.holds is not None):
            continue
        names = named.get(cell.row)
        if names is None:
            named[cell.row] = names = _names(rows[cell.row])
        slot, value = cell.slot, cell.value
        if value is None:
            value = Value("text", 0, slot.end - slot.start, text=" ".join(cell.phrase))
            own = frozenset(cell.phrase)
            names = tuple(one for one in names if one != own)
        start, end = slot.start, slot.end
        if slot.type == "string" and value.end <= end - start:
            start, end = start + value.start, start + value.end
        about = (cell.path - cell.leaf).union(*names)
        bound = _bound(cell)
        if cell.clock is not None:
            yield Fact(cell.clock, cell.passage, start, end, cell.leaf, about, names, cell.row, _column(cell), "", cell)
        yield Fact(value, cell.passage, start, end, cell.leaf, about, names, cell.row, _column(cell), bound, cell)


def _bound(cell: Cell) -> str:
    words = key_words(cell.slot.key)
    return next((way for way, said in BOUNDS.items() if not said.isdisjoint(words)), "")


BOUNDS = {
    "max": frozenset(map(stem, ["max", "maximum", "limit", "cap", "ceiling", "most", "upto"])),
    "min": frozenset(map(stem, ["min", "minimum", "least", "floor"])),
}
"""Words of a key by which its value is a limit."""


def _column(cell: Cell) -> Column:
    return (cell.passage, *cell.column)


def _names(row: list[Cell]) -> tuple[frozenset[str], ...]:
    if len(row) > _ROW_MAX:
        return _NO_NAMES
    phrases = [
        frozenset(cell.phrase) for cell in row if cell.phrase and (cell.value is None or cell.value.kind in _NAMING)
    ]
    return tuple(phrases[:_NAMES_MAX])


_NAMING = ("code", "date")
"""Values that a row may be called by: its date, its number."""


def _told(sentences: Sequence[tuple[int, Sentence]]) -> Iterable[Fact]:
    for passage, sentence in sentences:
        if not sentence.valued or sentence.question:
            continue
        words = [word for word in sentence.words if word.is_content]
        for said in sentence.statements:
            value, near = said.value, said.near
            row = (passage, sentence.start)
            about, column = sentence.content - near, ("prose", value.kind)
            yield Fact(
                value,
                passage,
                value.start,
                value.end,
                near,
                about,
                _owner(words, said),
                row,
                column,
                sentence=sentence,
                statement=said,
            )


def _owner(words: Sequence[Word], said: Statement) -> tuple[frozenset[str], ...]:
    """What a sentence says a value of, as a name: the first word of its clause, else of the sentence."""
    first = next((word.stem for word in words if word.stem in said.near and word.start < said.value.start), "")
    first = first or next((word.stem for word in words if word.start < said.value.start), "")
    return (frozenset((first,)),) if first else _NO_NAMES
