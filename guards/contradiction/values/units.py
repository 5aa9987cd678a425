"""Units and currencies: what a number can be a number of.

What enters is the word or sign beside a numeral; what leaves is its kind and its factor to the kind's base unit. A new
unit is a row of the table. A spelling that is also a common word ("in", "as", "mark") is no unit.
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
    sign: str = ""
    """A currency as it was written, where that names several: `$`."""


# A row: the dimension, then `name factor spellings`, parted by `/`. The mean Gregorian month and year, so that 12
# months are one year; `relation` allows for the rest. A few German, French, Spanish and Chinese words.
_TABLE = """
duration: ms .001 ms millisecond msec / second 1 second sec secs s 秒 sekunde sekunden / minute 60 minute min mins
  分钟 minuten minuto / hour 3600 hour hr hrs h 小时 stunde stunden heure hora / day 86400 day night d 天 日 tag tage
  tagen jour día dia / week 604800 week wk wks 周 woche wochen semaine semana / month 2629746 month 个月 monat monate
  monaten mois mes meses / year 31556952 year yr yrs y 年 jahr jahre jahren ans année año / decade 315569520 decade
  / century 3155695200 century centuries
length: mm .001 mm millimeter millimetre / cm .01 cm centimeter centimetre / metre 1 meter metre m 米 / km 1000 km
  kms kilometer kilometre 公里 / inch .0254 inch inches " / foot .3048 foot feet ft / yard .9144 yard yd / mile
  1609.344 mile mi
mass: mcg 1e-9 mcg µg μg ug microgram / mg 1e-6 mg milligram / gram .001 gram gm g 克 / kg 1 kg kgs kilogram kilo
  公斤 / ounce .0283495 ounce oz / pound .45359237 pound lb lbs / ton 1000 tonne
volume: ml .001 ml cc milliliter millilitre / cl .01 cl / dl .1 dl / litre 1 liter litre l 升 / floz .0295735 fl_oz
  fl._oz / pint .473176 pint / gallon 3.785411784 gallon gal
data: kbit 125 kbit / mbit 125e3 mbit megabit / gbit 125e6 gbit gigabit / byte 1 byte / kb 1e3 kb kib kilobyte /
  mb 1e6 mb mib megabyte / gb 1e9 gb gib gigabyte / tb 1e12 tb tib terabyte / pb 1e15 pb petabyte
rate: kbps 1e3 kbps / mbps 1e6 mbps / gbps 1e9 gbps
area: sqft .09290304 sqft foot² ft² / sqm 1 sqm metre² m² / sqkm 1e6 sqkm km² / sqmi 2589988.11 sqmi mile² mi² /
  acre 4046.856 acre / hectare 10000 hectare ha
power: watt 1 watt w / kw 1e3 kw kilowatt / mw 1e6 mw megawatt / gw 1e9 gw gigawatt / hp 745.7 hp horsepower
energy: wh .001 wh / kwh 1 kwh / mwh 1e3 mwh / gwh 1e6 gwh / joule 2.777778e-7 joule / kj 2.777778e-4 kj / kcal
  1.163e-3 kcal calorie
charge: mah .001 mah / ah 1 ah
voltage: mv .001 mv / volt 1 volt v / kv 1e3 kv kilovolt
current: ma .001 ma milliamp / amp 1 amp ampere
frequency: hz 1 hz hertz / khz 1e3 khz kilohertz / mhz 1e6 mhz megahertz / ghz 1e9 ghz gigahertz
pressure: pascal 1 pascal / hpa 100 hpa mbar millibar / kpa 1e3 kpa / mpa 1e6 mpa / bar 1e5 bar / psi 6894.757 psi
  / mmhg 133.322 mmhg
