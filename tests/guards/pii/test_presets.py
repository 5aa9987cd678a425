"""Presets: what each does with a type, what single keys say over it, and the page that says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from guards.judge import Judge
from guards.pii.presets import PRESETS, preset_action
from schemas.policy import Preset
from tests.guards.stubs import case, pii_guard

TEXT = (
    "Ada Lovelace moved to Berlin. Her flat at 12 Elm Street, Leeds LS1 4AP, is let. "
    "She wrote to bob@example.com on 3 May 2021 from 10.1.2.3."
)


def shown(**pii: object) -> str:
    judged = Judge([pii_guard()]).judge([case({"pii": pii}, tenant="t", messages=TEXT)])[0]
    return str(judged.redacted.messages[0].parts[0].content)


@pytest.mark.parametrize(
    ("preset", "gone", "kept"),
    [
        ("strict", ["Lovelace", "Berlin", "Elm", "bob@", "10.1"], ["3 May 2021"]),
        ("health", ["Lovelace", "Berlin", "Elm", "bob@", "10.1", "3 May"], []),
        ("balanced", ["Lovelace", "Elm", "bob@", "10.1"], ["Berlin", "3 May 2021"]),
        ("minimal", ["bob@"], ["Lovelace", "Berlin", "Elm", "10.1", "3 May 2021"]),
    ],
)
def test_a_preset_takes_what_it_says(preset: str, gone: list[str], kept: list[str]) -> None:
    text = shown(preset=preset)
    assert [each for each in gone if each in text] == []
    assert [each for each in kept if each not in text] == []


def test_a_single_type_wins_over_the_preset() -> None:
    assert "Lovelace" not in shown(preset="minimal", entities={"PERSON": "redact"})
    assert "10.1.2.3" in shown(preset="health", entities={"IP_ADDRESS": "ignore"})


def test_what_no_preset_names_is_redacted() -> None:
    assert {preset_action(preset, "NEW_TYPE", "x") for preset in get_args(Preset)} == {"redact"}
    assert set(PRESETS) == set(get_args(Preset))


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("AGE", "93", "redact"),
        ("AGE", "89", "report"),
        ("AGE", "²", "report"),
        ("DATE_TIME", "1980", "ignore"),
        ("DATE_TIME", "3 May 1980", "redact"),
        ("LOCATION", "Leeds", "redact"),
    ],
)
def test_health_goes_by_safe_harbor(kind: str, value: str, expected: str) -> None:
    assert preset_action("health", kind, value) == expected


def test_the_page_says_what_the_table_does() -> None:
    page = (Path(__file__).parents[3] / "docs" / "redaction.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)`(, [a-z0-9 ]+)? \| (\w+) \| (\w+) \| (\w+) \| (\w+) \|$", page, re.MULTILINE)
    words = {"redacted": "redact", "reported": "report", "left": "ignore"}
    said = {f"{kind}{part}": [words[each] for each in cells] for kind, part, *cells in rows}
    named = {name for table in PRESETS.values() for name in table}
    assert named <= set(said)
    for name, cells in said.items():
        kind = name.partition(",")[0]
        for preset, action in zip(("strict", "health", "balanced", "minimal"), cells, strict=True):
            table = PRESETS[preset]  # type: ignore[index]
            assert table.get(name, table.get(kind, "redact")) == action, (name, preset)
