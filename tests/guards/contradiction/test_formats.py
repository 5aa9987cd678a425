"""Comma-separated lines, HTML tables and fields in them: what is read as records, and what is prose."""

from __future__ import annotations

from typing import Any

import pytest

from guards.contradiction.facts.tables import table_slots
from tests.guards.contradiction.cases import tally_of

CSV = "name,team,start,salary\nMaria Chen,Finance,2019-04-01,88000\nTom Reyes,Design,2021-09-15,112000"
HTML = "Plans:\n<table>\n<tr><th>Plan</th><th>Seats</th></tr>\n<tr><td>Team</td><td><b>25</b></td></tr>\n</table>\nEnd."
HOURS = {
    "name": "Fig",
    "hours": {"Monday": "9:0-18:0", "Saturday": "10 am - 4 pm", "Sunday": "closed", "Friday": "0:0-0:0"},
}
ORDER = {"order_id": "ORD-55120", "status": "shipped", "captain": "Helen Park", "carrier": "FedEx", "express": "no"}


MERGED = (
    "<table><tr><th rowspan=2>Plan</th><th colspan='2'>2025</th></tr><tr><th>Q1</th><th>Q2</th></tr>"
    '<tr><td rowspan="2">Pro</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>'
    "<tr><td colspan=3>Extras</td></tr><tr><td>Max</td><td>5</td><td>6</td></tr></table>"
)


def test_merged_cells_count_for_every_row_and_column_that_they_cover() -> None:
    assert [(slot.path[1:], slot.text) for slot in table_slots(MERGED)[0]] == [
        ((0, "Plan"), "Pro"),
        ((0, "2025 Q1"), "1"),
        ((0, "2025 Q2"), "2"),
        ((1, "Plan"), "Pro"),
        ((1, "2025 Q1"), "3"),
        ((1, "2025 Q2"), "4"),
        (("Extras", 3, "Plan"), "Max"),
        (("Extras", 3, "2025 Q1"), "5"),
        (("Extras", 3, "2025 Q2"), "6"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<table><tr><th>Seats</th><td>4</td></tr><tr><th>Fuel</th><td>gas</td></tr></table>",
         [("Seats", "4"), ("Fuel", "gas")]),
        ("a | b | c\n--|--|--\n1||3", [("a", "1"), ("c", "3")]),
        ("| a | b |\n|---|---|\n| x\\|y | 2 |", [("a", "x\\|y"), ("b", "2")]),
        (CSV, [("name", "Maria Chen"), ("team", "Finance"), ("start", "2019-04-01"), ("salary", "88000"),
               ("name", "Tom Reyes"), ("team", "Design"), ("start", "2021-09-15"), ("salary", "112000")]),
        ("a\tb\n1\t2\n3\t4", [("a", "1"), ("b", "2"), ("a", "3"), ("b", "4")]),
        ('city,note\nRome,"old, large"\nOslo,cold',
         [("city", "Rome"), ("note", "old, large"), ("city", "Oslo"), ("note", "cold")]),
        (HTML, [("Plan", "Team"), ("Seats", "25")]),
        ("<table><tr><th>Plan</th></tr><tr><td>Team", [("Plan", "Team")]),
        ("Otters sleep, eat, and play.\nSeals sleep, eat, and bark.\nWhales sing, dive, and feed.", []),
        ("Dear Ann,\nthank you,\nBob", []),
        ("<table>", []),
        ("<td><<td<tr", []),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_slots_of_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    slots, used = table_slots(text)
    assert [(slot.key, slot.text) for slot in slots] == expected
    assert all(text[slot.start : slot.end] == slot.text for slot in slots)
    assert len(used) == bool(expected)


RECORDS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (CSV, "Tom Reyes earns $121,000.", [("$121,000", "112000")]),
    (CSV, "Tom Reyes earns $112,000.", []),
    (CSV, "Tom Reyes earns $24,000 more than Maria Chen.", []),
    (HTML, "The Team plan has 52 seats.", [("52", "25")]),
    (HTML, "The Team plan has 25 seats.", []),
    # opening hours
    (HOURS, "On Monday it is open from 9 am to 7 pm.", [("7 pm", "9:0-18:0")]),
    (HOURS, "On Monday it is open from 9 am to 6 pm.", []),
    (HOURS, "It closes at 6 PM on Saturdays.", [("6 PM", "10 am - 4 pm")]),
    (HOURS, "It closes at 4 PM on Saturdays.", []),
    (HOURS, "It is open on Sundays.", [("Sundays", "closed")]),
    (HOURS, "On Monday it is open.", []),
    (HOURS, "On Friday it closes at 3 pm.", []),
    (HOURS, "On Monday the band plays at 8 pm.", []),
    # identifiers
    (ORDER, "Order ORD-51520 was shipped.", [("ORD-51520", "ORD-55120")]),
    (ORDER, "Order ORD-55120 was shipped.", []),
    (ORDER, "Order ORD-99871 is another one.", []),
    ("INV-7730 and INV-7731 are paid.", "INV-7732 is open.", []),
    ("ORD-55120 and ORD-55321 are paid.", "ORD-55110 is open.", []),
    # names and words in fields
    (ORDER, "The captain is Helen Clark.", [("Helen Clark", "Helen Park")]),
    (ORDER, "The captain is Helen.", []),
    (ORDER, "The captain is not Helen Clark.", []),
    (ORDER, "The carrier is UPS.", [("UPS", "FedEx")]),
    (ORDER, "The owner of the shop is Helen Clark.", []),
    ({"plan": "Silver Choice"}, "You are on the Gold Choice plan.", [("Gold Choice", "Silver Choice")]),
    ({"area_km2": 262}, "The area is 226 square kilometers.", [("226 square kilometers", "262")]),
    ({"founded": 1932}, "It was founded in 1923.", [("1923", "1932")]),
    ({"departs": "2025-06-14T09:20"}, "It departs at 10:20.", [("10:20", "2025-06-14T09:20")]),
    ({"departs": "2025-06-14T09:20"}, "It departs on June 14 at 9:20 am.", []),
    ({"check_in": "15:00", "check_out": "11:00"}, "Check-in is at 3 pm and check-out is at 11 am.", []),
    ({"check_in": "15:00", "check_out": "11:00"}, "Check-out is at 12:30 pm.", [("12:30 pm", "11:00")]),
    ("Interest rate: 4.25% APY\nFDIC insured: yes", "The interest rate is 5.25%.", [("5.25%", "4.25%")]),
    ("Interest rate: 4.25% APY\nFDIC insured: yes", "It is not FDIC insured.", [("not FDIC insured", "yes")]),
]  # fmt: skip


