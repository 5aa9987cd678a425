"""A clause as its words, what denies or limits them, and what stands in between.

What enters is a stretch of folded text and the same as written; what leaves are tokens with their stems and places, the
denials with the tokens that each covers, and the places of what limits. It is read once, by one expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from guards.contradiction.copies import lexicon
from guards.contradiction.text.words import FILLER, STOP, stem

Place = tuple[int, int]

_TOKEN = re.compile(r"\d[\d,.:]*|[^\W\d_]+(?:'[^\W\d_]+)?|[,;:()]|\s-\s")
_AHEAD, _BACK = 2, 3
"""Words that a denial covers before a list goes on, "does not (offer parking)", and back: "(garage parking) is not"."""
_EXCEPTED = 2
"""Words behind "except" that are taken out, where they are no name."""
_LIGHT = FILLER | lexicon.LIGHT
_JOINT = re.compile(r"; |, (?:and|but|while|whereas|although|though|so) | (?:but|while|whereas|and) ")
_ALL_BUT = re.compile(r"\b(?:all|every|any|each|no|everyone)(?: [a-z]+){0,2}$")
_PARTICIPLE = re.compile(r"(?:e[dn]|wn|[hlnpfu]t|[lni]d|de|un|ne|on|ung|uck)$")
_NO_AGENT = re.compile(r"\d|.*ing$|$")


class Token(NamedTuple):
    """A word that says something, or a number; `light` where a copy may leave it out."""

    stem: str
    word: str
    start: int
    end: int
    capital: bool
    opening: bool
    light: bool
    before: tuple[str, ...]
    """The small words and commas before it."""


class Denial(NamedTuple):
    """A word that denies, and the numbers of the tokens that it covers; `duty` where it denies a duty only."""

    start: int
    end: int
    covers: frozenset[int]
    duty: bool


class Reading(NamedTuple):
    """One clause or sentence."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    denials: tuple[Denial, ...]
    excepted: frozenset[int]
    limits: dict[str, tuple[Place, int]]
    """The places of "all", "some", "only", "before", "after", "must", and "by" of a passive, each with the number of
    the token behind it; and "contrast" for what names things that are not meant: "rather than"."""
    listed: bool
    """Whether "and" follows it."""


def readings(folded: str, raw: str, start: int, end: int) -> list[Reading]:
    """The whole of a sentence, then its clauses where it has several. `raw` may be empty: then no word is a name."""
    places, begin = [], start
    for match in _JOINT.finditer(folded, start, end):
        if "but" not in match[0] or not _ALL_BUT.search(folded, max(start, match.start() - 40), match.start()):
            places.append((begin, match.start()))
            begin = match.end()
    parts = [*places, (begin, end)] if places else []
    return [_Reader(folded, raw, *one).read() for one in ((start, end), *parts)]


