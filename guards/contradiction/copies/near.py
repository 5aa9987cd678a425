"""The sentences of a context by their words, and the verdict of the nearest on a sentence of the answer.

What enters is a sentence of the answer; what leaves is agreement, a conflict, or nothing where no sentence is near. How
sure a conflict is comes of weights fitted to what people labelled, and never of a rule.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from operator import mul

from guards.contradiction.conflict import SUPPORTED, Compared, Conflict
from guards.contradiction.copies.edits import FEATURES, Edit, edit_of
from guards.contradiction.copies.reading import Reading, readings
from guards.contradiction.statements import Sentence

_NEAR, _NEAREST = 0.5, 4
"""Share of its words that a sentence has in common with one that is looked at closely, and how many are."""
_SENTENCES_MAX = 200
"""A word of more sentences than this says nothing about which is meant."""
_COVERS, _COVERS_BACK, _AGREES = 0.5, 0.3, 0.8
"""Shares of the answer's clause and of the context's that are aligned: for an edit at the least, and to agree."""
CONFIDENT = 0.6
"""Below, an edit is no finding."""
_FITTED = json.loads(files("guards.contradiction.copies").joinpath("weights.json").read_text("utf-8"))
_WEIGHTS = tuple(float(_FITTED[name]) for name in ("bias", *FEATURES))

Met = tuple[int, Edit, tuple[float, ...]]
"""The number of a sentence, the edit, and the features of the alignment with how near another comes that agrees."""


def confidence(features: Sequence[float], weights: Sequence[float] = _WEIGHTS) -> float:
    """How likely an edit with these features is a conflict, by the weights fitted in `training.copies`."""
    return 1 / (1 + math.exp(-weights[0] - sum(map(mul, weights[1:], features))))


class Copies:
    """The sentences of a context, to find near-copies. `texts` are the passages folded, `raw` as written."""

    def __init__(
        self, texts: Sequence[str], sentences: Sequence[tuple[int, Sentence]], raw: Sequence[str] = ()
    ) -> None:
        self._texts, self._raw, self._sentences = texts, raw or texts, sentences
        self._read: dict[int, list[Reading]] = {}

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, (_, sentence) in enumerate(self._sentences):
            for word in () if sentence.question else sentence.vocabulary:
                found[word].append(number)
        return found

    def may_compare(self, sentence: Sentence) -> bool:
        """Whether the context has enough of a sentence's words for one of its sentences to be near."""
        words = sentence.vocabulary
        return bool(words) and len(words & self._by_word.keys()) >= len(words) * _NEAR

    def compare(self, folded: str, sentence: Sentence, raw: str = "") -> Compared | None:
        """The verdict of the nearest sentences; `raw` is the answer as written."""
        if not self.may_compare(sentence):
            return None
        met, agrees = self.nearest(folded, sentence, raw)
        scored = [(confidence(features), -number, edit) for number, edit, features in met]
        best = max(scored, key=lambda one: one[:2], default=None)
        if best is None or best[0] < CONFIDENT:
            return SUPPORTED if agrees else None
        edit, passage = best[2], self._sentences[-best[1]][0]
        places = *edit.place, passage, *edit.other
        return Compared(Conflict("negation_conflict", *places, structured=False, confidence=round(best[0], 2)))

    def nearest(self, folded: str, sentence: Sentence, raw: str = "") -> tuple[list[Met], bool]:
        """The edits of each clause with their features, unless something as near says the same; whether any does."""
        found = list(self._pairs(folded, sentence, raw))
        agreed: dict[int, float] = defaultdict(float)
        for clause, _, edit in found:
            if not edit.kind:
                agreed[clause] = max(agreed[clause], edit.cover)
        whole = agreed[0] if agreed[0] >= _AGREES else 0.0
        met = [
            (number, edit, (*edit.features, agreed[clause]))
            for clause, number, edit in found
            if edit.kind and edit.features[0] >= _COVERS and edit.back >= _COVERS_BACK
            if edit.cover > max(agreed[clause], whole) and (edit.kind != "first" or self._are_names(edit, number, raw))
        ]
        return met, max(agreed.values(), default=0.0) >= _AGREES

    def _pairs(self, folded: str, sentence: Sentence, raw: str) -> Iterator[tuple[int, int, Edit]]:
        """Each clause of a sentence with what is near it: whole with whole, clause with clause."""
        near = self._near(sentence.vocabulary)
        mine = readings(folded, raw, sentence.start, sentence.end) if near else []
        for number in near:
            theirs = self._readings(number)
            for clause, one in enumerate(mine):
                for other in theirs[:1] if len(mine) > 1 and clause == 0 else theirs[len(mine) > 1 < len(theirs) :]:
                    if (edit := edit_of(one, other, self._weight)) is not None:
                        yield clause, number, edit

    def _near(self, words: frozenset[str]) -> list[int]:
        counts: dict[int, int] = defaultdict(int)
        for found in (self._by_word.get(word, ()) for word in words):
            for number in found if len(found) <= _SENTENCES_MAX else ():
                counts[number] += 1
        near = sorted((-count, number) for number, count in counts.items() if count >= len(words) * _NEAR)
        return [number for _, number in near[:_NEAREST]]

    def _weight(self, word: str) -> float:
        return 1 / (1 + math.log(max(1, len(self._by_word.get(word, ())))))

    def _are_names(self, edit: Edit, number: int, raw: str) -> bool:
        """Whether the words that begin two sentences are names: both have a capital within a sentence too."""
        text = self._raw[self._sentences[number][0]]
        words = raw[slice(*edit.place)].split(maxsplit=1)[0], text[slice(*edit.other)].split()[0]
        return all(any(re.search(rf"[a-z,] {re.escape(word)}\b", one) for one in (text, raw)) for word in words)

    def _readings(self, number: int) -> list[Reading]:
        if number not in self._read:
            passage, sentence = self._sentences[number]
            text, raw = self._texts[passage], self._raw[passage]
            raw = raw if len(raw) == len(text) else ""
            self._read[number] = readings(text, raw, sentence.start, sentence.end)
        return self._read[number]
