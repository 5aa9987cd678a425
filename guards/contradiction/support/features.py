"""The features of one sentence of an answer against its context, in the order of `NAMES`.

What enters are a sentence and the grounds for it; what leaves is one number for each name, and which parts of the
context are nearest. Nothing says how long an answer is, or who wrote it: heads learn such things, and they hold
nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from guards.contradiction.copies.lexicon import EXCLUSIVES
from guards.contradiction.grounds import CAPITALS, FAMILY, NOTHING, Grounds, words_of
from guards.contradiction.statements import Sentence
from guards.contradiction.text.words import stem
from guards.contradiction.values.dates import MONTH_WORDS, WEEKDAY_WORDS

_KINDS = ("number", "time", "name", "other")
NAMES = (
    *("cover_best", "cover_two", "cover_all", "akin_all", "akin_best", "plain_best", "precise"),
    *("denial_odd", "denial_near", "denial_left", "exclusive", "exclusive_near"),
    *(f"{what}_{kind}" for what in ("unmet", "unknown", "rival") for kind in _KINDS),
)
"""Shares of the sentence's words, by rarity, in the nearest part, in the nearest two, anywhere (`akin`: or another
word of the family); of the nearest part's words in it; denials and words that exclude each other; and by kind of word
those that the nearest part lacks, that the context lacks, and whether the nearest part has another of the kind."""

_UNSEEN = 8.0
"""The rarity of a word that the texts of the training have fewer than four times in some fifteen thousand sentences."""
_DENIALS = frozenset(("not", "never", "no", "cannot", "neither", "nor", "without", "none", "nobody", "nothing"))
_DENIALS |= {"hardly", "scarcely", "lack", "lacked", "fails", "failed", "unable"}
_DENIALS |= {
    f"{word}n't"
    for word in [
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "ca",
        "wo",
        "could",
        "would",
        "should",
        "must",
        "need",
    ]
}
_TIMES = frozenset(map(stem, MONTH_WORDS | WEEKDAY_WORDS)) - {"may", "march", "mar", "sun", "sat"}
_MOST = 3


class Featured(NamedTuple):
    """One sentence's features, and the numbers of the two parts nearest to it, -1 where there is none."""

    row: list[float]
    best: int
    second: int


def features_of(sentence: Sentence, raw: str, grounds: Grounds, rarity: Mapping[str, float]) -> Featured:
    """The features of a sentence; `raw` is the text that it stands in, as written."""
    words = words_of(sentence)
    weights = {word: rarity.get(word, _UNSEEN) for word in words}
    whole = sum(weights.values()) or 1.0
    best = grounds.nearest(weights)
    near = grounds.parts[best] if best >= 0 else NOTHING
    unmet = {word: weight for word, weight in weights.items() if word not in near.words}
    second = grounds.nearest(unmet) if unmet and best >= 0 else -1
    also = grounds.parts[second].words if second >= 0 else NOTHING.words
    left = near.words - words
    families = {word[:FAMILY] for word in left} if unmet else NOTHING.words
    unknown: list[str] = []
    one = two = every = akin = akin_one = 0.0
    for word, weight in unmet.items():
        one += weight
        if word not in also:
            two += weight
        if word[:FAMILY] not in families:
            akin_one += weight
        if word not in grounds.by_word:
            unknown.append(word)
            every += weight
            if word[:FAMILY] not in grounds.families:
                akin += weight
    cover = 1 - one / whole
    denies, denied = _denials(sentence.said), _denials(near.said)
    odd = float((denies + denied) % 2)
    excluded = len([word for word in unmet if word in EXCLUSIVES and not EXCLUSIVES[word].isdisjoint(left)])
    names = _names(raw, sentence) if unmet else NOTHING.words
    lacking, other = _by_kind(unmet, names), _by_kind(left, grounds.names) if unmet else (0, 0, 0, 0)
    row = [
        cover,
        1 - two / whole,
        1 - every / whole,
        1 - akin / whole,
        1 - akin_one / whole,
        1 - len(unmet) / max(1, len(words)),
        (len(words) - len(unmet)) / max(1, len(near.words)),
        odd,
        odd * cover,
        float(denied > denies),
        min(excluded, 2),
        min(excluded, 1) * cover,
        *lacking,
        *_by_kind(unknown, names),
        *(float(mine > 0 and theirs > 0) for mine, theirs in zip(lacking, other, strict=True)),
    ]
    return Featured(row, best, second)


def _denials(said: Iterable[str]) -> int:
    return 0 if _DENIALS.isdisjoint(said) else len([word for word in said if word in _DENIALS])


def _names(raw: str, sentence: Sentence) -> frozenset[str]:
    """Stems of the words with a capital, but for the first word, which has one anyway."""
    return frozenset(stem(word.lower()) for word in CAPITALS.findall(raw, sentence.start + 1, sentence.end))


def _by_kind(words: Iterable[str], names: frozenset[str]) -> tuple[int, int, int, int]:
    numbers = times = named = others = 0
    for word in words:
        if word[0] <= "9":
            numbers += 1
        elif word in _TIMES:
            times += 1
        elif word in names:
            named += 1
        else:
            others += 1
    return min(numbers, _MOST), min(times, _MOST), min(named, _MOST), min(others, _MOST)
