"""The context as facts, indexed so that a claim meets only what could be about the same thing.

What enters are passages; what leaves is one `Context`: prose sentences with their typed values, structured cells,
and an index by kind and word. Bounded: of longer context only the first part is read, and it says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from guards.case import Passage
from guards.contradiction.attributes import attributed
from guards.contradiction.cells import Cell, Row, cell_of, state_of
from guards.contradiction.exclusives import EXCLUSIVES
from guards.contradiction.grounds import Grounds
from guards.contradiction.jsontext import Slot, json_slots
from guards.contradiction.negation import Copies
from guards.contradiction.opposites import State
from guards.contradiction.statements import Sentence, Statement, read
from guards.contradiction.subjects import Rows, tables_of
from guards.contradiction.tables import table_slots
from guards.contradiction.text.words import fold, key_words
from guards.contradiction.values.value import PartialDate, Value

CHARACTERS_MAX = 200_000
"""Of all passages together, about 35,000 words: what the largest common prompts hold. Some 0.4 s of reading."""

_FACTS_MAX = 500
"""A word that so many facts share says nothing about which of them is meant."""
_ROW_MAX = 200  # an object of more scalars is a document and not a row
_AROUND_MAX = 30
_PROSE_WORDS_MIN = 5  # a string value of so many words is prose


_NUMBER = re.compile(r"\d{1,9}")

Exact = tuple[str, float, float, tuple[PartialDate, ...], str]


class Fact(NamedTuple):
    """One typed value of a prose passage, with the sentence that it stands in."""

    passage: int
    sentence: Sentence
    statement: Statement


class _Prose:
    """The typed values of the prose, by the words of their sentences. A sentence is read closely when one of its words
    is asked for: an answer about one passage leaves the others unread."""

    def __init__(self, sentences: Sequence[tuple[int, Sentence]]) -> None:
        self._valued = [one for one in sentences if one[1].valued and not one[1].question]
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._read: dict[int, list[Fact]] = {}
        for place, (_, sentence) in enumerate(self._valued):
            for word in sentence.vocabulary:
                self._by_word[word].append(place)

    def about(self, kind: str, words: frozenset[str], most: int) -> list[Fact]:
        """Facts of a kind whose sentence shares a word that at most so many sentences have, in the order of places."""
        near = {place for word in words if len(found := self._by_word.get(word, ())) <= most for place in found}
        met = [self._facts(place) for place in sorted(near)]
        return [
            fact
            for facts in met
            if facts and not words.isdisjoint(facts[0].sentence.content)
            for fact in facts
            if fact.statement.value.kind == kind
        ]

    @cached_property
    def kinds(self) -> dict[str, list[Fact]]:
        """All facts by kind."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for place in range(len(self._valued)):
            for fact in self._facts(place):
                found[fact.statement.value.kind].append(fact)
        return found

    def is_common(self, words: frozenset[str], most: int) -> bool:
        """Whether one of the words stands in more sentences than so many."""
        return any(len(self._by_word.get(word, ())) > most for word in words)

    @cached_property
    def exact(self) -> dict[Exact, set[str]]:
        """The words of all sentences that say a value."""
        found: dict[Exact, set[str]] = defaultdict(set)
        for fact in (fact for facts in self.kinds.values() for fact in facts):
            found[_exact(fact.statement.value)] |= fact.sentence.content
        return found

    def _facts(self, place: int) -> list[Fact]:
        if place not in self._read:
            number, sentence = self._valued[place]
            self._read[place] = [Fact(number, sentence, statement) for statement in sentence.statements]
        return self._read[place]


def _exact(value: Value) -> Exact:
    return value.kind, value.low, value.high, value.dates, value.text


