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
from guards.contradiction.values.quantities import Found, number_at, quantities_of, with_unit
from guards.contradiction.values.units import UNIT_WORDS, period_in_key, unit_in_key, unit_word
from guards.contradiction.values.value import PartialDate, Value
from guards.contradiction.values.zones import zone_of

_YEARS = 1500, 2100
"""A whole number under a key of years is a year where it lies between these: `year_built: 1987`."""

_DATE_WORDS = dates.MONTH_WORDS | dates.WEEKDAY_WORDS | dates.CLOCK_WORDS | dates.PART_WORDS
_VALUE_WORDS = _DATE_WORDS | SPELT_WORDS
_SOMETIMES = frozenset(("one", "half"))
_ANY_WORDS = _VALUE_WORDS | _SOMETIMES
_DIGIT = re.compile(r"\d")
_JOINTS = frozenset("-./,#@:")
_ENDS = frozenset(("", *" ,;!?)]%\n\"'kmb"))
_IN_TOKEN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-/#@")


def may_hold_values(folded: str, start: int, end: int, said: Sequence[str]) -> bool:
    """Whether a stretch of folded text can hold a typed value, by its words `said` and its digits alone."""
    if (
        not _VALUE_WORDS.isdisjoint(said)
        or _DIGIT.search(folded, start, end) is not None
        or _has_link(folded, start, end)
    ):
        return True
    return not _SOMETIMES.isdisjoint(said) and not UNIT_WORDS.isdisjoint(said)


def _has_link(folded: str, start: int, end: int) -> bool:
    return any(folded.find(sign, start, end) >= 0 for sign in ("://", "@", "www."))


def values_of(folded: str, start: int = 0, end: int | None = None, said: Sequence[str] = ()) -> list[Value]:
    """Every typed value of a stretch of folded text; `said` are its words, where they are known."""
    stop = len(folded) if end is None else end
    words = said or letters(folded[start:stop]).split()
    values: list[Value] = list(codes.links_of(folded, start, stop)) if _has_link(folded, start, stop) else []
    links = values[:]
    scan = _Scan(folded, start, stop, frozenset(words), values)
    for place, end, word in _candidates(folded, start, stop, words):
        if place < scan.done or any(link.start <= place < link.end for link in links):
            continue
        if word:
            scan.read_word(place, word)
        else:
            scan.read_digit(place, end)
    if scan.numerals:
        values += quantities_of(folded, scan.numerals, start, stop)
    values.sort(key=_place)
    return dates.joined(folded, values) if scan.dated else values


def _candidates(folded: str, start: int, stop: int, words: Sequence[str]) -> list[tuple[int, int, str]]:
    """The places where a value may begin, with the word there, or none for a digit."""
    found = [(*match.span(), "") for match in _DIGITS.finditer(folded, start, stop)]
    place = start
    worded = [word for word in words if word in _ANY_WORDS]
    for word in worded:
        begin = folded.find(word, place, stop)
        while begin >= 0 and not _stands_alone(folded, begin, begin + len(word), start):
            begin = folded.find(word, begin + 1, stop)
        if begin >= 0:
            found.append((begin, begin + len(word), word))
            place = begin + len(word)
    if worded:
        found.sort()
    return found


_DIGITS = re.compile(r"\d++")


def _stands_alone(folded: str, begin: int, end: int, start: int) -> bool:
    return not (begin > start and folded[begin - 1].isalpha()) and not folded[end : end + 1].isalpha()


