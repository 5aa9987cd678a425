"""Names and words of cells: what stands in their place is a conflict only where another row has it."""

from __future__ import annotations

from typing import Any

from tests.guards.contradiction.cases import tally_of

SHOP = {"manager": "Ana Ruiz", "supplier": "Weber Mills", "customer": "Corner Bakery", "fuel": "petrol", "code": "DE"}
CAMP = {"allowed_pets": ["dog", "cat"], "supported_languages": ["English", "French"], "colour": "navy"}
LINES = "Supported languages: English, French\nShipping cycle: weekly\nFeatures: sauna"
DESKS = "| ticket | priority | owner |\n|---|---|---|\n| T-1 | high | Lena |\n| T-2 | low | Omar |\n| T-3 | low | Pia |"

CUPS = [{"cup": "Spring Cup", "winner": "Oak"}, {"cup": "Autumn Cup", "winner": "Elm", "second": "Oak"}]

ROWS: list[tuple[Any, str, list[tuple[str, str]]]] = [
    (SHOP, "Weber Mills is the supplier.", []),
    (SHOP, "Weber is the supplier.", []),
    (SHOP, "The manager is Ana.", []),
    ({"artist": "René Magritte"}, "The artist is Rene Magritte.", []),
    ({"producer": "Justin Meldal"}, "The producer is Justin Medal.", []),
    ({"title": "Elm Street", "editor": "Ana Ruiz"}, "Elm Street is the editor of all films.", []),
    ({"awarded_for": "good work"}, "The Elm Street awards are new.", []),
    ({"president": "Lee Moss"}, "The president is an American.", []),
    (SHOP, "The manager is not Tom Hale.", []),
    (SHOP, "The manager of Rome is Tom Hale.", []),
    (SHOP, "Its managers by Tom Hale were trained.", []),
    (SHOP, "The code is Germany.", []),
    (CAMP, "The colour is blue.", []),
    (CAMP, "The colour is Blue.", []),
    (LINES, "Shipping is weekly.", []),
    ({"order": "QX-12", "status": "shipped"}, "Your refund is still pending.", []),
    ({"order": "QX-12", "status": "shipped"}, "Your order is on its way.", []),
    # or is the word of another row
    (DESKS, "The priority of T-1 is low.", [("low", "high")]),
    (DESKS, "The priority of T-1 is high.", []),
    (DESKS, "The owner of T-2 is Pia.", [("Pia", "Omar")]),
    (DESKS, "The priority is low.", []),
    (CUPS, "In the Autumn Cup the winner was Elm, ahead of Oak.", []),
    (CUPS, "In the Autumn Cup the winner was Oak.", [("Oak", "Elm")]),
    ({"participant_of": "Spring School"}, "Wren Lab is a participant of Spring School.", []),
    ({"features": "LED flash"}, "The Wren Pro features a triple camera.", []),
    (CAMP, "It supports French.", []),
    (CAMP, "Pets are allowed.", []),
    (LINES, "Other features include Wi-Fi.", []),
]


def test_words_and_names() -> None:
    tally = tally_of(ROWS, lambda one: (one.said, one.known))
    assert len(tally.missed) <= 1, tally
    assert len(tally.flagged) <= 2, tally
    assert not tally.misquoted, tally
