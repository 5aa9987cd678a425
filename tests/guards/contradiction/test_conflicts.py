"""Answers that deny their context: each is flagged with the rule, the severity and both sides as quoted here."""

from __future__ import annotations

from typing import Any

import pytest

from guards.contradiction.conflict import HIGH
from tests.guards.contradiction.cases import conflicts_of, verdict_of
from tests.guards.contradiction.test_supported import FLIGHTS, NOTICE, PLAN, STAFF

NUMBER, DATE, SLOT, NOT = "number_conflict", "date_conflict", "slot_conflict", "negation_conflict"
IN_NETWORK = "The annual deductible is $1,500 for in-network care."
BENEFITS = {"benefits": {"acupuncture": "not covered", "massage": {"covered": True}}, "auto_renewal": False}

ROWS: list[tuple[Any, str, str, str, str]] = [
    # prose: numbers
    (IN_NETWORK, "Your deductible is $2,500.", NUMBER, "$2,500", "$1,500"),
    (IN_NETWORK, "Your annual deductible is 1,800 dollars.", NUMBER, "1,800 dollars", "$1,500"),
    (IN_NETWORK, "The deductible is two thousand dollars.", NUMBER, "two thousand dollars", "$1,500"),
    ("The interest rate is 5%.", "The interest rate is 7 percent.", NUMBER, "7 percent", "5%"),
    ("The stamp costs 68 cents.", "The stamp costs $0.86.", NUMBER, "$0.86", "68 cents"),
    ("The trial lasts 14 days.", "The trial lasts 30 days.", NUMBER, "30 days", "14 days"),
    ("The trial lasts 14 days.", "The trial lasts three weeks.", NUMBER, "three weeks", "14 days"),
    ("Claims must be filed within 90 days.", "Claims must be filed within 60 days.", NUMBER, "60 days", "90 days"),
    ("The plan covers up to 20 visits.", "The plan covers up to 30 visits.", NUMBER, "30", "20"),
    ("The plan covers up to 20 visits.", "The plan covers 25 visits.", NUMBER, "25", "20"),
    ("You must be at least 18 years old.", "You must be at least 21 years old.", NUMBER, "21 years", "18 years"),
    ("Delivery takes 3 to 5 days.", "Delivery takes 7 days.", NUMBER, "7 days", "3 to 5 days"),
    ("The bag may weigh 23 kg.", "The bag may weigh 32 kg.", NUMBER, "32 kg", "23 kg"),
    ("The trail is 5 km long.", "The trail is 5 miles long.", NUMBER, "5 miles", "5 km"),
    ("Store the vaccine at 5 °C.", "Store the vaccine at 25 °C.", NUMBER, "25 °C", "5 °C"),
    ("The upload limit is 2 GB.", "The upload limit is 5 GB.", NUMBER, "5 GB", "2 GB"),
    ("The film runs 150 minutes.", "The film runs 2 hours.", NUMBER, "2 hours", "150 minutes"),
    ("The stadium holds 79,500 spectators.", "The stadium holds 65,000 spectators.", NUMBER, "65,000", "79,500"),
    ("Revenue was $1,487 in May.", "Revenue was about $1,900 in May.", NUMBER, "$1,900", "$1,487"),
    ("The fund holds $900 million.", "The fund holds $900 billion.", NUMBER, "$900 billion", "$900 million"),
    ("The fee is between $20 and $60.", "The fee is $80.", NUMBER, "$80", "$20 and $60"),
    ("Refunds are issued within 48 hours.", "Refunds are issued within 5 days.", NUMBER, "5 days", "48 hours"),
    ("The warranty lasts 12 months.", "The warranty lasts two years.", NUMBER, "two years", "12 months"),
    # prose: dates and times
    ("Enrollment closes on June 3, 2026.", "Enrollment closes on June 13.", DATE, "June 13", "June 3, 2026"),
    ("Enrollment closes on 2026-06-03.", "Enrollment closes on 3 July 2026.", DATE, "3 July 2026", "2026-06-03"),
    ("Enrollment closes on 2026-06-03.", "Enrollment closes in May 2026.", DATE, "May 2026", "2026-06-03"),
    ("The bridge was built in 1932.", "The bridge was built in 1923.", DATE, "1923", "1932"),
    ("The office opens at 14:30.", "The office opens at 3:30 pm.", DATE, "3:30 pm", "14:30"),
    ("The hearing is on 2026-06-03.", "The hearing is on Friday.", DATE, "Friday", "2026-06-03"),
    ("The office closes at noon.", "The office closes at 1 pm.", DATE, "1 pm", "noon"),
    # fields of JSON
    (PLAN, "The specialist copay is $60.", NUMBER, "$60", "40"),
    (PLAN, "The primary copay is $40.", NUMBER, "$40", "20"),
    (PLAN, "Your coinsurance is 30%.", NUMBER, "30%", "0.2"),
    (PLAN, "You have 12 visits left.", NUMBER, "12", "8"),
    (PLAN, "The effective date is February 1, 2026.", DATE, "February 1, 2026", "2026-01-01"),
    (PLAN, "Your plan is inactive.", SLOT, "inactive", "active"),
    (PLAN, "Your coverage was terminated.", SLOT, "terminated", "active"),
    (PLAN, "Dental is not covered.", SLOT, "not covered", "true"),
    (BENEFITS, "Acupuncture is covered.", SLOT, "covered", "not covered"),
    (BENEFITS, "Massage is excluded.", SLOT, "excluded", "true"),
    ({"windowDays": 30}, "The window is 45 days.", NUMBER, "45 days", "30"),
    ({"timeout_ms": 500}, "The timeout is 2 seconds.", NUMBER, "2 seconds", "500"),
    ({"order": {"number": "INV-2024-17"}}, "Your order number is INV-2024-71.", SLOT, "INV-2024-71", "INV-2024-17"),
    ({"claim": {"status": "approved"}}, "Your claim status is denied.", SLOT, "denied", "approved"),
    ({"account": {"state": "closed"}}, "The account is open.", SLOT, "open", "closed"),
    ({"plans": {"gold": {"deductible": 500}, "silver": {"deductible": 1500}}},
     "The silver deductible is $500.", NUMBER, "$500", "1500"),
    # rows
    (FLIGHTS, "The flight to Milan departs at 9:30 am.", DATE, "9:30 am", "17:05"),
    (FLIGHTS, "Rome costs 95 euros.", NUMBER, "95 euros", "180"),
    (FLIGHTS, "Rome leaves from gate A4.", SLOT, "A4", "B12"),
    (STAFF, "Grace works in Berlin.", SLOT, "Berlin", "Madrid"),
    (STAFF, "Ada has 30 days off.", NUMBER, "30 days", "28"),
    (NOTICE, "The specialist copay is $60.", NUMBER, "$60", "$40"),
    (NOTICE, "Your deductible is $500.", NUMBER, "$500", "$1,500"),
    ({"shop": {"name": "Corner Books", "address": "12 Main Street"}}, "Corner Books is at 21 Main Street.",
     SLOT, "21 Main Street", "12 Main Street"),
    # negation and opposites
    ("Acupuncture is not covered.", "Acupuncture is covered.", NOT, "covered", "not covered"),
    ("Acupuncture is covered by the plan.", "Acupuncture is not covered by the plan.", NOT, "not covered", "covered"),
    ("The claim was approved.", "The claim was denied.", NOT, "denied", "approved"),
    ("Prior authorization is required for surgery.", "Prior authorization is not required for surgery.",
     NOT, "not required", "required"),
    ("Smoking is allowed on the terrace.", "Smoking is prohibited on the terrace.", NOT, "prohibited",
     "Smoking is allowed on the terrace."),
    ("The museum is open to visitors.", "The museum is closed to visitors.", NOT, "closed", "open"),
    ("Ticket prices increased in March.", "Ticket prices decreased in March.", NOT, "decreased", "increased"),
    ("Deposits are refundable.", "Deposits are non-refundable.", NOT, "non-refundable", "refundable"),
    ("The device is enabled by default.", "The device is disabled by default.", NOT, "disabled", "enabled"),
    # answers in JSON
    (PLAN, '{"member": {"deductible_usd": 2500}}', NUMBER, "2500", "1500"),
    (PLAN, '{"status": "inactive"}', SLOT, "inactive", "active"),
    (PLAN, '```json\n{"dental": {"covered": false}}\n```', SLOT, "false", "true"),
    (FLIGHTS, '[{"city": "Milan", "price_eur": 180}]', NUMBER, "180", "95"),
]  # fmt: skip