class _Scan:
    """The readings of one stretch, from left to right; `done` is where the next may begin."""

    def __init__(self, folded: str, start: int, stop: int, words: frozenset[str], values: list[Value]) -> None:
        self._folded, self._start, self._stop = folded, start, stop
        self._values = values
        self.numerals: list[Found] = []
        self.done = start
        self.dated = False
        self._months = not dates.MONTH_WORDS.isdisjoint(words)
        self._streets = not codes.STREETS.isdisjoint(words)
        self._scored = not codes.SCORED.isdisjoint(words)
        self._halves = not dates.HALF_DAYS.isdisjoint(words)

    def read_word(self, place: int, word: str) -> None:
        """Reads what a word begins: a date, a time, a number."""
        folded, start, stop = self._folded, self._start, self._stop
        if word in _DATE_WORDS:
            for value in dates.worded_at(folded, word, place, start, stop):
                self._dated(value)
        elif (numeral := words_at(folded, place, start, stop)) is not None:
            found = with_unit(folded, numeral, start, stop)
            if found.unit is not None or not numeral.local:
                self._counted(found)

    def read_digit(self, place: int, end: int) -> None:
        """Reads what the run of digits at a place begins or stands in: the fuller forms first."""
        folded, start, stop = self._folded, self._start, self._stop
        before = folded[place - 1] if place > start else " "
        if before in _JOINTS or (before.isalpha() and before < "⺀"):
            further = folded[place - 2] if place - 1 > start else " "
            part_of = further.isalpha() if before == "-" else further.isdigit() if before == ":" else further.isalnum()
            if part_of or before.isalpha() or before in ".,#":
                self._in_token(place, end, before)
                return
        after = folded[end : end + 1] if end < stop else ""
        plain = after in _ENDS and not (after == " " and folded[end + 1 : end + 2].isdigit())
        if self._streets and self._found(codes.address_at(folded, place, stop)):
            return
        slashed = (
            after in ("/", "'") or (after == "-" and end - place == 4) or (after == " " and not plain)
        ) and before not in "$€£:-"
        if slashed and self._found(codes.pair_at(folded, place, stop)):
            return
        if (self._months or not plain or end - place == 4) and self._dates(
            dates.numeric_at(folded, place, start, stop, self._months)
        ):
            return
        if (after == ":" or self._halves) and before not in ":.$/-":
            clock = dates.clock_at(folded, place, stop)
            if clock is not None:
                self._dated(clock)
                return
        if self._scored and before not in "$€£.,:/-" and self._found(codes.score_at(folded, place, stop)):
            return
        if ((after in ".-" and not plain) or before in "+(") and self._found(codes.code_at(folded, place, start, stop)):
            return
        number = number_at(folded, place, start, stop)
        if number is not None:
            self._counted(number)

    def _in_token(self, place: int, end: int, before: str) -> None:
        """Reads a run of digits within a token: `q3`, `v2.1`, `B12`, `mid-2020`, and else none of it."""
        folded, start, stop = self._folded, self._start, self._stop
        if before == "-" and self._dates(dates.numeric_at(folded, place, start, stop, False)):
            return
        begin = place
        while begin > start and folded[begin - 1] in _IN_TOKEN:
            begin -= 1
        head = folded[begin:place]
        unit = unit_word(head.rstrip("."))
        if unit is not None and unit.kind == "money" and (number := number_at(folded, place, start, stop)) is not None:
            self._counted(number)
        elif head in ("q", "fy") and (quarter := dates.quarter_at(folded, begin, stop)) is not None:
            self._dated(quarter)
        elif not self._found(codes.code_at(folded, begin, start, stop)):
            self.done = max(end, self.done)

    def _found(self, value: Value | None) -> bool:
        if value is not None:
            self._values.append(value)
            self.done = value.end
        return value is not None

    def _dates(self, found: list[Value]) -> bool:
        for value in found:
            self._dated(value)
        return bool(found)

    def _dated(self, value: Value) -> None:
        self._found(value)
        self.dated = True

    def _counted(self, found: Found) -> None:
        self.numerals.append(found)
        self.done = found.end


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
    if not _VERSIONED.isdisjoint(key) and _DOTTED.fullmatch(folded) is not None:
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
_VERSIONED = frozenset(("version", "release"))
_DOTTED = re.compile(r"v?\d+(?:\.\d+)+")


def with_key_unit(value: Value, key: tuple[str, ...]) -> Value:
    """A bare number takes the unit that its key names: `deductible_usd: 1500`."""
    if value.kind != "number":
        return value
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
