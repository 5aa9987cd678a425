"""The tagger: a linear-chain conditional random field whose features of a word are added up once and kept.

What enters are tokens; what leaves are spans of labelled tokens with their odds. A word's features do not depend on its
neighbours, so their weights for every place around it are summed when the word is first seen; a text then costs a few
array look-ups, and only the stretches that may hold a name are decoded. The memory of words is bounded.

References: Lafferty, McCallum, Pereira, *Conditional Random Fields*, ICML 2001.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guards.pii.names.combinations import Combinations, slot_places
from guards.pii.names.decoding import Array, Decoder, Entity
from guards.pii.names.layout import LABELS, SLOTS, START, START_CLASS, is_sign
from guards.pii.names.model_file import MODEL, read_model
from guards.pii.names.tokens import MIXED, Tokens
from guards.pii.names.words import described

# A word's sums take 10 slots x 9 labels x 2 bytes; 65,536 words stay below 12 MB. When full, all are forgotten.
_WORDS_MAX = 65_536
# What a word's own weights say for a name at least, in log odds, where it is the only one near: of entities in natural
# text one in a hundred is lost by it, most of them false. Small letters say enough against it themselves.
_LEAST, _SMALL_LEAST = 2.5, -0.6
# Lists of given names, family names, towns and countries; of everyday words and the 5,000 commonest.
_NAMES, _EVERYDAY = frozenset("GFCgcK"), frozenset("W12")
# Known from the start: the 20,000 commonest English words, the first 5,000 of them with a capital too.
_EVERYDAY_RANKS, _COMMON_RANKS = frozenset("123"), frozenset("12")
# Tokens read at once: about 40,000 characters.
_PART = 8_192
_START = [("w", START)], START_CLASS
_SLOT_NUMBERS = np.arange(len(SLOTS))[:, None]
_ENDS = frozenset({".", "?", "!", "\n", "\n\n", "。"})


class Tagger:
    """A trained model, loaded. Not for threads: its memory of words changes as it reads."""

    def __init__(self, path: Path = MODEL) -> None:
        head, arrays = read_model(path)
        self.lists: dict[str, str] = head["lists"]
        """The letters of the lists that a word stands in (`CARD.md`)."""
        self._common = {word: index for index, word in enumerate(head["common"])}
        self._classes = {name: index for index, name in enumerate(head["classes"])}
        self._features = {(name[0], name[2:]): index for index, name in enumerate(head["features"], 1)}
        self._scale: float = head["scale"]
        # Features x cells, most of them nought: one look-up for each feature of a new word.
        self._table = np.zeros((len(self._features) + 1, len(SLOTS) * len(LABELS)), np.int8)
        of = np.repeat(np.arange(1, len(self._features) + 1), np.diff(arrays["edges"]))
        self._table[of, arrays["cells"]] = arrays["weights"]
        self._combinations = Combinations(len(self._classes) + 1, arrays["keys"])
        none = np.zeros((1, len(LABELS)), np.int16)
        self._key_weights = np.vstack([none, arrays["key_weights"].astype(np.int16)])
        self.bias: float = head["bias"]
        self.decoder = Decoder(arrays["moves"].astype(np.float32), self.bias)
        self._sums = np.zeros((_WORDS_MAX, len(SLOTS) * len(LABELS)), np.int16)
        self._flat = self._sums.reshape(-1, len(LABELS))
        self._word_classes = np.zeros(_WORDS_MAX, np.int64)
        self._solid = np.ones(_WORDS_MAX, bool)
        self._known: dict[tuple[str, int], int] = {}
        self._may_be: dict[tuple[str, int], bool] = {}
        self._names = frozenset(word for word, on in self.lists.items() if _NAMES & set(on) and not _EVERYDAY & set(on))
        everyday = [word for word, on in sorted(self.lists.items()) if _EVERYDAY_RANKS & set(on)]
        usual = [word.capitalize() for word in everyday if _COMMON_RANKS & set(self.lists[word])]
        self._usual = [(START, MIXED), *((word, MIXED) for word in [*everyday, *usual])]
        self._learn(self._usual)

    def find(self, tokens: Tokens) -> list[Entity]:
        """The spans of a text's tokens, in order."""
        return [
            Entity(label, first + begin, last + begin, odds)
            for begin, part in _parts(tokens)
            for label, first, last, odds in self._find(part)
        ]

    def may_be(self, pairs: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        """Of words with the manner of their line, those whose own weights say enough for a name."""
        distinct = set(pairs)
        known = self._may_be
        new = [pair for pair in sorted(distinct) if pair not in known]
        if new:
            if len(known) + len(new) >= _WORDS_MAX:
                known.clear()
                new = sorted(distinct)
            own = self._sums[self._numbers(*zip(*new, strict=True)), : len(LABELS)]
            gains = ((own[:, 1:].max(axis=1) - own[:, 0]) * self._scale).tolist()
            for pair, gain in zip(new, gains, strict=True):
                known[pair] = gain > (_SMALL_LEAST if pair[0].islower() else _LEAST)
        return {pair for pair in distinct if known[pair]}

    def small_names(self, words: Iterable[str]) -> set[str]:
        """Of words in small letters, those that are on a list of names, are no everyday words, and may be names."""
        listed = self._names.intersection(words)
        return {word for word, _ in self.may_be((word, MIXED) for word in listed)} if listed else set()

    def _find(self, tokens: Tokens) -> list[Entity]:
        return self.decoder.find(self.scores(tokens))

    def scores(self, tokens: Tokens) -> Array:
        """Tokens x labels: what every token says for every label, transitions apart."""
        numbers = self._numbers(tokens.words, tokens.manners)
        places = slot_places(numbers, self._solid[numbers])
        rows = self._combinations.rows(np.take(self._word_classes, places))
        # Whole numbers, so that the order in which they are added up says nothing.
        words = self._flat.take(places * len(SLOTS) + _SLOT_NUMBERS, axis=0)
        total = np.add.reduce(words, axis=0, dtype=np.int16)
        total += np.add.reduce(self._key_weights.take(rows, axis=0), axis=0, dtype=np.int16)
        scores: Array = total * np.float32(self._scale)
        scores[:, 0] -= self.bias
        return scores

    def _numbers(self, words: Sequence[str], manners: Sequence[int]) -> NDArray[np.int64]:
        if len(self._known) + len(words) >= _WORDS_MAX - 2:
            self._forget()
        known = self._known
        found = [known.get(pair) for pair in zip(words, manners, strict=True)]
        if None in found:
            self._learn(
                dict.fromkeys(
                    pair for pair, n in zip(zip(words, manners, strict=True), found, strict=True) if n is None
                )
            )
            found = [known[pair] for pair in zip(words, manners, strict=True)]
        return np.array(found, np.int64)

    def _number(self, word: str, manner: int) -> int:
        number = self._known.get((word, manner))
        if number is None:
            if len(self._known) >= _WORDS_MAX:
                self._forget()
            self._learn([(word, manner)])
            number = self._known[word, manner]
        return number

    def _forget(self) -> None:
        self._known = dict(islice(self._known.items(), len(self._usual)))

    def _learn(self, pairs: Iterable[tuple[str, int]]) -> None:
        """Numbers, sums and classes of words that are not known."""
        first = number = len(self._known)
        rows: list[int] = []
        begins: list[int] = []
        features, lists, classes = self._features, self.lists, self._classes
        for word, manner in pairs:
            said, name = _START if word == START else described(word, manner, lists, self._common)
            begins.append(len(rows))
            rows.append(0)  # the row of no feature, for a word of which none is known
            rows += [features[feature] for feature in said if feature in features]
            self._known[word, manner] = number
            self._solid[number] = not is_sign(word)
            self._word_classes[number] = classes.get(name, len(classes))
            number += 1
        np.add.reduceat(
            np.take(self._table, rows, axis=0), begins, axis=0, dtype=np.int16, out=self._sums[first:number]
        )


def _parts(tokens: Tokens) -> Iterator[tuple[int, Tokens]]:
    """A text in parts that the memory can hold, cut after a sentence or a line where there is one."""
    begin, count = 0, len(tokens.words)
    while begin < count:
        end = begin + _PART
        if end < count:
            ends = (at for at in range(end, begin + _PART // 2, -1) if tokens.words[at - 1] in _ENDS)
            end = next(ends, end)
        yield begin, Tokens(tokens.words[begin:end], tokens.starts[begin:end], tokens.manners[begin:end])
        begin = end


@cache
def tagger() -> Tagger:
    """The model that ships, loaded once per process in about half a second."""
    return Tagger()