@pytest.mark.parametrize(("context", "answer", "rule", "said", "known"), ROWS, ids=[row[1][:60] for row in ROWS])
def test_what_is_found_has_its_rule_and_both_sides(context: Any, answer: str, rule: str, said: str, known: str) -> None:
    """A miss counts below; what is quoted is quoted rightly."""
    for one in conflicts_of([context], answer):
        assert (one.rule, one.said, one.known) == (rule, said, known)


def test_most_are_found() -> None:
    missed = [row[1] for row in ROWS if not conflicts_of([row[0]], row[1])]
    assert len(missed) <= len(ROWS) // 6, missed


def test_only_a_field_makes_a_conflict_high_and_only_a_sure_one() -> None:
    seen = set()
    for context, answer, *_ in ROWS:
        is_prose = isinstance(context, str) and context not in (STAFF, NOTICE)
        for one in verdict_of([context], answer).sightings:
            if one.outcome == "violation":
                assert one.severity == ("high" if not is_prose and one.confidence >= HIGH else "medium"), answer
                seen.add((is_prose, one.severity))
    assert seen >= {(True, "medium"), (False, "high")}


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 60


ASKED = "When does the flight to Milan leave, and what is the fare?"


@pytest.mark.parametrize(
    "answer",
    ["It departs at 5:05 pm.", "Another departs at 9:30 am from gate B12.", "The fare to Oslo is 300 euros."],
)
def test_what_was_asked_names_the_row_that_a_right_answer_is_about(answer: str) -> None:
    assert conflicts_of([FLIGHTS], answer, ASKED) == []