SEASON = {"season": {"name": "Harbour League 23/24", "year": "23/24", "id": 53985}}


PAIRS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (SEASON, "They met in the Harbour League 23/24 season.", []),
    (SEASON, "They met in the 2023/24 season.", []),
    (SEASON, "The season is 22/23.", [("22/23", "23/24")]),
    ({"blood_pressure": "120/80"}, "Blood pressure is 120/80.", []),
    ({"blood_pressure": "120/80"}, "Blood pressure is 130/80.", [("130/80", "120/80")]),
    ({"blood_pressure": "120/80"}, "Blood pressure is 120.", []),
    ({"width": "3/4 inch"}, "The width is 0.75 inches.", []),
    ({"width": "3/4 inch"}, "The width is 0.5 inches.", [("0.5 inches", "3/4 inch")]),
]


ORDERS = {"order": {"id": 53985, "icon": "10d", "zip": "02139", "promo_code": "2024", "days": 12}}


IDENTIFIERS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (ORDERS, "Your order 53985 is at zip 02139.", []),
    (ORDERS, "Your order 53895 was sent.", [("53895", "53985")]),
    (ORDERS, "Your zip is 02193.", [("02193", "02139")]),
    (ORDERS, '{"order": {"id": 53895}}', [("53895", "53985")]),
    # of another length or with a unit it is something else
    (ORDERS, "Your order 12 was sent.", []),
    (ORDERS, "The order is $53,895.", []),
    (ORDERS, "The icon stays for 5 days.", []),
    (ORDERS, "The promo runs since 2025.", []),
    (ORDERS, "The order takes 14 days.", [("14 days", "12")]),
    ({"production_code": "216"}, "The production code june19 is another.", []),
]


FORECAST = {"list": [{"main": {"temp": 25.9, "feels_like": 26.8}}, {"main": {"temp": 31.7, "feels_like": 33.9}}]}
SHOP = {
    "name": "Fern",
    "overall_stars": 3.5,
    "reviews": [{"review_stars": 5, "by": "Ann"}, {"review_stars": 1, "by": "Bo"}],
}


NEARER: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (FORECAST, "The temperature is 25.9 °C, with a feels like temperature of 26.8 °C.", []),
    (FORECAST, "The feels like temperature is 33.9 °C.", []),
    (FORECAST, "The feels like temperature is 29.5 °C.", [("29.5 °C", "26.8")]),
    (FORECAST, "The temperature is 29.5 °C.", [("29.5 °C", "25.9")]),
    (SHOP, "It has a rating of 3.5 stars, and the reviews are mixed.", []),
    (SHOP, "It has a rating of 4.5 stars, and the reviews are mixed.", [("4.5", "5")]),
    # an entry that is named is meant
    (SHOP, "In the review, Bo gave 3.5 stars.", [("3.5", "1")]),
]


