"""Telephone numbers of many regions, the text read once for all of them.

What enters are a text and the stretches of it that can hold a number; what leaves are the matches that `phonenumbers`
finds in each region, in its own order. Its own candidate pattern, parser and rules decide; what is ours is that a
candidate is looked up once and not once per region, and that one is not parsed where its digits cannot be valid.

That they cannot is read off the library's own metadata. A candidate of digits and plain ASCII punctuation, without
`+`, is parsed as the region's own number, perhaps after the country code and the national prefix, or, if it begins
with the region's international prefix, as a foreign one. A valid number then matches the pattern of a number type of
a region with that country code, and has its national prefix where the region's format asks for one. Leniency 0 asks
for no valid number; there nothing is left out.

One difference is known and meant: the library gives up a text after 65,535 fruitless tries, and ours a run of it.

https://github.com/google/libphonenumber/blob/master/FAQ.md
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    CountryCodeSource,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberMatch,
    PhoneNumberMatcher,
    phonenumbermatcher,
)

from guards.presidio_scan.relaxing import Relaxed, relax, set_of_bytes

_parser: Any = importlib.import_module("re._parser")
library: Any = phonenumbermatcher  # its pattern and its rules are what is asked here, and not public
_candidates: Any = library._PATTERN
_second_number: Any = library._SECOND_NUMBER_START_PATTERN
_TYPES: Final = (
    *("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost"),
    *("voip", "personal_number", "pager", "uan", "voicemail"),
)
# A candidate may begin with two brackets or plus signs, each with up to four signs behind it.
_LEAD: Final = 10
_DIGIT: Final = re.compile(rb"[0-9\x81]")
_PLAIN: Final = re.compile(r"[0-9 ()./\[\]-]*")
_NO_DIGITS: Final = re.compile(r"[ ()./\[\]-]+")
# The shortest international number of any region has this many digits, its country code included (Guernsey, whose
# local numbers gain four); a test asks the metadata.
SHORTEST_ABROAD: Final = 5


def phone_runs(regions: Sequence[str], leniency: int) -> Relaxed:
    """The relaxed pattern of a candidate that could be a number in one of these regions."""
    alphabet = relax(_candidates.pattern, _candidates.flags).alphabet
    least = 1 if leniency < 1 else min([SHORTEST_ABROAD, *(_rules(region).least for region in regions)])
    gap = set_of_bytes(alphabet) + b"*"
    return Relaxed(rb"[0-9\x81]" + (b"(?:" + gap + rb"[0-9\x81]){%d}" % (least - 1) if least > 1 else b""), alphabet)


class _Rules:
    """What a valid number of one region must look like."""

    def __init__(self, region: str) -> None:
        own: Any = PhoneMetadata.metadata_for_region(region, None)
        code = own.country_code
        all_of_code: list[Any] = [
            PhoneMetadata.metadata_for_region(each, None) for each in COUNTRY_CODE_TO_REGION_CODE[code]
        ]
        kinds = [kind for each in all_of_code for name in _TYPES if (kind := getattr(each, name)) is not None]
        types = "|".join(sorted({f"(?:{kind.national_number_pattern})" for kind in kinds}))
        lengths = [n for each in (*all_of_code, *kinds) for n in getattr(each, "general_desc", each).possible_length]
        prefixes = [each for each in (own, all_of_code[0]) if each.national_prefix_for_parsing]
        self.known = all(_only_cuts(each) for each in prefixes)
        self.least = min([n for n in lengths if n > 0] + [2 + SHORTEST_ABROAD]) if self.known else 1
        cut = "|".join(sorted({f"(?:{each.national_prefix_for_parsing})" for each in prefixes}))
        if any(each.national_prefix_transform_rule for each in prefixes):
            cut = rf"(?={cut})\d*"  # what is cut begins with the prefix and ends anywhere
        ways = [f"(?:{code})(?:{cut}){{0,2}}(?:{types})", f"(?:{cut}){{1,2}}(?:{types})"]
        if own.international_prefix:
            ways.append(rf"(?:{own.international_prefix})\d{{{SHORTEST_ABROAD},}}")
        self._prefixed = re.compile("|".join(ways))
        self._bare = re.compile(types)
        self._code = code

    def possible(self, digits: str) -> bool:
        """False where a candidate of these digits and no `+` cannot be a valid number."""
        if self._prefixed.fullmatch(digits):
            return True
        return self._bare.fullmatch(digits) is not None and (digits[0] == "0" or self._needs_no_prefix(digits))

    def _needs_no_prefix(self, digits: str) -> bool:
        """What the library asks of a national number without any prefix."""
        number = PhoneNumber(self._code, int(digits), raw_input=digits)
        number.country_code_source = CountryCodeSource.FROM_DEFAULT_COUNTRY
        return bool(library._is_national_prefix_present_if_required(number))


@lru_cache(maxsize=512)
def _rules(region: str) -> _Rules:
    return _Rules(region)


def _only_cuts(metadata: Any) -> bool:
    """True where taking the national prefix off leaves an end of the number, and adds no digit."""
    rule = metadata.national_prefix_transform_rule
    if not rule:
        return True
    group = re.fullmatch(r"\\(\d)", rule)
    return group is not None and _ends_with(_parser.parse(metadata.national_prefix_for_parsing), int(group[1]))


def _ends_with(tree: Any, group: int) -> bool:
    op, argument = tree[-1]
    match str(op):
        case "SUBPATTERN":
            return argument[0] == group or _ends_with(argument[3], group)
        case "MAX_REPEAT":
            return bool(argument[1] == 1) and _ends_with(argument[2], group)
        case _:
            return False


class _Matcher(PhoneNumberMatcher):
    """The library's matcher of one region, spared what cannot be a number there."""

    def __init__(self, text: str, region: str, leniency: int, digits: dict[str, str | None]) -> None:
        super().__init__(text, region, leniency=leniency)
        self._digits = digits
        self._known: dict[str, bool] = {}
        self.rules = _rules(region) if leniency >= 1 else None

    def _parse_and_verify(self, candidate: str, offset: int) -> PhoneNumberMatch | None:
        if not self.possible(self.digits_of(candidate)):
            return None
        found: PhoneNumberMatch | None = super()._parse_and_verify(candidate, offset)
        return found

    def possible(self, digits: str | None) -> bool:
        """False where these digits cannot be a number of the region; of what is not plain it cannot tell."""
        if digits is None or self.rules is None or not self.rules.known:
            return True
        if len(digits) < self.rules.least:
            return False
        if digits not in self._known:
            self._known[digits] = self.rules.possible(digits)
        return self._known[digits]

    def digits_of(self, candidate: str) -> str | None:
        """The digits of a candidate that holds nothing but digits and plain punctuation."""
        if candidate not in self._digits:
            plain = _PLAIN.fullmatch(candidate)
            self._digits[candidate] = _NO_DIGITS.sub("", candidate) if plain else None
        return self._digits[candidate]

    def extract(self, candidate: str, start: int, tried: Iterable[str | None]) -> PhoneNumberMatch | None:
        """The match in a candidate of the library's own pattern, of which these digits would be tried."""
        if not any(map(self.possible, tried)):
            return None
        found: PhoneNumberMatch | None = self._extract_match(candidate, start)
        return found


