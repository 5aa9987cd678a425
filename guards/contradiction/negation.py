"""Near-copies that deny: a sentence of the answer says what a sentence of the context says, with the sign turned.

What enters is a sentence of the answer; what leaves is agreement, a conflict, or nothing where no sentence of the
context is a near-copy. Works on near-copies only: a paraphrase that denies is not seen here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.exclusives import EXCLUSIVES, exclude
from guards.contradiction.opposites import GENERAL, SIGNS, State, denials_of, states_of
from guards.contradiction.renamed import renamed
from guards.contradiction.reordered import reordered
from guards.contradiction.statements import Sentence, read_sentence
from guards.contradiction.values import relation
from guards.contradiction.words import stem

_NEAR = 0.6
"""Share of its words that a sentence has in common with one that is looked at closely."""
_ALIKE = 0.79
"""Share of content words in common, of both together: about four of five."""
_SENTENCES_MAX = 200
"""A word of more sentences than this says nothing about which is meant."""

_STATES = frozenset(stem(word) for word in SIGNS) | {"network", "cannot", "never", "non", "none"}
# What may stand in one copy and not in the other.
_IGNORED = (
    _STATES
    | GENERAL
    | frozenset(map(stem, ("remain", "remains", "still", "longer", "currently", "stay", "become", "indeed")))
)
_DENYING = frozenset(("not", "never", "no", "cannot", "longer", "none", "without"))
_CLAUSES_MAX = 64
_VALUES_LEFT_OUT_MAX = 3
"""Values of a sentence that its copy may leave out: more are a list, of which the copy may be an item."""
_FLIPPED_MIN = 3
"""Words, small ones too, of the shortest sentence that is a copy word for word."""
_SWAPPED_MIN = 3
_NAME_MAX = 3
_JOINT = re.compile(
    r",? (?:and|but|while|whereas)\b|;|, (?=[a-z' -]{2,30} (?:is|are|was|were|has|have|must|can|may|will)\b)"
)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A sentence without its sign: content words, states by scale, whether denied outside of them or of two kinds."""

    words: frozenset[str]
    states: dict[int, State]
    denied: tuple[int, int] | None
    alternatives: bool
    noun: str = ""
    """What a "no" denies: of another side that does not speak of it, it says nothing."""

    def denied_of(self, other: _Signed) -> tuple[int, int] | None:
        """The denial, as far as the other side speaks of what it denies."""
        return self.denied if not self.noun or self.noun in other.words else None


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
        self._read_so_far: dict[int, _Signed | None] = {}

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
        words = sentence.vocabulary - _IGNORED
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
        mine = sentence.vocabulary - _STATES
        near = self._near(mine, self._by_word)
        return any(_alike_words(mine, self._sentences[number][1].vocabulary - _STATES) for number in near)

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
        near = self._near(words - _STATES, self._by_word)
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
        words = sentence.content - _IGNORED
        near = self._near(words, self._by_word if sentence.signed else self._signed_by_word) if words else []
        mine = _signed(folded, sentence) if near else None
        if mine is None:
            return None
        found = self._judged(mine, sentence, near)
        if found in (None, SUPPORTED) or sentence.signed:
            return found
        # Before a conflict, the copies that agree by saying no more than the sentence does.
        return self._judged(mine, sentence, self._near(words, self._by_word))

    def _flipped(self, sentence: Sentence) -> Compared | None:
        """The same words with a denial more or less, however few they are: "Towels are (not) provided"."""
        near = self._near(sentence.vocabulary - _STATES, self._by_word if sentence.signed else self._signed_by_word)
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
        for number in self._near(words - _STATES, self._by_word):
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

    def _judged(self, mine: _Signed, sentence: Sentence, near: list[int]) -> Compared | None:
        met = [(number, theirs) for number in near if (theirs := self._read(number)) is not None]
        copies = [
            (number, theirs)
            for number, theirs in met
            if _alike(mine, theirs) and self._values_agree(sentence, number, _is_opposed(mine, theirs))
        ]
        turned = [(number, theirs, how) for number, theirs in copies if (how := _turned(mine, theirs)) is not None]
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
            joint = not sentence.question and _JOINT.search(sentence.text) is not None
            clauses = joined_clauses(self._texts[passage], sentence)[: _CLAUSES_MAX - 1] if joint else []
            places = list(range(number + 1, number + 1 + len(clauses)))
            self._sentences.update((place, (passage, clause)) for place, clause in zip(places, clauses, strict=True))
            self._met[number] = places
        return self._met[number]

    def _read(self, number: int) -> _Signed | None:
        if number not in self._read_so_far:
            passage, sentence = self._sentences[number]
            self._read_so_far[number] = None if sentence.question else _signed(self._texts[passage], sentence)
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


def _is_said(folded: str, state: State) -> bool:
    """Whether a "no" answers, and denies no noun: "no errors" is a denial like "not"."""
    return _NOUN.match(folded, state.end) is None


