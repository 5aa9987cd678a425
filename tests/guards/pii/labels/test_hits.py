"""Where labels may end: Hyperscan's and RE2's scans lead to the same values, and long texts cost by their length."""

from __future__ import annotations

from typing import Any

import pytest

from guards.pii.labels import hits, labelled
from guards.pii.labels.vocabulary import KEYS, MEANINGS, TYPES

TEXTS = [
    '{"lastName":"Winter","userId":4,"mrn":"00412"}',
    "Straße: Lindenweg 4, geb. 3.9.1971, Versichertennr. A123456780, n° de dossier 2026-00418-B",
    "id,last_name,ssn\n1,Winter,536904399",
    "D.O.B. 3/5/1980, d/c 21 Feb 2026, admitted_at=2026-03-02",
    "氏名：山田太郎 연락처는 010-3847-2091",
    "nothing of the kind, in so many words",
]


@pytest.mark.parametrize("text", TEXTS)
def test_both_scans_lead_to_the_same_values(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_default = labelled(text)
    slow = hits._Search()
    monkeypatch.setattr(hits, "_finder", lambda: slow)
    assert labelled(text) == by_default
    assert bool(by_default) is (text != TEXTS[-1])


def test_prose_without_a_label_reads_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> Any:
        raise AssertionError("a text without labels was read")

    monkeypatch.setattr("guards.pii.labels.reading.fields_in", refuse)
    assert labelled("They walked along the river until the sun went down.") == []


@pytest.mark.parametrize(
    "unit", ['"name":', "born ", "name,ssn\n", "{{name:", "<td>name", "copy t (name) from stdin\n"]
)
def test_a_hostile_text_is_read_once(unit: str) -> None:
    """Four times the text makes at most some five times the fields to judge."""
    counts = []
    for size in (5_000, 20_000):
        counts.append(len(labelled((unit * size)[:size])))
    assert counts[1] <= 5 * counts[0] + 5


def test_the_table_is_sound() -> None:
    assert len(KEYS) > 1_000
    assert all(0 < meaning.base <= 1 for meaning in MEANINGS)
    assert {"PERSON", "DATE_OF_BIRTH", "PERSONAL_DATE", "ID", "US_SSN", "FR_NIR"} <= TYPES
