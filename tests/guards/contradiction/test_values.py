"""How numbers, units, money, dates, times, zones and codes are written, and when two of them agree."""

from __future__ import annotations

import math

import pytest

from guards.contradiction.bind.relate import cell_relation
from guards.contradiction.cells import cell_of
from guards.contradiction.facts.jsontext import Slot
from guards.contradiction.text.language import is_covered
from guards.contradiction.text.words import fold, key_words
from guards.contradiction.values.dates import clock_of
from guards.contradiction.values.reading import values_of, whole_value, with_beside
from guards.contradiction.values.value import PartialDate, Value, relation
from guards.contradiction.values.zones import zone_of

INF = math.inf


def only(text: str) -> Value:
    """The one value of a text."""
    (found,) = values_of(fold(text))
    return found


AMOUNTS = [
    # thousands and decimals as other countries write them
    ("€1,250", "money", "eur", 1250),
    ("1 250 €", "money", "eur", 1250),
    ("12 345 678 €", "money", "eur", 12_345_678),
    ("1.250,00 €", "money", "eur", 1250),
    ("1.250 €", "money", "eur", 1250),
    ("CHF 1'250.50", "money", "chf", 1250.5),
    ("12,5 %", "percent", "percent", 12.5),
    ("₹1,25,000", "money", "inr", 125_000),
    ("Rs 2.5 crore", "money", "inr", 2.5e7),
    ("$3 lakh", "money", "usd", 3e5),
    # currencies before and behind
    ("NOK 53.2 billion", "money", "nok", 53.2e9),
    ("US$5", "money", "usd", 5),
    ("20 CAD", "money", "cad", 20),
    ("$20 CAD", "money", "cad", 20),
    ("500 kr", "money", "kr", 500),
    ("-$5", "money", "usd", -5),
    ("75 cents", "money", "usd", 0.75),
    ("$1.875", "money", "usd", 1.875),
    ("2500美元", "money", "usd", 2500),
    ("15万元", "money", "cny", 150_000),
    ("3,5 Millionen Euro", "money", "eur", 3.5e6),
    # units by dimension
    ("50 mcg", "mass", "mcg", 50e-9),
    ("50 µg", "mass", "mcg", 50e-9),
    ("0.5 mg", "mass", "mg", 0.5e-6),
    ("250 ml", "volume", "ml", 0.25),
    ("16 fl oz", "volume", "floz", 0.473176),
    ("8 Mbit", "data", "mbit", 1e6),
    ("30W", "power", "watt", 30),
    ("1200mAh", "charge", "mah", 1.2),
    ("2.4 GHz", "frequency", "ghz", 2.4e9),
    ("1014 hPa", "pressure", "hpa", 101_400),
    ("7.5 m/s", "speed", "mps", 7.5),
    ("90 km/h", "speed", "kmh", 25),
    ("20 sq ft", "area", "sqft", 1.858),
    ("3 km²", "area", "sqkm", 3e6),
    ('a 12.7" screen', "length", "inch", 0.32258),
    ("14 Tage", "duration", "day", 14 * 86_400),
    ("5小时", "duration", "hour", 18_000),
    # points are no percentages
    ("5 percentage points", "points", "point", 5),
    ("25 basis points", "points", "basis", 0.25),
    ("14 per cent", "percent", "percent", 14),
    # number words
    ("just one reminder", "count", "", 1),
    ("six and a half minutes", "duration", "minute", 390),
    ("half an hour", "duration", "hour", 1800),
    ("two and a half hours", "duration", "hour", 9000),
    ("1½ hours", "duration", "hour", 5400),
    ("a couple of days", "duration", "day", 2 * 86_400),
    ("a pair of shoes", "count", "", 2),
    ("half a dozen eggs", "count", "", 6),
    ("a hundred and sixty-six eggs", "count", "", 166),
]


@pytest.mark.parametrize(("text", "kind", "unit", "number"), AMOUNTS, ids=[row[0] for row in AMOUNTS])
def test_amounts_in_the_forms_they_are_written_in(text: str, kind: str, unit: str, number: float) -> None:
    found = only(text)
    assert (found.kind, found.unit) == (kind, unit)
    assert found.low == found.high == pytest.approx(number, rel=1e-4)