def _noun(folded: str, denials: list[tuple[int, int]]) -> str:
    if not denials or folded[slice(*denials[0])] != "no":
        return ""
    match = _NEXT.match(folded, denials[0][1])
    return stem(match[1]) if match is not None else ""


_NEXT = re.compile(r" ([a-z]+)")
_NOUN = re.compile(r" (?!one\b)[a-z]{2}")


def joined_clauses(folded: str, sentence: Sentence) -> list[Sentence]:
    """The clauses of a sentence that joins several by "and", "but", "while" or a semicolon."""
    begin = sentence.start
    found: list[tuple[int, int]] = []
    for match in _JOINT.finditer(folded, sentence.start, sentence.end):
        found.append((begin, match.start()))
        begin = match.end()
    found.append((begin, sentence.end))
    return [read_sentence(folded, *_trimmed(folded, *one)) for one in found if one[1] - one[0] >= _CLAUSE_MIN]


def _trimmed(folded: str, start: int, end: int) -> tuple[int, int]:
    part = folded[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


_CLAUSE_MIN = 12
"""Code points of the shortest clause that says something by itself."""


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
        for word in sentence.vocabulary - _STATES:
            found[word].append(number)
    return found


def _signed(folded: str, sentence: Sentence) -> _Signed | None:
    if not sentence.signed:
        return _Signed(sentence.content - _IGNORED, {}, None, " or " in sentence.text)
    denials = denials_of(folded, sentence.start, sentence.end)
    states = [
        one for one in states_of(folded, sentence.start, sentence.end) if one.word != "no" or _is_said(folded, one)
    ]
    by_scale = {state.scale: state for state in states}
    if len(denials) > 1 or len(by_scale) < len(states) or " but " in folded[sentence.start : sentence.end]:
        return None  # two denials, two words of one scale, a turn: too much to say which is meant
    alternatives = " or " in folded[sentence.start : sentence.end]
    outside = [span for span in denials if not any(state.start <= span[0] < state.end for state in states)]
    return _Signed(
        sentence.content - _IGNORED, by_scale, outside[0] if outside else None, alternatives, _noun(folded, outside)
    )


def _alike(mine: _Signed, theirs: _Signed) -> bool:
    if not theirs.words:
        return False
    common, all_words = mine.words & theirs.words, mine.words | theirs.words
    if len(common) == 1:
        return len(all_words) == 1 and bool(mine.states) and mine.states.keys() == theirs.states.keys()
    if _is_opposed(mine, theirs):
        return True
    # A short sentence that stands in a longer one as a whole is its copy: "… are final and cannot be returned".
    return len(common) >= _ALIKE * len(all_words) or (
        2 < len(common) == len(mine.words) == len(all_words) - 1 and not theirs.alternatives
    )


_MORE_MAX = 3
_ORDER = frozenset(("before", "after"))


def _is_opposed(mine: _Signed, theirs: _Signed) -> bool:
    """Whether all that one says is said by the other with a few words more, of one scale: "training is optional" of
    "annual training is mandatory for all"."""
    return (
        1 < len(mine.words) <= len(mine.words & theirs.words)
        and len(theirs.words) - len(mine.words) <= _MORE_MAX
        and len(mine.states) == 1
        and mine.states.keys() == theirs.states.keys()
        and not any(state.word in _ORDER for state in mine.states.values())
        and mine.denied is None
        and theirs.denied is None
        and not theirs.alternatives
    )


def _unmatched(one: _Signed, other: _Signed) -> bool:
    """The sign of the states that the other side does not speak of; a denial that both speak of counts once."""
    shared = {state.start for scale, state in one.states.items() if scale in other.states}
    own = [state for scale, state in one.states.items() if scale not in other.states and state.start not in shared]
    # "no" denies the noun after it, which the other side need not speak of.
    return sum(state.sign < 0 and state.word not in ("no", "yes") for state in own) % 2 == 1


def _alike_words(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return len(mine & theirs) >= _ALIKE * max(2, len(mine | theirs))


Place = tuple[int, int] | None


def _turned(mine: _Signed, theirs: _Signed) -> tuple[Place, Place] | None:
    """The places of the differing words where exactly one thing is turned."""
    turned: list[tuple[Place, Place]] = []
    for scale, state in mine.states.items():
        other = theirs.states.get(scale)
        if other is None:
            continue
        if other.sign != state.sign:
            turned.append(((state.start, state.end), (other.start, other.end)))
    # A state that only one side says counts with its sign: "can't download" is "downloads are not available".
    own, known = _unmatched(mine, theirs), _unmatched(theirs, mine)
    said, other_said = mine.denied_of(theirs), theirs.denied_of(mine)
    if ((said is None) == (other_said is None)) != (own == known):
        turned.append((said, other_said))
    return turned[0] if len(turned) == 1 else None
