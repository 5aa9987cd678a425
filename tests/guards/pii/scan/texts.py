"""Texts on which a rebuilt Presidio could differ from the stock one.

Values are drawn from the recognizers' own patterns, so every type of every country is there without a list of them;
valid check digits are found by asking the recognizer. Then they are bent: characters put in, taken out and exchanged,
digits and letters of other alphabets, separators, boundaries. Everything follows from one seed.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import phonenumbers
from presidio_analyzer import EntityRecognizer, PatternRecognizer

_parser: Any = importlib.import_module("re._parser")

PROSE = """
the of and a to in is you that it he was for on are as with his they I at be this have from or one had by word but not
what all were we when your can said there use an each which she do how their if will up other about out many then them
these so some her would make like him into time has look two more write go see number no way could people my than first
don't can't U.S. e.g. 3pm $5 10% 1,000 A-1 C++ :) 12:30 key:value the:x http:// x@y @home #tag 8) and/or
Straße naïve Ελλάδα привет мир שלום عربي 日本語 電話番号 ราคา été ſtraße İstanbul ısı Kelvin e\u0301 👩🏽‍🚀 ﬁn Ⅳ
"""
WORDS = PROSE.split()
GLUE = (
    " ",
    " ",
    " ",
    " ",
    "",
    ", ",
    ": ",
    ":",
    "\n",
    "\t",
    "  ",
    " \n ",
    '"',
    "'",
    "(",
    ")",
    "/",
    ".",
    "-",
    "_",
    "=",
    "\u00a0",
    "\u200b",
)
SIGNS = " -./:,;@#+()[]{}<>|&%_x'\"\n\t\0\u00a0\u200b\u2013\uff0d＋（）"
SWAPS = {
    "k": "\u212a",
    "s": "ſ",
    "i": "ı",
    "I": "İ",
    "a": "а",
    "e": "е",
    "o": "ο",
    "0": "O",
    "1": "l",
    "-": "–",
    ".": "。",
    " ": "\u00a0",
    "@": "＠",
}
DIGITS = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "²³¹⁴⁵⁶⁷⁸⁹⁰")
_REPEATS = 6


@cache
def _tree(pattern: str) -> Any:
    try:
        return _parser.parse(pattern, 0)
    except _parser.error:
        return None


class Texts:
    """An endless source of texts for some recognizers."""

    def __init__(self, recognizers: Sequence[EntityRecognizer], seed: int) -> None:
        self._random = random.Random(seed)
        self._patterns = [
            (each, p.regex) for each in recognizers if isinstance(each, PatternRecognizer) for p in each.patterns
        ]
        self._context = [word for each in recognizers for word in each.context or ()] or ["phone"]
        self._regions = sorted(phonenumbers.SUPPORTED_REGIONS)

    def __iter__(self) -> Iterator[str]:
        while True:
            yield self.text()

    def text(self) -> str:
        """Some values among words."""
        chance, parts = self._random, []
        if chance.random() < 0.002:
            return self._line()
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
            parts += self._filler()
            if chance.random() < 0.3:
                parts += [chance.choice(self._context), *self._filler()[:4]]
            value = self.value()
            parts += [self._bent(value) if chance.random() < 0.5 else value]
        parts += self._filler()
        return "".join(part + chance.choice(GLUE) for part in parts)[: chance.choice((60, 200, 300, 500))]

    def _line(self) -> str:
        """One very long line."""
        return " ".join(self.text().replace("\n", " ") for _ in range(40))

    def _filler(self) -> list[str]:
        return [self._random.choice(WORDS) for _ in range(self._random.choice((0, 1, 2, 4, 8)))]

    def value(self) -> str:
        """A value of some type, half of the time with check digits that hold."""
        chance = self._random
        kind = chance.random()
        if kind < 0.2:
            return self._phone()
        if kind < 0.27:
            return "".join(chance.choice("0123456789 -./():+") for _ in range(chance.randrange(3, 24)))
        recognizer, pattern = chance.choice(self._patterns)
        value = self._drawn(pattern)
        for _ in range(12 if chance.random() < 0.5 else 0):
            if recognizer.validate_result(value):
                break
            value = self._drawn(pattern)
        return value

    def _phone(self) -> str:
        chance = self._random
        number = None
        while number is None:
            region = chance.choice(("US", "GB", "DE", "FR", "IL", "IN", "CA", "BR", "ZA", chance.choice(self._regions)))
            number = phonenumbers.example_number_for_type(region, chance.randrange(11))
        formats = phonenumbers.PhoneNumberFormat
        style = chance.choice((formats.E164, formats.NATIONAL, formats.INTERNATIONAL, formats.RFC3966))
        shown = phonenumbers.format_number(number, style)
        if chance.random() < 0.5:
            shown = "".join(chance.choice("0123456789") if c.isdigit() and chance.random() < 0.3 else c for c in shown)
        return shown + chance.choice(("", "", "", " ext. 123", " x12", "#4", "/2", " 08:00"))

    def _bent(self, value: str) -> str:
        letters, chance = list(value), self._random
        for _ in range(chance.choice((1, 1, 2, 4))):
            place = chance.randrange(len(letters) + 1)
            match chance.randrange(7):
                case 0:
                    letters.insert(place, chance.choice(SIGNS))
                case 1:
                    del letters[place : place + 1]
                case 2:
                    letters[place : place + 1] = [chance.choice("0123456789abcXYZéßж٣" + SIGNS)]
                case 3:
                    digits = chance.choice(DIGITS)
                    letters = [digits[int(c)] if c in "0123456789" and c else c for c in letters]
                case 4:
                    letters = list("".join(letters).swapcase())
                case 5:
                    letters = [SWAPS.get(c, c) if chance.random() < 0.5 else c for c in letters]
                case _:
                    letters = list("".join(letters) + chance.choice(("", "0", "a", "_")) + "".join(letters[:place]))
        return "".join(letters)

    def _drawn(self, pattern: str) -> str:
        """A string that a pattern matches, boundaries and look-arounds aside."""
        tree = _tree(pattern)
        return "".join(self._pieces(tree)) if tree is not None else "A1234567"

    def _pieces(self, tree: Any) -> Iterator[str]:
        chance = self._random
        for op, argument in tree:
            match str(op):
                case "LITERAL":
                    yield chr(argument)
                case "ANY" | "NOT_LITERAL":
                    yield chance.choice("xY7 ")
                case "IN":
                    yield self._member(argument)
                case "BRANCH":
                    yield from self._pieces(chance.choice(argument[1]))
                case "SUBPATTERN":
                    yield from self._pieces(argument[3])
                case "ATOMIC_GROUP":
                    yield from self._pieces(argument)
                case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                    low, high, inner = int(argument[0]), int(argument[1]), argument[2]
                    for _ in range(chance.randint(low, min(high, low + _REPEATS))):
                        yield from self._pieces(inner)
                case "ASSERT" if argument[0] < 0:
                    yield from self._pieces(argument[1])
                case _:
                    pass

    def _member(self, items: Sequence[Any]) -> str:
        chance = self._random
        kind, value = chance.choice(items)
        match str(kind):
            case "LITERAL":
                return chr(value)
            case "RANGE":
                return chr(chance.randint(*value))
            case "CATEGORY":
                return chance.choice({"DIGIT": "0123456789", "SPACE": " "}.get(str(value)[9:], "aZ5_é"))
            case _:
                return chance.choice("xY7-")