NOTHING = [
    "a dog and a cat",
    "see the fall of Rome",
    "we may march on",
    "one of them",
    "one reminder",
    "only one of the plans",
    "options 1,2",
    "the iPhone half",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_no_value(text: str) -> None:
    assert values_of(fold(text)) == []


BOUNDS = [
    ("up to 30 kg", -INF, 30),
    ("at least 30 kg", 30, INF),
    ("no more than 30 kg", -INF, 30),
    ("no less than 30 kg", 30, INF),
    ("≤ 30 kg", -INF, 30),
    ("a minimum of 30 kg", 30, INF),
    ("under 30 kg", -INF, 30),
    ("between 5 and 30 kg", 5, 30),
    ("from 5 to 30 kg", 5, 30),
    ("5-30 kg", 5, 30),
    ("30 kg or more", 30, INF),
    ("30 kg is within walking distance", 30, 30),
    ("below the limit of 30 kg", -INF, 30),
    ("the limit of 30 kg", 30, 30),
    ("a cover of 30 kg", 30, 30),
    ("more people carry 30 kg", 30, 30),
    ("mass<30 kg", -INF, 30),
]


@pytest.mark.parametrize(("text", "low", "high"), BOUNDS, ids=[row[0] for row in BOUNDS])
def test_bounds(text: str, low: float, high: float) -> None:
    assert (only(text).low, only(text).high) == (low, high)


def test_a_change_is_no_range_and_is_known_in_per_cent_or_points() -> None:
    grown = values_of("revenue grew from $200m to $250m")
    assert [(one.kind, one.low) for one in grown] == [("percent", 25), ("money", 2e8), ("money", 2.5e8)]
    fallen = values_of("churn fell from 6% to 4%")
    assert [(one.kind, one.low) for one in fallen] == [("points", 2), ("percent", 6), ("percent", 4)]
    assert relation(only("5 percentage points"), fallen[0]) == "differs"
    assert [(one.low, one.high) for one in values_of("salaries from $200m to $250m")] == [(2e8, 2.5e8)]


DATES = [
    ("3. Mai 2024", [PartialDate(2024, 5, 3)]),
    ("le 3 août", [PartialDate(None, 8, 3)]),
    ("3 de mayo de 2024", [PartialDate(2024, 5, 3)]),
    ("2024年5月3日", [PartialDate(2024, 5, 3)]),
    ("5月3日", [PartialDate(None, 5, 3)]),
    ("12-15 June 2024", [PartialDate(2024, 6, 12), PartialDate(2024, 6, 15)]),
    ("June 12-15, 2024", [PartialDate(2024, 6, 12), PartialDate(2024, 6, 15)]),
    ("Q3 2024", [PartialDate(2024, part="q3")]),
    ("the third quarter of 2024", [PartialDate(2024, part="q3")]),
    ("2nd quarter of 2024", [PartialDate(2024, part="q2")]),
    ("on the 10th", [PartialDate(day=10)]),
    ("FY2024", [PartialDate(2024)]),
    ("the 1990s", [PartialDate(1990, years=10)]),
    ("mid-2020", [PartialDate(2020)]),
    ("Friday, May 8", [PartialDate(None, 5, 8, 4)]),
    ("2024.07.10", [PartialDate(2024, 7, 10)]),
]


@pytest.mark.parametrize(("text", "expected"), DATES, ids=[row[0] for row in DATES])
def test_dates_and_parts_of_years(text: str, expected: list[PartialDate]) -> None:
    assert [one.dates for one in values_of(fold(text))] == [(one,) for one in expected]


CODES = [
    ("version 3.11.4", "version", "3.11.4"),
    ("v2.1", "version", "2.1"),
    ("release 2.1.", "version", "2.1"),
    ("+44 20 7946 0958", "phone", "442079460958"),
    ("(555) 010-2345", "phone", "5550102345"),
    ("1-800-555-0147", "phone", "18005550147"),
    ("https://acme.example.com/docs/v1/.", "link", "acme.example.com/docs/v1"),
    ("ann.lee@acme.example.com", "mail", "ann.lee@acme.example.com"),
    ("the M8", "", "m8"),
    ("room 11-A", "", "11a"),
]


@pytest.mark.parametrize(("text", "sort", "spelling"), CODES, ids=[row[0] for row in CODES])
def test_codes_are_no_quantities(text: str, sort: str, spelling: str) -> None:
    assert (only(text).kind, only(text).unit, only(text).text) == ("code", sort, spelling)


RELATIONS = [
    # units convert, or differ
    ("50 mg", "50 mcg", "differs"),
    ("500 mcg", "0.5 mg", "same"),
    ("30 °C", "86 °F", "same"),
    ("8 GB", "8 MB", "differs"),
    ("5 kWh", "5 kW", "apart"),
    # another currency of the same number differs; another number may have been converted
    ("$120", "£120", "differs"),
    ("$120", "£95", "apart"),
    ("$120", "120 CAD", "same"),
    ("500 kr", "SEK 500", "same"),
    ("500 kr", "€500", "differs"),
    ("€1,350", "1 250 €", "differs"),
    # a level and a change are two things
    ("5 percentage points", "5%", "apart"),
    ("5 percentage points", "500 basis points", "same"),
    ("about 40%", "42%", "same"),
    ("about 40%", "52%", "differs"),
    # bounds
    ("4 days", "3 to 5 days", "same"),
    ("6 days", "3 to 5 days", "differs"),
    ("up to 50 files", "at most 20 files", "differs"),
    ("120 units", "up to 500 units", "same"),
    # instants and zones
    ("14:00 CET", "13:00Z", "same"),
    ("14:30 CET", "13:00Z", "differs"),
    ("11:30 pm Central time", "2026-04-06T04:30:00Z", "same"),
    ("10:30 pm Central time", "2026-04-06T04:30:00Z", "differs"),
    ("8:00 am London time", "2026-07-01T09:00:00+02:00", "same"),
    ("9:00 UTC+2", "7:00 UTC", "same"),
    ("noon", "12:00", "same"),
    ("3 pm", "15:00", "same"),
    ("3 pm", "14:00", "differs"),
    # parts of years
    ("in August 2024", "Q3 2024", "same"),
    ("in May 2024", "Q3 2024", "differs"),
    ("in 1994", "the 1990s", "same"),
    ("Tuesday, June 4, 2024", "4 June 2024", "same"),
    ("Monday", "4 June 2024", "differs"),
    # codes
    ("3.11.4", "3.12.4", "differs"),
    ("v3.11.4", "3.11.4", "same"),
    ("+1 555-010-2345", "(555) 010-2345", "same"),
    ("555-010-2346", "(555) 010-2345", "differs"),
    ("www.acme.com/docs/v1", "https://acme.com/docs/v1/", "same"),
    ("www.acme.com/docs/v1", "https://acme.com/docs/v2", "differs"),
    ("www.acme.com/docs/v1", "https://example.com", "apart"),
    ("www.acme.com/docs/v1", "3.12.4", "apart"),
]


@pytest.mark.parametrize(("claim", "fact", "expected"), RELATIONS, ids=[f"{row[0]} | {row[1]}" for row in RELATIONS])
def test_when_a_claim_may_be_said_of_a_fact(claim: str, fact: str, expected: str) -> None:
    said, known = only(claim), only(fact)
    assert relation(said, clock_of(known) or known if said.kind == "clock" else known) == expected


def test_the_day_of_an_instant_is_that_of_the_zone_it_is_said_in() -> None:
    day, _ = values_of("on april 5 at 11:30 pm central time")
    other, _ = values_of("on april 6 at 11:30 pm central time")
    stamp = only("2026-04-06T04:30:00Z")
    assert relation(day, stamp) == "same"
    assert relation(other, stamp) == "differs"


def test_brackets_are_a_minus_whose_sign_may_be_in_the_words() -> None:
    loss = whole_value("(3,200)")
    assert loss is not None
    assert loss.low == -3200
    assert [relation(only(text), loss) for text in ("-3,200", "3,200", "-3,300")] == ["same", "same", "differs"]
    year = whole_value("(2019)")
    assert year is not None
    assert year.kind == "date"


def test_other_fields_tell_currency_and_zone() -> None:
    cents = whole_value("4599", ("amount", "cent"))
    assert cents is not None
    assert (cents.kind, cents.unit, cents.low) == ("money", "usd", pytest.approx(45.99))
    assert with_beside(cents, {"currency": "chf"}).unit == "chf"
    stamp = with_beside(only("2026-04-06T14:00:00Z"), {"zone": zone_of("america/new york")})
    clock = clock_of(stamp)
    assert clock is not None
    assert [relation(only(text), clock) for text in ("10:00 am", "2 pm", "9:00 am", "2 pm UTC", "10 am UTC")] == [
        "same", "same", "differs", "same", "differs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "kind", "unit"),
    [
        ("Noise dB", "sound", "db"),
        ("capacity_kWh", "energy", "kwh"),
        ("Speed (kn)", "speed", "knot"),
        ("seconds", "duration", "second"),
        ("length_mm", "length", "mm"),
        ("planB", "number", ""),
    ],
)
def test_the_head_of_a_column_may_say_the_unit(key: str, kind: str, unit: str) -> None:
    value = whole_value("12", key_words(key))
    assert value is not None
    assert (value.kind, value.unit) == (kind, unit)


def test_an_amount_beside_its_currency_may_be_of_minor_units() -> None:
    known = cell_of(Slot(("amount",), "4599", 0, 4, "number"), 0, {"currency": "usd"})
    relations = [cell_relation(only(text), known) for text in ("$45.99", "$4,599", "$49.99")]
    assert relations == ["same", "same", "differs"]


def test_a_version_under_its_key_is_no_number() -> None:
    known = whole_value("2.9", ("min", "version"))
    assert known is not None
    assert [relation(only(text), known) for text in ("version 2.9", "v2.7")] == ["same", "differs"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pro costs $250 per year.", True),
        ("Los Angeles", True),
        ("Dr. van der Berg earns $5.", True),
        ("EST", True),
        ("José Martínez", True),
        ("Haustiere sind erlaubt.", False),
        ("Frühstück ist inklusive.", False),
        ("Los animales no están permitidos.", False),
        ("Le délai est de 14 jours.", False),
        ("您的年度免赔额是2500美元。", False),
    ],
)
def test_short_texts_are_foreign_only_where_they_plainly_are(text: str, expected: bool) -> None:
    assert is_covered(text) is expected
