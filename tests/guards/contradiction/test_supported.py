"""Answers that say what their context says, in other words: none may be flagged."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.contradiction.cases import conflicts_of

PLAN = {
    "member": {
        "plan": "Silver 2500",
        "deductible_usd": 1500,
        "deductible_met_usd": 1200,
        "copay": {"specialist": 40, "primary": 20},
        "coinsurance": 0.2,
        "visits_left": 8,
    },
    "status": "active",
    "dental": {"covered": True},
    "effective_date": "2026-01-01",
}
FLIGHTS = [
    {"flight": "LH 400", "city": "Rome", "departs": "09:30", "price_eur": 180, "gate": "B12"},
    {"flight": "AZ 610", "city": "Milan", "departs": "17:05", "price_eur": 95, "gate": "A4"},
]
STAFF = "| Name | Office | Days off |\n|---|---|---|\n| Ada | Berlin | 28 |\n| Grace | Madrid | 30 |\n"
NOTICE = "Deductible: $1,500\nSpecialist copay: $40\nPlan type: PPO\n"

ROWS: list[tuple[str, Any, str]] = [
    # the same value in another spelling
    ("thousands", "The annual deductible is $1,500.", "Your deductible is 1500 dollars."),
    ("k", "The annual deductible is $1,500.", "Your annual deductible is $1.5k."),
    ("currency code", "The annual deductible is $1,500.", "The deductible is USD 1,500."),
    ("number words", "The annual deductible is $1,500.", "The deductible is fifteen hundred dollars."),
    ("cents", "The stamp costs 68 cents.", "The stamp costs $0.68."),
    ("million", "The budget is $2.5 million.", "The budget is $2,500,000."),
    ("percent word", "The interest rate is 5 percent.", "The interest rate is 5%."),
    ("decimals", "The interest rate is 4.50%.", "The interest rate is 4.5%."),
    ("count words", "The plan includes 12 therapy visits.", "The plan includes twelve therapy visits."),
    ("dash", "The trial lasts 14 days.", "It is a 14-day trial."),
    ("iso date", "Enrollment closes on 2026-06-03.", "Enrollment closes on June 3, 2026."),
    ("day first", "Enrollment closes on June 3, 2026.", "Enrollment closes on 03 Jun 2026."),
    ("no year", "Enrollment closes on June 3, 2026.", "Enrollment closes on June 3rd."),
    ("month only", "Enrollment closes on June 3, 2026.", "Enrollment closes in June 2026."),
    ("slashes", "Enrollment closes on 06/03/2026.", "Enrollment closes on June 3, 2026."),
    ("slashes the other way", "Enrollment closes on 03/06/2026.", "Enrollment closes on 3 June 2026."),
    ("weekday of a date", "The hearing is on 2026-06-03.", "The hearing is on Wednesday."),
    ("clock", "The office opens at 14:30.", "The office opens at 2:30 pm."),
    ("noon", "The office closes at 12:00 pm.", "The office closes at noon."),
    # units
    ("hours and days", "Refunds are issued within 48 hours.", "Refunds are issued within 2 days."),
    ("months and year", "The warranty lasts 12 months.", "The warranty lasts one year."),
    ("days and months", "Claims must be filed within 90 days.", "Claims must be filed within three months."),
    ("weeks", "The course takes 14 days.", "The course takes two weeks."),
    ("compound", "The film runs 150 minutes.", "The film runs 2 hours and 30 minutes."),
    ("km and miles", "The trail is 5 km long.", "The trail is 3.1 miles long."),
    ("kg and pounds", "The bag may weigh 23 kg.", "The bag may weigh about 50 pounds."),
    ("temperature", "Store the vaccine at 5 °C.", "Store the vaccine at 41 °F."),
    ("gb and mb", "The upload limit is 2 GB.", "The upload limit is 2000 MB."),
    # rounding and hedging
    ("rounded", "Revenue was $1,487 in May.", "Revenue was $1,490 in May."),
    ("about", "Revenue was $1,487 in May.", "Revenue was about $1,500 in May."),
    ("nearly", "The stadium holds 79,500 spectators.", "The stadium holds nearly 80,000 spectators."),
    ("over", "The stadium holds 79,500 spectators.", "The stadium holds over 79,000 spectators."),
    ("decimals rounded", "The rate is 3.14159%.", "The rate is 3.14%."),
    # ranges and bounds
    ("inside a range", "Delivery takes 3 to 5 days.", "Delivery takes 4 days."),
    ("range as dash", "Delivery takes 3-5 days.", "Delivery takes three to five days."),
    ("between", "The fee is between $20 and $60.", "The fee is $40."),
    ("up to", "The plan covers up to 20 visits.", "The plan covers 15 visits."),
    ("at least", "You must be at least 18 years old.", "You must be 18 years old or older."),
    ("at most", "The fee is $40.", "The fee is at most $50."),
    ("more than", "The fund holds $900 million.", "The fund holds more than $800 million."),
    # arithmetic
    ("sum", "The room costs $120. The breakfast costs $15.", "The room and the breakfast cost $135 in total."),
    (
        "difference",
        "The old price was $80. The new price is $60.",
        "The price is $20 lower: you save $20 on the price.",
    ),
    ("a year of months", "The subscription costs $10 per month.", "The subscription costs $120 per year."),
    ("two of them", "A ticket costs $25.", "Two tickets cost $50 together; each ticket is $25."),
    ("percent off", "The coat costs $200 and the discount is 25%.", "With the discount the coat costs $150."),
    ("remaining", PLAN, "You have $300 of your deductible left."),
    ("sum of fields", {"rent": 1200, "utilities": 150}, "Rent and utilities together are $1,350."),
    ("share", "40 of the 160 seats are taken.", "25% of the seats are taken."),
    # which thing is meant
    (
        "other subject",
        "The specialist copay is $40 and the primary care copay is $20.",
        "The primary care copay is $20.",
    ),
    ("other unit", "The plan costs $300 per month.", "The plan lasts 12 months."),
    ("two passages", "The deductible was $1,500.\nFrom 2026 on the deductible is $2,500.", "The deductible is $2,500."),
    ("alternatives", "The band formed in 1982 or 1984.", "The band formed in 1982."),
    # not claims
    ("question", "The deductible is $1,500.", "Did you mean the $2,500 deductible?"),
    ("denied", "The deductible is $1,500.", "Your deductible is $1,500, not $2,500."),
    ("code", "The padding is 20 pixels.", "padding: 30px;"),
    # fields
    ("field", PLAN, "Your deductible is $1,500 and your specialist copay is $40."),
    ("field, other order", PLAN, "For specialist visits your copay is $40."),
    ("fraction", PLAN, "Your coinsurance is 20%."),
    ("field count", PLAN, "You have eight visits left."),
    ("plan name", PLAN, "You are on the Silver 2500 plan."),
    ("state", PLAN, "Your plan is active."),
    ("boolean", PLAN, "Dental is covered."),
    ("date field", PLAN, "The effective date is January 1, 2026."),
    ("row", FLIGHTS, "The flight to Milan departs at 5:05 pm and costs 95 euros."),
    ("row by its name", FLIGHTS, "Rome: 180 EUR, gate B12."),
    ("table", STAFF, "Grace works in Madrid and has 30 days off."),
    ("pairs", NOTICE, "The specialist copay is $40."),
    ("address", {"shop": {"name": "Corner Books", "address": "12 Main Street"}}, "Corner Books is at 12 Main St."),
    # negation
    ("copy", "Acupuncture is not covered.", "Acupuncture is not covered."),
    ("excluded", "Acupuncture is not covered.", "Acupuncture is excluded."),
    ("never", "The store never opens on Sunday.", "The store does not open on Sunday."),
    ("other thing", "Acupuncture is not covered by the plan.", "Chiropractic care is covered by the plan."),
    ("may or may not", "The road may or may not be closed.", "The road may be closed."),
    ("not only", "The plan covers surgery.", "The plan covers not only surgery."),
    ("double", "The claim was not denied.", "The claim was approved."),
    # answers in JSON
    ("json", PLAN, '{"member": {"deductible_usd": 1500.0}, "status": "Active"}'),
    ("json key once", PLAN, '{"deductible_usd": 1500, "note": "as of today"}'),
    ("json row", FLIGHTS, '[{"city": "Milan", "price_eur": 95}]'),
]


@pytest.mark.parametrize(("context", "answer"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_follows_from_the_context_is_no_conflict(context: Any, answer: str) -> None:
    assert conflicts_of([context], answer) == []


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 60


NEAR_MISSES: list[tuple[Any, str]] = [
    ("The individual deductible is $1,500.", "The family deductible is $3,000."),
    ("The in-network deductible is $1,500.", "The out-of-network deductible is $4,000."),
    ("He played in the last four years of his career.", "His career lasted 12 years."),
    ("The deductible is $1,500.", "If your deductible were $2,500, you would pay more."),
    (PLAN, "Your deductible is not $2,500."),
    ("The copay is $40.", "For example, a copay of $60 is common elsewhere."),
    ("12 of the 40 agents work part-time.", "28 agents work full-time."),
    ([{"plan": "Harbor", "price": "$30"}, {"plan": "Summit", "price": "$45"}], "Harbor and Summit cost $75 together."),
]


def test_of_what_is_hard_to_tell_from_a_conflict_some_is_flagged() -> None:
    """What the weights have still to learn: `test_known_wrong` names what is flagged today."""
    flagged = [answer for context, answer in NEAR_MISSES if conflicts_of([context], answer)]
    assert len(flagged) <= 5, flagged
