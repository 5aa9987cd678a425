"""Near-copies that deny: a sentence of the answer says what a sentence of the context says, with the sign turned.

What enters is a sentence of the answer; what leaves is agreement, a conflict, or nothing where no sentence of the
context is a near-copy. Works on near-copies only: a paraphrase that denies is not seen here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from guards.contradiction.clauses import JOINT, joined_clauses
from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.denials import denials_of
from guards.contradiction.exclusives import EXCLUSIVES, exclude
from guards.contradiction.renamed import renamed
from guards.contradiction.reordered import reordered
from guards.contradiction.signed import IGNORED, STATES, Signed, alike, alike_words, is_opposed, signed, turned_places
from guards.contradiction.statements import Sentence
from guards.contradiction.values.value import relation

_NEAR = 0.6
"""Share of its words that a sentence has in common with one that is looked at closely."""
_SENTENCES_MAX = 200
"""A word of more sentences than this says nothing about which is meant."""

_DENYING = frozenset(("not", "never", "no", "cannot", "longer", "none", "without"))
_CLAUSES_MAX = 64
_VALUES_LEFT_OUT_MAX = 3
"""Values of a sentence that its copy may leave out: more are a list, of which the copy may be an item."""
_FLIPPED_MIN = 3
"""Words, small ones too, of the shortest sentence that is a copy word for word."""
_SWAPPED_MIN = 3
_NAME_MAX = 3


class Copies:
    """The sentences of a context by their words, to find near-copies."""

    def __init__(
        self, texts: Sequence[str], sentences: Sequence[tuple[int, Sentence]], raw: Sequence[str] = ()
    ) -> None:
        self._texts = texts
        self._raw = raw
        # Numbered with room for the clauses of each sentence, which are read when it is met.
        self._sentences = {number * _CLAUSES_MAX: one for number, one in enumerate(sentences)}
        self._met: dict[int, list[int]] = {}
        self._read_so_far: dict[int, Signed | None] = {}

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        return _index(list(self._sentences.items()))

    @cached_property
    def _signed_by_word(self) -> dict[str, list[int]]:
        """Only of the sentences with a state or a denial: what a sentence without either can be turned by."""
        return _index([one for one in list(self._sentences.items()) if one[1][1].signed])

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._by_word)

    @cached_property
    def _by_vocabulary(self) -> dict[frozenset[str], list[int]]:
        found: dict[frozenset[str], list[int]] = defaultdict(list)
        for number, (_, sentence) in list(self._sentences.items()):
            found[sentence.vocabulary].append(number)
        return found

    @cached_property
    def _swaps(self) -> frozenset[str]:
        """Words that a word of the context excludes."""
        return frozenset().union(*(EXCLUSIVES[word] for word in self._by_word if word in EXCLUSIVES))

    def may_deny(self, sentence: Sentence) -> bool:
        """Whether a sentence without a sign may be a copy of one that has one."""
        words = sentence.vocabulary - IGNORED
        met = sum(word in self._signed_by_word for word in words)
        return met > 0 and met >= len(words) * _NEAR

    def may_swap(self, sentence: Sentence) -> bool:
        """Whether a sentence has a word where the context has one that excludes it."""
        return not self._swaps.isdisjoint(sentence.vocabulary)

    def may_rename(self, sentence: Sentence) -> bool:
        """Whether all that a sentence says but for a word or two is said in the context."""
        words = sentence.vocabulary
        return len(words) >= _SWAPPED_MIN and len(words & self._known) >= len(words) * _NEAR

    def holds(self, sentence: Sentence) -> bool:
        """Whether a sentence without a sign is a copy of any."""
        if sentence.signed or sentence.question:
            return False
        mine = sentence.vocabulary - STATES
        near = self._near(mine, self._by_word)
        return any(alike_words(mine, self._sentences[number][1].vocabulary - STATES) for number in near)

    def compare(self, folded: str, sentence: Sentence, raw: str = "") -> Compared | None:
        """The verdict of the nearest copies on one sentence; `raw` is its text as written."""
        return (
            self._reordered(sentence)
            or self._turned(folded, sentence)
            or self._flipped(sentence)
            or self._swapped(sentence)
            or self._renamed(sentence, raw)
        )

    def _reordered(self, sentence: Sentence) -> Compared | None:
        """The same words with two stretches changed round: "the (dog, cat) came before the (cat, dog)"."""
        met = self._by_vocabulary.get(sentence.vocabulary, [])
        if not met or not all(reordered(sentence.said, self._of(number).said) for number in met):
            return None
        if not self._agrees(sentence, met[0]):
            return None
        other = self._of(met[0])
        return self._conflict(sentence, met[0], (sentence.start, sentence.end), (other.start, other.end), 0.8)

    def _renamed(self, sentence: Sentence, raw: str) -> Compared | None:
        """The same words but a name: "(Elena, Marcus) presents the plan"."""
        if not self.may_rename(sentence) or len(raw) < sentence.end or " or " in sentence.text:
            return None
        words = frozenset(sentence.stems)
        near = self._near(words - STATES, self._by_word)
        met = [number for number in near if len(words - self._of(number).vocabulary) <= _NAME_MAX]
        if not met or any(words <= self._of(number).vocabulary for number in near):
            return None
        for number in met:
            text = self._raw[self._sentences[number][0]]
            pair = renamed(sentence, raw, self._of(number), text) if len(text) >= self._of(number).end else None
            if pair is None or not self._agrees(sentence, number):
                continue
            mine = frozenset(word.stem for word in sentence.words if pair[0][0] <= word.start < pair[0][1])
            if any(mine <= self._of(other).vocabulary for other in near):
                return None  # the context says the like of that name too
            return self._conflict(sentence, number, *pair, 0.8)
        return None

    def _turned(self, folded: str, sentence: Sentence) -> Compared | None:
        words = sentence.content - IGNORED
        near = self._near(words, self._by_word if sentence.signed else self._signed_by_word) if words else []
        mine = signed(folded, sentence) if near else None
        if mine is None:
            return None
        found = self._judged(mine, sentence, near)
        if found in (None, SUPPORTED) or sentence.signed:
            return found
        # Before a conflict, the copies that agree by saying no more than the sentence does.
        return self._judged(mine, sentence, self._near(words, self._by_word))

    def _flipped(self, sentence: Sentence) -> Compared | None:
        """The same words with a denial more or less, however few they are: "Towels are (not) provided"."""
        near = self._near(sentence.vocabulary - STATES, self._by_word if sentence.signed else self._signed_by_word)
        words = _undenied(sentence) if near else frozenset()
        if len(words) < _FLIPPED_MIN:
            return None
        met = [one for one in near if _undenied(self._of(one)) == words and self._values_agree(sentence, one)]
        mine = denials_of(sentence.text, 0, sentence.end - sentence.start)
        theirs = [
            (number, denials_of(one.text, 0, one.end - one.start)) for number in met for one in [self._of(number)]
        ]
        if not met or any(len(one) % 2 == len(mine) % 2 for _, one in theirs):
            return None
        number, other = theirs[0]
        place = mine[0] if mine else (0, sentence.end - sentence.start)
        at = other[0] if other else (0, self._of(number).end - self._of(number).start)
        return self._conflict(sentence, number, _moved(place, sentence.start), _moved(at, self._of(number).start), 0.85)

    def _swapped(self, sentence: Sentence) -> Compared | None:
        """The same words but one, for which the context has one that excludes it: "a (red, blue) shirt"."""
        mine = sentence.stems
        words = frozenset(mine)
        if (
            len(words) + len(sentence.statements) < _SWAPPED_MIN
            or not self.may_swap(sentence)
            or " or " in sentence.text
        ):
            return None  # of alternatives, one may be left out
        found: list[tuple[int, str, str]] = []
        for number in self._near(words - STATES, self._by_word):
            theirs = self._of(number).stems
            gone, come = words - set(theirs), set(theirs) - words
            if not gone:
                return None
            word = next(iter(gone))
            others = [other for other in come if exclude(word, other)]
            if (
                len(gone) == len(others) == 1
                and _beside(mine, word, theirs, others[0])
                and self._agrees(sentence, number)
            ):
                found.append((number, word, others[0]))
        if not found:
            return None
        number, word, other = min(found, key=lambda one: self._of(one[0]).text)
        place, at = _place(sentence, word), _place(self._of(number), other)
        return self._conflict(sentence, number, place, at, 0.8) if place and at else None

    def _agrees(self, sentence: Sentence, number: int) -> bool:
        """Whether both deny alike, and what numbers the sentence says are the other's."""
        other = self._of(number)
        denials = [len(denials_of(one.text, 0, one.end - one.start)) % 2 for one in (sentence, other)]
        return denials[0] == denials[1] and all(
            any(relation(one.value, two.value) == "same" for two in other.statements) for one in sentence.statements
        )

    def _of(self, number: int) -> Sentence:
        return self._sentences[number][1]

    def _conflict(
        self, sentence: Sentence, number: int, place: tuple[int, int], at: tuple[int, int], confidence: float
    ) -> Compared:
        passage = self._sentences[number][0]
        return Compared(
            Conflict("negation_conflict", *place, passage, *at, structured=False, confidence=round(confidence, 2))
        )

    def _judged(self, mine: Signed, sentence: Sentence, near: list[int]) -> Compared | None:
        met = [(number, theirs) for number in near if (theirs := self._read(number)) is not None]
        copies = [
            (number, theirs)
            for number, theirs in met
            if alike(mine, theirs) and self._values_agree(sentence, number, is_opposed(mine, theirs))
        ]
        turned = [
            (number, theirs, how) for number, theirs in copies if (how := turned_places(mine, theirs)) is not None
        ]
        if not copies or len(turned) < len(copies):
            return SUPPORTED if copies else None
        number, theirs, (state, other) = min(turned, key=lambda one: self._sentences[one[0]][1].text)
        context_sentence = self._of(number)
        start, end = state or (sentence.start, sentence.end)
        low, high = other or (context_sentence.start, context_sentence.end)
        likeness = len(mine.words & theirs.words) / len(mine.words | theirs.words)
        return self._conflict(sentence, number, (start, end), (low, high), 0.9 * likeness)

    def _near(self, words: frozenset[str], index: dict[str, list[int]]) -> list[int]:
        least = len(words) * _NEAR
        met = [index[word] for word in words if word in index]
        if len(met) < least:
            return []
        counts: dict[int, int] = {}
        for found in met:
            for number in found if len(found) <= _SENTENCES_MAX else ():
                counts[number] = counts.get(number, 0) + 1
        near = [number for number, count in counts.items() if count >= least]
        clauses = [clause for number in near for clause in self._clauses(number)]
        return [*near, *(one for one in clauses if len(words & self._of(one).vocabulary) >= least)]

    def _clauses(self, number: int) -> list[int]:
        """The clauses of a sentence that joins several: each says something by itself."""
        if number not in self._met:
            passage, sentence = self._sentences[number]
            joint = not sentence.question and JOINT.search(sentence.text) is not None
            clauses = joined_clauses(self._texts[passage], sentence)[: _CLAUSES_MAX - 1] if joint else []
            places = list(range(number + 1, number + 1 + len(clauses)))
            self._sentences.update((place, (passage, clause)) for place, clause in zip(places, clauses, strict=True))
            self._met[number] = places
        return self._met[number]

    def _read(self, number: int) -> Signed | None:
        if number not in self._read_so_far:
            passage, sentence = self._sentences[number]
            self._read_so_far[number] = None if sentence.question else signed(self._texts[passage], sentence)
        return self._read_so_far[number]

    def _values_agree(self, sentence: Sentence, number: int, fewer: bool = False) -> bool:
        """Whether both say the same values; `fewer` where the sentence may say some of them only."""
        theirs = self._sentences[number][1].statements
        if not sentence.statements:
            return len(theirs) <= _VALUES_LEFT_OUT_MAX
        missing = len(theirs) - len(sentence.statements)
        return 0 <= missing <= (_VALUES_LEFT_OUT_MAX if fewer else 0) and all(
            any(relation(one.value, two.value) == "same" for two in theirs) for one in sentence.statements
        )