class _Reader:
    def __init__(self, folded: str, raw: str, start: int, end: int) -> None:
        self._raw, self._start, self._end = raw, start, end
        self._words = [(match[0], match.start()) for match in _TOKEN.finditer(folded, start, end)]
        self._text = folded
        self._tokens: list[Token] = []
        self._denials: list[Denial] = []
        self._excepted: set[int] = set()
        self._limits: dict[str, tuple[Place, int]] = {}
        # A clause that "and" cuts off may begin or end within a list.
        self._small = ["and"] if folded.endswith(" and ", 0, start) else []
        self._listed = folded.startswith((" and ", ", and "), end)
        self._clause = 0
        self._to_except = 0
        # The open denial: its place, what it covers, how much more it may, whether it covers back, and only a duty.
        self._open: Place | None = None
        self._covers: list[int] = []
        self._left = 0
        self._back = self._duty = False

    def read(self) -> Reading:
        for number, (word, start) in enumerate(self._words):
            following = self._words[number + 1][0] if number + 1 < len(self._words) else ""
            role = lexicon.ROLES.get(word) or ("denies" if word.endswith("n't") else "")
            if not (word[0].isalnum() and (not role or self._take(role, number, word, following))):
                if not word[0].isalnum():
                    self._mark(word, number)
                self._small.append(word)
            elif word in STOP:
                self._small.append(word)
            else:
                self._say(word, start, number == 0, following)
        self._close()
        tokens = tuple(self._tokens)
        return Reading(
            self._start, self._end, tokens, tuple(self._denials), frozenset(self._excepted), self._limits, self._listed
        )

    def _mark(self, mark: str, number: int) -> None:
        listed = mark == "," and any(one in ("or", "nor") for one, _ in self._words[number + 1 : number + 8])
        if not listed:
            self._close()
        if mark != ",":
            self._clause = len(self._tokens)
        self._to_except = 0

    def _say(self, word: str, start: int, opening: bool, following: str) -> None:
        place = len(self._tokens)
        stemmed = word.rstrip(".,:").replace(",", "") if word[0].isdigit() else stem(word)
        capital = bool(self._raw) and self._raw[start].isupper()
        before, self._small = tuple(self._small), []
        self._tokens.append(Token(stemmed, word, start, start + len(word), capital, opening, stemmed in _LIGHT, before))
        if self._to_except:
            self._excepted.add(place)
            self._to_except = 0 if capital else self._to_except - 1
        if self._open is not None:
            self._covers.append(place)
            self._left -= 1
            if self._left <= 0 and following not in ("or", "nor", ",", "and"):
                self._close()

    def _take(self, role: str, number: int, word: str, following: str) -> bool:
        """Notes what a word does to the others; whether it says something by itself too."""
        start = self._words[number][1]
        place = start, start + len(word)
        if role in ("denies", "forbids", "waives") or (role == "fails" and following == "to"):
            if role == "denies" and lexicon.ROLES.get(following) == "all":
                self._limit("some", place)  # "not all" is some
            elif role != "denies" or not self._is_no_denial(word, following, place[1]):
                self._deny(role, place)
        elif role in ("breaks", "joins"):
            self._break(role, word)
        elif role == "excepts" or (word, self._small[-1:]) in (("than", ["other"]), ("from", ["apart"])):
            self._close()
            self._to_except = _EXCEPTED
        elif role == "all" and any(lexicon.ROLES.get(one) == "denies" for one in self._small[-1:]):
            pass
        elif role == "of":
            self._to_except = 0  # "all but one of the songs"
        elif role == "must" or (role == "has" and following == "to"):
            self._limit("must", place)
            if self._open is not None and not self._covers:
                self._duty = word not in ("must", "shall")
                self._open = self._open[0], place[1]
        elif role == "contrasts" or (word, following) in lexicon.INSTEAD:
            self._limit("contrast", place)
        elif role != "by" or (_PARTICIPLE.search(self._words[number - 1][0]) and not _NO_AGENT.match(following)):
            self._limit(role, place)
        a_need = word == "need" and following in ("a", "an", "the")
        return role in ("contrasts", "fails") or word == "available" or a_need

    def _break(self, role: str, word: str) -> None:
        """Ends what a denial covers, and a clause; or begins an exception: "all but one"."""
        self._close()
        if word == "but" and "all" in self._limits and len(self._tokens) - self._limits["all"][1] <= 1:
            self._to_except = _EXCEPTED
        elif role == "breaks":
            self._clause = len(self._tokens)

    def _limit(self, name: str, place: Place) -> None:
        self._limits.setdefault(name, (place, len(self._tokens)))

    def _deny(self, role: str, place: Place) -> None:
        if self._open is not None and not self._covers and not (role == "denies" and self._open[1] == place[0] - 1):
            # "Not forbidden", "cannot be without": one takes back the other, each counts.
            self._denials.append(Denial(*self._open, frozenset((-1,)), self._duty))
        elif self._open is not None:
            self._close()
        self._open, self._covers, self._left = place, [], _AHEAD
        self._duty, self._back = role == "waives", role in ("forbids", "waives")

    def _is_no_denial(self, word: str, following: str, end: int) -> bool:
        """ "Not only", "whether or not", "No, …", "No. 5", "no-fly", "used without.": words that deny elsewhere."""
        if word == "without" and not following[:1].isalnum():
            return True
        mark = self._text[end : end + 1]
        if (word == "no" and mark in (",", ".")) or (mark == "-" and word != "non") or "or" in self._small[-2:]:
            return True
        return following in lexicon.NO_DENIAL and (word, following) != ("no", "longer")

    def _close(self) -> None:
        if self._open is not None:
            begin = self._covers[0] if self._covers else len(self._tokens)
            behind: Iterable[int] = range(max(self._clause, begin - _BACK), begin)
            covers = self._covers if self._covers and not self._back else [*behind, *self._covers]
            self._denials.append(Denial(*self._open, frozenset(covers), self._duty))
        self._open, self._covers, self._duty, self._back = None, [], False, False
