"""Values that are names for something: links, telephone numbers, versions, identifiers, addresses, pairs.

What enters is a place in folded text; what leaves is a value with its text in one spelling. None of them is a number.
"""

from __future__ import annotations

import re

from guards.contradiction.text.words import STOP
from guards.contradiction.values.units import unit_after, unit_word
from guards.contradiction.values.value import Value

_STREET = {"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd"}
_STREET |= {"court": "ct", "place": "pl", "highway": "hwy", "square": "sq"}
_ENDS = "|".join((*_STREET, *set(_STREET.values()), "way", "real", "walk", "circle", "terrace"))
STREETS = frozenset(_ENDS.split("|"))
_ADDRESS = re.compile(rf"\d{{1,5}} (?:(?:[a-z]+|\d+(?:st|nd|rd|th)) ){{1,3}}?(?:{_ENDS})\b")

# Letters and digits in one token, or digits in groups: `INV-2024-17`, `B12`, `11-A`. Not `24h`, `10th`, `3pm`.
_CODE = re.compile(
    r"(?:[a-z]{1,6}-?\d[a-z\d-]*|\d{3,}-\d{4,}|\d{2,}-\d{2,}-\d+(?:-\d+)*|[a-z]{1,6}(?:-[a-z\d]+)*-\d[a-z\d-]*|\d{1,3}-[a-z](?![a-z-]))"
    r"(?![\w@/])"
)
_NOT_A_CODE = re.compile(r"(?:covid-19|mp3|[a-z]+-(?:\d|\d+(?:st|nd|rd|th)))$")
_VERSION = re.compile(
    r"v?(?P<text>\d+\.\d+(?:\.\d+)+(?:-[a-z]+[.\d]*)?)(?![\w/])|(?P<v>v)?(?P<two>\d+\.\d+)(?![\w/%]|\.\d)"
)
_VERSIONED = "version ", "release "
_PHONE_PLAIN = re.compile(r"(?:(?:\d{1,2}[ -])?\(?\d{3}\)?[ .-]{1,2}\d{3}[.-]\d{4}|\d{3}-\d{4})(?![\w@/-])")
_PHONE_ABROAD = re.compile(r"\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}(?<=\d)(?![\w@/])")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|(?<![\w.+-])[a-z\d.+%-]{1,64}@[a-z\d-]+(?:\.[a-z\d-]+)+")

# "the 2023/24 season", "120/80": two numbers that are one value, and no quantity.
_PAIR = re.compile(r"(?P<one>\d{1,4})(?P<sep>[/-])(?P<two>\d{1,4})(?![\w:/]|[.,-]\d)")


def links_of(folded: str, start: int, stop: int) -> list[Value]:
    """Links and mail addresses of a stretch."""
    found: list[Value] = []
    for match in _LINK.finditer(folded, start, stop):
        link = match[0].rstrip(".,;:!?")
        text = link.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        found.append(_code(match.start(), match.start() + len(link), "mail" if "@" in link else "link", text))
    return found


def _code(start: int, end: int, sort: str, text: str) -> Value:
    return Value("code", start, end, unit=sort, text=text)


def address_at(folded: str, place: int, stop: int) -> list[Value]:
    """The street address that begins with a number at a place."""
    match = _ADDRESS.match(folded, place, stop)
    words = match[0].split() if match is not None else []
    if match is None or any(word in STOP or unit_word(word) is not None for word in words[1:]):
        return []
    return [Value("address", place, match.end(), text=" ".join(_STREET.get(word, word) for word in words))]


def pair_at(folded: str, place: int, stop: int) -> list[Value]:
    """The pair as it is written, years by their last two digits; a fraction of a unit is a quantity."""
    match = _PAIR.match(folded, place, stop)
    if match is None:
        return []
    one, two = match["one"], match["two"]
    season = len(one) == 4 and (int(one) + 1) % 100 == int(two) % 100
    if match["sep"] == "-" and not (season and len(two) == 2):
        return []
    unit = unit_after(folded, match.end()) if int(one) < int(two) and not season else None
    if unit is not None and unit[1] <= stop:
        kind, name, factor, offset, _ = unit[0]
        number = int(one) / int(two) * factor + offset
        return [Value(kind, place, unit[1], number, number, unit=name, step=factor / int(two))]
    return [Value("pair", place, match.end(), text=f"{one[2:]}/{two[-2:]}" if season else f"{one}/{two}")]


def code_at(folded: str, place: int, start: int, stop: int) -> list[Value]:
    """The telephone number, version or identifier that begins at a place."""
    match = _VERSION.match(folded, place, stop)
    if match is not None and (match["text"] or match["v"] or folded.endswith(_VERSIONED, start, place)):
        return [_code(place, match.end(), "version", match["text"] or match["two"])]
    abroad = folded[place - 1 : place] == "+" and place > start
    phone = (_PHONE_ABROAD if abroad else _PHONE_PLAIN).match(folded, place, stop)
    if phone is not None:
        begin = (
            place - 1 if abroad or (folded[place - 1 : place] == "(" and ")" in phone[0] and place > start) else place
        )
        text = "".join(filter(str.isdigit, phone[0]))
        if len(text) >= 7:
            return [_code(begin, phone.end(), "phone", text)]
    match = _CODE.match(folded, place, stop)
    if match is None or _NOT_A_CODE.fullmatch(match[0]) is not None:
        return []
    return [_code(place, match.end(), "", match[0].replace("-", ""))]
