"""Units and currencies: what a number can be a number of.

What enters is the word or sign beside a numeral; what leaves is its kind and its factor to the kind's base unit.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from guards.contradiction.text.words import stem

DAY_S = 86_400.0


class Unit(NamedTuple):
    """`value * factor + offset` is the value in the base unit of the kind."""

    kind: str
    name: str
    factor: float
    offset: float = 0.0


def _table(kind: str, **names: tuple[float, str]) -> dict[str, Unit]:
    return {word: Unit(kind, name, factor) for name, (factor, words) in names.items() for word in words.split()}


_UNITS: dict[str, Unit] = {
    **_table(
        "duration",
        ms=(0.001, "ms millisecond milliseconds msec"),
        second=(1.0, "second seconds sec secs"),
        minute=(60.0, "minute minutes min mins"),
        hour=(3_600.0, "hour hours hr hrs"),
        day=(DAY_S, "day days night nights"),
        week=(7 * DAY_S, "week weeks wk wks"),
        # The mean Gregorian month and year, so that 12 months are one year; `values.agrees` allows for the rest.
        month=(30.436875 * DAY_S, "month months"),
        year=(365.2425 * DAY_S, "year years yr yrs"),
        decade=(3_652.425 * DAY_S, "decade decades"),
        century=(36_524.25 * DAY_S, "century centuries"),
    ),
    **_table(
        "length",
        mm=(0.001, "mm millimeter millimeters millimetre millimetres"),
        cm=(0.01, "cm centimeter centimeters centimetre centimetres"),
        metre=(1.0, "meter meters metre metres"),
        km=(1_000.0, "km kms kilometer kilometers kilometre kilometres"),
        inch=(0.0254, "inch inches"),
        foot=(0.3048, "foot feet ft"),
        yard=(0.9144, "yard yards yd"),
        mile=(1_609.344, "mile miles mi"),
    ),
    **_table(
        "mass",
        mg=(1e-6, "mg milligram milligrams"),
        gram=(0.001, "gram grams gm"),
        kg=(1.0, "kg kgs kilogram kilograms kilo kilos"),
        ounce=(0.0283495, "ounce ounces oz"),
        pound=(0.45359237, "pound pounds lb lbs"),
        ton=(1_000.0, "tonne tonnes"),
    ),
    **_table(
        "volume",
        ml=(0.001, "ml milliliter milliliters"),
        litre=(1.0, "liter liters litre litres"),
        gallon=(3.785411784, "gallon gallons gal"),
    ),
    **_table(
        "data",
        kb=(1e3, "kb kilobyte kilobytes"),
        mb=(1e6, "mb megabyte megabytes"),
        gb=(1e9, "gb gigabyte gigabytes"),
        tb=(1e12, "tb terabyte terabytes"),
    ),
    **_table(
        "area",
        sqft=(0.09290304, "sqft"),
        sqm=(1.0, "sqm"),
        sqkm=(1e6, "sqkm"),
        sqmi=(2_589_988.11, "sqmi"),
        acre=(4_046.856, "acre acres"),
        hectare=(10_000.0, "hectare hectares ha"),
    ),
    **_table("sound", db=(1.0, "db decibel decibels")),
    **_table("power", watt=(1.0, "watt watts"), kw=(1_000.0, "kw kilowatt kilowatts")),
    **_table("pulse", bpm=(1.0, "bpm")),
    **_table("speed", mph=(0.44704, "mph"), kmh=(1 / 3.6, "kmh kph")),
    **_table("energy", kwh=(1.0, "kwh"), mwh=(1_000.0, "mwh")),
    **_table("percent", percent=(1.0, "percent pct % percentage")),
    **_table("points", point=(1.0, "pp bps")),
    **{word: Unit("temperature", "c", 1.0) for word in ("celsius", "°c")},
    **{word: Unit("temperature", "f", 5 / 9, -160 / 9) for word in ("fahrenheit", "°f")},
}

_CURRENCY_WORDS = {
    "usd": "$ usd dollar dollars us$ bucks",
    "eur": "€ eur euro euros",
    "gbp": "£ gbp sterling",
    "jpy": "¥ jpy yen",
    "inr": "₹ inr rupee rupees",
    "cad": "cad c$",
    "aud": "aud a$",
    "chf": "chf",
}
_UNITS |= {word: Unit("money", code, 1.0) for code, words in _CURRENCY_WORDS.items() for word in words.split()}
_CURRENCY_CODES = frozenset(_CURRENCY_WORDS)
_UNITS |= {word: Unit("money", "usd", 0.01) for word in ("cent", "cents", "¢")}

# Only where they touch their digits: "24h", "5kg" against "5 d …", "3 l …".
_ATTACHED = {"h": "hour", "s": "second", "d": "day", "g": "gram", "l": "liter", "w": "week", "y": "year"}

_APART = frozenset("gl")

# In an object key the unit may be the last word: `deductible_usd`, `latencyMs`, `window_days`.
_IN_KEYS = {stem(word): unit for word, unit in _UNITS.items() if word.isalpha()} | {"ms": _UNITS["ms"]}
_IN_KEYS |= {"c": _UNITS["°c"], "f": _UNITS["°f"]}
_SQUARED = {"foot": "sqft", "metre": "sqm", "mile": "sqmi", "km": "sqkm"}
_PERIODS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}
PERIODS = frozenset(stem(word) for word in (*_PERIODS, "annually", "hour", "day", "week", "month", "year", "annum"))

SIGNS = re.compile(r"(?:us|c|a)?\$|[€£¥₹]")
_AFTER = re.compile(
    r"(?P<gap>[ \t-]?)(?P<which>(?:business|working|calendar|consecutive|vacation|sick|paid|full|unused"
    r"|remote|trading)"
    r" (?=days?\b|weeks?\b|hours?\b))?"
    r"(?P<word>(?:square|sq\.?)[ -](?:feet|foot|ft|meters?|metres?|miles?|km|kilomet(?:er|re)s?)\b"
    r"|[a-z]{1,2}²|%|°\s?[cf]\b|[€£¥₹$¢]|[a-z]+(?:/h\b)?)"
)


UNIT_WORDS = frozenset(_UNITS)


def unit_word(word: str) -> Unit | None:
    """The unit that a folded word names."""
    return _UNITS.get(word)


def unit_in_key(words: tuple[str, ...]) -> Unit | None:
    """The unit that an object key ends with or names."""
    named = words[: words.index("per")] if "per" in words else words
    unit = next((_IN_KEYS[word] for word in reversed(named) if word in _IN_KEYS), None)
    square = "squar" in named or "2" in named
    return _UNITS[_SQUARED[unit.name]] if unit is not None and square and unit.name in _SQUARED else unit


_SCALES = {"thousand": 1e3, "million": 1e6, "mn": 1e6, "mio": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
# One letter is a scale only behind a currency: "USD m".
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}
SCALE_WORDS = frozenset(_SCALES)


def scale_in_key(words: tuple[str, ...]) -> float:
    """What a key says that its numbers are to be multiplied by: `viewers_millions`, "Revenue (USD m)"."""
    named = next((_SCALES[word] for word in words if word in _SCALES), 1.0)
    lettered = words[-1:] and words[-1] in _LETTERS and words[-2:-1] and words[-2] in _CURRENCY_CODES
    return _LETTERS[words[-1]] if lettered and named == 1.0 else named


def period_in_key(words: tuple[str, ...]) -> str:
    """The unit that a key says its number is a rate over: `price_per_night`, `monthly_fee`."""
    if "per" in words[:-1]:
        last = words[words.index("per") + 1]
        return _IN_KEYS[last].name if last in _IN_KEYS else last
    return next((_PERIODS[word] for word in words if word in _PERIODS), "")


def unit_after(folded: str, place: int) -> tuple[Unit, int] | None:
    """The unit that stands right after a numeral, and where it ends."""
    match = _AFTER.match(folded, place)
    if match is None:
        return None
    word = match["word"].replace("km/h", "kmh")
    if word.startswith("sq") and (parts := re.split(r"[ -]", word))[1:]:
        return _UNITS[_SQUARED[_UNITS[parts[-1]].name]], match.end()
    if word.endswith("²"):
        base = _UNITS.get(word[:-1])
        return (_UNITS[_SQUARED[base.name]], match.end()) if base is not None and base.name in _SQUARED else None
    word = word.replace(" ", "")
    if word in _ATTACHED and (not match["gap"] or word in _APART):
        word = _ATTACHED[word]
    unit = _UNITS.get(word)
    if unit is not None and match["which"] in ("business ", "working "):
        unit = unit._replace(name="working " + unit.name)
    return (unit, match.end()) if unit is not None else None