def _undenied(sentence: Sentence) -> frozenset[str]:
    return (
        frozenset(_PLAIN.get(word, word.removesuffix("n't")) for word in sentence.said)
        - _DENYING
        - {"does", "do", "did", "may", "must", "can", "should", "will", "shall", "be"}
    )


_PLAIN = {"can't": "can", "won't": "will", "isn't": "is"}


def _moved(place: tuple[int, int], by: int) -> tuple[int, int]:
    return place[0] + by, place[1] + by


def _place(sentence: Sentence, stemmed: str) -> tuple[int, int] | None:
    return next(((word.start, word.end) for word in sentence.words if word.stem == stemmed), None)


_MODALS = frozenset(("shall", "must", "may", "might", "can", "could", "would"))


def _plain(stems: list[str]) -> list[str]:
    """Without the modals, which say nothing of who stands beside whom."""
    return [one for one in stems if one not in _MODALS]


def _beside(mine: list[str], word: str, theirs: list[str], other: str) -> bool:
    """Whether both words have the same neighbour."""
    mine, theirs = _plain(mine), _plain(theirs)
    if word not in mine or other not in theirs:
        return False
    at, there = mine.index(word), theirs.index(other)
    after = mine[at + 1 : at + 2] == theirs[there + 1 : there + 2] != []
    before = at > 0 and there > 0 and mine[at - 1] == theirs[there - 1]
    return after or before


def _index(sentences: list[tuple[int, tuple[int, Sentence]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, (_, sentence) in sentences:
        for word in sentence.vocabulary - STATES:
            found[word].append(number)
    return found
