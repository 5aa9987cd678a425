"""Telephone numbers of many regions, the text read once for all of them.

What enters are a text and the stretches of it that can hold a number; what leaves are the matches that `phonenumbers`
finds in each region, in its own order. Its own candidate pattern, parser and rules decide; what is ours is that a
candidate is looked up once and not once per region, and that nothing is parsed whose digits cannot be valid there
(`guards.pii.scan.phone_rules`). What begins with `+` and a country code is parsed once for all regions. Leniency
0 asks for no valid number; there nothing is left out.

Which parts of a candidate the library tries when it is no number as a whole depends on its signs and not on its
digits, so each shape is put to the library once.

One difference is known and meant: the library gives up a text after 65,535 fruitless tries, and ours a run of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from phonenumbers import PhoneNumberMatch, PhoneNumberMatcher, phonenumbermatcher

from guards.pii.scan.phone_rules import SHORTEST_ABROAD, known_abroad, rules_of
from guards.scanning.bytesets import set_of_bytes
from guards.scanning.relaxing import Relaxed, relax

_library: Any = phonenumbermatcher  # its patterns are what is asked here, and not public
_candidates: Any = _library._PATTERN
_second_number: Any = _library._SECOND_NUMBER_START_PATTERN
# A candidate may begin with two brackets or plus signs, each with up to four signs behind it.
_LEAD: Final = 10
_DIGIT: Final = re.compile(rb"[0-9\x81]")
_ANY_DIGIT: Final = re.compile(r"\d")
# What the library drops between digits, short of what may begin an extension.
_SIGNS: Final = " ()./[]-\u00a0\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NO_SIGNS: Final = dict.fromkeys(map(ord, _SIGNS))
_PLAIN: Final = re.compile(r"\+?[0-9]*")
_LETTER: Final = re.compile(r"[^\W\d_]")
_SPELLED: Final = 3
_ONE_SHAPE: Final = str.maketrans("123456789", "000000000")


def phone_runs(regions: Sequence[str], leniency: int) -> Relaxed:
    """The relaxed pattern of a candidate that could be a number in one of these regions."""
    alphabet = relax(_candidates.pattern, _candidates.flags).alphabet
    least = 1 if leniency < 1 else min(SHORTEST_ABROAD, rules_of(tuple(regions)).least)
    gap = set_of_bytes(alphabet) + b"*"
    return Relaxed(rb"[0-9\x81]" + (b"(?:" + gap + rb"[0-9\x81]){%d}" % (least - 1) if least > 1 else b""), alphabet)


class _Trying(PhoneNumberMatcher):
    """Notes which parts of a candidate the library would try to read as a number, and reads nothing."""

    def __init__(self) -> None:
        super().__init__("", "US")
        self.tried: list[tuple[int, int]] = []

    def _parse_and_verify(self, candidate: str, offset: int) -> None:
        self.tried.append((offset, offset + len(candidate)))


@lru_cache(maxsize=4096)
def _parts(shape: str) -> tuple[tuple[int, int], ...]:
    """Starts and ends of all that the library tries in a candidate of this shape, in its order."""
    trying = _Trying()
    trying._parse_and_verify(shape, 0)
    trying._extract_inner_match(shape, 0)
    return tuple(dict.fromkeys(trying.tried))


class _Part(NamedTuple):
    """Something that the library tries to read as a number."""

    start: int
    text: str
    regions: int
    """One bit for each region in which it may be one."""
    abroad: PhoneNumberMatch | None
    """What it is in every region."""


class _Candidate(NamedTuple):
    start: int
    end: int
    parts: list[_Part]
    regions: int
    last: bool
    """No digit follows in its run."""


class Phones:
    """All telephone numbers of one text, region by region."""

    def __init__(
        self,
        text: str,
        data: bytes,
        runs: Iterable[tuple[int, int]],
        regions: Sequence[str],
        leniency: int,
        in_time: Callable[[], None],
    ) -> None:
        self._text = text
        self._data = data
        self._runs = list(runs)
        self._regions = regions
        self._rules = rules_of(tuple(regions))
        self._leniency = leniency
        self._in_time = in_time
        self._next: dict[int, _Candidate | None] = {}
        self._whole: set[int] = set()

    def matches(self) -> Iterator[tuple[str, PhoneNumberMatch]]:
        """For each region what `PhoneNumberMatcher` yields, short of what an earlier region's matches hold.

        Where a region took a candidate as a whole and no digit follows in its run, any other region finds the same,
        or parts of it; Presidio gives all of them one score and drops what lies in another.
        """
        regions = self._with_candidates()
        for place, region in enumerate(self._regions):
            if regions >> place & 1:
                for match in self._of(region, 1 << place):
                    yield region, match

    def _with_candidates(self) -> int:
        """The regions in which some candidate may be a number. Until a first match, all meet the same candidates."""
        regions = 0
        for start, end in self._runs:
            index = start
            while (found := self._candidate(index, end)) is not None:
                regions |= found.regions
                index = found.end
        return regions

    def _of(self, region: str, bit: int) -> Iterator[PhoneNumberMatch]:
        reader: Any = PhoneNumberMatcher(self._text, region, leniency=self._leniency)
        for start, end in self._runs:
            index = start
            while (found := self._candidate(index, end)) is not None:
                index = found.end
                if not found.regions & bit or found.start in self._whole:
                    continue
                self._in_time()
                match = _first(reader, found.parts, bit)
                if match is not None:
                    yield match
                    index = match.end
                    if found.last and match.start == found.start and match.end == found.end:
                        self._whole.add(found.start)

    def _candidate(self, index: int, end: int) -> _Candidate | None:
        """The next candidate at or after an index and within its run that may be a number in some region."""
        if index not in self._next:
            self._next[index] = self._searched(index, end)
        return self._next[index]

    def _searched(self, index: int, end: int) -> _Candidate | None:
        while (digit := _DIGIT.search(self._data, index, end)) is not None:
            self._in_time()
            found = _candidates.search(self._text, max(index, digit.start() - _LEAD), end)
            if found is None:
                return None
            start, candidate = found.start(), found[0]
            second = _second_number.search(candidate)
            candidate = candidate[: second.start()] if second else candidate
            index = start + len(candidate)
            parts, regions = self._parts_of(candidate, start)
            if regions:
                last = _DIGIT.search(self._data, index, end) is None
                return _Candidate(start, index, parts, regions, last)
        return None

    def _parts_of(self, candidate: str, start: int) -> tuple[list[_Part], int]:
        """What the library tries in a candidate, as far as it may be a number, and the regions in which it may."""
        if self._leniency >= 1 and not self._rules.long_enough(_most_digits(candidate), True):
            return [], 0
        if _library._SLASH_SEPARATED_DATES.search(candidate) or self._is_time(candidate, start + len(candidate)):
            return [], 0
        parts, regions = [], 0
        for begin, end in _parts(candidate.translate(_ONE_SHAPE)):
            part = self._part(candidate[begin:end], start + begin)
            if part.regions:
                parts.append(part)
                regions |= part.regions
        return parts, regions

    def _is_time(self, candidate: str, end: int) -> bool:
        suffix = _library._TIME_STAMPS_SUFFIX
        return bool(_library._TIME_STAMPS.search(candidate) and suffix.match(self._text[end : end + 8]))

    def _part(self, text: str, start: int) -> _Part:
        if self._leniency < 1:
            return _Part(start, text, self._rules.all if _ANY_DIGIT.search(text) else 0, None)
        digits = text.translate(_NO_SIGNS)
        if not _PLAIN.fullmatch(digits):
            size = _most_digits(digits)
            return _Part(start, text, self._rules.long_enough(size, not digits[:1].isalnum()), None)
        if digits[:1] == "+" and known_abroad(digits[1:]):
            if len(digits) <= SHORTEST_ABROAD:
                return _Part(start, text, 0, None)
            reader: Any = PhoneNumberMatcher(self._text, self._regions[0], leniency=self._leniency)
            match = reader._parse_and_verify(text, start)
            return _Part(start, text, self._rules.all if match else 0, match)
        # A `+` before no country code is taken off, and the rest read again.
        return _Part(start, text, self._rules.possible(digits.removeprefix("+")), None)


def _most_digits(text: str) -> int:
    """As many as the library may read in it: letters count where there are enough for a number in letters."""
    letters = len(_LETTER.findall(text))
    return len(_ANY_DIGIT.findall(text)) + (letters if letters >= _SPELLED else 0)


def _first(reader: Any, parts: Iterable[_Part], bit: int) -> PhoneNumberMatch | None:
    """The first part that is a number in the reader's region."""
    for part in parts:
        if part.regions & bit:
            match: PhoneNumberMatch | None = part.abroad or reader._parse_and_verify(part.text, part.start)
            if match is not None:
                return match
    return None