SALES = {"Revenue (USD m)": 17.24, "viewers_thousands": 820, "amount_cents": 1999, "stock": 40}
REVIEWS = {"overall_stars": 3.5, "reviews": [{"review_stars": 5}, {"review_stars": 2}, {"review_stars": 5}]}
WEEKS = {"12": {"attendance": 31204}, "13": {"attendance": 35308}}


KEYS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    # the scale of a key
    (SALES, "The revenue was $17.24 million.", []),
    (SALES, "The revenue was $17.24m.", []),
    (SALES, "The revenue was $17.24.", []),
    (SALES, "The revenue was $17,240,000.", []),
    (SALES, "The revenue was $19.24 million.", [("$19.24 million", "17.24")]),
    (SALES, "There were 820,000 viewers.", []),
    (SALES, "There were 280,000 viewers.", [("280,000", "820")]),
    (SALES, "The amount is $19.99.", []),
    (SALES, "The stock is 40,000.", [("40,000", "40")]),
    # a key that says nothing else is still one
    ("item,quantity\nwidget,4\ngadget,7\nbolt,12", "The gadget quantity is 4.", [("4", "7")]),
    ("item,quantity\nwidget,4\ngadget,7\nbolt,12", "The gadget quantity is 7.", []),
    # no percentage
    ({"shares": 365223}, "The share is 28.46%.", []),
    ({"share": 31.2}, "The share is 28.46%.", [("28.46%", "31.2")]),
    # the name of a record
    (WEEKS, "The attendance in week 13 was 35,308.", []),
    (WEEKS, "The attendance in week 14 was 35,308.", [("14", "31204")]),
    # what a number is measured by, and how many there are
    (SHOP, "Its review gives 5 out of 5 stars.", []),
    (SHOP, "Its overall rating is 3.5 out of 5 stars, from 2 reviews.", []),
    (REVIEWS, "Fern has a 3.5-star rating based on 3 reviews.", []),
    (REVIEWS, "Fern has a 3.5-star rating based on 8 reviews.", [("8", "5")]),
    (SHOP, "Its overall stars are 4.2 out of 5.", [("4.2", "3.5")]),
]


FORMS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    # a ratio to one
    ({"current_ratio": 1.873}, "The current ratio is 1.87:1.", []),
    ({"current_ratio": 1.873}, "The current ratio is 2.87:1.", [("2.87", "1.873")]),
    ({"current_ratio": "1.87:1"}, "The current ratio is 2.87:1.", [("2.87", "1.87")]),
    # the brackets of accountants
    ("Net income: (3,200)", "Net income was -3,200.", []),
    ("Net income: (3,200)", "The net income was 3,200.", []),
    ("Net income: (3,200)", "Net income was -3,500.", [("-3,500", "3,200")]),
    # a bound of a key, unless the claim is the bound
    ({"min_order": 50, "max_order": 500}, "An order of 120 is fine.", []),
    ({"min_order": 50, "max_order": 500}, "An order of 620 is fine.", [("620", "500")]),
    ({"max_order": 500}, "The maximum order is 120.", [("120", "500")]),
    # a code of another field of the record
    ({"flight": "QX12", "gate": "B4"}, "Boarding for QX12 is at gate B4.", []),
    ({"flight": "QX12", "gate": "B4"}, "Boarding for QX12 is at gate B5.", [("B5", "B4")]),
]


@pytest.mark.parametrize(
    ("rows", "missed", "flagged", "misquoted"),
    [
        (RECORDS, 7, 2, 1),
        (PAIRS, 1, 0, 0),
        (IDENTIFIERS, 4, 2, 0),
        (NEARER, 4, 0, 1),
        (KEYS, 6, 0, 1),
        (FORMS, 4, 0, 1),
    ],
    ids=["records", "pairs", "identifiers", "nearer field", "keys", "forms"],
)
def test_what_records_say_is_compared(
    rows: list[tuple[Any, str, list[tuple[str, str]]]], missed: int, flagged: int, misquoted: int
) -> None:
    tally = tally_of(rows, lambda one: (one.said, one.known))
    assert len(tally.missed) <= missed, tally
    assert len(tally.flagged) <= flagged, tally
    assert len(tally.misquoted) <= misquoted, tally
