"""Fields of yes and no as answers speak of them: keys in any spelling, a kind and what it is a kind of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.guards.contradiction.cases import conflicts_of

INN = {
    "Parking": {"garage": False, "street": False, "lot": True, "valet": False},
    "GuestsLaundry": False,
    "GuestsCheckOut": True,
    "WiFi": "no",
    "RoofTerrace": True,
    "Style": {"rustic": False, "grand": True},
}
ROOMS = "| room | projector | sink |\n|---|---|---|\n| 101 | ✓ | ✗ |\n| 102 | ✗ | ✓ |"
TIERS = "| feature | Free | Team |\n|---|---|---|\n| Audit log | ✗ | ✓ |\n| Export | ✓ | ✓ |"
VANS = {"vans": [{"name": "Van 1", "tail_lift": "yes"}, {"name": "Van 2", "tail_lift": "no"}]}
NO_PARKING = {"Parking": {"garage": False, "street": False}}

PASS = "Refundable: no\nPets: not allowed\nBreakfast: included\nWi-Fi: yes\nStatus: confirmed"
CLUB = {"club": "Ironworks", "perks": {"pool": True, "childcare": "not available"}, "membership": {"cancellable": True}}
ORDER = {"order": "QX-12", "status": "shipped", "payment": "paid", "signature_required": True}

TRIPS = [{"trip": "Alpha", "dogs": "no"}, {"trip": "Beta", "dogs": "on lead"}]

ROWS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    # keys written as one word, or that begin alike
    # a row of several is met by its name only
    (TRIPS, "Two of them are easy, and dogs have to stay on the lead.", []),
    (TRIPS, "On Alpha dogs are allowed.", [("allowed", "no")]),
    (INN, "The inn has WiFi.", [("WiFi", "no")]),
    (INN, "Wi-Fi is available.", [("available", "no")]),
    (INN, "There is no wifi.", []),
    (INN, "It offers a roof terrace, WiFi, and a lot for parking.", [("WiFi", "no")]),
    (INN, "It does not have a roof terrace.", [("roof terrace", "true")]),
    (INN, "They do laundry.", [("laundry", "false")]),
    (INN, "They do not do laundry.", []),
    (INN, "A checkout is available.", []),
    (INN, "They do not check passports.", []),
    # a whole that is denied, where a kind of it is there
    (INN, "There is no valet parking.", []),
    (INN, "There is no parking on the street.", []),
    (INN, "It has no street parking, but parking in the lot is free.", []),
    (INN, "There is no mention of parking.", []),
    (NO_PARKING, "It does not offer parking services.", []),
    # a kind's word said of another thing
    (INN, "It began as a street vendor.", []),
    (INN, "The stew has a lot of flavour.", []),
    (INN, "It has parking on the street.", [("street", "false")]),
    (INN, "It has a rustic hall.", [("rustic", "false")]),
    # of several rows, the one that is named
    (ROOMS, "Room 102 has a projector.", [("projector", "✗")]),
    (ROOMS, "Room 101 has a projector but no sink.", []),
    (ROOMS, "Rooms have a projector.", []),
    (TIERS, "The audit log is part of the Free tier.", [("Free", "✗")]),
    (TIERS, "Export is part of the Free tier.", []),
    (VANS, "Van 2 has a tail lift.", [("tail lift", "no")]),
    (VANS, "Van 1 has a tail lift.", []),
    (VANS, "Van 2 does not have a tail lift.", []),
    # the only record, whatever it is called; a word made of the key
    (PASS, "This ticket is non-refundable.", []),
    (CLUB, "The membership cannot be cancelled.", [("cancelled", "true")]),
    (CLUB, "You can cancel your membership.", []),
    # a state that says no more than that the thing is there
    (PASS, "Pets are welcome.", [("Pets", "not allowed")]),
    (PASS, "There is no Wi-Fi.", [("no Wi-Fi", "yes")]),
    (CLUB, "They offer childcare.", [("childcare", "not available")]),
    (CLUB, "Ironworks lacks a pool.", [("pool", "true")]),
    (CLUB, "There is no childcare.", []),
    (ORDER, "No signature is required.", [("No signature is required", "true")]),
    (ORDER, "Order QX-12 has not shipped yet.", [("not shipped", "shipped")]),
]


@pytest.mark.parametrize(("context", "answer", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_fields_of_yes_and_no(context: Any, answer: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.said, one.known) for one in conflicts_of([context], answer)] == expected