@dataclass
class Context:
    """Everything that the passages say, ready to be compared with."""

    cells: list[Cell] = field(default_factory=list)
    sentences: list[tuple[int, Sentence]] = field(default_factory=list)
    topics: dict[int, frozenset[str]] = field(default_factory=dict)
    """By passage: the content words of its first sentence, which the others mean by "it" and "the"."""
    by_leaf: dict[str, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[Row, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    words: set[str] = field(default_factory=set)
    """Content words of everything: what coverage is counted against."""
    said: set[str] = field(default_factory=set)
    """Its sentences and lines, folded: what an answer repeats word for word is never a conflict."""
    raw: list[str] = field(default_factory=list)
    """The passages as written, JSON escapes read: names have capitals."""
    folded: list[str] = field(default_factory=list)
    """The passages, folded and with JSON escapes read, every character in its place."""
    states: dict[int, list[tuple[Cell, State]]] = field(default_factory=lambda: defaultdict(list))
    """By scale: cells that are a state, or a boolean whose key is one."""
    flags: list[Cell] = field(default_factory=list)
    """Other booleans."""
    unread: list[str] = field(default_factory=list)
    """What lies beyond the bound, passage by passage."""

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> Context:
        """Reads the passages, in order, as far as the bound allows."""
        context = cls()
        left = CHARACTERS_MAX
        for number, passage in enumerate(passages):
            if len(passage.text) > left:
                context.unread.append(passage.text[left:])
            context._read(number, passage.text[:left])
            left = max(0, left - len(passage.text))
        return context

    @cached_property
    def _prose(self) -> _Prose:
        return _Prose(self.sentences)

    @cached_property
    def grounds(self) -> Grounds:
        """Its sentences and records by their words, for the support score."""
        return Grounds(self.sentences, self.rows.values(), self.raw)

    @cached_property
    def tables(self) -> list[Rows]:
        """The tables of its structured passages."""
        return tables_of(self.rows)

    @cached_property
    def record_names(self) -> frozenset[float]:
        """The numbers that records are called by: 13 of `{"13": {"attendance": 35308}}`."""
        return frozenset(float(step) for cell in self.cells for step in cell.column[:-1] if _NUMBER.fullmatch(step))

    @cached_property
    def heights(self) -> dict[float, frozenset[str]]:
        """How long its arrays are, each length with the words of their keys."""
        last: dict[Row, int] = defaultdict(int)
        for passage, path in self.rows:
            for at, step in enumerate(path):
                if isinstance(step, int):
                    last[passage, path[:at]] = max(last[passage, path[:at]], step + 1)
        found: dict[float, frozenset[str]] = defaultdict(frozenset)
        for (_, path), height in last.items():
            found[height] |= frozenset(word for step in path[-1:] if isinstance(step, str) for word in key_words(step))
        return found

    @cached_property
    def cells_by_key(self) -> dict[frozenset[str], list[Cell]]:
        """The cells by all the words of their key."""
        found: dict[frozenset[str], list[Cell]] = defaultdict(list)
        for cell in self.cells:
            found[cell.leaf].append(cell)
        return found

    def cells_of(self, key: frozenset[str]) -> list[Cell]:
        """The cells whose key has just these words."""
        return self.cells_by_key.get(key, [])

    @cached_property
    def worded(self) -> dict[str, list[Cell]]:
        """The cells of a few words by each that another excludes."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            for word in cell.phrase if cell.value is None else ():
                if word in EXCLUSIVES:
                    found[word].append(cell)
        return found

    @cached_property
    def copies(self) -> Copies:
        """Its sentences by their words, to find near-copies."""
        return Copies(self.folded, self.sentences, self.raw)

    def facts_of(self, kind: str) -> Sequence[Fact]:
        """Prose facts of a kind."""
        return self._prose.kinds.get(kind, ())

    def names_of(self, cell: Cell) -> frozenset[str]:
        """Words of the short strings beside a cell: what its row is called."""
        row = self.rows[cell.row]
        if len(row) > _ROW_MAX:
            return frozenset()
        return frozenset(
            word
            for other in row
            if other is not cell and other.value is None and other.holds is None
            for word in other.phrase
        )

    def around(self, cell: Cell) -> list[Cell]:
        """The cells of a cell's row, and those of the document that are of no row."""
        row, whole = self.rows[cell.row], self.rows.get((cell.passage, ()), [])
        return [*row[:_AROUND_MAX], *(whole[:_AROUND_MAX] if row is not whole else ())]

    def facts_about(self, kind: str, words: frozenset[str]) -> list[Fact]:
        """Prose facts of a kind whose sentence shares a word, each once."""
        return self._prose.about(kind, words, _FACTS_MAX)

    def topic(self, fact: Fact) -> frozenset[str]:
        """What the passage of a fact is about."""
        return self.topics.get(fact.passage, frozenset())

    def says(self, value: Value, words: frozenset[str]) -> bool:
        """Whether a prose sentence that shares a word with a claim says exactly its value."""
        if self._prose.is_common(words, _FACTS_MAX):
            return not words.isdisjoint(self._prose.exact.get(_exact(value), ()))
        wanted = _exact(value)
        return any(_exact(fact.statement.value) == wanted for fact in self.facts_about(value.kind, words))

    def _read(self, number: int, text: str) -> None:
        slots = json_slots(text)
        if slots is not None:
            self._add_slots(number, attributed(slots))
            self._add_strings(number, text, slots)
            return
        slots, used = table_slots(text)
        self._add_slots(number, attributed(slots))
        folded = fold(text)
        self.raw.append(text)
        self.folded.append(folded)
        self.said.update(line.strip() for line in folded.splitlines())
        begin = 0
        for low, high in (*used, (len(text), len(text))):
            if begin < low:
                self._add_prose(number, folded, begin, low)
            begin = high

    def _add_slots(self, number: int, slots: list[Slot]) -> None:
        for slot in slots:
            cell = cell_of(slot, number)
            self.words |= cell.path
            if cell.is_empty:
                continue
            self.words.update(cell.phrase)
            self.cells.append(cell)
            self.rows[cell.row].append(cell)
            for word in cell.leaf:
                self.by_leaf[word].append(cell)
            state = state_of(cell)
            if state is not None:
                self.states[state.scale].append((cell, state))
            elif cell.holds is not None:
                self.flags.append(cell)

    def _add_strings(self, number: int, text: str, slots: list[Slot]) -> None:
        """Strings of JSON that are long enough to be prose, read where they stand."""
        pieces: list[str] = []
        place = 0
        for slot in slots:
            pieces += (text[place : slot.start], slot.text)
            place = slot.end
        self.raw.append("".join((*pieces, text[place:])))
        folded = fold(self.raw[-1])
        self.folded.append(folded)
        for slot in slots:
            if slot.type == "string" and slot.text.count(" ") + 1 >= _PROSE_WORDS_MIN:
                self._add_prose(number, folded, slot.start, slot.end)

    def _add_prose(self, number: int, folded: str, start: int, end: int) -> None:
        for sentence in read(folded, start, end):
            words = sentence.vocabulary
            self.words |= words
            self.sentences.append((number, sentence))
            self.said.add(sentence.text)
            if number not in self.topics:
                self.topics[number] = words
