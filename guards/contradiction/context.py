"""The context as facts, indexed so that a claim meets only what could be about the same thing.

What enters are passages; what leaves is one `Context`: prose sentences with their typed values, structured cells,
and an index by kind and word. Bounded: of longer context only the first part is read, and it says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from guards.case import Passage
from guards.contradiction.bind.facts import Facts
from guards.contradiction.cells import Cell, Row, cell_of
from guards.contradiction.copies.near import Copies
from guards.contradiction.facts.attributes import attributed
from guards.contradiction.facts.jsontext import Slot, json_slots
from guards.contradiction.facts.tables import table_slots
from guards.contradiction.grounds import Grounds
from guards.contradiction.statements import Sentence, read
from guards.contradiction.text.words import fold
from guards.contradiction.values.reading import beside

CHARACTERS_MAX = 200_000
"""Of all passages together, about 35,000 words: what the largest common prompts hold. Some 0.4 s of reading."""

_ROW_MAX = 200  # an object of more scalars is a document and not a row
_PROSE_WORDS_MIN = 5  # a string value of so many words is prose


_Built = TypeVar("_Built")


@dataclass
class Context:
    """Everything that the passages say, ready to be compared with."""

    cells: list[Cell] = field(default_factory=list)
    sentences: list[tuple[int, Sentence]] = field(default_factory=list)
    topics: dict[int, frozenset[str]] = field(default_factory=dict)
    """By passage: the content words of its first sentence, which the others mean by "it" and "the"."""
    rows: dict[Row, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    words: set[str] = field(default_factory=set)
    """Content words of everything: what coverage is counted against."""
    said: set[str] = field(default_factory=set)
    """Its sentences and lines, folded: what an answer repeats word for word is never a conflict."""
    raw: list[str] = field(default_factory=list)
    """The passages as written, JSON escapes read: names have capitals."""
    folded: list[str] = field(default_factory=list)
    """The passages, folded and with JSON escapes read, every character in its place."""
    _built: dict[object, object] = field(default_factory=dict)
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

    def kept(self, build: Callable[[Context], _Built]) -> _Built:
        """What is made of the context, made once: a context comes again with answer after answer."""
        if build not in self._built:
            self._built[build] = build(self)
        return cast("_Built", self._built[build])

    @cached_property
    def facts(self) -> Facts:
        """Its typed values, structured and told, for binding claims to."""
        return Facts(self.cells, self.rows, self.sentences, self.folded, self.words)

    @cached_property
    def grounds(self) -> Grounds:
        """Its sentences and records by their words, for the support score."""
        return Grounds(self.sentences, self.rows.values(), self.raw)

    @cached_property
    def copies(self) -> Copies:
        """Its sentences by their words, to find near-copies."""
        return Copies(self.folded, self.sentences, self.raw)

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
        told: dict[tuple[str | int, ...], dict[str, str]] = defaultdict(dict)
        for slot in slots:
            if (one := beside(slot.key, slot.text)) is not None:
                told[slot.path[:-1]].update((one,))
        for slot in slots:
            cell = cell_of(slot, number, told.get(slot.path[:-1]))
            self.words |= cell.path
            if cell.is_empty:
                continue
            self.words.update(cell.phrase)
            self.cells.append(cell)
            self.rows[cell.row].append(cell)

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
