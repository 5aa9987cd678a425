"""Planted values and look-alikes by people who have not seen the guards: the rows are well made, the counts are right,
and the guards do not fall behind what they once reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.planted import counted, rows_of
from schemas.policy import Guards

AUTHORS = Path(__file__).parents[1] / "guards/pii/authors"
SETS = (("work", 120), ("second", 120), ("judged", 90))


def event(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


def test_leaks_tears_and_false_alarms_are_counted() -> None:
    rows = [
        {
            "id": "a",
            "event": event("ada@example.org, and the code word Bluebird stays"),
            "must_go": [{"value": "ada@example.org", "type": "EMAIL"}, {"value": "Bluebird", "type": "WORD"}],
            "must_stay": ["the code word", "ada@"],
        },
        {"id": "b", "event": event("write to help@example.org or help@example.net"), "must_go": [], "must_stay": []},
    ]
    counts = counted(rows, Guards.model_validate({"pii": {"names": "off"}}))
    assert counts.leaks == [("a", "WORD", "Bluebird")]
    assert counts.leak_rate() == 0.5
    assert counts.leak_rate(["EMAIL"]) == 0.0
    assert counts.torn == [("a", "ada@")]
    assert [kind for _, kind, _ in counts.alarms] == ["EMAIL_ADDRESS", "EMAIL_ADDRESS"]
    assert counts.per_1000 == pytest.approx(1000 * 2 / counts.characters)


@pytest.mark.parametrize(("folder", "number"), SETS)
def test_every_value_stands_in_its_event(folder: str, number: int) -> None:
    rows = list(rows_of([AUTHORS / folder / "planted.jsonl", AUTHORS / folder / "clean.jsonl"]))
    assert len(rows) == number
    for row in rows:
        said = json.dumps(row["event"], ensure_ascii=False)
        plain = said.replace("\\n", "\n").replace('\\"', '"').replace("\\t", "\t").replace("\\\\", "\\")
        wanted = [*(each["value"] for each in row["must_go"]), *row["must_stay"]]
        assert [each for each in wanted if each not in said and each not in plain] == [], row["id"]


def test_the_work_set_leaks_no_more_than_it_did() -> None:
    """It was read while the guards grew, so that this says nothing of other text."""
    counts = counted(rows_of([AUTHORS / "work" / "planted.jsonl", AUTHORS / "work" / "clean.jsonl"]))
    assert counts.leak_rate() <= 0.12
    assert counts.leak_rate(["SECRET"]) <= 0.03
    assert counts.per_1000 <= 3.6
