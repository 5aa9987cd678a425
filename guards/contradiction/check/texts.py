"""Names and words against the field that holds them: "the principal is Helen Clark", "backups run daily".

What enters is a sentence as it was written, capitals and all, and the cells; what leaves is agreement, a conflict, or
nothing. The words of the key must be said, and of one record only. What stands in the place of the field's words is a
conflict only on evidence that it is another thing and no other wording: a name with capitals right beside the key, a
word that excludes one of the field's, or the word of another row of the same column.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import combining, normalize

from guards.contradiction.cells import ARTICLES, Cell
from guards.contradiction.check.states import agent_root as root
from guards.contradiction.check.states import around_of
from guards.contradiction.conflict import SUPPORTED, Compared, conflict_with
from guards.contradiction.context import Context
from guards.contradiction.copies.lexicon import EXCLUSIVES
from guards.contradiction.denials import denial_of
from guards.contradiction.dimensions import LIGHT
from guards.contradiction.opposites import GENERAL
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import STOP, Word, fold, key_words, stem
from guards.contradiction.values.value import Value

_NAME = r"(?P<name>[A-Z][\w&'-]*(?: (?:(?:of|de|van|von|the) )?[A-Z][\w&'-]*){0,4})"
_AFTER = re.compile(
    r"(?: of [^.,;:]{1,40}?)?(?: (?:is|was|are|were|remains|(?P<some>includes?))|:)"
    rf"(?: called| named| also| now| still| currently)? (?:the )?{_NAME}(?=\s*(?:[.,;!)]|$))"
)
_BY = re.compile(rf"(?<!s) by {_NAME}")
_BEFORE = re.compile(
    rf"(?:(?:^|(?<=[\s(])){_NAME} (?:is|was) (?:also |now |still |currently )?(?:the|its|our)"
    rf"|\b(?:[Tt]he|[Yy]our|[Oo]ur) {_NAME.replace('name', 'own')}) $"
)
_GOES_ON = re.compile(r" (?:of [A-Z]|(?:an?|the|its|both) )")
"""Behind the key: its name comes after it, or it is a verb: "is the member of Wren", "the Wren features a …"."""
_BEFORE_REACH = 80
_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*+")
_PARTS = re.compile(r",\s*(?:and |or )?|;\s*| and | or ")
_CALLED_LINE = "schedule cycle type mode frequency status level kind interval option setting"
_CALLED = frozenset(root(stem(word)) for word in _CALLED_LINE.split())
"""What a key is called besides what it is of, which an answer need not say."""
_CLOSED_LINE = "supported allowed accepted available included permitted covered offered"
_CLOSED = frozenset(root(stem(word)) for word in _CLOSED_LINE.split())
"""Keys that say of a list that what it lacks is not so."""
_ALIKE = 0.8
"""Names whose words share so much are two spellings of one."""
_TITLES = frozenset(map(stem, ("title", "name")))
_SHORT_MAX = 4
_GAP_MAX = 4
_PHRASE_MAX = 2
_FACTS_MAX = 500
_COLUMN_MAX = 50
_NAME_MIN = 3
_STRANGERS_MAX = 1


class Text(NamedTuple):
    """A field of words, or a list of such."""

    cell: Cell
    key: frozenset[str]
    """Roots of the words of its key."""
    phrases: tuple[frozenset[str], ...]
    """Stems of what it says, one of each member of a list."""
    closed: frozenset[str]
    """Those of its key by which what it lacks is not so."""


class Texts:
    """The fields of words of a context, by the words of their keys and by column."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._by_root: dict[str, list[Text]] = defaultdict(list)
        self._columns: dict[tuple[int, tuple[str, ...]], list[Text]] = defaultdict(list)
        lists: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
        for cell in context.cells:
            if cell.phrase and cell.value is None and cell.holds is None and cell.slot.type == "string":
                last = cell.slot.path[:-1] if isinstance(cell.slot.path[-1], int) else cell.slot.path
                lists[cell.passage, last].append(cell)
        for cells in lists.values() if len(lists) <= _FACTS_MAX else ():
            first = cells[0]
            if first.leaf.isdisjoint(key_words(first.slot.key)):
                continue
            parts = _PARTS.split(first.slot.text) if len(cells) == 1 else [cell.slot.text for cell in cells]
            phrases = tuple(_tokens(part) for part in parts)
            key = frozenset(root(word) for word in first.leaf)
            text = Text(first, key, phrases, key & _CLOSED)
            # A status is spoken of without its key: "is still pending".
            others = {root(other) for phrase in phrases for word in phrase for other in EXCLUSIVES.get(word, ())}
            for word in key | (others if key <= _CALLED and len(phrases) == 1 else frozenset()):
                self._by_root[word].append(text)
            self._columns[first.passage, first.column].append(text)

    def compare(self, folded: str, raw: str, sentence: Sentence) -> Compared | None:
        """The verdict of the fields on the first of them that a sentence speaks of."""
        if not self._by_root or sentence.question or len(raw) != len(folded):
            return None
        if self._by_root.keys().isdisjoint(map(root, sentence.stemmed)):
            return None
        spoken = {root(word.stem) for word in sentence.words}
        near = {id(text): text for word in spoken for text in self._by_root.get(word, ())}
        for text in near.values():
            if (text.closed or text.key - _CALLED) <= spoken:
                for start, end, known in self._said(raw, sentence, text):
                    told = _tokens(folded[start:end])
                    if not self._is_meant(text, folded[sentence.start : start] + folded[end : sentence.end]):
                        continue
                    denied = denial_of(folded, sentence.start, sentence.end, start) is not None
                    holds = any(told <= phrase or phrase <= told for phrase in text.phrases)
                    other = known or (text.key <= spoken and _is_name(raw[start:end], text))
                    other = other and not self._is_title(told, text)
                    if holds and not denied:
                        return SUPPORTED
                    if (other and not holds and not denied) or (holds and denied and text.closed):
                        value = Value("text", start, end)
                        return Compared(conflict_with(value, text.cell, 0.85 if known else 0.9, "slot_conflict"))
        return None

    def _is_title(self, told: frozenset[str], text: Text) -> bool:
        """Whether a name is that of the record itself."""
        row = self._context.rows[text.cell.row]
        return any(not _TITLES.isdisjoint(key_words(one.slot.key)) and told <= _tokens(one.slot.text) for one in row)

    def _is_meant(self, text: Text, rest: str) -> bool:
        """Whether the field is the only one of its key, or of the one row that the sentence says most fields of."""
        others = [other for other in self._by_root[next(iter(text.key))] if other.key == text.key]
        column = self._columns[text.cell.passage, text.cell.column]
        if len(others) == 1 or not len(others) == len(column) <= _COLUMN_MAX:
            return len(others) == 1
        shared = [self._fields_said(other, rest) for other in column]
        own = self._fields_said(text, rest)
        return own > 0 and shared.count(own) == 1 and own == max(shared)

    def _fields_said(self, text: Text, rest: str) -> int:
        row = [fold(one.slot.text).strip() for one in self._context.rows[text.cell.row] if one is not text.cell]
        told = [one for one in row[:_COLUMN_MAX] if len(one) >= _NAME_MIN and one in rest]
        return sum(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", rest) is not None for one in told)

    def _said(self, raw: str, sentence: Sentence, text: Text) -> Iterator[tuple[int, int, bool]]:
        """What stands in the place of the field's words, and whether it is known to be another than those."""
        words = [word for word in sentence.words if root(word.stem) in text.key]
        apart = any(two.start - one.end > _GAP_MAX for one, two in pairwise(words))
        for found in self._beside(raw, text, sentence, words) if words and not apart else ():
            name = "name" if found["name"] else "own"
            shift = 0 if found.string is raw else words[0].start - len(found.string)
            start, end = found.start(name) + shift, found.end(name) + shift
            some = "some" in found.re.groupindex and found["some"] and not text.closed
            if not some and self._is_about(raw, text, sentence, (start, end), max(end, words[-1].end)):
                yield start, end, False
        for word in sentence.words if text.closed else ():
            if any(word.stem in phrase for phrase in text.phrases):
                yield word.start, word.end, False
        single = [phrase for phrase in text.phrases if len(phrase) <= _PHRASE_MAX]
        if not single or any(phrase <= sentence.vocabulary for phrase in text.phrases):
            return
        column = self._columns[text.cell.passage, text.cell.column][:_COLUMN_MAX]
        others = {word for other in column for phrase in other.phrases if len(phrase) == 1 for word in phrase}
        others |= {word for phrase in single for one in phrase for word in EXCLUSIVES.get(one, ())}
        for word in sentence.words:
            here = word.start, word.end
            if word.stem in others and self._is_about(raw, text, sentence, here, sentence.end):
                yield *here, True

    def _beside(self, raw: str, text: Text, sentence: Sentence, words: list[Word]) -> Iterator[re.Match[str]]:
        low, end = max(sentence.start, words[0].start - _BEFORE_REACH), words[-1].end
        found = (_AFTER.match(raw, end, sentence.end), _BY.match(raw, end, sentence.end))
        # Of a key that is a verb ("awarded for"), nothing stands before it.
        named = _GOES_ON.match(raw, end) is None and not _ends_open(text.cell.slot.key)
        before = _BEFORE.search(raw[low : words[0].start]) if named else None
        yield from (one for one in (*found, before) if one is not None)

    def _is_about(self, raw: str, text: Text, sentence: Sentence, place: tuple[int, int], end: int) -> bool:
        """Whether what else is said up to a place is of the field's record, but for one word that names nothing."""
        known = around_of(text.cell, self._context) | GENERAL | LIGHT
        rest = [
            word
            for word in sentence.words
            if word.is_content and word.end <= end and not place[0] <= word.start < place[1]
            if word.stem not in known and root(word.stem) not in text.key
        ]
        keyed = any(root(word.stem) in text.key for word in sentence.words)
        return len(rest) <= (_STRANGERS_MAX if keyed else 0) and not any(
            word.stem in self._context.words or (raw[word.start].isupper() and word.start > sentence.start)
            for word in rest
        )


@lru_cache(maxsize=8_192)
def _tokens(text: str) -> frozenset[str]:
    """The stems and the whole numbers of a text."""
    return frozenset(stem(token) for token in _TOKEN.findall(fold(text))) - ARTICLES


def _plain(name: str) -> str:
    """A name without accents."""
    return "".join(char for char in normalize("NFKD", name.lower()) if not combining(char))


def _are_spellings(one: list[str], other: list[str]) -> bool:
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(SequenceMatcher(None, a, b).ratio() > _ALIKE for a, b in pairs)


def _ends_open(key: str) -> bool:
    return fold(key).split()[-1:][0] in STOP if key.strip() else False


def _is_name(said: str, text: Text) -> bool:
    """Whether both are names, and neither is short for the other."""
    known = text.cell.slot.text
    first = said.split(maxsplit=1)[0]
    if first.lower() in STOP or not known[:1].isupper() or (len(text.phrases) > 1 and not text.closed):
        return False
    if _are_spellings(_plain(known).split(), _plain(said).split()):
        return False
    for one, other in ((known, said), (said, known)):
        initials = "".join(word[0] for word in other.split())
        if one.isupper() and len(one) <= _SHORT_MAX and (one is known or initials.startswith(one)):
            return one is known and said.isupper() and len(said) == len(known)
    return key_words(said) != key_words(known)
