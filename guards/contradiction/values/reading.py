"""Reads a stretch of text into typed values: dates, times, addresses, codes, quantities.

What enters is folded text; what leaves are values in the order of their places, none overlapping another. One scan goes
from digit to digit and from one word that may say a value to the next; each form is looked for only there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from guards.contradiction.text.words import fold, letters
from guards.contradiction.values import codes, dates
from guards.contradiction.values.numerals import SPELT_WORDS, words_at
from guards.contradiction.values.quantities import BOUNDING, ONLY, Found, number_at, quantities_of, with_unit
from guards.contradiction.values.units import UNIT_WORDS, period_in_key, unit_in_key, unit_word
from guards.contradiction.values.value import PartialDate, Value
from guards.contradiction.values.zones import zone_of

_YEARS = 1500, 2100
"""A whole number under a key of years is a year where it lies between these: `year_built: 1987`."""

_DATE_WORDS = dates.MONTH_WORDS | dates.WEEKDAY_WORDS | dates.CLOCK_WORDS | dates.PART_WORDS
_VALUE_WORDS = _DATE_WORDS | SPELT_WORDS
_SOMETIMES = frozenset(("one", "half"))
_COUNTING = UNIT_WORDS | ONLY
"""Beside these "one" and "half" may say a value."""
_ANY_WORDS = _VALUE_WORDS | _SOMETIMES
_DIGITS = re.compile(r"\d++")
_MARKS = dates.MONTH_WORDS | codes.STREETS | dates.HALF_DAYS | BOUNDING
_JOINTS = frozenset("-./,#@:'")
_TOKEN_MAX = 64
_ENDS = frozenset(("", *" ,;!?)]%\n\"'kmb"))
_IN_TOKEN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-/#@")


def may_hold_values(folded: str, start: int, end: int, said: Sequence[str]) -> bool:
    """Whether a stretch of folded text can hold a typed value, by its words `said` and its digits alone."""
    if not _VALUE_WORDS.isdisjoint(said) or _DIGITS.search(folded, start, end) is not None:
        return True
    return _has_link(folded, start, end) or not (_SOMETIMES.isdisjoint(said) or _COUNTING.isdisjoint(said))


def _has_link(folded: str, start: int, end: int) -> bool:
    find = folded.find
    return find("://", start, end) >= 0 or find("@", start, end) >= 0 or find("www.", start, end) >= 0


def values_of(folded: str, start: int = 0, end: int | None = None, said: Sequence[str] = ()) -> list[Value]:
    """Every typed value of a stretch of folded text; `said` are its words, where they are known."""
    stop = len(folded) if end is None else end
    words = said or letters(folded[start:stop]).split()
    links = codes.links_of(folded, start, stop) if _has_link(folded, start, stop) else []
    scan = _Scan(folded, start, stop, words, links)
    for place, finish, word in _candidates(folded, start, stop, words):
        while links and links[0].end <= place:
            links.pop(0)
        if place >= scan.done and not (links and links[0].start <= place):
            scan.read(place, finish, word)
    values = scan.values
    if scan.numerals:
        values += quantities_of(folded, scan.numerals, start, stop, scan.bounded)
    values.sort(key=_place)
    return dates.joined(folded, values) if scan.dated else values


def _candidates(folded: str, start: int, stop: int, words: Sequence[str]) -> list[tuple[int, int, str]]:
    """The places where a value may begin, with the word there, or none for digits."""
    found = [(*match.span(), "") for match in _DIGITS.finditer(folded, start, stop)]
    place = start
    for word in filter(_ANY_WORDS.__contains__, words):
        while (begin := folded.find(word, place, stop)) >= 0:
            place = begin + len(word)
            if not ((begin > start and folded[begin - 1].isalpha()) or folded[place : place + 1].isalpha()):
                found.append((begin, place, word))
                break
    found.sort()
    return found


class _Scan:
    """The readings of one stretch, from left to right; `done` is where the next may begin."""

    def __init__(self, folded: str, start: int, stop: int, words: Sequence[str], links: Sequence[Value]) -> None:
        self._folded, self._start, self._stop = folded, start, stop
        self.values = [*links]
        self.numerals: list[Found] = []
        self.done = start
        self.dated = False
        marks = _MARKS.intersection(words)
        self._months = not dates.MONTH_WORDS.isdisjoint(marks)
        self._streets = not codes.STREETS.isdisjoint(marks)
        self._halves = not dates.HALF_DAYS.isdisjoint(marks)
        self.bounded = not BOUNDING.isdisjoint(marks)

    def read(self, place: int, end: int, word: str) -> None:
        """Reads what a word or the run of digits at a place begins."""
        folded, start, stop = self._folded, self._start, self._stop
        if word in _DATE_WORDS:
            self._add(dates.worded_at(folded, word, place, start, stop))
        elif word:
            numeral = words_at(folded, place, start, stop)
            self._count(with_unit(folded, numeral, start, stop) if numeral is not None else None)
        else:
            before = folded[place - 1] if place > start else " "
            if (before in _JOINTS or (before.isalpha() and before < "⺀")) and self._is_part(place, before):
                self._read_token(place, before)
            else:
                self._read_digits(place, end, before)

    def _is_part(self, place: int, before: str) -> bool:
        """Whether digits are the rest of a token: `B12`, `mid-2020`; the end of a range and a negative are not."""
        further = self._folded[place - 2] if place - 1 > self._start else " "
        if before in "-:'":
            return further.isalpha() if before == "-" else further.isdigit()
        return before.isalpha() or further.isalnum() or before in ".,#"

    def _read_digits(self, place: int, end: int, before: str) -> None:
        """The fuller forms first, each only where what stands around the digits allows it."""
        folded, start, stop = self._folded, self._start, self._stop
        after = folded[end : end + 1] if end < stop else ""
        more = after and folded[end + 1 : end + 2].isdigit()
        after = after if more or after not in (".", ":", "/") else ""  # the end of a sentence, a step of a list
        spaced = after == " " and more
        plain = after in _ENDS and not spaced
        free = before not in "$€£:-"
        self._add(
            (self._streets and codes.address_at(folded, place, stop))
            or (after in ("/", "-") and free and codes.pair_at(folded, place, stop))
            or (
                (self._months or not plain or end - place == 4)
                and dates.numeric_at(folded, place, start, stop, self._months)
            )
            or ((after == ":" or self._halves) and before not in ":.$/-" and dates.clock_at(folded, place, stop))
            or (((after in ".-" and not plain) or before in "+(") and codes.code_at(folded, place, start, stop))
        ) or self._count(number_at(folded, place, start, stop))

    def _read_token(self, place: int, before: str) -> None:
        """A year, a quarter, a sum or a code that a token holds: `mid-2020`, `q3`, `v2.1`; else none of it."""
        folded, start, stop = self._folded, self._start, self._stop
        if before == "-" and self._add(dates.numeric_at(folded, place, start, stop, False)):
            return
        begin = place
        while begin > max(start, place - _TOKEN_MAX) and folded[begin - 1] in _IN_TOKEN:
            begin -= 1
        unit = unit_word(folded[begin:place].rstrip("."))
        money = unit is not None and unit.kind == "money" and self._count(number_at(folded, place, start, stop))
        found = money or self._add(dates.quarter_at(folded, begin, stop) or codes.code_at(folded, begin, start, stop))
        if not found:
            self.done = next(at for at in range(place, stop + 1) if at == stop or folded[at] not in _IN_TOKEN)

    def _add(self, found: Sequence[Value] | bool) -> bool:
        if found is False or found is True or not found:
            return False
        self.values += found
        self.done = found[-1].end
        self.dated = self.dated or found[-1].kind in ("date", "clock")
        return True

    def _count(self, found: Found | None) -> bool:
        if found is None or (found.unit is None and found.numeral.local):
            return False
        self.numerals.append(found)
        self.done = found.end
        return True


def whole_value(folded: str, key: tuple[str, ...] = ()) -> Value | None:
    """The value that a short text is as a whole ("1 day", "the 10th"); `key` may name its unit."""
    if len(folded) > 80:
        return None
    said = letters(folded).split()
    if not may_hold_values(folded, 0, len(folded), said) and dates.DAY_WORDS.isdisjoint(said):
        return None
    unit = unit_in_key(key)
    # Four digits under a key of money or weight are no year.
    day = dates.whole_date(folded)
    if day is not None and not (folded.isdigit() and unit is not None and unit.name != "year"):
        return day
    if "version" in key and _DOTTED.fullmatch(folded) is not None:
        return Value("code", 0, len(folded), unit="version", text=folded.lstrip("v"))
    values = values_of(folded, said=said)
    if len(values) != 1:
        return None
    value = values[0]
    rest = (folded[: value.start] + folded[value.end :]).strip(" .~")
    if rest == "()" and value.kind in ("number", "money") and not _YEARS[0] <= value.low <= _YEARS[1]:
        value = value._replace(low=-value.high, high=-value.low, text="()")
    rest = "" if rest in ("()", ":1") else rest  # accountants' brackets, a ratio
    if value.kind == "count":
        return value._replace(start=0, end=len(folded)) if not folded[: value.start].strip() else None
    if not rest or rest.startswith(("/", "per ")):
        return with_key_unit(value, key)
    # "4.25% APY", "2025-03-09 02:00 UTC": a word behind a value that is plain without it.
    plain = value.kind not in ("number", "code", "address") and not folded[: value.start].strip()
    return value if plain and _TAIL.fullmatch(rest) is not None else None


_TAIL = re.compile(r"[a-z]+(?: [a-z]+)?|(?:\d\d:\d\d(?::\d\d)?)(?: [a-z]+)?")
_DOTTED = re.compile(r"v?\d+(?:\.\d+)+")


def with_key_unit(value: Value, key: tuple[str, ...]) -> Value:
    """A bare number takes the unit that its key names: `deductible_usd: 1500`."""
    if value.kind != "number":
        return value
    if key[-1:] == ("version",) and value.step < 1:
        return Value("code", value.start, value.end, unit="version", text=f"{value.low:g}")
    unit = unit_in_key(key)
    value = value._replace(per=value.per or period_in_key(key))
    if unit is None:
        return value
    if unit.name == "year" and _YEARS[0] <= value.low <= _YEARS[1] and value.low.is_integer():
        return value._replace(kind="date", low=0.0, high=0.0, step=0.0, dates=(PartialDate(int(value.low)),))
    low, high = (bound * unit.factor + unit.offset for bound in (value.low, value.high))
    return value._replace(kind=unit.kind, unit=unit.name, low=low, high=high, step=value.step * unit.factor)


_BESIDE = {"currency": "currency", "currency_code": "currency", "timezone": "zone", "time_zone": "zone", "tz": "zone"}


def beside(key: str, text: str) -> tuple[str, str] | None:
    """What a field says of the others of its record: their currency, or the zone that their times are shown in.

    >>> beside("currency", "CHF"), beside("timezone", "Europe/Paris"), beside("name", "Ann")
    (('currency', 'chf'), ('zone', 'Europe/Paris'), None)
    """
    kind = _BESIDE.get(key.lower())
    if kind == "zone":
        return kind, zone_of(fold(text))
    unit = unit_word(fold(text)) if kind else None
    return ("currency", unit.name) if unit is not None and unit.kind == "money" else None


def with_beside(value: Value, told: Mapping[str, str]) -> Value:
    """A value with what the other fields of its record say of it: `amount_cents: 4599, currency: "chf"`."""
    if value.kind in ("date", "clock"):
        return value._replace(text=told.get("zone", ""))
    if "currency" not in told or value.text:
        return value
    return value._replace(unit=told["currency"]) if value.kind == "money" else value._replace(text=told["currency"])


def _place(value: Value) -> int:
    return value.start
