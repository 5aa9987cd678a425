"""Numbers that are pulled apart: `4 1 1 1 …`, `4111.1111…`, a card over two lines, an IBAN with slashes.

What enters is a text; what leaves are rewritings that take the signs between digits out, where what is left has a
check digit that agrees (Luhn for cards, ISO 7064 MOD 97-10 for IBANs), or where single digits stand in a row. Anything
else is a table or a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from guards.check_digits import is_luhn, is_mod_97
from guards.disguises.view import Rewriting

_GAP = r"[ \t\r\n.,_/\\|*:;~\u00a0\u2000-\u200a\u2010-\u2015\u202f\u2212\u3000-]"
_DIGITS = re.compile(rf"(?<![\w.])\d++(?:{_GAP}{{1,3}}+\d++){{2,}}(?!\w)")
_IBAN = re.compile(
    rf"(?<!\w)[A-Z]{_GAP}?[A-Z]{_GAP}{{0,2}}+\d{_GAP}{{0,2}}+\d(?:{_GAP}{{0,2}}+[A-Z0-9]){{11,30}}(?!\w)"
)
_PART = re.compile(r"[A-Za-z0-9]+")
# Presidio reads cards and IBANs in these forms itself.
_ORDINARY = frozenset({"", " ", "-"})
_CARD_DIGITS = range(13, 20)
_AMEX = ([4, 6, 5], [4, 6, 4])
_WHITE = " \t\r\n-\u00a0\u2010\u2011\u2012\u2013\u2014\u2212\u202f"
_IBAN_LENGTHS = range(15, 35)
_CARD_FIRST = "3456"
# An SSN has nine digits and a telephone number with its country at most fifteen (E.164).
_SINGLES = range(9, 16)


def numbers(text: str) -> Iterator[Rewriting]:
    """Rewritings of the gaps within each number that is pulled apart, in order and apart."""
    found = [*_ibans(text), *_runs(text)]
    last = 0
    for each in sorted(found):
        if each.start >= last:
            yield each
            last = each.end


def _ibans(text: str) -> Iterator[Rewriting]:
    for found in _IBAN.finditer(text):
        parts = list(_PART.finditer(text, *found.span()))
        size = max((size for size in range(1, len(parts) + 1) if _is_iban(parts[:size])), default=0)
        if size and _is_unusual(text, parts[:size], 4):
            yield from _joined(parts[:size])


def _is_iban(parts: Sequence[re.Match[str]]) -> bool:
    iban = "".join(part[0] for part in parts)
    return len(iban) in _IBAN_LENGTHS and is_mod_97(iban)


def _runs(text: str) -> Iterator[Rewriting]:
    for found in _DIGITS.finditer(text):
        parts = list(_PART.finditer(text, *found.span()))
        at = 0
        while at < len(parts):
            size = _card(text, parts[at : at + _CARD_DIGITS[-1]])
            if size:
                yield from _joined(parts[at : at + size])
            at += size or 1
        if len(parts) in _SINGLES and all(len(part[0]) == 1 for part in parts) and not _is_a_row(parts):
            yield from _singles(text, parts)


def _card(text: str, parts: Sequence[re.Match[str]]) -> int:
    """How many parts make a card, from the first on; 0 for none."""
    if parts[0][0][0] not in _CARD_FIRST:
        return 0
    digits, gap = "", ""
    for size, part in enumerate(parts, 1):
        between = text[parts[size - 2].end() : part.start()] if size > 1 else ""
        if gap and between != gap and (gap + between).strip(_WHITE):
            return 0  # seen early, or a text of nothing else would cost nineteen times as much
        gap = gap or between
        digits += part[0]
        if len(digits) > _CARD_DIGITS[-1]:
            return 0
        if len(digits) in _CARD_DIGITS and is_luhn(digits) and _is_one_number(text, parts[:size]):
            return size
    return 0


def _is_one_number(text: str, parts: Sequence[re.Match[str]]) -> bool:
    """True where the parts are set apart as one number's are, but not as Presidio reads them by itself: groups of one
    size and one gap between them. In a table sizes or gaps differ."""
    sizes = [len(part[0]) for part in parts]
    if (len(set(sizes[:-1])) > 1 or sizes[-1] > sizes[0]) and sizes not in _AMEX:
        return False
    gaps = _gaps(text, parts)
    if all("\n" in gap for gap in gaps) and _goes_on(text, parts[0].start(), parts[-1].end()):
        return False  # a column of numbers, one in ten of which has a right check digit somewhere
    white = sizes[0] != 2 and not any(gap.strip(_WHITE) for gap in gaps)
    return (len(gaps) == 1 or white) and _is_unusual(text, parts, 3)


_DIGIT_ABOVE = re.compile(r"\d[ \t]{0,8}\r?\n[ \t]{0,8}\Z")
_DIGIT_BELOW = re.compile(r"[ \t]{0,8}\r?\n[ \t]{0,8}\d")


def _goes_on(text: str, start: int, end: int) -> bool:
    """True where numbers stand in the line above or below too."""
    above = _DIGIT_ABOVE.search(text, max(start - 24, 0), start)
    return above is not None or _DIGIT_BELOW.match(text, end) is not None


def _gaps(text: str, parts: Sequence[re.Match[str]]) -> set[str]:
    return {text[left.end() : right.start()] for left, right in pairwise(parts)}


def _is_unusual(text: str, parts: Sequence[re.Match[str]], least: int) -> bool:
    """True where gaps or groups are others than people write."""
    return not _gaps(text, parts) <= _ORDINARY or any(len(part[0]) < least for part in parts[:-1])


def _is_a_row(parts: Sequence[re.Match[str]]) -> bool:
    """True for `1 2 3 4 5 …` and `0 0 0 0 …`."""
    steps = {int(right[0]) - int(left[0]) for left, right in pairwise(parts)}
    return len(steps) == 1


def _joined(parts: Sequence[re.Match[str]]) -> Iterator[Rewriting]:
    for left, right in pairwise(parts):
        if left.end() < right.start():
            yield Rewriting(left.end(), right.start(), "", "digits")


def _singles(text: str, parts: Sequence[re.Match[str]]) -> Iterator[Rewriting]:
    """The most common gap goes; a wider one stands between groups."""
    gaps = [text[left.end() : right.start()] for left, right in pairwise(parts)]
    common = max(sorted(set(gaps)), key=gaps.count)
    for left, gap in zip(parts, gaps, strict=False):
        yield Rewriting(left.end(), left.end() + len(gap), "" if gap == common else "-", "digits")