speed: mph .44704 mph / kmh .27777778 kmh kph km/h / mps 1 mps m/s / knot .514444 knot kn
temperature: c 1 celsius °c °_c / f .55555556 fahrenheit °f °_f
sound: db 1 db decibel
pulse: bpm 1 bpm
percent: percent 1 percent per_cent pct % percentage prozent pourcent
points: point 1 pp percentage_point / basis .01 bps basis_point
"""
_MONEY = """
usd $ usd dollar us$ buck 美元 / eur € eur euro 欧元 / gbp £ gbp sterling quid / jpy ¥ jpy yen 日元 / cny cny rmb yuan
renminbi 元 人民币 / inr ₹ inr rupee rs / cad cad c$ ca$ / aud aud a$ au$ / nzd nzd nz$ / sgd sgd s$ / hkd hkd hk$ / mxn
mxn peso / brl brl r$ / chf chf sfr franken / sek sek / nok nok / dkk dkk / isk isk / kr kr krona kronor krone kroner
/ pln pln zł zloty / czk czk kč / huf huf / try ₺ lira / rub rub ₽ rouble / krw krw ₩ / ils ils ₪ shekel / zar zar
rand / thb thb ฿ baht / aed aed dirham / sar riyal / php ₱ / idr idr / myr myr / vnd vnd ₫ / twd twd / ngn ngn ₦ naira
/ kes kes / egp egp / ars ars / btc btc ₿ bitcoin / eth ether
"""
_SIGNS = "$€£¥₹₺₽₩₪฿₱₫₦₿"
_EXACT = {"f": (5 / 9, -160 / 9), "kmh": (1 / 3.6, 0.0)}


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for line in _TABLE.replace("\n  ", " ").strip().splitlines():
        kind, _, rows = line.partition(":")
        for row in rows.split(" / "):
            name, factor, *spellings = row.split()
            unit = Unit(kind, name, *_EXACT.get(name, (float(factor), 0.0)))
            found |= {word + plural: unit for word in spellings for plural in ("", "s" if len(word) > 2 else "")}
    for row in _MONEY.replace("\n", " ").split("/"):
        name, *spellings = row.split()
        for word in spellings:
            unit = Unit("money", name, 1.0, sign=word if word in ("$", "¥") else "kr" if name == "kr" else "")
            found |= {word + plural: unit for plural in ("", "s" if len(word) > 2 else "")}
    del found["bars"]  # of chocolate
    return found | {word: Unit("money", "usd", 0.01) for word in ("cent", "cents", "¢")}


_UNITS = _units()
_CURRENCIES = frozenset(unit.name for unit in _UNITS.values() if unit.kind == "money")
# Only where they touch their digits: "24h", "5kg" against "5 d …"; those of the second set stand apart as well.
_ATTACHED = frozenset("hsdglwyvm")
_APART = frozenset("glmh")
UNIT_WORDS = frozenset(_UNITS) - _ATTACHED

# In an object key the unit may be the last word: `deductible_usd`, `latencyMs`, `window_days`.
_IN_KEYS = {stem(word): _UNITS[word] for word in UNIT_WORDS if word.isalpha()} | {"ms": _UNITS["ms"]}
_IN_KEYS |= {"c": _UNITS["°c"], "f": _UNITS["°f"]}
_SQUARED = {"foot": "sqft", "metre": "sqm", "mile": "sqmi", "km": "sqkm"}
_PERIODS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}
_PERIODS |= {"annually": "year", "annum": "year", "mo": "month", "yr": "year", "hr": "hour", "wk": "week"}
PERIODS = frozenset(stem(word) for word in (*_PERIODS, "hour", "day", "week", "month", "year")) - {
    "mo",
    "yr",
    "hr",
    "wk",
}

_SCALES = {"thousand": 1e3, "million": 1e6, "mn": 1e6, "mio": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12}
_SCALES |= {"lakh": 1e5, "crore": 1e7}
# One letter is a scale only behind a currency: "USD m".
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}
SCALE_WORDS = frozenset(_SCALES)

_BEFORE = re.compile(rf"(?:(?:us|c|ca|a|au|nz|hk|s|r)?[{_SIGNS}]|\b[a-z]{{2,3}}\.?)\s?$")
_AFTER = re.compile(
    r"(?P<gap>[ \t-]?)"
    r"(?P<which>(?:business|working|calendar|consecutive|vacation|sick|paid|full|unused|remote|trading)"
    r" (?=days?\b|weeks?\b|hours?\b))?"
    r"(?P<word>(?:square|sq\.?)[ -](?P<square>feet|foot|ft|meters?|metres?|miles?|km|kilomet(?:er|re)s?)\b"
    r"|(?:percentage|basis) points?\b|fl\.? oz\b|per cent\b|[a-z]{1,2}²|%|°\s?[cf]\b|[°\"¢]"
    rf"|[{_SIGNS}](?!\d)|[a-zµμà-ÿł]+(?:/[hs]\b)?(?!\.[a-z]\.)|[⺀-鿿]{{1,3}})"
)
_QUOTE = re.compile(r"(?<!\d)\"")


def unit_word(word: str) -> Unit | None:
    """The unit that a folded word names."""
    return _UNITS.get(word) if word not in _ATTACHED else None


def period_of(word: str) -> str:
    """The unit of a rate by the word behind "per": `month` of "mo"."""
    word = _PERIODS.get(word, word)
    unit = _UNITS.get(word)
    return unit.name if unit is not None and (unit.kind == "duration" or word in UNIT_WORDS) else stem(word)


def unit_in_key(words: tuple[str, ...]) -> Unit | None:
    """The unit that an object key ends with or names."""
    named = words[: words.index("per")] if "per" in words else words
    if len(named) > 1 and named[0] == "min":  # `min_order` is a limit, `order_min` are minutes
        named = named[1:]
    unit = next((_IN_KEYS[word] for word in reversed(named) if word in _IN_KEYS), None)
    square = "squar" in named or "2" in named
    return _UNITS[_SQUARED[unit.name]] if unit is not None and square and unit.name in _SQUARED else unit


def scale_in_key(words: tuple[str, ...]) -> float:
    """What a key says that its numbers are to be multiplied by: `viewers_millions`, "Revenue (USD m)"."""
    named = next((_SCALES[word] for word in words if word in _SCALES), 1.0)
    if words and words[-1][:1] == "k" and words[-1][1:] in _CURRENCIES:  # `target_keur`
        return 1e3
    lettered = words[-1:] and words[-1] in _LETTERS and words[-2:-1] and words[-2] in _CURRENCIES
    return _LETTERS[words[-1]] if lettered and named == 1.0 else named


def period_in_key(words: tuple[str, ...]) -> str:
    """The unit that a key says its number is a rate over: `price_per_night`, `monthly_fee`."""
    if "per" in words[:-1]:
        last = words[words.index("per") + 1]
        return _IN_KEYS[last].name if last in _IN_KEYS else last
    return next((_PERIODS[word] for word in words if word in _PERIODS), "")


def currency_before(folded: str, place: int, start: int) -> tuple[Unit, int] | None:
    """The currency right before a numeral, "NOK 5" or "US$5", and where it begins."""
    match = _BEFORE.search(folded, max(start, place - 5), place)
    unit = _UNITS.get(match[0].strip(" .")) if match is not None else None
    return (unit, match.start()) if match is not None and unit is not None and unit.kind == "money" else None


def unit_after(folded: str, place: int) -> tuple[Unit, int] | None:
    """The unit that stands right after a numeral, and where it ends."""
    match = _AFTER.match(folded, place)
    if match is None:
        return None
    word, end = match["word"].replace(" ", "_"), match.end()
    if match["square"]:
        word = _UNITS[match["square"]].name + "²"
    elif word not in _UNITS and (word[0] > "⺀" or "/" in word):
        # Chinese writes no spaces: the longest beginning that is a unit. The rate of "$20/h" is none.
        known = [word[:2], word[:1]] if word[0] > "⺀" else [word.partition("/")[0]]
        end -= len(word)
        word = next((one for one in known if one in _UNITS), word)
        end += len(word)
    if word in _ATTACHED and match["gap"] and word not in _APART:
        return None
    if word == '"' and (match["gap"] or len(_QUOTE.findall(folded, max(0, place - 80), place)) % 2):
        return None
    unit = _UNITS.get(word)
    if unit is not None and match["which"] in ("business ", "working "):
        unit = unit._replace(name="working " + unit.name)
    return (unit, end) if unit is not None else None
