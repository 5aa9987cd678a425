"""Near-copies with one thing altered: a name, the order, a word of a field, a count called a percentage."""

from __future__ import annotations

from typing import Any

from tests.guards.contradiction.cases import tally_of

PLAN = "Attendees were Marcus, Elena and Tom. Marcus will present the hiring plan on October 14."
MUSIC = "Show: the band plays with Anna, Kai and Lou. The label includes Anna, Kai and Lou among its artists."
TRIAL = "Drug A outperformed placebo in both sexes. Tea and cake were served to all."
LAPTOPS = "The Vela weighs 1.2 kg on the scale, and the Orion weighs 2.1 kg on the scale."
SHARE = "12 of the 40 agents work part-time."
CONFIG = {"backup_schedule": "weekly", "milk_frother": "manual", "auto_renew": False}
BARS = "City | High | Low\nBergen | 12 C | 7 C\nVienna | 21 C | 12 C"
UNITS = "Unit,Rooms,Rent EUR,Available\nA1,2,780,yes\nB3,3,1120,no"


ROWS: list[tuple[Any, str, list[str]]] = [
    (PLAN, "Elena will present the hiring plan on October 14.", ["Elena"]),
    (PLAN, "Marcus will present the hiring plan on October 14.", []),
    (PLAN, "Marc will present the hiring plan on October 14.", []),  # may be short for it
    (PLAN, "Elena will not present the hiring plan on October 14.", []),
    (MUSIC, "The label includes Anna, Bo and Lou among its artists.", []),  # of a list, which may go on
    (TRIAL, "Placebo outperformed drug A in both sexes.", ["Placebo outperformed drug A in both sexes."]),
    (TRIAL, "Cake and tea were served to all.", []),
    (LAPTOPS, "The Vela weighs 2.1 kg.", ["2.1 kg"]),
    (LAPTOPS, "The Orion weighs 2.1 kg.", []),
    (SHARE, "12% of the agents work part-time.", ["12%"]),
    (SHARE, "30% of the agents work part-time.", []),
    (SHARE, "28 agents work full-time.", []),
    (CONFIG, "Backups run daily.", ["daily"]),
    (CONFIG, "Backups run weekly.", []),
    (CONFIG, "It has an automatic milk frother.", ["automatic"]),
    (CONFIG, "Invoices run daily.", []),
    (BARS, "The high in Vienna is 24 C.", ["24"]),
    (BARS, "The high in Vienna is 21 C.", []),
    (UNITS, "B3 rents for 1210 EUR.", ["1210 EUR"]),
    (UNITS, "B3 rents for 1120 EUR.", []),
    (UNITS, "Unit B3 is available.", ["available"]),
    (UNITS, "Unit A1 is available.", []),
]


def test_one_thing_altered() -> None:
    tally = tally_of(ROWS, lambda one: one.said)
    assert len(tally.missed) <= 5, tally
    assert len(tally.flagged) <= 1, tally
    assert not tally.misquoted, tally