class _Trying(_Matcher):
    """Notes what the library would try to read as a number in a candidate, and reads nothing."""

    def __init__(self, text: str, digits: dict[str, str | None]) -> None:
        super().__init__(text, "US", 0, digits)
        self.tried: list[str | None] = []

    def _parse_and_verify(self, candidate: str, offset: int) -> None:
        self.tried.append(self.digits_of(candidate))


class _Candidate(NamedTuple):
    start: int
    end: int
    text: str
    tried: tuple[str | None, ...]
    """The digits of all that the library would try in it; None for what only the library can judge."""
    last: bool
    """No digit follows in its run."""


class Phones:
    """All telephone numbers of one text, region by region."""

    def __init__(self, text: str, data: bytes, runs: Iterable[tuple[int, int]]) -> None:
        self._text = text
        self._data = data
        self._runs = list(runs)
        self._next: dict[int, _Candidate | None] = {}
        self._whole: set[int] = set()
        self._digits: dict[str, str | None] = {}

    def matches(self, region: str, leniency: int) -> Iterator[PhoneNumberMatch]:
        """What `PhoneNumberMatcher(text, region, leniency)` yields, short of what an earlier region's matches hold.

        Where a region took a candidate as a whole and no digit follows in its run, any other region finds the same,
        or parts of it; Presidio gives all of them one score and drops what lies in another.
        """
        matcher = _Matcher(self._text, region, leniency, self._digits)
        for start, end in self._runs:
            index = start
            while (found := self._candidate(index, end)) is not None:
                index = found.end
                if found.start in self._whole:
                    continue
                match = matcher.extract(found.text, found.start, found.tried)
                if match is not None:
                    yield match
                    index = match.end
                    if found.last and match.start == found.start and match.end == found.end:
                        self._whole.add(found.start)

    def _candidate(self, index: int, end: int) -> _Candidate | None:
        """The next candidate at or after an index and within its run; every region asks for much the same ones."""
        if index not in self._next:
            self._next[index] = self._searched(index, end)
        return self._next[index]

    def _searched(self, index: int, end: int) -> _Candidate | None:
        digit = _DIGIT.search(self._data, index, end)
        if digit is None:
            return None
        found = _candidates.search(self._text, max(index, digit.start() - _LEAD), end)
        if found is None:
            return None
        candidate = found[0]
        second = _second_number.search(candidate)
        candidate = candidate[: second.start()] if second else candidate
        trying = _Trying(self._text, self._digits)
        trying._extract_match(candidate, found.start())
        stop = found.start() + len(candidate)
        last = _DIGIT.search(self._data, stop, end) is None
        return _Candidate(found.start(), stop, candidate, tuple(set(trying.tried)), last)
