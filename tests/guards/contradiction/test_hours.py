"""Opening hours, day by day: what a sentence says of the days that it names, against fields and prose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.contradiction.cases import conflicts_of, tally_of

CLINIC = {
    "hours": {
        "Monday": "9:0-17:0",
        "Tuesday": "9:0-17:0",
        "Wednesday": "9:0-17:0",
        "Thursday": "9:0-17:0",
        "Friday": "18:0-2:0",
        "Saturday": "0:0-0:0",
        "Sunday": "closed",
    }
}
LIBRARY = {"opening_hours": {"Mon-Fri": "09:00-20:00", "Sat": "10 am - 2 pm", "Sun": "closed"}}
LUNCH = {"hours": {"weekdays": "9:00-12:00, 13:00-17:00"}}
FIELD = {"place": "Museum", "opening_hours": "Mon-Fri 09:00-20:00, Sat 10:00-14:00"}
LINES = "Mon-Fri: 09:00-20:00\nSaturday: 10:00-14:00\nSunday: closed"
ROWS = {"week": [{"day": "Mon-Fri", "opens": "09:00", "closes": "20:00"}, {"day": "Sunday", "opens": "closed"}]}
TABLE = "| Day | Hours |\n|---|---|\n| Mon-Fri | 09:00-20:00 |\n| Saturday | 10:00-14:00 |"
PROSE = "The library is open Mon-Fri 09:00-20:00 and Saturday 10:00-14:00. It is closed on Sunday."
TWO = "The pool is open Monday to Friday 9:00-17:00. The gym is open on Saturday from 8 am to noon."
CASTLE = "The castle is open Tuesday to Sunday, 10:00-17:00, and closed on Mondays."
POOL = "The pool is open every day except Monday."

RIGHT: list[tuple[Any, str]] = [
    # within the stretch, over midnight, by half a day
    (LIBRARY, "It is open on Monday at 7 pm."),
    (LIBRARY, "It is open on Monday at 9 am."),
    (CLINIC, "It is open on Friday at 1 am."),
    (LUNCH, "It is open on weekdays from 9 to 12 and from 1 pm to 5 pm."),
    (LIBRARY, "It is open on weekdays until 8 pm."),
    (CLINIC, "It opens at 6 pm and closes at 2 am on Fridays."),
    # several days, each with its times
    (CLINIC, "It is open Mon-Thu 9am-5pm, and on Fridays from 6 pm to 2 am."),
    (CLINIC, "It is open from 9 am to 5 pm from Monday to Thursday, and from 6 pm on Friday."),
    (LIBRARY, "The hours are 9:00 to 20:00 on weekdays and 10:00 to 14:00 on Saturdays."),
    (LIBRARY, "On weekdays it is open from 9 am to 8 pm, and on Saturday it closes at 2 pm."),
    # days taken out, most days, hours that vary
    (CLINIC, "It is open Monday through Friday from 9 am to 5 pm, with later hours on Friday."),
    (CLINIC, "It is open Monday to Friday from 9 am to 5 pm, except for Friday when it closes at 2 am."),
    (LIBRARY, "It is open from 9 am to 8 pm on most days."),
    (LIBRARY, "It is open Monday to Saturday, with closing hours varying between 2 pm and 8 pm."),
    # days off
    (LIBRARY, "It is open every day except Sunday."),
    (LIBRARY, "It is not open on Sundays."),
    (LIBRARY, "It is open from Monday to Saturday and closed on Sunday."),
    (LIBRARY, "It was closed last Monday."),
    # other forms of context
    (LINES, "It is open on Monday at 7 pm."),
    (FIELD, "It is open on Monday at 7 pm."),
    (ROWS, "It is open on Monday at 7 pm."),
    (ROWS, "It is closed on Sundays."),
    (TABLE, "It is open on weekdays from 9 am to 8 pm and on Saturday until 2 pm."),
    (PROSE, "The library is open on Monday at 7 pm."),
    (PROSE, "The library is open on weekdays from 9 am to 8 pm."),
    (CASTLE, "The castle is closed on Mondays."),
    (CASTLE, "The castle is open on Sunday until 5 pm."),
    (POOL, "The pool is closed on Monday."),
    # not of these hours
    (TWO, "The sauna closes at 8 pm on Monday."),
    (TWO, "The sauna is open on Monday until 8 pm."),
    (LIBRARY, "The band plays on Sunday afternoon at 8 pm."),
    (CLINIC, "The tour runs from 3 to 5 rooms on Monday."),
]


@pytest.mark.parametrize(("context", "answer"), RIGHT, ids=[row[1] for row in RIGHT])
def test_hours_that_hold_are_no_conflict(context: Any, answer: str) -> None:
    assert conflicts_of([context], answer) == []


WRONG: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (LIBRARY, "It is open on Monday at 9 pm.", [("9 pm", "09:00-20:00")]),
    (CLINIC, "It is open on Friday at 3 am.", [("3 am", "18:0-2:0")]),
    (CLINIC, "It opens at noon on Friday.", [("noon", "18:0-2:0")]),
    (CLINIC, "It is open Monday to Friday from 9 am to 5 pm.", [("9 am", "18:0-2:0"), ("5 pm", "18:0-2:0")]),
    (CLINIC, "It is open from 9 am to 6 pm on Mondays, and until 2 am on Fridays.", [("6 pm", "9:0-17:0")]),
    (LIBRARY, "It is open daily from 10 am.", [("10 am", "09:00-20:00")]),
    (LIBRARY, "It is open from 10 am to 8 pm on most days.", [("10 am", "09:00-20:00")]),
    (LIBRARY, "It is open from 9 am to 9 pm on weekdays and 10 am to 2 pm on Saturday.", [("9 pm", "09:00-20:00")]),
    (LIBRARY, "It is open on Sunday.", [("Sunday", "closed")]),
    (LIBRARY, "It is not open on Saturdays.", [("Saturdays", "10 am - 2 pm")]),
    (LIBRARY, "It is closed on Saturday and Sunday.", [("Saturday and Sunday", "10 am - 2 pm")]),
    (CLINIC, "It is open seven days a week.", [("seven days a week", "0:0-0:0")]),
    (LINES, "It closes at 6 pm on Monday.", [("6 pm", "09:00-20:00")]),
    (FIELD, "It opens at 10 am on Tuesday.", [("10 am", "09:00-20:00")]),
    (ROWS, "It closes at 9 pm on Friday.", [("9 pm", 'Mon-Fri","opens":"09:00","closes":"20:00')]),
    (ROWS, "It is open on Sunday.", [("Sunday", 'Sunday","opens":"closed')]),
    (TABLE, "It closes at 3 pm on Saturday.", [("3 pm", "Saturday | 10:00-14:00")]),
    (PROSE, "The library closes at 3 pm on Saturday.", [("3 pm", "10:00-14:00")]),
    (PROSE, "The library opens daily at 9 am.", [("9 am", "10:00-14:00")]),
    (PROSE, "The library is open on Sunday.", [("Sunday", "Sunday")]),
    (CASTLE, "The castle is open on Mondays.", [("Mondays", "Mondays")]),
    (POOL, "The pool is open on Monday.", [("Monday", "Monday")]),
]


def test_a_day_that_says_otherwise_is_quoted() -> None:
    tally = tally_of(WRONG, lambda one: (one.said, one.known))
    assert len(tally.missed) <= 3, tally  # of prose, which is bound by what was learnt
    assert not tally.misquoted, tally


def test_hours_are_evidence_and_a_day_that_may_be_unknown_says_nothing() -> None:
    assert [one.severity for one in conflicts_of([CLINIC], "It is open on Saturday.")] == ["medium"]
    assert [one.severity for one in conflicts_of([CLINIC], "It is open on Sunday.")] == ["medium"]
    few = {"hours": {"Monday": "9:0-17:0", "Sunday": "0:0-0:0"}}
    assert conflicts_of([few], "It is open on Sunday.") == []
