"""Words of a text, with their places.

What enters is any text; what leaves are its words in code points of that same text, with a crude English stem.
Folding never changes a length, so that every place found in the folded text is a place in the raw one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

# One character for one character: dashes, quotes and spaces as a keyboard has them; `_` parts words.
_FOLDED = {"_": " ", "’": "'", "‘": "'", "“": '"', "”": '"'} | dict.fromkeys("–—−‐‑‒", "-")
_FOLDED |= dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")

# The same for a text of ASCII, in one pass over its bytes.
_ASCII = bytes.maketrans(b"_ABCDEFGHIJKLMNOPQRSTUVWXYZ", b" abcdefghijklmnopqrstuvwxyz")
# Everything but letters and apostrophes as blanks: what is left falls into words by `split`, ten times as fast as a
# regular expression finds them.
_LETTERS = bytes(code if chr(code).isalpha() or code == ord("'") else ord(" ") for code in range(256))
_NO_LETTER = re.compile(r"[^\w']|[\d_]")
_NO_APOSTROPHE = re.compile(r"'(?![^\W\d_])|'(?<![^\W\d_]')")

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
# Units keep their capitals: "Noise dB", `capacity_kWh`.
_KEY_PART = re.compile(
    r"(?<![A-Za-z])(?:dB|[kMG]?(?:Wh|Hz)|[kMm][AVW]|mAh|[hk]Pa|[kMGT]B)(?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+"
)

_PAST = """rose risen rise / fell fallen fall / grew grown grow / won win / lost lose / met meet / left leave /
built build / sent send / spent spend / kept keep / began begun begin / ran run / came come / gave given
give / took taken take / made make / sold sell / bought buy / told tell / held hold / led lead / became
become / wrote written write / flew flown fly / drove driven drive / chose chosen choose / hidden hide /
broke broken break / spoke spoken speak / stood stand / went gone go / knew known know / saw seen see /
found find / children child / women woman / men man / people person / feet foot / teeth tooth / wives
wife / knives knife / lives life / leaves leaf"""
_IRREGULAR = {form: group.split()[-1] for group in _PAST.split("/") for form in group.split()[:-1]}

# "hired" comes of "hire", whose stem keeps its e.
_LOST_E = re.compile(r"[^aeiou][aeiou][^aeiouwxy]")

_STOP = (
    "a about above after again all also am an and any are as at be because been before being below both but by can",
    "could did do does doing down during each every either else few for from further had has have having he her",
    "here hers him his how i if in into is it its itself just ll me more most much my no nor not now of off on once",
    "one only or other our ours out over own per please re s same she should so some such t than that the their",
    "theirs them then there these they this those through to too under until up upon us ve very via was we were",
    "what when where which while who whom why will with within would you your yours yourself",
)
STOP = frozenset(word for line in _STOP for word in line.split())

# Words that carry an answer and not its subject.
_FILLER = (
    "according answer based context currently document exactly information note provided question regarding say",
    "says said show shows state stated sure thank yes okay ok apply applies amount value set equal equals total get",
    "gets need needs pay pays cost costs today approximately approx around roughly nearly almost least maximum",
    "minimum max min however therefore thus well additionally let know help happy hi hello great good like want",
    "mean means plus minus record records see find found listed",
)


class Word(NamedTuple):
    """One word: its stem and its place in code points."""

    stem: str
    start: int
    end: int

    @property
    def is_content(self) -> bool:
        """Whether the word says something about a subject."""
        return self.stem not in EMPTY


def fold(text: str) -> str:
    """The text in lower case with plain punctuation, every character in its old place."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII).decode("ascii")
    folded = text
    for character, plain in _FOLDED.items():  # most are absent, which costs a search each and no copy
        folded = folded.replace(character, plain)
    lower = folded.lower()
    if len(lower) == len(folded):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in folded)


def letters(folded: str) -> str:
    """A folded text with a blank for every character that is no part of a word, each in its place.

    >>> letters("the plan's fee: $20.")
    "the plan's fee      "
    """
    try:
        plain = folded.encode("latin-1").translate(_LETTERS).decode("latin-1")
    except UnicodeEncodeError:
        plain = _NO_LETTER.sub(" ", folded)
    return _NO_APOSTROPHE.sub(" ", plain) if "'" in plain else plain


@lru_cache(maxsize=32_768)
def stem(word: str) -> str:
    """A crude stem: plural, `-ed`, `-ing` and possessive taken off. `word` is folded.

    >>> [stem(word) for word in ("copays", "covered", "policies", "seeing's", "address", "hired")]
    ['copay', 'cover', 'policy', 'see', 'address', 'hire']
    """
    if word in STOP:
        return word
    word = word.split("'", maxsplit=1)[0]
    if word in STOP:
        return word
    word = _IRREGULAR.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsze":
                word = word[:-1]
            elif _LOST_E.fullmatch(word):
                word += "e"
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


FILLER = frozenset(stem(word) for line in _FILLER for word in line.split())
EMPTY = STOP | FILLER
"""Stems that say nothing about a subject."""


def tokens_of(folded: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Words and digit groups of a stretch of folded text: what names and titles are matched by."""
    stop = len(folded) if end is None else end
    return [Word(_STEMS[match[0]], match.start(), match.end()) for match in _TOKEN.finditer(folded, start, stop)]


def words_at(folded: str, start: int, said: Iterable[str]) -> list[Word]:
    """The words `said` from a place on, which are every run of letters there: each is found at once."""
    found: list[Word] = []
    for word in said:
        begin = folded.index(word, start)
        start = begin + len(word)
        found.append(Word(_STEMS[word], begin, start))
    return found


def content(words: Iterable[Word]) -> frozenset[str]:
    """The stems that say something."""
    return frozenset(word.stem for word in words if word.stem not in EMPTY)


def postings(found: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """An index by word as it is kept: the collector of garbage looks at every list again and again, and at no tuple of
    numbers."""
    return {word: tuple(numbers) for word, numbers in found.items()}


class _Stems(dict[str, str]):
    """The stem of each word, remembered, and forgotten at a bound: a lookup costs a third of a cached call."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED_MAX:
            self.clear()
        self[word] = found = self._of(word)
        return found

    def _of(self, word: str) -> str:
        return stem(word)


class _ContentStems(_Stems):
    """The stem of a word that says something, else nothing."""

    def _of(self, word: str) -> str:
        found = stem(word)
        return "" if found in EMPTY else found


_REMEMBERED_MAX = 32_768
_STEMS = _Stems()
_CONTENT = _ContentStems()
_NOTHING = frozenset(("",))


def stems_of(said: Iterable[str]) -> Iterable[str]:
    """The stem of each word that says something, and nothing for each other."""
    return map(_CONTENT.__getitem__, said)


def all_stems_of(said: Iterable[str]) -> Iterable[str]:
    """The stem of each word, small ones too."""
    return map(_STEMS.__getitem__, said)


def content_of(said: Iterable[str]) -> frozenset[str]:
    """The stems that say something, of words as they stand in folded text."""
    return frozenset(map(_CONTENT.__getitem__, said)) - _NOTHING


@lru_cache(maxsize=8_192)
def key_words(key: str) -> tuple[str, ...]:
    """The stems of an object key: `deductibleUSD`, `deductible_usd` and `Deductible (USD)` are alike.

    >>> key_words("outOfPocket_maxUSD")
    ('out', 'of', 'pocket', 'max', 'usd')
    """
    return tuple(stem(part.lower()) for part in _KEY_PART.findall(key[:200]))
