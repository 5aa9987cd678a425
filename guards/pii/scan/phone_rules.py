"""What digits can be a valid telephone number of a region, read off the metadata of `phonenumbers`.

What enters are the digits of a candidate without `+`; what leaves is whether the library could find it valid in a
region: False is certain, True is not. Such a candidate is parsed as the region's own number, perhaps after the country
code and the national prefix, or, if it begins with the region's international prefix, as a foreign one. A valid
number then matches the pattern of a number type of a region with that country code, and has its national prefix where
the region's format asks for one.

https://github.com/google/libphonenumber/blob/master/FAQ.md
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, phonenumbermatcher, phonenumberutil

_parser: Any = importlib.import_module("re._parser")
_library: Any = phonenumbermatcher  # its rules are what is asked here, and not public
_util: Any = phonenumberutil
_TYPES: Final = (
    *("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost"),
    *("voip", "personal_number", "pager", "uan", "voicemail"),
)
# The shortest international number of any region has this many digits, its country code included (Guernsey, whose
# local numbers gain four); a test asks the metadata.
SHORTEST_ABROAD: Final = 5


class Rules:
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
            ways.append(rf"(?:{own.international_prefix})[1-9]\d{{{SHORTEST_ABROAD - 1},}}")  # no code begins with 0
        self._prefixed = re.compile("|".join(ways)).fullmatch
        self._bare = re.compile(types).fullmatch
        self._lengths = _lengths(all_of_code)
        self._main = all_of_code[0]
        self._format = _formats(self._main.number_format).match

    def possible(self, digits: str) -> bool:
        """False where a candidate of these digits and no `+` cannot be a valid number."""
        if not self.known:
            return True
        if len(digits) < self.least:
            return False
        if len(digits) in self._lengths and self._bare(digits) and (digits[0] == "0" or self._needs_no_prefix(digits)):
            return True
        return self._prefixed(digits) is not None

    def _needs_no_prefix(self, digits: str) -> bool:
        """What the library asks of a national number without any prefix."""
        chosen = self._format(digits)
        if chosen is None or str(chosen.lastgroup).startswith("bare"):
            return True
        return bool(_library._maybe_strip_national_prefix_carrier_code(digits, self._main)[2])


def _formats(forms: list[Any]) -> re.Pattern[str]:
    """How national numbers are written: the first that fits leaves the name of its group."""
    ways = []
    for number, form in enumerate(forms):
        leading = form.leading_digits_pattern
        lead = f"(?={leading[-1]})" if leading else ""
        name = f"prefixed{number}" if _needs_prefix(form) else f"bare{number}"
        ways.append(f"{lead}(?:{form.pattern})\\Z(?P<{name}>)")
    return re.compile("|".join(ways) or "(?!)")


def _needs_prefix(form: Any) -> bool:
    """True where the national prefix must stand before a number of this kind."""
    rule = form.national_prefix_formatting_rule
    return bool(
        rule
        and not form.national_prefix_optional_when_formatting
        and not _library._formatting_rule_has_first_group_only(rule)
    )


def _lengths(regions: list[Any]) -> frozenset[int]:
    """Of national numbers; any, where a region names none."""
    named = [each.general_desc.possible_length for each in regions]
    return frozenset(range(1, 40)) if not all(named) else frozenset(n for lengths in named for n in lengths)


@lru_cache(maxsize=512)
def rules(region: str) -> Rules:
    """The rules of a region, by its two letters."""
    return Rules(region)


class Regions:
    """The rules of several regions; what is asked of them all is answered with one bit for each."""

    def __init__(self, regions: Sequence[str]) -> None:
        self._rules = [(1 << place, rules(region)) for place, region in enumerate(regions)]
        self.all = (1 << len(regions)) - 1
        self.least = min((each.least for _, each in self._rules), default=1)

    def possible(self, digits: str) -> int:
        """The regions in which a candidate of these digits and no `+` may be a valid number."""
        size = len(digits)
        if size < self.least:
            return 0
        return sum(bit for bit, each in self._rules if size >= each.least and each.possible(digits))

    def long_enough(self, size: int, abroad: bool) -> int:
        """The regions in which so many digits may be a valid number, or one of any country where `abroad`."""
        if abroad and size >= SHORTEST_ABROAD:
            return self.all
        return sum(bit for bit, each in self._rules if size >= each.least)


@lru_cache(maxsize=64)
def rules_of(regions: tuple[str, ...]) -> Regions:
    """The rules of these regions, in this order."""
    return Regions(regions)


def known_abroad(digits: str) -> bool:
    """True where `+` and these digits begin with a country code, so that no region is asked for one."""
    return digits[:1] != "0" and any(int(digits[:size]) in COUNTRY_CODE_TO_REGION_CODE for size in (1, 2, 3))


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
